"""Reading a user's draft: what it says is kept; markup, references and requests are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.reading.draft import MAX_ASPECTS, MAX_CHARACTERS, read_manuscript


def test_a_sentence_that_only_looks_like_a_request_stays() -> None:
    kept = "Doctors write up notes. We find that questions help. Patients request care. 病人请求帮助。"
    assert read_manuscript(kept).text == kept


LATEX = r"""
\documentclass{article} % a class
\title{Grading {lung} scans \& more}
\author{Somebody \thanks{money}}
\begin{document}
\begin{abstract}
We grade \emph{lung} scans~\cite{one,two} % a secret
and gain 12\% with $p \leq 0.05$. See Figure~\ref{fig:a}.
\begin{figure}\caption{nothing}\end{figure}
\end{abstract}
\section{Introduction} A long story of EEG.
\end{document}
@article{one, title = {About {EEG}}, year = 2020}
"""


def test_of_a_latex_paper_its_title_and_abstract_are_read() -> None:
    said = "Grading lung scans & more. We grade lung scans and gain 12% with p ≤ 0.05. See Figure ."
    assert read_manuscript(LATEX).text.replace("Figure .", "Figure.") == said.replace("Figure .", "Figure.")


def test_bibtex_says_nothing_of_the_draft_even_unclosed() -> None:
    draft = "@inproceedings{a, title={On {EEG}}}\nWe grade scans.\n@article{b, title={On {ECG"
    assert read_manuscript(draft).text == "We grade scans."


def test_a_percent_sign_is_a_comment_in_latex_alone() -> None:
    assert read_manuscript("We gain 12% of scans. A 5 % gain.").text == "We gain 12% of scans. A 5 % gain."


def test_of_a_whole_paper_in_plain_text_its_title_and_abstract_are_read() -> None:
    paper = "Grading scans\nA. Author\n\nAbstract\nWe grade lung\nscans.\n\n1 Introduction\nA story of EEG.\n"
    read = read_manuscript(paper + "And so on. " * 4000 + "\nReferences\n[1] A paper.")
    assert read.text == "Grading scans. We grade lung scans."
    chinese = read_manuscript("肺部影像分级\n摘要:我们给肺部影像分级。\n关键词:影像\n1 引言\n很长的故事。")
    assert chinese.text == "肺部影像分级. 我们给肺部影像分级。"


def test_of_twenty_pages_without_headings_the_beginning_is_read() -> None:
    sentences = [f"Sentence {number} grades scans of lungs." for number in range(2500)]
    read = read_manuscript(" ".join(sentences))
    assert read.is_shortened
    assert read.text.startswith(sentences[0]) and read.text.endswith("lungs.")
    assert len(read.text) <= MAX_CHARACTERS
    assert len(read.aspects) == MAX_ASPECTS


def test_a_long_chinese_sentence_is_cut_into_facets() -> None:
    draft = "我们提出联合病理图像和转录组的模型,用右删失的随访数据估计患者的生存获益,并给出有保证的预测区间。"
    read = read_manuscript(draft)
    assert "".join(read.aspects) == draft and len(read.aspects) == 3


def test_one_word_is_a_topic() -> None:
    assert read_manuscript("EEG").is_topic
    assert not read_manuscript("We grade lung scans with graphs and labels.").is_topic


@pytest.mark.parametrize(
    "draft",
    [
        "",
        " \n\t",
        "Please write a related-work paragraph.",
        "请写相关工作。",
        "?!",
        "🙂",
        "\\begin{document}\\end{document}",
    ],
)
def test_a_draft_that_says_nothing_is_an_error_in_words(draft: str) -> None:
    with pytest.raises(QuestionError, match="draft"):
        read_manuscript(draft)


@given(st.text(alphabet=st.sampled_from('\\{}[]%$@#_&~^abZ 文请,。.\n"“”é🙂\x00'), max_size=300))
def test_whatever_comes_in_something_is_read_or_the_error_says_why(draft: str) -> None:
    try:
        read = read_manuscript(draft)
    except QuestionError:
        return
    assert read.text and read.aspects
    assert all(aspect.strip() for aspect in read.aspects)
