"""What a report calls its papers: by the name of what they offer, else by topic or title, else one by one.

Knows nothing of frames.
"""

from dataclasses import dataclass, field

from assistant.papers.labels import GENERIC, in_words, standing
from assistant.patterns import pattern
from assistant.types import Language
from vectorstore.text.glossary import Concept, Glossary
from vectorstore.text.names import mentions
from vectorstore.types import Entry

_UNNAMED = {
    "en": ("one study", "another study", "a further study", "a separate study"),
    "zh": ("一项研究", "另一项研究", "还有一项研究", "又一项研究"),
}
_TITLE = 60
"""Characters of a title that may stand in a Chinese sentence."""
_LEFT_BEHIND = pattern("report.left_behind")

_NO_ARTICLE = pattern("report.no_article")


def spoken_name(entry: Entry, quote: str) -> str:
    """Return the name to speak of an entry by; of a crossed one only what its own abstract says there."""
    if entry.mismatch is None:
        return entry.name
    name = entry.mismatch.abstract_name
    return name if name and mentions(quote, name) else ""


@dataclass(slots=True)
class Nouns:
    """The nouns of one report: a paper without a name keeps its first one, and no two share a topic."""

    language: Language
    glossary: Glossary | None = None
    subject: str = ""
    """Of the report: what it names tells no paper from another."""
    _given: dict[str, str] = field(default_factory=dict)
    _topics: set[Concept] = field(default_factory=set)

    def of(self, entry: Entry) -> str:
        """Return the noun for a paper without a name; from the second time on, as one already known."""
        known = self._given.get(entry.key)
        if known:
            return f"the {known.removeprefix('a ')}" if known.startswith("a study of") else known
        unnamed = _UNNAMED[self.language]
        noun = unnamed[sum(noun in unnamed for noun in self._given.values()) % len(unnamed)]
        if self.language == "zh" and not entry.mismatch and len(entry.title) <= _TITLE:
            noun = f"《{entry.title}》"
        elif self.language == "en" and (topic := self._topic(entry)):
            noun = f"a study of {topic}"
        self._given[entry.key] = noun
        return noun

    def given(self, entry: Entry) -> str:
        """Return the noun that a paper got; empty where it has none yet."""
        return self._given.get(entry.key, "")

    def _topic(self, entry: Entry) -> str:
        """Return what title and abstract are about; empty where that is unknown."""
        if self.glossary is None or entry.mismatch:
            return ""
        about = entry.title
        alone = {match.concept for text in (about, entry.abstract) for match in standing(text, self.glossary)}
        taken = self._topics | set(self.glossary.concepts_in(self.subject))
        told: dict[Concept, list[str]] = {}
        for match in self.glossary.matches_in(entry.abstract):
            told.setdefault(match.concept, []).append(entry.abstract[match.start : match.end])
        found = [
            (match.concept, in_words(match.concept, told[match.concept], "en"))
            for match in self.glossary.matches_in(about)
            if match.concept in told
            and match.concept in alone - taken
            and match.concept.en[0] not in GENERIC
            and " " in match.concept.en[0]
            and not _LEFT_BEHIND.search(about[: match.start])
        ]
        # Capitals would be names, which every quote had to hold; what can be counted needs its plural.
        found = [(concept, name) for concept, name in found if name.islower() and _NO_ARTICLE.search(name)]
        best = max(found, key=lambda one: len(one[0].en[0].split()), default=None)
        if best is None:
            return ""
        self._topics.add(best[0])
        return best[1]
