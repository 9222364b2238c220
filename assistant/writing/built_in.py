"""The built-in writer: picks the sentences that answer and frames them; needs no model, no key, no network.

An extractive summariser: sentences are ranked by the search, near-duplicates dropped by maximal marginal
relevance's idea (Carbonell and Goldstein, 1998), and each is quoted whole. It writes drafts as a model
does, and they pass the same grounding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.language import say
from assistant.papers.roles import Role, entry_roles
from assistant.patterns import pattern
from assistant.reading.intent import FIGURE, Intent, asks_more_than_links, read_intent
from assistant.types import Brief, Draft, Refusal
from assistant.writing.lists import facts_line
from vectorstore.text.analysis import terms
from vectorstore.types import Entry, Hit, Passage, PassageHit

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
_ANNOUNCED = pattern("report.announced")
"""How a sentence begins that says what the one before it announces."""
_GAP = 3
"""Characters between two sentences that follow each other."""
_FRAMES = {"contribution": "contribution", "gap": "gap", "result": "result"}
"""The phrase a sentence is framed by, where its role has one."""


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
        roles = entry_roles(entry)
        for piece in _chosen(hit, intent, share, roles) if share else ():
            text = _framed(piece.passage, roles, entry, brief, place)
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
    return brief.hits[: 2 if (intent.compares or intent.pairs) and _two_stand_out(brief.hits) else 1]


def _two_stand_out(hits: Sequence[Hit]) -> bool:
    """Tell whether the second hit is nearer to the first than to the third."""
    first, second, third = (*(hit.score for hit in hits[:3]), 0.0, 0.0, 0.0)[:3]
    return first - second < second - third


def _best(hit: Hit) -> float:
    return max((piece.score for piece in hit.passages), default=0.0)


def _chosen(hit: Hit, intent: Intent, share: int, roles: Mapping[int, Role]) -> list[PassageHit]:
    """Return up to `share` sentences of a hit: the best first, the others in the order of the text."""
    scores = {
        piece: _score(piece, roles.get(piece.passage.start), hit.entry, intent) for piece in hit.passages
    }
    chosen: list[PassageHit] = []
    for piece in sorted(hit.passages, key=lambda piece: -scores[piece]):
        good = not chosen or scores[piece] >= _KEEP * scores[chosen[0]]
        if good and len(chosen) < share and not any(_alike(piece, other) for other in chosen):
            chosen.append(piece)
    if chosen and len(chosen) < share:
        chosen += [piece for piece in hit.passages if piece not in chosen and _goes_on(piece, chosen[0])][:1]
    return chosen[:1] + sorted(chosen[1:], key=lambda piece: piece.passage.start)


def _goes_on(piece: PassageHit, before: PassageHit) -> bool:
    """Tell whether a sentence follows another and says what that one only announces (`These include ...`)."""
    gap = piece.passage.start - before.passage.end
    return 0 <= gap <= _GAP and _ANNOUNCED.match(piece.passage.text) is not None


def _score(piece: PassageHit, role: Role | None, entry: Entry, intent: Intent) -> float:
    first = piece.passage.start == entry.body_start
    score = piece.score * (_BACKGROUND if first and role != "contribution" else 1.0)
    if intent.asks_number and FIGURE.search(piece.passage.text):
        score += _NUMBER_BONUS
    if (intent.defines or intent.several) and role == "contribution":
        score += _CONTRIBUTION_BONUS
    return score


def _alike(one: PassageHit, other: PassageHit) -> bool:
    a, b = set(terms(one.passage.text)), set(terms(other.passage.text))
    return len(a & b) >= _SAME * len(a | b)


def _framed(passage: Passage, roles: Mapping[int, Role], entry: Entry, brief: Brief, place: int) -> str:
    quote = passage.text
    name = entry.name or say(brief.language, "unnamed")
    if place:
        return say(brief.language, "more" if place == 1 else "further", quote=quote)
    phrase = _FRAMES.get(roles.get(passage.start, ""), "plain")
    text = say(brief.language, phrase, name=name, quote=quote)
    return text[:1].upper() + text[1:] if not text.startswith(name) or not entry.name else text


def _lead_in(entry: Entry) -> str:
    """Return the line that says which paper follows; a title that may be another paper's is not put there."""
    shown = entry.key if entry.mismatch else entry.title
    facts = " ".join(filter(None, (entry.venue, str(entry.year or ""), entry.kind)))
    return f"**{shown}** ({facts})" if facts else f"**{shown}**"
