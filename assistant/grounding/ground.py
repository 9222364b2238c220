"""Checks a drafted sentence against the evidence its writer was shown, before anyone reads it.

Every quote must stand in a passage shown of the entry it names, every number and name of the sentence in
its quotes. Two things need no quote: the cited entry's own name, and its recorded facts (venue, year,
kind, topics, links). Pure: knows nothing of models, services or the page.
"""

import re
from collections.abc import Iterable

from assistant.grounding.figures import figures, readings
from assistant.grounding.names import Vouchers, coined_names, proper_words
from assistant.grounding.plain import LINK, plain_sentence, same_link
from assistant.grounding.polarity import contradicts, find_swapped_figure
from assistant.grounding.quotes import CJK, Span, find_quote, fold, is_trivial, unify
from assistant.grounding.wording import (
    find_advice,
    find_boast,
    find_strange_letters,
    is_wrong_language,
    shares_no_word,
)
from assistant.types import Brief, Citation, Draft, Dropped, Sentence
from vectorstore.types import Entry

_LONGEST = 4000
_LONGEST_REASON = 300


def ground(draft: Draft, brief: Brief) -> Sentence | Dropped:
    """Return the sentence with its exact citations, or why it may not be shown.

    A quote that fails is left out; the sentence stands if its other quotes still support all it says.
    """
    if len(draft.text) > _LONGEST:
        return Dropped(f"{draft.text[:200]} …", f"it is longer than {_LONGEST} characters")
    text = plain_sentence(draft.text, {*brief.entries})
    citations: list[Citation] = []
    faults: list[str] = []
    for key, quote in draft.quotes:
        found = _cite(key.strip("[]() ").lower(), quote, brief)
        if isinstance(found, str):
            faults.append(found)
        elif found not in citations:
            citations.append(found)
    if len(re.findall(rf"[{CJK}]|[^\W_]{{2,}}", text)) < 2:
        return Dropped(draft.text, "the sentence is empty")
    if not citations:
        return Dropped(text, faults[0] if faults else "it quotes no paper")
    fault = _fault(text, citations, brief)
    return Dropped(text, "; ".join([fault, *faults])) if fault else Sentence(text, tuple(citations))


def plain_reason(reason: str, brief: Brief) -> str:
    """Return a model's reason for a refusal as plain words, which claim nothing and stand without quotes.

    Empty where it is long, gives an address, or a number or name of neither the question nor the papers.
    """
    text = plain_sentence(reason[:_LONGEST], {*brief.entries})
    if len(text) > _LONGEST_REASON or LINK.search(text):
        return ""
    entries = list(brief.entries.values())
    known = [unify(words) for words in (brief.question, *(passage.text for passage in brief.evidence))]
    claim = unify(text)
    at_fault = _unstated_number(claim, known, entries) or _unstated_name(claim, known, entries, brief)
    return "" if at_fault else text


def _cite(key: str, quote: str, brief: Brief) -> Citation | str:
    """Return the exact place of a quote, or what is wrong with it."""
    entry = brief.entries.get(key)
    if entry is None:
        return f"{key or 'an empty key'} is not among the papers shown"
    span = find_quote(quote, entry.text, [(0, len(entry.title)), *shown_spans(entry, brief)])
    if span is None:
        return f"the quote {_short(quote)} does not stand in what was shown of {key}"
    start, end = span
    found = entry.text[start:end]
    if is_trivial(found) and span != (0, len(entry.title)):
        return f"the quote {_short(quote)} is too short to support anything"
    return Citation(key, found, start, end)


def shown_spans(entry: Entry, brief: Brief) -> list[Span]:
    """Return where the passages shown of an entry stand; neighbours with only space between them are one."""
    spans: list[Span] = []
    for start, end in sorted((p.start, p.end) for p in brief.evidence if p.key == entry.key):
        if spans and (start <= spans[-1][1] or entry.text[spans[-1][1] : start].isspace()):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _fault(text: str, citations: list[Citation], brief: Brief) -> str:
    """Return what the sentence says beyond its citations; empty where nothing."""
    entries = [brief.entries[key] for key in dict.fromkeys(citation.key for citation in citations)]
    links = [link for entry in entries for link in entry.links]
    for address in LINK.findall(text):
        if not any(same_link(address, link) for link in links):
            return f"the link {address} is not one of the cited papers' own"
    claim = unify(LINK.sub(" ", text))
    sources = [citation for citation in citations if _vouches(text, citation, citations, brief)]
    quotes = [unify(citation.quote) for citation in sources]
    return (
        _crossed(claim, citations, entries)
        or _unstated_number(claim, quotes, entries)
        or _unstated_name(claim, quotes, entries, brief)
        or _flipped(claim, quotes)
        or _worded(text, claim, quotes, entries, brief)
    )


def _vouches(text: str, citation: Citation, citations: list[Citation], brief: Brief) -> bool:
    """Tell whether a citation may support names and figures.

    A title that may belong to another paper supports only a sentence that lists that title.
    """
    entry = brief.entries[citation.key]
    if entry.mismatch is None or citation.end > len(entry.title):
        return True
    body_quoted = any(other.key == entry.key and other.end > len(entry.title) for other in citations)
    return not body_quoted and fold(entry.title).text in fold(text).text


def _crossed(claim: str, citations: list[Citation], entries: list[Entry]) -> str:
    """Return a fault where an abstract is said to be about the name in a title that is not its own."""
    for entry in entries:
        body_quoted = any(c.key == entry.key and c.end > len(entry.title) for c in citations)
        name = entry.mismatch.title_name if entry.mismatch else ""
        if name and body_quoted and Vouchers([claim]).has_name(unify(name)):
            return f"the abstract of {entry.key} is not about {name}, the name in its title"
    return ""


def _unstated_number(claim: str, quotes: list[str], entries: list[Entry]) -> str:
    facts = [fact for entry in entries for fact in (entry.venue, str(entry.year or ""), entry.kind)]
    stated = readings([*quotes, *map(unify, facts)])
    for figure in figures(claim):
        counted = figure.counts_papers and any(value == len(entries) for value, _ in figure.readings)
        if not counted and not figure.stands_in(stated):
            return f"the number {figure.shown} does not stand in its quotes"
    return ""


def _unstated_name(claim: str, quotes: list[str], entries: list[Entry], brief: Brief) -> str:
    known = [*quotes, *(unify(fact) for entry in entries for fact in _facts(entry))]
    vouchers = Vouchers(known)
    keys = [entry.key for entry in entries]
    for name in coined_names(claim):
        if name.lower() not in keys and not vouchers.has_name(name):
            return f"the name {name} does not stand in its quotes"
    shown = [unify(p.text) for p in brief.evidence if any(p.key == entry.key for entry in entries)]
    # Ordinary capitalised words are held to what was shown: a quote may spell `LLM` and the sentence not.
    witnesses = Vouchers([*known, *shown])
    for word in proper_words(claim):
        if not witnesses.has_word(word):
            return f"the name {word} does not stand in the papers it cites"
    return ""


def _facts(entry: Entry) -> Iterable[str]:
    own = () if entry.mismatch else (entry.name, entry.title)
    return (*own, entry.venue, entry.kind, *entry.topics, *entry.links)


def _flipped(claim: str, quotes: list[str]) -> str:
    if word := contradicts(claim, quotes):
        return f"it reverses what its quotes say with “{word}”"
    figure = find_swapped_figure(claim, quotes)
    return f"the number {figure} counts something else in its quotes" if figure else ""


def _worded(text: str, claim: str, quotes: list[str], entries: list[Entry], brief: Brief) -> str:
    facts = [unify(fact) for entry in entries for fact in (entry.title, *_facts(entry))]
    keys = [entry.key for entry in entries]
    if word := find_strange_letters(claim, [*quotes, *facts]):
        return f"the word {word} is in a script that its quotes do not use"
    # The papers' own words are in the papers' language.
    own = [words.rstrip(".。") for words in (*quotes, *facts)]
    if is_wrong_language(unify(text), brief.language, list(filter(None, own))):
        return "it is not in the language of the answer"
    shown = [unify(p.text) for p in brief.evidence if p.key in keys]
    if word := find_boast(claim, quotes, shown):
        return f"its quotes do not say “{word}”"
    if word := find_advice(claim, quotes):
        return f"it tells the reader what to do with “{word}”"
    if shares_no_word(claim, [*quotes, *facts, *shown, unify(brief.question)]):
        return "it has no word in common with the papers it cites"
    return ""


def _short(quote: str) -> str:
    return f"“{quote[:60]}…”" if len(quote) > 60 else f"“{quote}”"
