"""What the page itself says, from `words.toml`: in the language of an answer, or in both of a job."""

import tomllib
from pathlib import Path
from typing import Any

from assistant.types import Language

ALL: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
WORDS: dict[Language, dict[str, str]] = {"en": ALL["en"], "zh": ALL["zh"]}
CONDITIONS: dict[Language, dict[str, str]] = {"en": ALL["en"]["conditions"], "zh": ALL["zh"]["conditions"]}
"""How conditions on papers are named."""
