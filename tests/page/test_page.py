"""The page in a real browser: asking, reading, following a citation, and what may go wrong."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from page.talk import Exchange, answering
from tests.page.fakes import SECRET, FakeAssistant

pytest.importorskip("playwright", reason="the browser tests need playwright")
from playwright.sync_api import expect  # after the skip, as all below

from tests.page.browser import NARROW, WIDE, Visit, bottom, needs_chromium, place, wait_until
from tests.page.browser import address as address
from tests.page.browser import assistant as assistant
from tests.page.browser import browser as browser
from tests.page.browser import narrow_visit as narrow_visit
from tests.page.browser import visit as visit

pytestmark = needs_chromium

SUBTLE = "vlm-subtlebench-2026"


def test_a_typed_question_gets_a_cited_answer_beside_its_marked_quote(visit: Visit) -> None:
    visit.ask("What is SubtleBench?")
    answer = visit.answer()
    assert answer.locator(".pa-prose a.pa-chip").inner_text() == SUBTLE
    marked = visit.tab.locator(f"#entry-{SUBTLE} .pa-abstract mark").inner_text()
    assert marked.startswith("we introduce VLM-SubtleBench")
    assert marked in answer.locator(".pa-prose").inner_text()


def test_the_answer_grows_while_it_is_written(visit: Visit) -> None:
    visit.ask("slow SubtleBench")
    visit.tab.locator(".pa-progress").get_by_text("Writing").wait_for()
    first = visit.tab.locator(".pa-prose p").count()
    visit.tab.wait_for_function(f"document.querySelectorAll('.pa-prose p').length > {first}")
    assert visit.tab.locator(".pa-foot").count() == 0


def test_a_clicked_citation_brings_its_card_into_view_and_under_the_keyboard(visit: Visit) -> None:
    visit.ask("SubtleBench, anomaly, EEG, epilepsy")
    card = visit.tab.locator("#entry-iclr-2026-90aa17")
    chip = visit.answer().locator(".pa-prose a.pa-chip").last
    wait_until(lambda: place(card)["y"] > WIDE["height"])
    chip.click()
    visit.tab.wait_for_function("document.activeElement.id == 'entry-iclr-2026-90aa17'")
    visit.tab.wait_for_function(f"document.activeElement.getBoundingClientRect().bottom <= {WIDE['height']}")
    assert "pa-flash" in (card.get_attribute("class") or "")
    assert "belong to different papers" in card.locator(".pa-warning").inner_text()


def test_a_chinese_question_is_answered_in_chinese_and_knows_what_was_said_before(
    visit: Visit, assistant: FakeAssistant
) -> None:
    visit.ask("SubtleBench")
    visit.answer(1)
    visit.ask("哪篇论文研究异常检测？")
    answer = visit.answer(2)
    assert answer.get_attribute("lang") == "zh"
    assert "参考文献" in answer.inner_text()
    question, history, _ = assistant.asked[-1]
    assert question == "哪篇论文研究异常检测？"
    assert [turn.role for turn in history] == ["user", "assistant"]
    visit.tab.locator(".pa-earlier").get_by_text("(1)").wait_for()


def test_a_refusal_looks_like_one_and_its_nearest_entry_can_be_opened(visit: Visit) -> None:
    visit.ask("What is the weather?")
    refusal = visit.answer()
    assert "pa-refusal" in (refusal.get_attribute("class") or "")
    assert "No answer" in refusal.inner_text()
    refusal.locator("a.pa-chip").first.click()
    visit.tab.wait_for_function(f"document.activeElement.id == 'entry-{SUBTLE}'")


def test_after_a_failure_the_reader_is_told_and_can_ask_on(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    visit.ask("explode SubtleBench")
    said = visit.answer().locator(".pa-problem").inner_text()
    assert "RuntimeError" in said
    assert SECRET not in said + caplog.text and "RuntimeError" in caplog.text
    visit.ask("empty-handed")
    assert "name a method" in visit.answer(2).inner_text()
    visit.ask("SubtleBench")
    assert visit.answer(3).locator("a.pa-chip").count() > 0


def test_a_question_sent_as_an_answer_ends_is_not_lost(
    visit: Visit, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lingering(*arguments: Any) -> Iterator[Exchange]:  # noqa: ANN401
        yield from answering(*arguments)
        time.sleep(1)

    monkeypatch.setattr("app.answering", lingering)
    visit.ask("SubtleBench")
    visit.answer()
    visit.ask("anomaly")
    visit.answer(2)
    assert assistant.asked[-1][0] == "anomaly"


def test_stopping_ends_the_stream_keeps_what_came_and_frees_the_box(
    visit: Visit, assistant: FakeAssistant
) -> None:
    visit.ask("slow SubtleBench to stop")
    visit.tab.locator(".pa-prose p").first.wait_for()
    visit.tab.locator(".stop-button").click()
    assert "Stopped before" in visit.answer().inner_text()
    wait_until(lambda: "slow SubtleBench to stop" in assistant.closed)
    visit.ask("SubtleBench")
    assert "cut short" not in visit.answer(2).inner_text()


def test_closing_the_tab_ends_the_stream(visit: Visit, assistant: FakeAssistant) -> None:
    visit.ask("slow SubtleBench to close")
    visit.tab.locator(".pa-prose p").first.wait_for()
    visit.tab.close()
    wait_until(lambda: "slow SubtleBench to close" in assistant.closed)


def test_a_new_chat_ends_and_clears_everything_and_an_example_starts_another(
    visit: Visit, assistant: FakeAssistant
) -> None:
    visit.ask("slow SubtleBench to clear")
    visit.tab.locator(".pa-prose p").first.wait_for()
    visit.tab.locator("#fresh").click()
    wait_until(lambda: "slow SubtleBench to clear" in assistant.closed)
    expect(visit.tab.locator(".pa-answer, .pa-card")).to_have_count(0)
    visit.tab.locator("#chat .example").first.click()
    visit.answer()
    assert assistant.asked[-1][0] == "What does VLM-SubtleBench measure?"
    assert assistant.asked[-1][1] == ()


def test_shift_and_enter_begin_a_new_line_of_the_question(visit: Visit, assistant: FakeAssistant) -> None:
    box = visit.tab.locator("#box textarea")
    box.press_sequentially("SubtleBench")
    box.press("Shift+Enter")
    visit.ask("anomaly")
    visit.answer()
    assert assistant.asked[-1][0] == "SubtleBench\nanomaly"


def test_the_status_line_says_which_model_writes_and_what_leaves_the_machine(
    visit: Visit, assistant: FakeAssistant
) -> None:
    status = visit.tab.locator("#status")
    assert "5 papers" in status.inner_text()
    assert "No model: built-in answers" in status.inner_text()
    visit.tab.locator("#model input").click()
    visit.tab.get_by_role("option", name="openai:small").click()
    status.get_by_text("sent to api.example.org").wait_for()
    visit.ask("SubtleBench")
    visit.answer()
    assert assistant.asked[-1][2] == "openai:small"


def test_an_answer_is_copied_with_its_keys_and_links(visit: Visit) -> None:
    visit.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask("anomaly")
    button = visit.answer().locator(".pa-copy")
    button.evaluate(
        "b => new MutationObserver(() => { window.ticked ||= b.textContent == '✓' })"
        ".observe(b, { childList: true })"
    )
    button.click()
    visit.tab.wait_for_function("window.ticked")
    copied = visit.tab.evaluate("navigator.clipboard.readText()")
    assert "few-shot anomaly detection”. [d24fad-2026]" in copied
    assert "https://github.com/ttttqz/D24FAD" in copied


def test_markup_from_papers_models_and_readers_neither_runs_nor_asks_another_host(
    visit: Visit, address: str
) -> None:
    visit.ask("hostile <img src=x onerror=window.pwned=1> <script>window.pwned=1</script>")
    visit.answer()
    assert visit.tab.evaluate("window.pwned") is None
    assert visit.tab.locator("#chat :is(img, iframe, form), #cards :is(img, iframe, form, svg)").count() == 0
    assert [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert visit.complaints == []


def test_a_script_that_got_into_the_page_would_not_run(visit: Visit) -> None:
    visit.tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=window.pwned=1>')")
    visit.tab.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'pwned=1'}))"
    )
    visit.tab.evaluate("fetch('https://elsewhere.example/').catch(() => window.refused = true)")
    visit.tab.wait_for_function("window.refused")
    assert visit.tab.evaluate("window.pwned") is None
    refusals = ("inline event handler", "inline script", "elsewhere.example")
    wait_until(lambda: all(map(visit.refuses, refusals)))


def test_on_a_narrow_screen_nothing_overflows_and_the_evidence_stands_below(narrow_visit: Visit) -> None:
    tab = narrow_visit.tab
    wait_until(lambda: bottom(tab.locator("#box")) <= NARROW["height"])
    narrow_visit.ask("SubtleBench, anomaly, EEG, epilepsy, hostile in 2026")
    chip = narrow_visit.answer().locator(".pa-prose a.pa-chip").first
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    chip.click()
    tab.wait_for_function(
        "(top => top >= 0 && top < 200)(document.activeElement.getBoundingClientRect().top)"
    )
    assert tab.evaluate("document.activeElement.id") == f"entry-{SUBTLE}"
    assert place(tab.locator("#evidence"))["width"] <= NARROW["width"]
