"""Puts an English sentence of an abstract from the first person into the third, by edits that keep it right.

A paper's own name takes the verb in the singular; where a second verb may hang on the same `we`, the authors
take its place, in the plural, and no verb changes. A sentence that no rule covers is left to be quoted. Pure;
knows nothing of entries.
"""

import re
from dataclasses import dataclass

from assistant.papers.verbs import ADVERBS, further_verb, singular
from assistant.patterns import fill, pattern

_LONGEST = 700
_OFFER = fill("en", "{report.offer}")
_PAPER = fill("en", "{own_paper}")
_THIS_PAPER = fill("en", "{report.this_paper}")

_LEAD_IN = pattern("report.lead_in")
_IN_PAPER = pattern("report.in_paper")
_BEYOND = pattern("report.beyond")
_GLUED = pattern("report.glued")
_CASED = pattern("report.cased")
_WE = pattern("report.we")
_SUBORDINATE = pattern("report.subordinate")
_OWN_DATA = fill("en", "{report.own_data}")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who takes the place of `we`."""

    singular: str
    """A noun phrase in the singular: `MCal`, `one study`."""
    authors: str = "the authors"
    """A noun phrase in the plural, for the first `we` of a sentence."""
    name: str = ""
    """The coined name of what the paper offers; empty where it has none."""


def third_person(sentence: str, speaker: Speaker) -> str:
    """Return the sentence in the third person and without its lead-in; empty where no safe edit is known.

    Numbers and names stay as they are; only pronouns, the verb after them and lead-ins change.
    """
    text = re.sub(r"\s+", " ", sentence).strip()
    if not _editable(text):
        return ""
    text = _trimmed(text)
    text = _introduced(text, speaker) or _spoken(text, speaker)
    text = _without_our(text, speaker)
    return _finished(text, speaker)


def names_itself(sentence: str) -> bool:
    """Tell whether a sentence speaks of its own paper: in the first person or as `this paper`."""
    own = re.search(r"\b(?:[Ww]e|[Oo]ur|us)\b", sentence)
    return own is not None or re.search(rf"\b{_THIS_PAPER}\b", sentence, re.IGNORECASE) is not None


def _editable(text: str) -> bool:
    if len(text) > _LONGEST or not text.endswith((".", ".)", '."', ".”")) or _CASED.search(text):
        return False
    if _BEYOND.search(text) or _GLUED.search(text):
        return False
    return not ("?" in text and _WE.search(text)) and balanced(text)


def balanced(text: str) -> bool:
    """Tell whether the brackets and the quotation marks of a text pair up; `1)` may number an item."""
    return _paired(text) or _paired(re.sub(r"(?<![(\w])(?:\d|[a-z]|[ivx]+)\)", "", text))


def _paired(text: str) -> bool:
    pairs = {")": "(", "]": "[", "}": "{", "”": "“"}
    opened: list[str] = []
    for char in text:
        if char in pairs.values():
            opened.append(char)
        elif char in pairs and (not opened or opened.pop() != pairs[char]):
            return False
    return not opened and text.count('"') % 2 == 0


def _trimmed(text: str) -> str:
    while (lead := _LEAD_IN.match(text)) is not None:
        text = text[lead.end() :]
    text = re.sub(r"(?<=\w), however,(?= \w)", "", text)
    return _IN_PAPER.sub(lambda match: "" if match.start() else match.group(), text)


def _introduced(text: str, speaker: Speaker) -> str:
    """Turn `we introduce X, a benchmark for` into `X is a benchmark for`; empty for other sentences."""
    if not speaker.name or len(_WE.findall(text)) > 1:
        return ""
    name = re.escape(speaker.name).replace(r"\-", "[-‐‑ ]?")
    offer = re.match(
        rf"(?P<lead>(?!we\b|this\b)[^,;]{{0,220}}, )?(?:we|{_THIS_PAPER}) {ADVERBS}"
        rf"(?P<verb>{_OFFER})(?:e?s|e)? (?:by introducing )?(?P<rest>.*)$",
        text,
        re.IGNORECASE,
    )
    address = re.match(rf"we {ADVERBS}address (?:this|it) by introducing (?P<rest>.*)$", text, re.IGNORECASE)
    found = offer or address
    if found is None:
        return ""
    lead = (offer["lead"] or "") if offer else ""
    rest = found["rest"]
    # X, a benchmark that … / Foo Bar (X), a benchmark that …
    apposed = re.match(
        rf"(?P<what>(?:our |the |a |an )?(?:[\w‐‑–’'/²³&+.-]+ ){{0,9}}?\(?{name}\)?(?: [\w-]+)?), "
        r"(?P<more>(?:a|an|the) .*)$",
        rest,
    )
    # a benchmark, X, that … / a benchmark called X, which … / a benchmark (X) that …
    named = re.match(
        rf"(?P<kind>(?:a|an|the) [^,;:()]{{3,120}}?)"
        rf"(?:,? (?:called|named|termed|dubbed|namely|coined|denoted)|,)? \(?{name}\)?,? (?P<more>(?:that|"
        rf"which|to|for|with|consisting|based|where|in which|by|capable|"
        rf"comprising|built|designed) .*)$",
        rest,
    )
    if apposed:
        what = re.sub(r"^(?:our|a|an) ", "the ", apposed["what"])
        plural = _plural(what)
        if lead:
            become = "are" if plural else "is"
            verb = _participle(offer["verb"] if offer else "introduc")
            return f"{lead}{what} {become} {verb} as {apposed['more']}"
        return f"{what} {'are' if plural else 'is'} {apposed['more']}"
    if named and not lead:
        return f"{speaker.name} is {named['kind']} {named['more']}"
    return ""


def _plural(phrase: str) -> bool:
    head = re.sub(r"\s*\([^()]*\)", "", phrase).split()[-1]
    return head[0].islower() and head.endswith("s") and not head.endswith(("ss", "us", "is"))


def _participle(stem: str) -> str:
    return {"build": "built"}.get(stem.lower(), stem.lower() + "ed")


def _spoken(text: str, speaker: Speaker) -> str:
    """Put the speaker in the place of `we` and of `this paper`, with the verb in its number."""
    text = re.sub(r"\b([Ww])e can\b", lambda we: "One can" if we[1] == "W" else "one can", text)
    found = list(_WE.finditer(text))
    if len(found) == 1:
        text = _singular(text, found[0], speaker) or text
    text = _authors(text, speaker)
    text = re.sub(rf"^{_THIS_PAPER}\b(?=\s+[a-z])", speaker.singular, text, flags=re.IGNORECASE)
    text = re.sub(rf"(?<=, )(?:{_THIS_PAPER}|the paper)(?= [a-z]+s\b)", speaker.singular, text)
    return re.sub(rf"\bthis (?=(?:\w+ )?{_PAPER}\b)", "the ", text, flags=re.IGNORECASE)


def _singular(text: str, we: re.Match[str], speaker: Speaker) -> str:
    before, after = text[: we.start()], text[we.end() :]
    verb = re.match(rf"\s+(?P<adverbs>{ADVERBS})(?P<verb>[a-z-]+)\b", after)
    if verb is None or _SUBORDINATE.search(before) or re.search(r"\b(?:us|our knowledge)\b", text):
        return ""
    if speaker.name and speaker.name.lower() in text.lower():
        return ""
    inflected = singular(verb["verb"])
    rest = after[verb.end() :]
    if re.match(_OWN_DATA, rest):
        return ""  # no data set collects itself
    if not inflected or further_verb(rest):
        return ""
    # One study does not study.
    subject = re.sub(r"study$", "paper", speaker.singular) if inflected == "studies" else speaker.singular
    return f"{before}{subject} {verb['adverbs']}{inflected}{rest}"


def _authors(text: str, speaker: Speaker) -> str:
    """Let the authors speak, named at the first `we` and `they` from then on."""
    first = _WE.search(text)
    if first is None:
        return text
    named = bool(speaker.name) and speaker.name.lower() in text.lower()
    authors = "the authors" if named or _SUBORDINATE.search(text[: first.start()]) else speaker.authors
    rest = _WE.sub("they", text[first.end() :])
    rest = re.sub(r"\bour knowledge\b", "their knowledge", rest)
    before = re.sub(r"\bour knowledge\b", "the authors’ knowledge", text[: first.start()])
    rest = re.sub(r"\bus\b", "them", rest)
    return f"{before}{authors}{rest}"


def _without_our(text: str, speaker: Speaker) -> str:
    if speaker.name:
        text = re.sub(
            rf"\b[Oo]ur (?:proposed )?(?={re.escape(speaker.name)}\b(?! \w+(?:or|od|work|ark|el|em)\b))",
            "",
            text,
        )
        # Our approach, X, begins with …
        text = re.sub(rf"^Our [\w -]{{3,40}}, {re.escape(speaker.name)}, ", f"{speaker.name} ", text)
    text = re.sub(r"\b([Oo])ur own\b", lambda m: "their own", text)
    text = re.sub(r"\bour knowledge\b", "the authors’ knowledge", text)
    text = re.sub(r"\b[Oo]ur\b", lambda match: "The" if match.group()[0] == "O" else "the", text)
    text = re.sub(r"\bours\b", "theirs", text)
    text = re.sub(r"\bourselves\b", "themselves", text)
    return re.sub(r"(?<!\bthe )\bus\b", "the authors", text)


def _finished(text: str, speaker: Speaker) -> str:
    """Give the sentence its capital; empty where something of the first person is left after all."""
    if re.search(r"\b(?:[Ww]e|[Oo]urs?|us|ourselves)\b", text) or not text[:1].isalnum():
        return ""
    if re.search(rf"\b{_THIS_PAPER}\b", text, re.IGNORECASE) or not balanced(text):
        return ""
    starts_name = speaker.name and text.startswith(speaker.name)
    return text if starts_name else text[:1].upper() + text[1:]
