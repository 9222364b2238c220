"""A reader at the page in a real browser, for its tests: the server, the browser and the visits."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Locator,
    ViewportSize,
    expect,
    sync_playwright,
)

from app import create_app
from tests.page.fakes import FakeAssistant

CHROMIUM = Path("/usr/bin/chromium")
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"the browser tests need {CHROMIUM}")

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
SECONDS = 60
"""What is waited for at most, on a machine that may be busy: a second is much where it is not."""
expect.set_options(timeout=SECONDS * 1000)

WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)


class Visit:
    """One reader's tab on the page, with every request it makes written down."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.tab = context.new_page()
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.tab.goto(address)
        self.tab.locator(".pa-status strong").wait_for()

    def ask(self, question: str) -> None:
        """Type a question and send it, without waiting for the answer."""
        self.tab.locator("#box textarea").press_sequentially(question)
        self.tab.keyboard.press("Enter")

    def refuses(self, what: str) -> bool:
        """Whether the page has complained by now that its policy forbids it."""
        self.tab.wait_for_timeout(50)  # while the complaints come in
        return any(what in said and "Content Security Policy" in said for said in self.complaints)

    def answer(self, number: int = 1) -> Locator:
        """The answer of that number, once it is at rest."""
        answer = self.tab.locator(".pa-answer").nth(number - 1)
        answer.locator(".pa-foot, .pa-problem").first.wait_for()
        self.tab.locator(".submit-button").wait_for()
        return answer


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    config = uvicorn.Config(
        lambda: create_app(assistant), factory=True, port=0, log_level="warning", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(SECONDS * 1000)
    yield Visit(context, address)
    context.close()


@pytest.fixture
def narrow_visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport=NARROW, color_scheme="dark")
    context.set_default_timeout(SECONDS * 1000)
    yield Visit(context, address)
    context.close()


def place(element: Locator) -> FloatRect:
    element.wait_for()
    found = element.bounding_box()
    assert found
    return found


def bottom(element: Locator) -> float:
    found = place(element)
    return found["y"] + found["height"]


def wait_until(holds: Callable[[], bool], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    assert holds()
