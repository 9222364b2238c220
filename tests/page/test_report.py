"""How a report looks, and the files of an answer: the words of strangers stay words here too."""

import gc
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks.receipts import receipt_bytes
from assistant.exports import export
from assistant.types import Answer, Coverage, Dropped, LeftOut, MapPoint, Section, Table, Usage
from page.cards import MOST_LEFT_OUT, evidence_html
from page.downloads import Shelf, address, offered, stem
from page.html import exchange_html, question_html
from page.report import coverage_html, map_html, table_html
from page.talk import Exchange
from tests.page.fakes import BY_KEY, ENTRIES, HOSTILE, grown, refusal, report
from tests.page.test_html import EMPTY, SUBTLE, Reader, harmless

FEW = grown(grown(EMPTY, SUBTLE), "d24fad-2026")
REPORT = replace(report(FEW), complete=True)
ALL = ["md", "tex", "docx", "bib", "csl.json", "svg", "receipt.json"]


def shown(answer: Answer, exchange: Exchange | None = None) -> str:
    return exchange_html(exchange or Exchange("q", job="summarize", ticket="t", answer=answer), BY_KEY.get)


@given(st.text())
def test_whatever_stands_in_a_report_only_our_elements_come_out(text: str) -> None:
    said = f"{text} {HOSTILE} {text}"
    answer = replace(
        report(grown(EMPTY, "hostile-2026")),
        sections=(Section(said, (0,)),),
        table=Table((said, said), (("hostile-2026", said), (said, said), ())),
        coverage=Coverage(("hostile-2026", said), ("hostile-2026",), (LeftOut(said, said),)),
        dropped=(Dropped(said, said),),
        map=(MapPoint("hostile-2026", 0.5, 0.5, 0), MapPoint(said, 7.0, -1.0, 3)),
    )
    html = shown(answer)
    assert harmless(html) and len(html.splitlines()) == 1
    assert harmless(map_html(answer, BY_KEY.get))
    assert harmless(evidence_html([answer], BY_KEY.get))
    assert harmless(question_html(said, "related-work"))


def test_a_report_shows_its_table_and_its_account_once_and_in_their_own_ways() -> None:
    html = shown(REPORT)
    assert "| Entry |" in REPORT.text and "| Entry |" not in html and "as lines" not in html
    assert html.count("<table>") == 1


def test_a_section_may_be_called_what_the_account_is_called() -> None:
    text = f"## Coverage\n\nSaid. [k]\n\n{REPORT.appendix}"
    html = shown(replace(REPORT, text=text))
    assert "<h4>Coverage</h4>" in html and "Said." in html and "as lines" not in html


def test_a_cell_that_says_nothing_and_a_short_row_are_marked_and_only_own_addresses_are_links() -> None:
    link = "https://github.com/ttttqz/D24FAD"
    table = Table(
        ("Entry", "Data", "Code"),
        (("d24fad-2026", "not stated", link), (SUBTLE, "https://evil.example/x"), ("gone-1999",)),
    )
    html = table_html(replace(REPORT, table=table), BY_KEY.get)
    reader = Reader(html)
    assert reader.addresses == ["#entry-d24fad-2026", link, f"#entry-{SUBTLE}"]
    assert html.count("<td>") == 6 and html.count("pa-absent") == 4
    assert "https://evil.example/x" in reader.words and "gone-1999" in reader.words


def test_the_account_names_each_paper_left_out_with_its_reason_and_leads_to_its_card() -> None:
    reader = Reader(coverage_html(REPORT, BY_KEY.get))
    assert "Matched 5 papers: cited 2, left out 3" in reader.words
    assert "Says too little of iclr-2026-5b1c9e." in reader.words
    evidence = evidence_html([REPORT], BY_KEY.get)
    for target in reader.addresses:
        assert f'id="{target[1:]}"' in evidence.split("<details", 1)[1]
    whole = replace(REPORT, coverage=Coverage((SUBTLE,), (SUBTLE,)))
    assert "<details" not in coverage_html(whole, BY_KEY.get)


def test_of_very_many_left_out_all_are_named_and_as_many_lead_to_cards_as_there_are() -> None:
    many = tuple(LeftOut(SUBTLE, f"reason {number}") for number in range(MOST_LEFT_OUT + 5))
    entries = {f"k{number}": replace(BY_KEY[SUBTLE], key=f"k{number}") for number in range(len(many))}
    left = tuple(replace(one, key=f"k{number}") for number, one in enumerate(many))
    answer = replace(REPORT, references=(), sentences=(), coverage=Coverage(tuple(entries), (), left))
    reader = Reader(coverage_html(answer, entries.get))
    assert f"reason {MOST_LEFT_OUT + 4}" in reader.words
    cards = evidence_html([answer], entries.get)
    assert len(reader.addresses) == cards.count('class="pa-card"') == MOST_LEFT_OUT


def test_a_sentence_that_was_withheld_is_struck_through_with_its_reason_in_a_fold() -> None:
    fold = shown(REPORT).split('<details class="pa-withheld">')[1].split("</details>")[0]
    assert "<s>It cures &lt;b&gt;everything&lt;/b&gt;.</s>" in fold
    assert "stands in none of its quotes" in fold


@pytest.mark.parametrize(
    ("usage", "said"),
    [
        (Usage(1234, 56, 0.0123, True), "≈\u00a01,234 + 56 tokens · ≈\u00a0$0.0123"),
        (Usage(10, 5, None), "10 + 5 tokens · cost unknown"),
        (Usage(10, 5, 0.0), "10 + 5 tokens"),
    ],
)
def test_tokens_and_cost_are_said_where_a_model_wrote(usage: Usage, said: str) -> None:
    html = shown(replace(REPORT, usage=usage))
    assert f"\u00a0s · {said}</span>" in html
    assert "tokens" not in shown(replace(REPORT, usage=Usage()))


def test_every_kind_of_answer_is_offered_as_what_it_can_be() -> None:
    assert offered(REPORT) == ALL
    assert offered(replace(REPORT, map=())) == [name for name in ALL if name != "svg"]
    assert offered(FEW) == offered(refusal(EMPTY)) == ["md", "receipt.json"]


@pytest.mark.parametrize(
    "unfinished", [{"running": True}, {"stopped": True}, {"problem": "broken"}, {"answer": None}]
)
def test_what_did_not_come_to_its_end_is_not_to_be_had(unfinished: dict[str, object]) -> None:
    exchange = replace(Exchange("q", ticket="t", answer=REPORT), **unfinished)  # type: ignore[arg-type]
    shelf = Shelf()
    shelf.keep(exchange)
    assert "pa-files" not in shown(REPORT, exchange)
    assert shelf.response("t", "ask-q.md", ENTRIES).status_code == 404


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Survival analysis?", "ask-survival-analysis"),
        ("生存分析", "ask"),
        ("../../etc/passwd\r\nX: y", "ask-etc-passwd-x-y"),
        ("%_#{}\\ " * 40 + "a", "ask-a"),
        ("b" * 900, "ask-" + "b" * 40),
    ],
)
def test_a_file_is_named_after_what_was_asked_in_safe_letters(question: str, expected: str) -> None:
    assert stem(Exchange(question)) == expected


def test_a_file_is_made_of_its_own_answer_and_under_its_exact_name_alone() -> None:
    exchange = Exchange("Survival", job="summarize", ticket="t", answer=REPORT)
    shelf = Shelf()
    shelf.keep(exchange)
    assert address(exchange, "md") == "download/t/summarize-survival.md"
    for suffix in ALL[:-1]:
        response = shelf.response("t", f"summarize-survival.{suffix}", ENTRIES)
        assert response.headers["content-disposition"].startswith("attachment; ")
        assert response.headers["cache-control"] == "no-store"
        if suffix != "docx":
            wanted = export(REPORT, ENTRIES, suffix.replace(".", "-"), "summarize-survival")
            assert response.body == wanted
    assert (
        b"\\bibliography{summarize-survival}" in shelf.response("t", "summarize-survival.tex", ENTRIES).body
    )
    receipt = shelf.response("t", "summarize-survival.receipt.json", ENTRIES)
    assert receipt.body == receipt_bytes(REPORT)
    assert json.loads(bytes(receipt.body))["answer"]["question"] == "q"
    for ticket, name in (("u", "summarize-survival.md"), ("t", "other.md"), ("t", "summarize-survival.exe")):
        assert shelf.response(ticket, name, ENTRIES).status_code == 404


def test_the_files_of_an_exchange_go_with_it() -> None:
    shelf = Shelf()
    exchange = Exchange("q", ticket="t", answer=FEW)
    shelf.keep(exchange)
    assert shelf.response("t", "ask-q.md", ENTRIES).status_code == 200
    del exchange
    gc.collect()
    assert "文件已失效" in bytes(shelf.response("t", "ask-q.md", ENTRIES).body).decode()
