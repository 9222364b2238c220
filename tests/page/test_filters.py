"""How a question was read, and what its papers were narrowed by: both shown, and the reader's to change."""

from dataclasses import replace

import pytest

from page.filters import choices, chosen, named
from tests.page.fakes import BY_KEY, ENTRIES, FakeAssistant
from vectorstore.search.conditions import Filters
from vectorstore.types import Entry

pytest.importorskip("playwright", reason="the browser tests need playwright")
from playwright.sync_api import expect  # after the skip

from tests.page.browser import NARROW, Visit, bottom, needs_chromium, place, wait_until  # after the skip
from tests.page.browser import address as address
from tests.page.browser import assistant as assistant
from tests.page.browser import browser as browser
from tests.page.browser import narrow_visit as narrow_visit
from tests.page.browser import visit as visit

READ = "and its code? (about D24FAD)"


def test_every_kind_topic_and_year_of_the_library_is_offered_with_its_count() -> None:
    plain = [replace(entry, topics=entry.topics[:1]) for entry in ENTRIES if "hostile" not in entry.key]
    kinds, topics, years = choices([*plain, Entry("k", "T", "T\n\nx", year=1999, topics=("CLINICAL NLP",))])
    assert kinds[1:] == [("Poster (3)", "Poster"), ("Oral (1)", "Oral")]
    assert topics[1:3] == [
        ("clinical NLP (2)", "clinical NLP"),
        ("clinical prediction (2)", "clinical prediction"),
    ]
    assert years[1:] == [("2026 (4)", 2026), ("1999 (1)", 1999)]


def test_a_choice_of_any_admits_all_and_each_other_one_what_it_says() -> None:
    assert [offer[0][1] for offer in choices(ENTRIES)] == ["", "", 0]
    assert chosen("", "", 0, False) == Filters()
    assert chosen("Oral", "clinical NLP", 2026, True) == Filters.of(
        kind="Oral", topic="clinical NLP", year=2026, has_links=True
    )


@pytest.mark.parametrize(
    ("filters", "english", "chinese"),
    [
        (Filters.of(kind="Oral"), "Kind: Oral", "类别：Oral"),
        (Filters.of(year_from=2025, year_to=2025), "Year: 2025", "年份：2025"),
        (Filters.of(year_from=2025), "From 2025", "2025 年起"),
        (Filters.of(year_to=2025), "Up to 2025", "至 2025 年"),
        (Filters.of(has_links=True), "With code or project link", "附代码或项目链接"),
        (Filters.of(has_links=False), "Without code or project link", "无代码或项目链接"),
    ],
)
def test_a_condition_is_said_in_the_language_of_the_answer(
    filters: Filters, english: str, chinese: str
) -> None:
    ((name, value),) = filters.to_dict().items()
    assert (named(name, value, "en"), named(name, value, "zh")) == (english, chinese)


@needs_chromium
def test_how_a_follow_up_was_read_can_be_changed_and_sent_again_by_keyboard(
    visit: Visit, assistant: FakeAssistant
) -> None:
    visit.ask("anomaly")
    assert visit.answer().locator(".pa-read-as").count() == 0
    visit.ask("and its code?")
    assert visit.answer(2).locator(".pa-read").inner_text() == READ
    visit.answer(2).locator(".pa-edit").press("Enter")
    visit.tab.keyboard.type(" Please.")
    visit.tab.keyboard.press("Enter")
    visit.answer(3)
    assert assistant.asked[-1][0] == f"{READ} Please."


@needs_chromium
def test_filters_set_by_keyboard_go_with_each_question_and_are_shown(
    visit: Visit, assistant: FakeAssistant
) -> None:
    fold = visit.tab.locator("#filters > button")
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    visit.tab.locator("#filters > button[aria-expanded=true]").wait_for()
    keys = visit.tab.keyboard
    keys.press("Tab")
    oral = visit.tab.get_by_role("option").filter(has_text="Oral")

    def offered() -> bool:
        # The choices come once the library is open; what was typed before is not looked up again.
        keys.press("Control+a")
        keys.type("Oral")
        visit.tab.wait_for_timeout(300)
        return oral.count() == 1

    wait_until(offered)
    keys.press("Enter")
    fold.get_by_text("Kind: Oral").wait_for()
    visit.tab.locator("#linked input").press("Space")
    fold.get_by_text("Kind: Oral · With code or project link").wait_for()
    fold.press("Enter")
    visit.ask("EEG")
    assert visit.answer().locator(".pa-filters li").all_inner_texts() == [
        "Kind: Oral",
        "With code or project link",
    ]
    visit.ask("它的代码？ its")
    assert "类别：Oral" in visit.answer(2).locator(".pa-filters").inner_text()
    assert assistant.filters[-2:] == [Filters.of(kind="Oral", has_links=True)] * 2


@needs_chromium
def test_without_a_filter_set_none_goes_with_a_question(visit: Visit, assistant: FakeAssistant) -> None:
    visit.ask("EEG")
    assert visit.answer().locator(".pa-filters").count() == 0
    assert assistant.filters[-1] == Filters()


@needs_chromium
def test_on_a_narrow_screen_the_open_filters_leave_the_box_in_sight_and_a_topic_is_text(
    narrow_visit: Visit, assistant: FakeAssistant
) -> None:
    tab = narrow_visit.tab
    tab.locator("#filters > button").click()
    wait_until(lambda: bottom(tab.locator("#linked")) <= NARROW["height"])
    assert place(tab.locator("#box"))["y"] > place(tab.locator("#chat"))["y"]
    tab.get_by_label("Topic").click()
    tab.get_by_role("option", name="<script>").click()
    tab.locator("#filters > button").get_by_text("<script>").wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    narrow_visit.ask("hostile")
    narrow_visit.answer()
    assert assistant.filters[-1] == Filters.of(topic=BY_KEY["hostile-2026"].topics[0])
    assert tab.evaluate("window.pwned") is None
    assert narrow_visit.complaints == []
