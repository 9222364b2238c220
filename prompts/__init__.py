"""The prompts, one file each, and the loader that checks them. Imports nothing else of the project.

A prompt file has a front matter between `---` lines (`purpose:`, `inputs: a, b`), the system text, a line
`---`, and the user text. `{name}` stands for the input of that name; any other brace is a brace.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

_INPUT = re.compile(r"\{([a-z][a-z_]*)\}")
_FILE = re.compile(r"---\n(?P<front>.*?)\n---\n(?P<system>.*?)\n---\n(?P<user>.*)", re.DOTALL)


class PromptError(Exception):
    """A prompt file or a use of one is wrong; the message names the file and the input."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A checked prompt: its two texts, the inputs it declares and the digest of its file."""

    name: str
    purpose: str
    inputs: frozenset[str]
    system: str
    user: str
    sha256: str

    def render(self, **values: str) -> tuple[str, str]:
        """Return the system and the user text with every input filled in; braces in a value stay as they are.

        Raises:
            PromptError: an input is missing, or one is given that the prompt does not declare.
        """
        _check_same(self.name, "given", values, "declared", self.inputs)
        # One pass over each text, so that a value is never read as a template.
        system, user = (_INPUT.sub(lambda found: values[found[1]], text) for text in (self.system, self.user))
        return system, user


def load_prompt(name: str) -> Prompt:
    """Return the prompt `name` of this package.

    Raises:
        PromptError: there is no such prompt, or its declared and used inputs differ.
    """
    file = files(__name__) / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"there is no prompt {name!r}")
    return parse_prompt(name, file.read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> Prompt:
    """Return the prompt written in `text`.

    Raises:
        PromptError: a part is missing, or the declared and the used inputs differ.
    """
    parts = _FILE.fullmatch(text)
    if parts is None:
        raise PromptError(
            f"prompt {name!r} needs front matter, a system text and a user text between --- lines"
        )
    front = dict(line.partition(":")[::2] for line in parts["front"].splitlines() if ":" in line)
    if not front.get("purpose", "").strip() or "inputs" not in front:
        raise PromptError(f"prompt {name!r} must state its purpose and its inputs")
    inputs = frozenset(filter(None, map(str.strip, front["inputs"].split(","))))
    system, user = parts["system"].strip(), parts["user"].strip()
    _check_same(name, "declared", inputs, "used", _INPUT.findall(f"{system}\n{user}"))
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Prompt(name, front["purpose"].strip(), inputs, system, user, digest)


def _check_same(name: str, left: str, lefts: Iterable[str], right: str, rights: Iterable[str]) -> None:
    ours, theirs = set(lefts), set(rights)
    if ours != theirs:
        faults = [f"{item} is {left} but not {right}" for item in sorted(ours - theirs)]
        faults += [f"{item} is {right} but not {left}" for item in sorted(theirs - ours)]
        raise PromptError(f"prompt {name!r}: {'; '.join(faults)}")
