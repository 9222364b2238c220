"""Every format says the same: the sentences with their keys, the table, the coverage, the references."""

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pybtex.database import parse_string

from assistant.ask import Assistant
from assistant.errors import ExportError
from assistant.exports import FORMATS, export
from assistant.exports.map_picture import map_svg
from assistant.exports.palette import COLOURS
from assistant.exports.text import latex, latex_key, markdown, one_line
from assistant.language import say
from assistant.types import Answer, Language, MapPoint
from tests.assistant.exports.test_text import read_latex
from tests.support.answering import CROSSED, assistant
from tests.support.exporting import ANY_TEXT, ENTRIES, LEFT_OUT, TITLES, report
from vectorstore.types import Entry

__all__ = ["assistant"]

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def text_of(content: bytes) -> str:
    """All text of a Word document, its tables' too, a paragraph a line."""
    word = docx.Document(BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


WAYS: dict[str, tuple[Callable[[str], str], Callable[[bytes], str]]] = {
    "md": (markdown, bytes.decode),
    "tex": (latex, bytes.decode),
    "docx": (one_line, text_of),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format", WAYS)
def test_a_document_has_all_that_the_report_has(format: str, language: Language) -> None:
    written, read = WAYS[format]
    answer = report(language)
    text = read(export(answer, [*ENTRIES, LEFT_OUT], format))
    assert written(answer.question) in text
    assert all(written(sentence.text) in text for sentence in answer.sentences)
    assert all(written(section.title) in text for section in answer.sections)
    assert answer.table and all(written(row[1]) in text for row in answer.table.rows)
    assert all(written(words) in text for words in (LEFT_OUT.title, "too far_off", *answer.notices))
    assert say(language, "export counts", matched=7, cited=6, left=1) in text
    assert all(latex_key(entry.key) in text for entry in ENTRIES)


def test_markdown_cites_keys_and_shows_the_map() -> None:
    text = export(report(), ENTRIES, "md", "my report").decode()
    assert f"{markdown(ENTRIES[1].title)} reports a figure \\& more. [{ENTRIES[1].key}]" in text
    assert "(<my%20report.svg>)" in text
    assert "In *ICLR \\& Co\\_*, 2026. Poster. <https://x.example/a_b%20c#d%7B1%7D~e%5Ef%5Cg>" in text
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<script" not in html and 'href="javascript' not in html and "<em>bold" not in html
    assert html.count("<img") == 1 and html.count("<table>") == 1


def test_latex_cites_keys_from_the_file_its_first_line_names() -> None:
    text = export(report(), ENTRIES, "tex", "mine").decode()
    assert "mine.bib" in text.splitlines()[0]
    assert rf"reports a figure \& more.~\cite{{{ENTRIES[1].key}}}" in text
    assert r"\bibliography{mine}" in text


def test_latex_carries_the_quotes_as_comments() -> None:
    text = export(report(), ENTRIES, "tex").decode()
    for entry in ENTRIES:
        assert f"%   {entry.key}: {one_line(entry.abstract)}\n" in text


def test_word_has_real_headings_a_table_and_fonts_for_chinese() -> None:
    word = docx.Document(BytesIO(export(report("zh"), ENTRIES, "docx")))
    styles = [
        (paragraph.style.name if paragraph.style else "", paragraph.text) for paragraph in word.paragraphs
    ]
    headings = [text for style, text in styles if style == "Heading 1"]
    assert headings[1:] == ["主题 2_", "覆盖情况", "说明", "参考文献", "横向对照"]
    assert len(word.tables[0].rows) == 1 + len(ENTRIES)
    for name in ("Normal", "Heading 1"):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "SimSun" and fonts.get(qn("w:eastAsiaTheme")) is None


def test_bibtex_has_the_records_alone() -> None:
    found = parse_string(export(report(), ENTRIES, "bib").decode(), "bibtex").entries
    assert list(found) == [entry.key for entry in ENTRIES]
    first, second = found[ENTRIES[0].key], found[ENTRIES[1].key]
    assert (first.type, second.type) == ("misc", "inproceedings")
    assert "author" not in first.persons and "year" not in first.fields
    assert second.fields["booktitle"] == r"{ICLR \& Co\_}"
    assert second.fields["langid"] == "chinese"
    assert second.fields["url"] == "https://x.example/a_b%20c#d%7B1%7D~e%5Ef%5Cg"
    assert r"\url{https://y.example/%E5%BF%83?a=1&b=%2C}" in second.fields["note"]
    assert [str(person) for person in second.persons["author"]] == ["Lovelace, Ada", "张三"]


@given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3), st.lists(ANY_TEXT, max_size=2))
@settings(max_examples=60)
def test_bibtex_reads_back_what_was_written(
    title: str, venue: str, authors: list[str], links: list[str]
) -> None:
    entry = Entry("k-1", title, f"{title}\n\nText.", tuple(authors), venue, 2026, links=tuple(links))
    found = parse_string(export(report(entries=(entry,)), [entry], "bib").decode(), "bibtex").entries["k-1"]
    written = found.fields.get("title", "{}")
    assert written[0] + written[-1] == "{}"
    assert read_latex(written[1:-1].removeprefix("{}")) == one_line(title)
    assert len(found.persons.get("author", ())) == len([name for name in authors if one_line(name)])


def test_csl_json_has_the_records_as_they_are() -> None:
    found = {item["id"]: item for item in json.loads(export(report(), ENTRIES, "csl-json"))}
    second = found[ENTRIES[1].key]
    assert second["type"] == "paper-conference" and second["title"] == TITLES[1]
    assert second["author"] == [{"family": "Lovelace", "given": "Ada"}, {"family": "张三"}]
    assert second["issued"] == {"date-parts": [[2026]]} and second["language"] == "zh"
    assert "author" not in found[ENTRIES[0].key] and found[ENTRIES[0].key]["type"] == "document"
    assert found[ENTRIES[3].key]["author"][1] == {"literal": "Smith and Sons"}
    assert found[ENTRIES[2].key]["author"][1] == {"literal": "Bo_b & {Co}"}
    assert found[ENTRIES[5].key]["author"] == [{"family": "van Beethoven", "given": "Ludwig"}]


@pytest.mark.parametrize(
    "written, listed",
    [
        (("Smith and Sons",), "Smith and Sons. "),
        (("Bo_b & {Co}",), "Bo_b & {Co}. "),
        (("50%_Lab",), "50%_Lab. "),
        (
            ("Team, The, X", "Ada Lovelace", "van Beethoven, Ludwig"),
            "Team, The, X, Ada Lovelace, and Ludwig van ",
        ),
    ],
)
def test_the_reference_list_has_authors_as_they_are_written(written: tuple[str, ...], listed: str) -> None:
    entry = replace(ENTRIES[1], authors=written)
    word = text_of(export(report(entries=(entry,)), [entry], "docx"))
    assert f"[{entry.key}] {listed}" in word
    assert markdown(listed.strip()) in export(report(entries=(entry,)), [entry], "md").decode()


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.booleans())
def test_a_map_is_well_formed_whatever_the_titles(title: str, section: str, key: str, alone: bool) -> None:
    points = [MapPoint(key, 0.5, 2.0, 0), MapPoint("b", -1.0, 0.0, 7)]
    root = ElementTree.fromstring(map_svg(points, [section], {key: title}, "en", alone))
    papers = root.findall(f"{SVG}g[@class='paper']")
    assert [paper.get("data-key") for paper in papers] == [one_line(key), "b"]
    assert papers[0].findtext(f"{SVG}title") == f"{one_line(title)} [{one_line(key)}]".strip()
    assert (root.find(f"{SVG}style") is not None) == alone


def test_a_map_tells_sections_apart_by_colour_and_shape() -> None:
    points = [MapPoint(str(i), 0, 0, i) for i in range(12)]
    root = ElementTree.fromstring(map_svg(points, [str(i) for i in range(12)], {}, "en"))
    marks = [paper[1] for paper in root.findall(f"{SVG}g[@class='paper']")]
    looks = {(mark.get("fill"), mark.tag, mark.get("d")) for mark in marks}
    assert len(looks) == 12 and {fill for fill, *_ in looks} <= set(COLOURS)


@given(ANY_TEXT)
@settings(max_examples=25)
def test_word_takes_any_text(text: str) -> None:
    entry = Entry("k-1", text, f"{text}\n\nText.", (text,), text, 2026, links=(text,))
    assert one_line(text) in text_of(export(report(entries=(entry,)), [entry], "docx"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_refusal_can_be_exported(format: str, assistant: Assistant) -> None:
    answer = assistant.ask("What is the capital of Mongolia?")
    content = export(answer, [], format)
    assert content
    if format in WAYS:
        written, read = WAYS[format]
        assert written(answer.reason or "-") in read(content)


@pytest.mark.parametrize("format", WAYS)
def test_an_answer_keeps_the_line_that_names_its_paper(format: str, assistant: Assistant) -> None:
    answer = assistant.ask("What is MCal?")
    written, read = WAYS[format]
    text = read(export(answer, assistant.library.entries(), format))
    assert written(f"{answer.references[0].title} (ICLR 2026 Poster)") in text
    assert all(written(sentence.text) in text for sentence in answer.sentences)


def test_a_crossed_entry_never_goes_without_its_warning(assistant: Assistant) -> None:
    answer = assistant.ask(f"What does [{CROSSED}] introduce?")
    (warned,) = [found for found in answer.references if found.warning]
    for format, written in (("md", markdown), ("bib", latex)):
        assert written(warned.warning) in export(answer, [], format).decode()
    assert warned.warning in export(answer, [], "csl-json").decode()


def test_a_sentence_outside_of_all_sections_is_not_lost() -> None:
    answer = replace(report(), sections=report().sections[:1])
    assert markdown(answer.sentences[-1].text) in export(answer, ENTRIES, "md").decode()


def test_a_paper_that_only_the_table_names_is_in_the_bibliography() -> None:
    answer = replace(report(), references=report().references[:1])
    found = parse_string(export(answer, ENTRIES, "bib").decode(), "bibtex").entries
    assert set(found) == {entry.key for entry in ENTRIES}


def test_a_whole_abstract_is_no_title() -> None:
    answer: Answer = replace(report(), question="word " * 100)
    first = export(answer, ENTRIES, "md").decode().splitlines()[0]
    assert len(first) < 130 and first.endswith("…")
    assert export(answer, ENTRIES, "md", title="Related work").decode().startswith("# Related work\n")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ExportError, match="'pdf'; wanted one of md, tex"):
        export(report(), ENTRIES, "pdf")
