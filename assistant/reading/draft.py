"""Reads a user's own title or abstract: what it says, without markup, references and requests to the program.

Whatever stands in it is text to find papers by; nothing in it is followed as an instruction. Rules for both
languages; knows nothing of the library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import QuestionError
from assistant.papers.roles import roles_of
from assistant.patterns import pattern
from vectorstore.text.analysis import content, terms
from vectorstore.text.cleaning import clean
from vectorstore.text.sentences import sentence_spans

MAX_CHARACTERS = 4000
"""A draft is read this far, about 600 English words; an abstract is well below."""
MAX_ASPECTS = 12
_LONGEST = 1_000_000
_LONG_ZH, _CLAUSE_ZH = 30, 8
"""Chinese characters from which on a sentence is cut into clauses, and what a clause has at least."""
_FEW = 4
"""A draft with fewer content words names a topic rather than a paper."""

_IS_LATEX = re.compile(r"\\(?:begin|documentclass|title|section|cite\w*|emph|textbf|usepackage)\b")
_COMMENT = re.compile(r"(?<![\\\d])%.*$", re.MULTILINE)
_ABSTRACT = re.compile(r"\\begin\{abstract\}(.*?)\\end\{abstract\}", re.DOTALL)
_TITLE = re.compile(r"\\title\*?\s*(?:\[[^\]]*\])?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_FLOATS = re.compile(
    r"\\begin\{(figure|table|equation|align|tabular|thebibliography|lstlisting|algorithm|verbatim|tikzpicture)"
    r"\*?\}.*?\\end\{\1\*?\}",
    re.DOTALL,
)
_DROPPED = re.compile(
    r"\\(?:cite\w*|ref|eqref|autoref|cref|label|includegraphics|bibliography\w*|usepackage|documentclass|author|"
    r"affiliation|email|thanks|date|footnote|input|include|vspace|hspace|pagestyle|maketitle|begin|end|newcommand)"
    r"\*?(?:\s*\[[^\]]*\])*(?:\s*\{(?:[^{}]|\{[^{}]*\})*\})*"
)
_HEADING = re.compile(r"\\(?:title|(?:sub)*section|paragraph|chapter)\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s*(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}")
_BIBTEX = re.compile(r"@\s*[A-Za-z]+\s*\{\s*[^\s,{}=]*\s*,")
# The headings of a paper's parts, each on a line of its own, in a text without markup.
_FROM_ABSTRACT, _TO_BODY, _REFERENCES = (
    re.compile(pattern(name).pattern, re.IGNORECASE | re.MULTILINE)
    for name in ("draft.abstract", "draft.body", "draft.references")
)
_CLAUSES_ZH = re.compile(r"[^,，;；。!！?？\n]+[,，;；。!！?？\n]*")
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a draft says."""

    text: str
    """All that was read of it, as plain sentences."""
    aspects: tuple[str, ...]
    """Its sentences, each a facet that papers may be near to."""
    contrasts: tuple[str, ...]
    """Those in which it says itself how it differs from others."""
    is_shortened: bool
    is_topic: bool
    """It has so few words that it names a topic rather than a paper."""


def read_manuscript(draft: str) -> Manuscript:
    """Read a draft's title and abstract, in English or Chinese, plain or LaTeX.

    Of a whole paper the title and the abstract are read, or as much as `MAX_CHARACTERS` from its beginning.

    Raises:
        QuestionError: it is empty, has no words, or is a request and nothing else.
    """
    if not draft.strip():
        raise QuestionError("The draft is empty. Give your title or abstract / 草稿是空的,请给出标题或摘要。")
    plain = _plain(draft[:_LONGEST])
    read = _from_its_start(plain)
    sentences = [kept for start, end in sentence_spans(read) if (kept := _without_request(read[start:end]))]
    sentences = [sentence for sentence in dict.fromkeys(sentences) if terms(content(sentence))]
    if not sentences:
        raise QuestionError(
            "The draft says nothing to look for: give your title or abstract, in English or Chinese / "
            "草稿里没有可以检索的内容,请给出中文或英文的标题或摘要。"
        )
    text = " ".join(sentences)
    return Manuscript(
        text=text,
        aspects=tuple(_aspects(sentences)),
        contrasts=tuple(sentence for sentence in sentences if pattern("draft.contrast").search(sentence)),
        is_shortened=len(read) < len(plain) or len(draft) > _LONGEST,
        is_topic=len(set(terms(content(text)))) < _FEW,
    )


def _plain(draft: str) -> str:
    """Return the draft's title and abstract without LaTeX, BibTeX and the parts that are no prose."""
    text = _without_bibtex(draft.replace("\r\n", "\n"))
    if _IS_LATEX.search(text):
        text = _COMMENT.sub("", text)
        abstract = _ABSTRACT.search(text)
        if abstract:
            title = _TITLE.search(text)
            text = f"{title[1] if title else ''}.\n{abstract[1]}"
        text = _HEADING.sub(r"\1.\n", _DROPPED.sub(" ", _HEADING.sub(r"\1.\n", _FLOATS.sub(" ", text))))
        text = _COMMAND.sub(r"\1", _COMMAND.sub(r"\1", text)).replace("~", " ")
        text = re.sub(r"\\[A-Za-z]+\*?", lambda word: word.group() if _is_symbol(word) else " ", text)
        text = re.sub(r"(?<!\\)[{}]", "", text)
    else:
        text = _abstract_of(text)
    text = clean(re.sub(r"(?<=\w)[ \t]*\n(?=[a-z(\d])", " ", text))
    return re.sub(r"^[\s.]+|(?<=[.!?。])(?:\s*\.)+", "", text).strip()


def _is_symbol(word: re.Match[str]) -> bool:
    """Tell whether `clean` reads a command as a sign, as it does the one for ≤."""
    return clean(word.group()) != word.group()


def _abstract_of(text: str) -> str:
    """Return what stands before a paper's body, where a text has the headings of one."""
    references = _REFERENCES.search(text)
    text = text[: references.start()] if references else text
    begins = _FROM_ABSTRACT.search(text)
    ends = _TO_BODY.search(text, begins.end() if begins else 0)
    if begins and ends:
        title = text[: begins.start()].strip().split("\n", 1)[0]
        return f"{title.rstrip('.')}.\n{text[begins.end() : ends.start()]}"
    return _FROM_ABSTRACT.sub("", text, count=1)


def _without_bibtex(text: str) -> str:
    """Return a text without its BibTeX entries, each from its `@` to the brace that closes it."""
    while found := _BIBTEX.search(text):
        depth = 0
        end = len(text)
        for brace in re.finditer(r"[{}]", text[found.start() :]):
            depth += 1 if brace.group() == "{" else -1
            if depth == 0:
                end = found.start() + brace.end()
                break
        text = f"{text[: found.start()]} {text[end:]}"
    return text


def _from_its_start(text: str) -> str:
    """Return as many whole sentences from the start as `MAX_CHARACTERS` hold."""
    if len(text) <= MAX_CHARACTERS:
        return text
    ends = [end for _, end in sentence_spans(text, 0, MAX_CHARACTERS) if end < MAX_CHARACTERS]
    return text[: ends[-1] if ends else MAX_CHARACTERS]


def _without_request(sentence: str) -> str:
    """Return a sentence without what only asks something of the program; empty where that is all of it."""
    if not _HAN.search(sentence):
        return "" if pattern("draft.request", "en").search(sentence) else sentence
    clauses, asks = _CLAUSES_ZH.findall(sentence), pattern("draft.request")
    kept = [clause for clause in clauses if not asks.search(clause.strip(" ,，;；。!！?？\n"))]
    return "".join(kept).rstrip(",，;； ") if len(kept) < len(clauses) else sentence


def _aspects(sentences: list[str]) -> Iterator[str]:
    """Yield the facets to search by: all of them, or those that say most of what the paper does."""
    facets = [facet for sentence in sentences for facet in _facets(sentence)]
    if len(facets) > MAX_ASPECTS:
        order = ("contribution", "method", "resource", "result", "gap", "background", "availability")
        ranks = [order.index(role) for role in roles_of(facets)]
        chosen = sorted(range(len(facets)), key=lambda at: (ranks[at], at))[:MAX_ASPECTS]
        facets = [facets[at] for at in sorted(chosen)]
    yield from facets


def _facets(sentence: str) -> list[str]:
    """Return a sentence, or the clauses of a long Chinese one, where a sentence often is a whole abstract."""
    if len(_HAN.findall(sentence)) < _LONG_ZH:
        return [sentence]
    clauses: list[str] = []
    for clause in _CLAUSES_ZH.findall(sentence):
        if clauses and len(_HAN.findall(clauses[-1])) < _CLAUSE_ZH:
            clauses[-1] += clause
        else:
            clauses.append(clause)
    return clauses
