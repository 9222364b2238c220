"""Who may ask for the page, what every response forbids, and what is said while it opens or cannot."""

import asyncio
import re
from dataclasses import replace
from threading import Event

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import create_app
from page.talk import Exchange, Opening, Wish, answering, settled
from tests.page.fakes import FakeAssistant
from tests.support.clock import ENDLESS
from vectorstore.errors import LibraryTooNew


@pytest.fixture(scope="module")
def client() -> TestClient:
    async def app() -> FastAPI:  # within a loop, as a server builds it: Gradio leaves some open otherwise
        return create_app(FakeAssistant(), names=["papers.example.org"])

    return TestClient(asyncio.run(app()), base_url="http://localhost:7860")


@pytest.mark.parametrize(
    "host", ["localhost:7860", "127.0.0.1:7860", "[::1]:7860", "papers.example.org", "10.1.2.3"]
)
def test_this_machine_by_address_or_given_name_is_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "[bad", "127.0.0.1.evil.example"]
)
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost.evil.example:7860", "http://6.6.6.6"]
)
def test_a_request_that_another_site_makes_is_refused(client: TestClient, origin: str) -> None:
    assert client.post("/gradio_api/queue/join", headers={"origin": origin}, json={}).status_code == 400
    assert client.get("/healthz", headers={"origin": "http://localhost:7860"}).status_code == 200


def test_only_the_scripts_served_with_the_page_may_run_in_it(client: TestClient) -> None:
    first, second = client.get("/", headers={"accept": "text/html"}), client.get("/")
    policy = first.headers["content-security-policy"]
    (nonce,) = re.findall("'nonce-([^']+)'", policy)
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce}"') > 0
    assert nonce not in second.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/nowhere"])
def test_every_response_forbids_framing_and_guessing_of_types(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"


def test_health_tells_a_ready_page(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True, "state": "ready"}


def test_a_question_asked_while_the_library_opens_waits_for_it() -> None:
    asked = Event()

    def slowly(_progress: object) -> FakeAssistant:
        asked.wait(ENDLESS)
        return FakeAssistant()

    opening = Opening(slowly)
    exchanges = answering(opening, Exchange("SubtleBench"), (), Wish())
    assert next(exchanges).running and opening.state == "opening"
    asked.set()
    *_, last = exchanges
    assert last.answer is not None and last.answer.complete


def test_a_library_that_cannot_be_opened_is_told_to_whoever_asks() -> None:
    def fails(_progress: object) -> FakeAssistant:
        raise LibraryTooNew("The library is of version 9, this program reads 1; update it.")

    last = list(answering(Opening(fails), Exchange("SubtleBench"), (), Wish()))[-1]
    assert last == Exchange(
        "SubtleBench", problem="The library is of version 9, this program reads 1; update it."
    )


def test_a_frame_that_came_after_the_reader_had_left_a_chat_is_dropped_and_a_stopped_one_marked() -> None:
    left, kept = Exchange("old", chat=0, running=True), Exchange("new", chat=1)
    assert settled((left, kept), 1) == (kept,)
    assert settled((kept, replace(kept, running=True)), 1) == (kept, replace(kept, stopped=True))
