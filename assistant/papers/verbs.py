"""The verbs that abstracts use after `we`, and how they agree with a subject in the singular.

Rules and closed lists rather than a parser: where a word is not known to be a verb, nothing is said of it.
"""

import re

# The commonest of 29,000 abstracts of the field.
_VERBS = frozenset(
    """
    need rely present propose introduce show demonstrate consider use provide develop study evaluate find
    investigate design prove address describe derive explore conduct focus validate compare analyze
    analyse extend formulate discuss train perform observe achieve construct obtain give establish argue
    aim leverage build employ define report make illustrate learn identify test take model examine
    exploit utilize utilise adopt combine implement release tackle improve conclude verify devise
    incorporate integrate characterize generate suggest create solve estimate collect compute revisit
    contribute seek generalize adapt highlight formalize extract showcase discover represent apply
    optimize cast start hypothesize benchmark assess complement treat outperform predict attempt
    experiment explain pose reduce augment ask offer reveal measure quantify confirm add modify
    decompose reformulate select review begin introduce determine deploy try overcome include enhance
    advocate draw embed calculate put allow instantiate look replace initiate infer carry expand curate
    see detect encode divide summarize recover fuse approximate choose enable transfer minimize
    transform relate avoid simulate realize reconstruct search survey refine note emphasize impose posit
    motivate require corroborate share map encourage enforce visualize uncover increase capture
    conjecture synthesize sample fill bring advance envision bridge maximize produce remove frame update
    assign postulate recommend unify align deduce ensure initialize delve alleviate challenge
    open-source pioneer annotate gather compile release gauge audit probe ground distill fine-tune
    pretrain pre-train
    """.split()
)
_IRREGULAR = {"are": "is", "have": "has", "do": "does", "were": "was"}
_UNCHANGING = frozenset(
    """
    can could will would may might must should shall cannot found built had did made ran saw took chose
    drew held kept led left gave went came brought thought began wrote
    """.split()
)
_ED_VERBS = frozenset("need embed feed seed exceed proceed succeed".split())
_NOUNS_TOO = frozenset(
    """
    models designs uses studies tests samples searches estimates measures maps reports benchmarks builds
    casts frames updates increases notes transfers probes challenges shares starts needs aims results
    focuses reviews
    """.split()
)
_NO_VERB = frozenset(
    """
    a an the and or but for to of in on at by with from as than that which who whom whose where when
    while how what into onto over under between among across through during without within via per so
    then both either neither not no all each any some such more most less least very only even also thus
    hence namely including e.g i.e can
    """.split()
)
ADVERBS = (
    r"(?:(?:(?!apply|supply|rely|imply|comply)\w+ly|also|first|further|then|thus|hence|therefore|here|now|"
    r"next) )*"
)
"""Pattern of the adverbs that may stand between a subject and its verb."""
_SECOND_VERB = re.compile(
    rf"(?:,|;|:|\b(?:and|or|but|then|to|not only))\s+{ADVERBS}(?:and |to )?{ADVERBS}(?P<verb>[a-z][a-z-]+)"
    r"(?P<object>\s+(?:a|an|the|its|our|their|that|how|whether|it|them|to|on|with|for|in|upon|into|two|"
    r"three|new)\b)?"
)


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
