"""The rhetorical role of each sentence of an abstract, told by its wording and by what went before it.

The roles follow argumentative zoning (Teufel and Moens, 2002), reduced to what an answer needs. Knows
nothing of writers. `tests/data/roles.jsonl` holds sentences labelled by hand.
"""

import re
from collections.abc import Sequence
from typing import Literal

from vectorstore.text.paper_words import OWN_PAPER
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

Role = Literal["background", "gap", "contribution", "method", "resource", "result", "availability"]
"""Sets the scene; names a difficulty or lack; says what the paper offers; how that works; what its data
holds; what was found or how it was tested; where its code or data can be had."""

_ADVERBS = r"(?:(?:\w+ly|also|first|further|then|here|thus|hence|now|next|instead|therefore),?\s+)*"
_WE = rf"\b(?:we|i)\s+{_ADVERBS}"
_OWN_PAPER = rf"\b(?:(?:this|the present|the current|our) (?:\w+ )?(?:{OWN_PAPER})|the (?:paper|article))\b"
_OFFERS = (
    r"(?:introduc|present|propos|develop|design|describ|creat|contribut|construct|releas|formulat|deriv|"
    r"devis|advocat|suggest|offer|put forward|provid|establish|open-sourc|extend|stud(?:y|"
    r"ies)\b(?! the empirical)|investigat|"
    r"explor|examin|benchmark|consider|address|tackl|focus|discuss|revisit|aim|seek|ask\b|build\b|built\b|"
    r"builds\b|initiat|pioneer|survey|summari[sz]|report on|reports on|deals? with)\w*"
)
_CONTRIBUTION = re.compile(
    rf"(?<!which ){_WE}{_OFFERS}|{_OWN_PAPER}\s+{_ADVERBS}(?:is (?:devoted to|concerned with)|{_OFFERS})|"
    rf"\b(?:goals?|aims?|objectives?|contributions?|purpose|focus) of {_OWN_PAPER}|\bmotivates? us to|"
    r"\bour (?:\w+ )?(?:goals?|aims?|objectives?|purpose) (?:is|was|are|were)\b|"
    rf"{_OWN_PAPER} (?:is|was) the first to|"
    rf"\bas a (?:first|second|main) contribution|"
    r"\b(?:is|are|was|were) (?:\w+ly )?(?:proposed|introduced|presented|described|studied|investigated|"
    r"addressed)\b(?! to\b)|"
    r"\bby (?:introducing|proposing|presenting)\b|\bour (?:\w+ )?(?:approach|method|framework|model|system),|"
    r"\b(?:a|an) (?:\w+[ -]){0,4}?(?:method|algorithm|approach|framework|model|system) (?:is|are) "
    r"(?:developed|given|derived)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    rf"{_WE}(?:show|find|found|demonstrat|observ|prov[ei]|evaluat|validat|compar|test|verif|report|conclud|"
    r"reveal|achiev|obtain|conduct|perform (?:\w+ )?(?:experiment|evaluation|stud)|experiment|illustrat|"
    r"believe|expect|hope|"
    r"discover|confirm|outperform|improve|reduce|highlight|"
    r"identify that|analy[sz]e the (?:performance|impact|effect|influence))|"
    r"\b(?:outperform|surpass)\w*|\bstate[- ]of[- ]the[- ]art (?:results?|performance|accuracy)|"
    r"^(?:\w+[ -]){0,6}?(?:experiments?|results?|evaluations?|findings?|simulations?|analys[ei]s|ablations?|"
    r"ablation studies|comparisons?|studies|tests|user study|theorems?|outcomes?|observations?)\b"
    r"(?! (?:pipeline|framework|protocol|dataset))[^,;]{0,90}?\b(?:show|reveal|demonstrat|indicat|confirm|"
    r"suggest|prov|verif|validat|illustrat|highlight|expose|uncover|impl|are (?:shown|presented|provided|"
    r"reported|given))\w*|\bour (?:\w+ )?(?:results|experiments|findings|evaluations?)\b|"
    r"\b(?:is|are|was|were) (?:\w+ly )?(?:evaluated|validated|tested|demonstrated|verified|compared|"
    r"benchmarked|confirmed)\b|\bthe (?:\w+ )?(?:results?|findings?|experiments?) (?:\w+ )?(?:show|impl|"
    r"sugg|indic|demon|herein)|"
    r"\b(?:achiev|attain|yield|deliver|obtain|improv|reduc|increas|"
    r"gain)\w* [^;]{0,80}?\d[\d.,]*\s?(?:\\?%|x\b|×|times|"
    r"points|fold)|\bable to (?:\w+ly )?(?:achieve|outperform|identify|recover)|"
    r"\b(?:consistently|significantly|substantially) (?:\w+ )?(?:better|improve|deliver|reduce|boost|"
    r"outperform)|"
    r"^(?:the|these|this) (?:\w+ )?(?:results?|findings?|observations?|experiments?)\b[^,;]{0,30}?"
    r"\b(?:suggest|impl|show|indicat|reveal|confirm)|\bempirical (?:performance|evaluation|stud)|"
    r"\bdemonstrat(?:e|es|ing) (?:that|its|their|the (?:effectiveness|advantages?|superiority|interest|"
    r"potential|utility|benefits?))",
    re.IGNORECASE,
)
_AVAILABILITY = re.compile(
    r"https?://|\bgithub\b|"
    r"\b(?:code|codes|data|datasets?|models?|weights|implementation|benchmark|project|demo|videos?|software|"
    r"toolkit|checkpoints|materials?|source)\b[^.]{0,60}\b(?:(?:publicly |freely |openly |made |is |are )+"
    r"(?:available|accessible|released|open-sourced?)|available (?:at|on|from|under)|"
    r"(?:will be|is|are|was|were|been) (?:\w+ly )?(?:released|open-sourced|shared|published|accessible))|"
    r"\bmade (?:\w+ly )?available\b|"
    r"\bwe (?:will |plan to |intend to )?(?:\w+ly )?(?:release|open-source|make|share|"
    r"publish)\b[^.]{0,60}\b(?:code|data|"
    r"datasets?|models?|weights|available|checkpoints|public)",
    re.IGNORECASE,
)
_DATA = r"(?:data ?sets?|benchmarks?|corpus|corpora|suite|database|collections?|test ?bed|challenge|tasks)"
_RESOURCE = re.compile(
    rf"^(?:the|our|this|it|these|alongside|each|[\w-]*(?:bench|qa|set|eval)\w*)\b[^,;]{{0,60}}?\b(?:{_DATA}|"
    r"component|[\w-]*(?:bench|qa|eval)),?[^.]{0,30}?\b(?:"
    r"contain|compris|consist|includ|cover|span|featur|integrat|encompass|provid|is (?:built|composed|"
    r"designed|sourced|collected|constructed|annotated)|has\b|pairs?\b|captur|offers?\b)\w*|"
    rf"{_WE}(?:construct|collect|curat|annotat|gather|compil|digiti[sz]|assembl|crowdsourc|label|"
    rf"manually \w+|define)\w*[^.]{{0,60}}?\b(?:{_DATA}|examples|images|questions|samples|annotations)\b|"
    rf"^[A-Z]\S* (?:features|contains|offers|comprises|includes) [^,;]{{0,40}}?\b{_DATA}\b|"
    r"^[A-Z][\w-]*(?:[Bb]ench|QA|[Ss]et|MNIST|Suite)\w*\b[^,;]{0,20}?\b(?:contain|compris|consist|includ|"
    r"cover|"
    r"span|featur|integrat|encompass|provid|is built)\w*|"
    r"\b(?:yields?|contains?|comprises|comprising|consists of|totaling)\b[^.]{0,50}?\d[\d,.]*[kKM]?\s",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"^(?:however|yet|unfortunately|nevertheless|nonetheless|despite|although|though|but)\b|"
    r"\b(?<!-)(?:however|unfortunately|are either|manual(?:ly)?|lacks?|lacking|lack of|limited|limit|"
    r"limits|limitations?|fails?|failing|struggl\w*|challeng\w*|"
    r"under-?explored|unexplored|undermin\w*|open questions?|major problems?|error[- ]prone|fall short|"
    r"under-?studied|bottlenecks?|hinder\w*|unclear|suffer\w*|falter\w*|imped\w*|"
    r"constrain\w*|neglect\w*|overlook\w*|ignor\w+|difficult\w*|remains?|remained|scarce|scarcity|"
    r"insufficient\w*|labou?r[- ]intensive|"
    r"inadequa\w*|intractable|computationally|expensive|costly|time[- ]consuming|laborious|"
    r"fragmented|inconsistent|vulnerab\w*|unreliab\w*|prone to|suboptimal|sub-optimal|poorly|barriers?|"
    r"hurdles?|drawbacks?|shortcomings?|obstacles?|degrad\w*|underrepresented|unsolved|unknown|"
    r"gaps?|over-?simplif\w*|rather than|unannotated|incapable|inability|unable|cannot|mismatch\w*|"
    r"restrict\w*|problematic|inefficien\w*|inaccura\w*|harder?|"
    r"no (?:standardi[sz]ed|existing|prior|previous|large|public)\w*|only (?:a |one |few|partial|limited)|"
    r"little (?:is|attention|work)|less (?:explored|effective)|complicat\w*|complex and)\b(?!-)|\?$",
    re.IGNORECASE,
)
_METHOD = re.compile(
    rf"{_WE}\w+|\bour (?:\w+ ){{0,3}}?(?:approach|method|framework|model|algorithm|system|architecture|"
    r"construction|network|analysis|formulation|strategy|pipeline)\b|\bthe proposed\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|i)\b", re.IGNORECASE)
_OWN = re.compile(_OWN_PAPER, re.IGNORECASE)
_FINDING = re.compile(
    r"(?:the|these|this) (?:\w+ )?(?:results?|findings?|observations?|experiments?)\b", re.IGNORECASE
)
_STUDIES = re.compile(
    rf"(?:{_WE}|{_OWN_PAPER}\s+)"
    r"(?:stud|consider|investigat|explor|examin|address|tackl|focus|revisit|discuss|aim|seek|ask)",
    re.IGNORECASE,
)
# What others did is no contribution of this paper.
_BY_OTHERS = re.compile(
    r"\b(?:(?:was|were|has been|have been|recently|been) (?:\w+ly )?(?:introduced|proposed|presented|studied|"
    r"developed|described)|(?:recent|previous|prior|existing|many|several|most) (?:\w+ ){0,3}?"
    r"(?:propos|introduc|stud|develop)\w+)\b",
    re.IGNORECASE,
)

# A sentence that turns to the paper itself: what follows is no longer about the work of others.
_TURNS = re.compile(rf"(?:here|in {_OWN_PAPER}),? we\b", re.IGNORECASE)
HEADED = re.compile(r"\A(?:\\n)?\s*(?P<heading>[A-Z]{3,}(?:[ ,&/]+[A-Z]{2,})*):?\s+(?=[A-Z\d(])")
"""A heading inside a structured abstract, as medical journals ask for it."""
_HEADINGS: tuple[tuple[str, Role], ...] = (
    ("RESULT|FINDING|CONCLUSION|INTERPRETATION", "result"),
    ("AIM|OBJECTIVE|PURPOSE", "contribution"),
    ("METHOD|DESIGN|SETTING|PATIENTS|PARTICIPANTS|SUBJECTS|MEASURE|INTERVENTION|DATA ", "method"),
    ("BACKGROUND|CONTEXT|INTRODUCTION|IMPORTANCE|RATIONALE", "background"),
)


def role_of(sentence: str, after_contribution: bool = False) -> Role:
    """Return the role of a sentence; `after_contribution`: the paper has said before what it offers."""
    if _AVAILABILITY.search(sentence):
        return "availability"
    own = _FIRST_PERSON.search(sentence) is not None
    if _offers(sentence, own):
        return "contribution"
    if (own or after_contribution or _FINDING.match(sentence)) and _RESULT.search(sentence):
        return "result"
    if _RESOURCE.search(sentence) and (own or after_contribution):
        return "resource"
    if own and _METHOD.search(sentence):
        return "method"
    if not after_contribution:
        return "gap" if _GAP.search(sentence) else "background"
    return "gap" if sentence.startswith(("However", "Unfortunately", "Yet ")) else "method"


def roles_of(sentences: Sequence[str]) -> list[Role]:
    """Return the role of each sentence of an abstract, in order."""
    found: list[Role] = []
    offered = False
    part: Role | None = None
    for sentence in sentences:
        heading = HEADED.match(sentence)
        part = _part(heading["heading"], part) if heading else part
        role = role_of(sentence, offered)
        aims = heading and sentence.startswith(("To ", "We "), heading.end())
        if (part in ("method", "result") and role != "availability") or (part == "contribution" and aims):
            role = part
        found.append(role)
        # To study a problem is to announce something, and what is wrong with it may come next.
        announced = role in ("contribution", "result") or _TURNS.match(sentence) is not None
        offered = offered or (announced and _STUDIES.search(sentence) is None)
    return found


def _part(heading: str, before: Role | None) -> Role | None:
    """Return the role that a heading of a structured abstract gives to what follows it."""
    return next((role for words, role in _HEADINGS if re.search(words, heading)), before)


def entry_roles(entry: Entry) -> dict[int, Role]:
    """Return the role of each sentence of an entry's abstract (and pages), by its offset in the text."""
    sentences = sentences_of(entry)
    roles = roles_of([sentence.text for sentence in sentences])
    return {sentence.start: role for sentence, role in zip(sentences, roles, strict=True)}


def _offers(sentence: str, own: bool) -> bool:
    offered = _CONTRIBUTION.search(sentence)
    itself = own or _OWN.search(sentence) is not None
    if offered is None or (not itself and (_BY_OTHERS.search(sentence) or _GAP.search(sentence))):
        return False
    # What the paper finds out may come before what it offers: `we show that the proposed method`.
    found = _RESULT.search(sentence)
    return found is None or offered.start() <= found.start() or found.start() > 60
