"""Finds the coined names and keys a question mentions, typing errors in names forgiven, among a library's.

Knows nothing of indexes; made with them, kept beside them as JSON.
"""

import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import orjson

from vectorstore.text.analysis import ENGLISH_STOPS
from vectorstore.text.names import coined_words, fold_name, is_coined, names_of_links
from vectorstore.types import Entry

_WORDS = re.compile(r"[A-Za-z0-9²³][A-Za-z0-9²³+.'’-]*")
_KEY = re.compile(r"\[([^\[\]\s]{2,})\]|(?<![A-Za-z0-9_./:+-])([A-Za-z0-9][A-Za-z0-9_./:+-]*[A-Za-z0-9])")
_PLAIN = re.compile("[a-z]+")
_NAMEISH = re.compile(r"[A-Z0-9²³-]")
_SIMILAR = 0.82
"""Least similarity of a misspelt name (difflib's ratio): one error in six letters, two in twelve."""
_SHORT = 6
"""Names of letters only, up to this length, may be common words (CARE, GARLIC): their capitals must match."""
_COMMON = 3
"""So must those of a name that this many entries write as a word (LEARNING in a title all in capitals)."""


@dataclass(frozen=True, slots=True)
class Named:
    """The names found in a question."""

    own: dict[str, str]
    """Key of each entry whose own name is mentioned, with that name, or the key where that is mentioned."""
    mentioned: tuple[str, ...]
    """Further names that some entry mentions."""
    unknown: tuple[str, ...]
    """Words of the question that look coined and are no name known."""
    rest: str
    """The question without the names found."""
    keys: tuple[str, ...] = ()
    """Keys of entries that the question mentions as they are."""


class NameTable:
    """The coined names of some entries: their own, with the keys, and those their texts mention."""

    def __init__(
        self,
        own: dict[str, dict[str, str]],
        mentioned: dict[str, str],
        keys: Collection[str] = (),
        common: Collection[str] = (),
    ) -> None:
        self._own = own
        self._common = frozenset(common)
        self._mentioned = mentioned
        self._keys = frozenset(keys)
        self._alike: dict[tuple[str, str, int], list[str]] = defaultdict(list)
        for folded in sorted(own.keys() | mentioned.keys()):
            self._alike[folded[:2], _figures(folded), len(folded)].append(folded)

    @staticmethod
    def of(entries: Collection[Entry]) -> "NameTable":
        """Collect the names of some entries."""
        own: dict[str, dict[str, str]] = defaultdict(dict)
        mentioned: dict[str, str] = {}
        keys: list[str] = []
        for entry in entries:
            keys.append(entry.key)
            names = [entry.name] if entry.name else []
            for name in [*names, *_without_version(names), *_linked(entry)]:
                own[fold_name(name)].setdefault(entry.key, name)
            for name in coined_words(entry.text):
                mentioned.setdefault(fold_name(name), name)
        return NameTable(dict(own), mentioned, keys, _common(own.keys() | mentioned.keys(), entries))

    def to_json(self) -> str:
        """The table as JSON."""
        return json.dumps(
            [self._own, self._mentioned, sorted(self._keys), sorted(self._common)], ensure_ascii=False
        )

    @staticmethod
    def from_json(text: str) -> "NameTable":
        """Read what `to_json` wrote."""
        return NameTable(*orjson.loads(text))

    def has_key(self, key: str) -> bool:
        """Tell whether an entry has this key."""
        return key in self._keys

    def find(self, question: str) -> Named:
        """Return the entries a question names, and the names it uses that nobody has."""
        keys, rest = self._without_keys(question)
        own = {key: key for key in keys}
        mentioned: list[str] = []
        unknown: list[str] = []
        matches = list(_WORDS.finditer(rest))
        words = [match.group().strip(".-+'’") for match in matches]
        position = 0
        while position < len(words):
            length, folded = self._match(words, position)
            if folded:
                own |= {key: name for key, name in self._own.get(folded, {}).items() if key not in own}
                if folded not in self._own:
                    mentioned.append(self._mentioned[folded])
                start, end = matches[position].start(), matches[position + length - 1].end()
                rest = rest[:start] + " " * (end - start) + rest[end:]
            elif is_coined(words[position]):
                unknown.append(words[position])
            position += length
        return Named(own, tuple(mentioned), tuple(dict.fromkeys(unknown)), rest, keys)

    def _without_keys(self, question: str) -> tuple[tuple[str, ...], str]:
        """Return the keys a question mentions, and the question without them.

        A key of letters alone may be any word; only brackets tell it from one.
        """
        found: list[str] = []
        rest = question
        for match in _KEY.finditer(question):
            key = (match[1] or match[2]).lower()
            if key in self._keys and (match[1] or not key.isalpha()):
                found.append(key)
                rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
        return tuple(dict.fromkeys(found)), rest

    def _match(self, words: list[str], position: int) -> tuple[int, str]:
        """Return how many words from `position` on make up a name, and the name folded; (1, '') for none."""
        spans = [words[position : position + length] for length in (3, 2, 1)]
        for span in spans:
            folded = fold_name("".join(span))
            if self._allowed(folded, " ".join(span)):
                return len(span), folded
        for span in spans[1:]:
            folded = fold_name("".join(span))
            close = self._misspelt(folded) if any(map(_nameish, span)) else ""
            if close:
                return len(span), close
        return 1, ""

    def _allowed(self, folded: str, surface: str) -> bool:
        names = [*self._own.get(folded, {}).values()]
        names += [self._mentioned[folded]] if folded in self._mentioned else []
        if not names or len(folded) < 3:
            return False
        if (folded.isalpha() and len(folded) <= _SHORT) or folded in self._common:
            return any(_fold_case(name) == _fold_case(surface) for name in names)
        return True

    def _misspelt(self, folded: str) -> str:
        """Return the name most like `folded`: same beginning, same figures, a length within two; or ''."""
        if len(folded) < 5:
            return ""
        start, figures = folded[:2], _figures(folded)
        near = [
            name
            for more in (-2, -1, 0, 1, 2)
            for name in self._alike.get((start, figures, len(folded) + more), ())
        ]
        return next(iter(difflib.get_close_matches(folded, near, 1, _SIMILAR)), "")


def _fold_case(name: str) -> str:
    """Return a name without hyphens and spaces, its capitals kept."""
    return re.sub(r"[\W_]+", "", name)


def _nameish(word: str) -> bool:
    """Only words with a capital, a digit or a hyphen are taken for misspelt names, not any unknown word."""
    return bool(_NAMEISH.search(word)) and word.lower() not in ENGLISH_STOPS


def _figures(name: str) -> str:
    return "" if name.isalpha() else re.sub(r"\D", "", name)


def _common(names: Collection[str], entries: Iterable[Entry]) -> list[str]:
    """Return the names, folded, that are words of the entries' texts."""
    words = {name for name in names if name.isalpha() and len(name) > _SHORT}
    counts = Counter(word for entry in entries for word in words.intersection(_PLAIN.findall(entry.text)))
    return [word for word, count in counts.items() if count >= _COMMON]


def _without_version(names: list[str]) -> list[str]:
    return [shorter for name in names if (shorter := re.sub(r"[ -]?v\d+$", "", name)) != name]


def _linked(entry: Entry) -> list[str]:
    return [name for name in names_of_links(entry.links) if is_coined(name)]
