"""Which concepts of the glossary are narrower than which: epilepsy is of neurology, CT of medical imaging.

Read from `data/narrower.tsv`. Knows nothing of entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from vectorstore.text.glossary import Concept, Glossary

_BUNDLED = Path(__file__).parent.parent / "data" / "narrower.tsv"


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The narrower concepts of each concept; `unknown` are terms of the file that the glossary lacks."""

    _narrower: dict[Concept, tuple[Concept, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def narrower(self, concept: Concept) -> dict[Concept, int]:
        """Return the concepts below one, each with its depth, from 1 on."""
        found = {concept: 0}
        waiting = [concept]
        while waiting:
            above = waiting.pop(0)
            for one in self._narrower.get(above, ()):
                if one not in found:
                    found[one] = found[above] + 1
                    waiting.append(one)
        return {one: depth for one, depth in found.items() if depth}


@lru_cache(maxsize=4)
def load_hierarchy(glossary: Glossary) -> Hierarchy:
    """Read the bundled file: a line is a term, a tab, and the terms narrower than it, separated by `|`.

    Terms are English ones of the glossary; lines with the same first term add up.
    """
    below: dict[Concept, tuple[Concept, ...]] = {}
    unknown: list[str] = []
    for term, narrower in _lines():
        concept = _concept(term, glossary)
        found = {name: _concept(name, glossary) for name in narrower}
        unknown += [name for name, known in ((term, concept), *found.items()) if known is None]
        if concept:
            below[concept] = tuple(dict.fromkeys((*below.get(concept, ()), *filter(None, found.values()))))
    return Hierarchy(below, tuple(unknown))


def _lines() -> Iterator[tuple[str, list[str]]]:
    for line in _BUNDLED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            term, _, narrower = line.partition("\t")
            yield term, narrower.split("|")


def _concept(term: str, glossary: Glossary) -> Concept | None:
    whole = (match.concept for match in glossary.matches_in(term) if match.end - match.start == len(term))
    return next(whole, None)
