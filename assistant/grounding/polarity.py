"""Whether a sentence negates what its quotes affirm, or the reverse, in nearly the same words.

Narrow rules with few false alarms: a word right after a negation, against the same word in a clause that
has no negation before it and most of the other words too; a word against its opposite in such a clause; and
a Chinese denial of quotes that deny nothing. Knows nothing of entries or models.
"""

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"[.,;:()!?]|\b(?:but|while|whereas|although|however|instead)\b")
_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
_NEGATION = re.compile(r"not|no|never|without|cannot|neither|nor|lack(?:s|ing)?|fail(?:s|ed)?|unable|\w+n't")
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely)\b")
_BETWEEN = re.compile(
    r"to|be|been|being|is|are|was|were|have|has|had|do|does|did|yet|always|a|an|the|any|only|just|of|on|in|or"
)
_OPPOSITES = (
    ("outperform", "underperform"), ("higher", "lower"), ("high", "low"), ("improv", "worsen degrad impair"),
    ("enhanc", "impair worsen degrad"), ("increas", "decreas reduc declin"), ("better", "worse"),
    ("best", "worst"), ("superior", "inferior"), ("strong", "weak"), ("effective", "ineffective"),
    ("efficient", "inefficient"), ("more", "less fewer"), ("larg", "small"), ("fast", "slow"),
    ("accura", "inaccura"), ("reliab", "unreliab"), ("consistent", "inconsistent"), ("stable", "unstable"),
    ("robust", "fragile brittle"), ("safe", "unsafe"), ("above", "below"), ("always", "never"),
)  # fmt: skip
_OPPOSED = [
    (re.compile(rf"\b{ours}"), re.compile("|".join(rf"\b{stem}" for stem in theirs.split())))
    for one, others in _OPPOSITES
    for ours, theirs in [(one, others), *((other, one) for other in others.split())]
]
_CHINESE_DENIAL = re.compile(
    "并不|并未|并没有|并非|不能|无法|未能|没有(?!登记)|不会|不具备|不可能|不支持|不适用|不足以|毫无|从未|做不到"
)
_DENIES = re.compile(
    r"\b(?:not?|nor|neither|never|none|nothing|without|cannot|un\w+|non\w*|dis(?:agree|abl|advan|connect|count|crep|miss|par|regard|tort)\w*|miss\w*|under\w+|less\w*|few\w*|"
    r"in(?:ab|ac|ad|cap|com|con|cor|eff|feas|flex|suff|trac|val)\w+|im(?:pos|prac|bal|per|pede)\w+|sub-?opt\w+|"
    r"lack\w*|fail\w*|hardly|rarely|seldom|absen\w+|avoid\w*|limit\w*|overlook\w*|ignor\w*|neglect\w*|hard\w*|"
    r"challeng\w*|difficult\w*|scarc\w*|poor\w*|low\w*|gap\w*|instead|rather|however|although|despite|"
    r"struggl\w*|falter\w*|exclu\w*|omit\w*|remov\w*|eliminat\w*|prevent\w*|restrict\w*|"
    r"prohibit\w*|constrain\w*|drop\w*|trade-?off\w*|bottleneck\w*|hinder\w*|rare\w*|weak\w*)\b|"
    r"n't\b|\w(?:-free|less)\b|[不没未无非难缺]"
)
_STEM = 6
_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class _Clause:
    """The stems of a clause: all of them, those right after a negation, those with none before them."""

    stems: frozenset[str]
    negated: frozenset[str]
    affirmed: frozenset[str]


def contradicts(claim: str, quotes: list[str]) -> str:
    """Return the word that one side negates and the other affirms; empty where there is none."""
    denial = _CHINESE_DENIAL.search(claim)
    if denial and not any(_DENIES.search(quote.lower()) for quote in quotes):
        return denial.group()
    quoted = [clause for quote in quotes for clause in _clauses(quote)]
    quoted_no = {stem for clause in quoted for stem in clause.negated}
    quoted_yes = {stem for clause in quoted for stem in clause.affirmed}
    for said in _clauses(claim):
        for other in quoted:
            flipped = (said.negated & other.affirmed) - quoted_no | (
                said.affirmed & other.negated
            ) - quoted_yes
            if flipped and len(said.stems & other.stems) >= _SHARED * len(said.stems):
                return min(flipped)
    return _opposed(claim.lower(), " ".join(quotes).lower())


def _opposed(claim: str, quoted: str) -> str:
    """Return a word whose opposite stands in its place in the quotes."""
    for ours, theirs in _OPPOSED:
        if not (theirs.search(quoted) and ours.search(claim)) or ours.search(quoted):
            continue
        for said in filter(ours.search, _CLAUSE.split(claim)):
            stems = _clause(_WORD.findall(said)).stems
            others = (_clause(_WORD.findall(clause)).stems for clause in _CLAUSE.split(quoted))
            if any(len(stems & other) >= _SHARED * (len(stems) - 1) for other in others):
                return str(ours.search(said)[0])  # type: ignore[index]
    return ""


def _clauses(text: str) -> list[_Clause]:
    return [_clause(_WORD.findall(clause)) for clause in _CLAUSE.split(_NOT_ONLY.sub(" ", text.lower()))]


def _clause(words: list[str]) -> _Clause:
    negated: set[str] = set()
    affirmed: set[str] = set()
    stems: set[str] = set()
    denied, directly = False, False
    for word in words:
        if _NEGATION.fullmatch(word):
            denied = directly = True
        elif not _BETWEEN.fullmatch(word):
            stems.add(word[:_STEM])
            if directly:
                negated.add(word[:_STEM])
            elif not denied:
                affirmed.add(word[:_STEM])
            directly = False
    return _Clause(frozenset(stems), frozenset(negated), frozenset(affirmed))
