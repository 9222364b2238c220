"""A report whose titles hold whatever a format could take for markup, and what reads the exports back."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import strategies as st

from assistant.references import reference
from assistant.types import (
    Answer,
    Citation,
    Coverage,
    Language,
    LeftOut,
    MapPoint,
    Paragraph,
    Section,
    Sentence,
    Table,
)
from tests.support.clock import HUNG
from vectorstore.types import Entry

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
"""Surrogates and control characters too."""

TITLES = (
    r"A_b & 50% of #1 {x} } { $5^2$ ~tilde \alpha \end{document} a--b ``q'' <b>bold</b> \"quoted\" `tick`",
    "心电图 ECG:生存分析 😀 与 🧬 研究 [x](javascript:alert(1)) **bold** | pipe",
    "שלום עולם 中文 العربية — \u202ex\u202c é Ω ж ↦ 𝔸 𠮷 \u200b\ufe0f ① ,, >> ''",
    "nul \x00 \ud800 tab\tnew\nline \u2028 \ufffe <script>alert(1)</script> ]]> &amp; -",
    r"\_STARTS With A Command",
    "1. one - # http://evil.example www.evil.example a@b.example ![i](x)",
)
AUTHORS = (
    (),
    ("Ada Lovelace", "张三"),
    ("Team, The, X", "Bo_b & {Co}", "\\"),
    ("O'Brien, Pat", "Smith and Sons"),
    ("", " , "),
    ("Ludwig van Beethoven",),
)
LINKS = ("https://x.example/a_b%20c#d{1}~e^f\\g", "https://y.example/心?a=1&b=%2C")
ENTRIES = tuple(
    Entry(
        f"paper-{i}-2026",
        title,
        f"{title}\n\nWe report {i}% of {title}",
        AUTHORS[i],
        venue="ICLR & Co_" if i % 3 else "",
        year=2026 if i % 3 else None,
        kind="Poster",
        topics=("a_b",),
        links=LINKS if i % 2 else (),
    )
    for i, title in enumerate(TITLES)
)
LEFT_OUT = Entry("left-out-2026", "Left & out_", "Left & out_\n\nText.")


def report(language: Language = "en", entries: tuple[Entry, ...] = ENTRIES) -> Answer:
    """Return a summary of the entries in two sections, with all that a summary can have."""
    sentences = tuple(
        Sentence(
            f"{entry.title} reports a figure & more.",
            (Citation(entry.key, entry.abstract, entry.body_start, len(entry.text)),),
        )
        for entry in entries
    )
    half = (len(entries) + 1) // 2
    sections = (
        Section(f"Theme {entries[0].title}", tuple(range(half))),
        Section("主题 2_", tuple(range(half, len(entries)))),
    )
    keys = tuple(entry.key for entry in entries)
    return Answer(
        "subfield_x & 生存分析 😀",
        "",
        language,
        text="\n\n".join(sentence.text for sentence in sentences),
        sentences=sentences,
        paragraphs=tuple(Paragraph((place,)) for place in range(len(sentences))),
        references=tuple(reference(entry, language) for entry in entries),
        complete=True,
        notices=("A note & such_",),
        coverage=Coverage((*keys, LEFT_OUT.key), keys, (LeftOut(LEFT_OUT.key, "too far_off"),)),
        sections=sections,
        table=Table(
            ("entry", "method_", "code"),
            tuple((entry.key, entry.abstract, (entry.links or ("—",))[0]) for entry in entries),
        ),
        map=tuple(MapPoint(entry.key, i / 7, i * i / 49, i // half) for i, entry in enumerate(entries)),
    )


needs_xelatex = pytest.mark.skipif(
    not (shutil.which("xelatex") and shutil.which("bibtex")),
    reason="needs XeLaTeX and BibTeX: apt-get install texlive-xetex fonts-noto-cjk fonts-dejavu-core",
)


def compile_latex(tex: Path) -> tuple[str, str]:
    """Compile a document with its bibliography; return the logs of XeLaTeX and BibTeX; an error fails."""
    latex = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", tex.name]
    bibliography = ""
    for command in (latex, ["bibtex", tex.stem], latex, latex):
        ran = subprocess.run(command, cwd=tex.parent, capture_output=True, timeout=HUNG, check=False)
        said = ran.stdout.decode(errors="replace")
        assert ran.returncode == 0, said[-3000:]
        bibliography = said if command[0] == "bibtex" else bibliography
    return tex.with_suffix(".log").read_text(errors="replace"), bibliography
