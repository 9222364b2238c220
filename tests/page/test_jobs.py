"""Summaries and related work in a real browser: choosing the job, reading the report, taking it away."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from assistant.types import Cap
from tests.page.fakes import PLANNED, FakeAssistant
from vectorstore.search.conditions import Filters

pytest.importorskip("playwright", reason="the browser tests need playwright")
from playwright.sync_api import Locator, expect

from tests.page.browser import NARROW, Visit, bottom, needs_chromium, place, wait_until  # after the skip
from tests.page.browser import address as address
from tests.page.browser import assistant as assistant
from tests.page.browser import browser as browser
from tests.page.browser import narrow_visit as narrow_visit
from tests.page.browser import visit as visit

pytestmark = needs_chromium

FOUR = "SubtleBench, anomaly, EEG, epilepsy"


def choose(visit: Visit, job: str) -> None:
    visit.tab.locator("#job label").filter(has_text=job).click()


def use(visit: Visit, model: str) -> None:
    visit.tab.locator("#model input").click()
    visit.tab.get_by_role("option", name=model).click()


def downloaded(visit: Visit, link: Locator) -> bytes:
    with visit.tab.expect_download() as begun:
        link.click()
    return Path(begun.value.path()).read_bytes()


def test_a_job_is_chosen_by_keyboard_and_offers_what_fits_it(visit: Visit, assistant: FakeAssistant) -> None:
    visit.tab.locator("#job input").first.focus()
    visit.tab.keyboard.press("ArrowRight")
    visit.tab.get_by_role("heading", name="Summarise a subfield").wait_for()
    expect(visit.tab.locator("#box textarea")).to_have_attribute("placeholder", re.compile("研究方向"))
    visit.tab.locator("#chat .example").first.click()
    visit.answer()
    assert assistant.reported[-1] == ("summarize", "survival analysis", "auto")
    assert visit.tab.locator(".pa-job").inner_text() == "Summarise · 综述"


def test_a_summary_shows_its_table_map_and_account_and_leads_to_the_evidence(
    visit: Visit, address: str
) -> None:
    choose(visit, "Summarise")
    visit.ask(FOUR)
    answer = visit.answer()
    assert answer.locator(".pa-table tbody tr").count() == 4
    visit.tab.locator(".pa-map .paper").nth(2).click()
    visit.tab.wait_for_function("document.activeElement.id == 'entry-iclr-2026-5b1c9e'")
    assert place(visit.tab.locator(".pa-map svg"))["height"] > 100
    answer.locator(".pa-coverage summary").click()
    answer.locator(".pa-coverage a.pa-chip").click()
    visit.tab.wait_for_function("document.activeElement.id == 'entry-hostile-2026'")
    answer.locator(".pa-withheld summary").press("Enter")
    expect(answer.locator(".pa-withheld s")).to_be_visible()
    # A fold stays as the reader left it while the conversation goes on.
    choose(visit, "Ask")
    visit.ask("SubtleBench")
    visit.answer(2)
    assert answer.locator(".pa-withheld s").is_visible()
    assert visit.tab.evaluate("window.pwned") is None
    assert [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))] == []
    assert visit.complaints == []


def test_a_report_is_downloaded_and_previewed_until_its_conversation_ends(visit: Visit, address: str) -> None:
    choose(visit, "Summarise")
    visit.ask("anomaly")
    files = visit.answer().locator(".pa-files")
    links = {link.inner_text(): link for link in files.locator("a.pa-file").all()}
    assert list(links) == ["Markdown", "LaTeX", "Word", "BibTeX", "CSL-JSON", "Map (SVG)", "Receipt (JSON)"]
    found = {name: downloaded(visit, link) for name, link in links.items()}
    assert b"[d24fad-2026]" in found["Markdown"]
    assert b"\\cite{d24fad-2026}" in found["LaTeX"]
    assert b"@inproceedings{d24fad-2026" in found["BibTeX"]
    assert json.loads(found["CSL-JSON"])[0]["id"] == "d24fad-2026"
    assert found["Map (SVG)"].startswith(b"<svg")
    assert "seal" in json.loads(found["Receipt (JSON)"])
    with zipfile.ZipFile(io.BytesIO(found["Word"])) as word:
        assert word.testzip() is None and "word/document.xml" in word.namelist()
    files.get_by_text("Preview Markdown").click()
    text = files.locator(".pa-of-md pre")
    text.get_by_text("[d24fad-2026]").first.wait_for()
    assert text.text_content() == found["Markdown"].decode()
    where = links["Markdown"].get_attribute("href") or ""
    assert visit.tab.request.get(address + where).status == 200
    visit.tab.locator("#fresh").click()
    visit.tab.locator("#chat .example").first.wait_for()
    wait_until(lambda: visit.tab.request.get(address + where).status == 404)
    assert visit.complaints == []


def test_a_draft_of_several_lines_is_pasted_with_filters_on_a_narrow_screen(
    narrow_visit: Visit, assistant: FakeAssistant
) -> None:
    draft = f"{FOUR}\n\nWe study <b>both</b>.\n" + "It has many words. " * 80
    tab = narrow_visit.tab
    choose(narrow_visit, "Related work")
    tab.get_by_role("heading", name="Draft a related-work section").wait_for()
    tab.locator("#filters > button").click()
    tab.locator("#linked input").check()
    tab.locator("#filters > button").click()
    tab.locator("#box textarea").fill(draft)
    box = tab.locator("#box")
    wait_until(lambda: place(box)["height"] > 100 and bottom(box) <= NARROW["height"])
    tab.locator("#box textarea").press("Enter")
    answer = narrow_visit.answer()
    assert assistant.reported[-1] == ("related-work", draft, "auto")
    assert assistant.filters[-1] == Filters.of(has_links=True)
    assert "We study <b>both</b>." in tab.locator(".pa-question").inner_text()
    assert place(tab.locator(".pa-question"))["height"] < 200
    table = answer.locator(".pa-table")
    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert narrow_visit.complaints == []


def test_a_stopped_report_keeps_what_came_and_offers_no_file(visit: Visit) -> None:
    choose(visit, "Summarise")
    visit.ask("slow SubtleBench")
    visit.tab.locator(".pa-prose p").first.wait_for()
    choose(visit, "Related work")  # the next job may be chosen meanwhile
    visit.tab.locator(".stop-button").click()
    answer = visit.answer()
    assert "Stopped before" in answer.inner_text()
    assert answer.locator(".pa-prose p").count() > 0 and answer.locator(".pa-file").count() == 0


def test_calls_are_capped_where_a_model_writes_a_report_and_told_before_its_first_word(
    narrow_visit: Visit, assistant: FakeAssistant
) -> None:
    visit, tab = narrow_visit, narrow_visit.tab
    cap = tab.get_by_label("Most calls")
    choose(visit, "Summarise")
    tab.get_by_role("heading", name="Summarise a subfield").wait_for()
    assert not cap.is_visible()
    use(visit, "openai:small")
    cap.wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    cap.fill("3")
    visit.ask("slow SubtleBench, held")
    tab.locator(".pa-notice").get_by_text(PLANNED).wait_for()
    assert tab.locator(".pa-prose p").count() == 0
    assistant.go_on.set()
    tab.locator(".pa-prose p").first.wait_for()
    tab.locator(".stop-button").click()
    visit.answer()
    choose(visit, "Related work")
    cap.fill("")
    visit.ask("anomaly")
    visit.answer(2)
    choose(visit, "Ask")
    cap.wait_for(state="hidden")
    choose(visit, "Related work")
    cap.fill("0")
    use(visit, "built-in")
    cap.wait_for(state="hidden")
    visit.ask("anomaly")
    visit.answer(3)
    use(visit, "openai:small")
    cap.wait_for()
    expect(cap).to_have_value("0")
    assert assistant.caps[-3:] == [Cap(3), Cap(), Cap(0)]
