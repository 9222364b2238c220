"""The built-in writer: picks the sentences that answer and frames them; needs no model, no key, no network.

An extractive summariser: sentences are ranked by the search, near-duplicates dropped by maximal marginal
relevance's idea (Carbonell and Goldstein, 1998), and each is quoted whole. It writes drafts as a model
does, and they pass the same grounding.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.intent import FIGURE, Intent, asks_more_than_links, read_intent
from assistant.language import say
from assistant.listing import facts_line
from assistant.types import Brief, Draft, Refusal
from vectorstore.analysis import terms
from vectorstore.types import Entry, Hit, PassageHit

MAX_SENTENCES = 5
PER_ENTRY = 3
"""Sentences quoted where one paper answers."""
_KEEP = 0.45
"""A further sentence must score this share of the best one's."""
_NEAR = 0.45
"""Share of the best paper's score, and of its best sentence's, that a further one of a list must reach."""
_SAME = 0.7
"""Two sentences that share this part of their terms say the same."""
_NUMBER_BONUS = 0.15
_BACKGROUND = 0.8
"""An abstract's first sentence, where it is not the paper's own work, sets the scene and rarely answers."""
_CONTRIBUTION_BONUS = 0.25
"""For what a paper offers, where that is asked or where several papers get a sentence each."""

_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work)|here,? we)\s+(?:\w+ly\s+)?(?:also\s+|first\s+)?"
    r"(?:introduc|present|propos|develop|design|build|built|construct|releas|creat|contribut)|"
    r"\bour (?:approach|method|framework|benchmark)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|achiev|improv|surpass|superior|gain|demonstrat|show that|we find|we show|results|"
    r"accuracy|experiments)\w*|\d(?:\.\d+)?\s?%",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\b(?:however|although|despite|remains?|lacks?|limited|fails?|struggles?|challeng\w*|underexplored|"
    r"bottleneck|hinder\w*|unclear|suffers?|falter\w*|under-explored|impeded)\b",
    re.IGNORECASE,
)


class BuiltInWriter:
    """Answers from the sentences of a brief's entries, at most five, from as few entries as answer."""

    name = "built-in"

    def write(self, brief: Brief) -> Iterator[Draft | Refusal]:
        """Yield drafts, best entry first; one whose fact is recorded rather than written comes first."""
        intent = read_intent(brief.question)
        if brief.about:
            # The filters have seen to the links; what is left asks for papers.
            intent = replace(intent, links=False, facts=False, several=True)
        hits = _answering(brief, intent)
        share = PER_ENTRY if len(hits) == 1 else 2 if len(hits) == 2 else 1
        for hit in hits[:MAX_SENTENCES]:
            yield from self._about(hit, brief, intent, share)

    def _about(self, hit: Hit, brief: Brief, intent: Intent, share: int) -> Iterator[Draft]:
        entry = hit.entry
        lead_in = _lead_in(entry)
        if intent.links:
            phrase = "links" if entry.links else "no links"
            links = " ; ".join(entry.links)
            # Quoted is the title, which cannot vouch for the name of a paper it does not belong to.
            name = entry.key if entry.mismatch else entry.name or entry.key
            text = say(brief.language, phrase, name=name, links=links)
            yield Draft(text, ((entry.key, entry.title),), lead_in)
            known = " ".join((entry.name, *entry.links))
            lead_in, share = "", share if asks_more_than_links(brief.question, known) else 0
        if intent.facts and entry.key in brief.named:
            yield Draft(facts_line(entry, brief.language), ((entry.key, entry.title),), lead_in)
            lead_in, share = "", 0
        place = 0
        for piece in _chosen(hit, intent, share) if share else ():
            text = _framed(piece.passage.text, entry, brief, place)
            yield Draft(text, ((entry.key, piece.passage.text),), lead_in)
            lead_in, place = "", place + 1


def _answering(brief: Brief, intent: Intent) -> Sequence[Hit]:
    """Return the hits that answer: one, unless the question names or asks for several."""
    named = [hit for hit in brief.hits if hit.entry.key in brief.named]
    if intent.papers:
        return brief.hits[: intent.papers]
    if len(named) > 1 and not intent.several:
        return named
    if intent.several:
        best = max((_best(hit) for hit in brief.hits), default=0.0)
        score = max((hit.score for hit in brief.hits), default=0.0)
        return [hit for hit in brief.hits if hit.score >= _NEAR * score and _best(hit) >= _NEAR * best]
    return brief.hits[: 2 if intent.compares else 1]


def _best(hit: Hit) -> float:
    return max((piece.score for piece in hit.passages), default=0.0)


def _chosen(hit: Hit, intent: Intent, share: int) -> list[PassageHit]:
    """Return up to `share` sentences of a hit: the best first, the others in the order of the text."""
    ranked = sorted(hit.passages, key=lambda piece: -_score(piece, hit.entry, intent))
    chosen: list[PassageHit] = []
    for piece in ranked:
        good = not chosen or _score(piece, hit.entry, intent) >= _KEEP * _score(chosen[0], hit.entry, intent)
        if good and len(chosen) < share and not any(_alike(piece, other) for other in chosen):
            chosen.append(piece)
    return chosen[:1] + sorted(chosen[1:], key=lambda piece: piece.passage.start)


def _score(piece: PassageHit, entry: Entry, intent: Intent) -> float:
    text = piece.passage.text
    first = piece.passage.start == entry.body_start
    score = piece.score * (_BACKGROUND if first and not _CONTRIBUTION.search(text) else 1.0)
    if intent.asks_number and FIGURE.search(text):
        score += _NUMBER_BONUS
    if (intent.defines or intent.several) and _CONTRIBUTION.search(text):
        score += _CONTRIBUTION_BONUS
    return score


def _alike(one: PassageHit, other: PassageHit) -> bool:
    a, b = set(terms(one.passage.text)), set(terms(other.passage.text))
    return len(a & b) >= _SAME * len(a | b)


def _framed(quote: str, entry: Entry, brief: Brief, place: int) -> str:
    name = entry.name or say(brief.language, "unnamed")
    if place:
        return say(brief.language, "more" if place == 1 else "further", quote=quote)
    text = say(brief.language, _role(quote), name=name, quote=quote)
    return text[:1].upper() + text[1:] if not text.startswith(name) or not entry.name else text


def _role(sentence: str) -> str:
    """Return the rhetorical role of a sentence, by its wording: contribution, result, gap or plain."""
    for role, pattern in (("contribution", _CONTRIBUTION), ("gap", _GAP), ("result", _RESULT)):
        if pattern.search(sentence):
            return role
    return "plain"


def _lead_in(entry: Entry) -> str:
    """Return the line that says which paper follows; a title that may be another paper's is not put there."""
    shown = entry.key if entry.mismatch else entry.title
    facts = " ".join(filter(None, (entry.venue, str(entry.year or ""), entry.kind)))
    return f"**{shown}** ({facts})" if facts else f"**{shown}**"
