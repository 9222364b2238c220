"""A key that must turn up nowhere, in any of the forms a careless program may write it in."""

import base64
import json
import urllib.parse

KEY = 'sk-senti/7f3a9c"20+c81f'


def leaks(text: str) -> list[str]:
    """Return the forms of the key that stand in `text`."""
    forms = {
        "raw": KEY,
        "percent-encoded": urllib.parse.quote(KEY, safe=""),
        "repr": repr(KEY)[1:-1],
        "base64": base64.b64encode(KEY.encode()).decode(),
        "json": json.dumps(KEY)[1:-1],
        "first characters": KEY[:8],
    }
    return [name for name, form in forms.items() if form in text]
