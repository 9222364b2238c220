"""The verbs that abstracts use after `we`, and how they agree with a subject in the singular.

Rules and closed lists rather than a parser: where a word is not known to be a verb, nothing is said of it.
"""

import re

from assistant.patterns import fill, pattern, words

_VERBS = frozenset(words("report.verbs"))
_IRREGULAR = {"are": "is", "have": "has", "do": "does", "were": "was"}
_UNCHANGING = frozenset(words("report.unchanging"))
_ED_VERBS = frozenset(words("report.ed_verbs"))
_NOUNS_TOO = frozenset(words("report.nouns_too"))
_NO_VERB = frozenset(words("report.no_verb"))
ADVERBS = fill("en", "{report.adverbs}")
"""Pattern of the adverbs that may stand between a subject and its verb."""
_SECOND_VERB = pattern("report.second_verb")


def singular(verb: str) -> str:
    """Return the verb as `it` takes it; empty where it is not known to be a verb."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb in _UNCHANGING or (verb.endswith("ed") and verb not in _ED_VERBS):
        return verb
    if verb not in _VERBS:
        return ""
    if re.search(r"(?:[sxz]|ch|sh)$", verb):
        return verb + "es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


def begins_with_verb(text: str) -> bool:
    """Tell whether a text begins with a verb in the singular that is no plural noun as well."""
    word = text.split(" ", 1)[0]
    return word in ("is", "has", "does", "can") or (word in _SINGULARS and word not in _NOUNS_TOO)


def further_verb(rest: str) -> bool:
    """Tell whether a further verb in the plural may follow in `rest`, what stands after the first one."""
    return any(map(_is_verb, _SECOND_VERB.finditer(rest)))


def _is_verb(match: re.Match[str]) -> bool:
    """Tell whether a word after a comma or conjunction may be a further verb of the same subject."""
    word = match["verb"]
    if word in _VERBS or word in _IRREGULAR:
        return not match.group().lstrip().startswith("to ")
    if word in _NO_VERB or word.endswith(("ing", "ed", "ly")) or match.group().lstrip().startswith("to "):
        return False
    return match["object"] is not None and not word.endswith("s")


_SINGULARS = frozenset(map(singular, _VERBS))
