"""The page: a conversation beside its evidence, in Gradio, mounted in FastAPI.

It passes a reader's question on and shows what comes back; it decides nothing and knows nothing of how
papers are found or answers made. The events are its own, as ChatInterface stays dead after an error.
`create_app` is a factory for uvicorn; run as a script, this file is the `serve` command.
"""

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Gradio reads the first while it is being imported; the second spares every event a table of all before it.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**31)

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from assistant.types import Cap
from page.downloads import Shelf
from page.filters import ANY_KIND, ANY_TOPIC, ANY_YEAR, Facets, choices, chosen, named
from page.guard import Guard
from page.html import BRAND, EVIDENCE, ICON, messages, panel_html, status_html
from page.jobs import JOBS, MOST_CALLS, Job
from page.talk import Exchange, Opening, Progress, Talk, Wish, answering, problem, settled

if TYPE_CHECKING:
    from assistant.ask import Assistant

Frame = tuple[Any, ...]
Most = int | None

FILTERS = "Filters · 筛选"
CALLS = "Most calls · 调用上限"
SEND = "Send · 发送"
MAX_ANSWERS, MAX_WAITING = 16, 64
POLL_SECONDS = 0.3


def create_app(assistant: "Assistant | None" = None, names: Sequence[str] = ()) -> FastAPI:
    """The page as an application, served under localhost, any address and the host `names` given.

    Without an assistant the reader's own is opened in the background, so that the page is there at once
    and shows how far the opening has come.
    """
    page = Page(Opening(_own if assistant is None else lambda _: assistant))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, names=names)
    app.get("/healthz")(page.health)
    app.get("/download/{ticket}/{name}")(page.download)
    here = Path(__file__).parent / "page"
    gr.mount_gradio_app(
        app,
        page.blocks(),
        path="/",
        theme=_theme(),
        css_paths=here / "page.css",
        js=(here / "page.js").read_text(encoding="utf-8"),
        head=ICON,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        max_file_size="1kb",
    )
    return app


class Page:
    """The components and events of the page, around one assistant."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._shelf = Shelf()

    def blocks(self) -> gr.Blocks:
        """The layout, and which event calls what."""
        blocks = gr.Blocks(title="Paper Assistant", fill_width=True, analytics_enabled=False)
        with blocks:
            talk, number = gr.State(()), gr.State(0)
            with gr.Column(elem_id="page", min_width=0):
                with gr.Row(elem_id="top"):
                    gr.HTML(BRAND, elem_id="brand")
                    status = gr.HTML(status_html("Opening the library…"), elem_id="status")
                    model = gr.Dropdown(
                        ["auto"],
                        value="auto",
                        label="Model · 模型",
                        show_label=False,
                        container=False,
                        elem_id="model",
                    )
                    fresh = gr.Button("New chat · 新对话", elem_id="fresh", size="sm", min_width=120)
                with gr.Row(elem_id="body"):
                    with gr.Column(elem_id="talk", min_width=0):
                        chat = _chat()
                        with gr.Row(elem_id="jobs"):
                            job = _job()
                            calls = _calls()
                        box = _box()
                        with gr.Accordion(FILTERS, open=False, elem_id="filters") as fold, gr.Row():
                            facets = _facets()
                    with gr.Column(elem_id="evidence", min_width=0):
                        gr.HTML(EVIDENCE)
                        cards = gr.HTML(self._evidence(()), elem_id="cards")
            outputs = [chat, cards, talk, box]
            hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            inputs = [job, box, model, calls, talk, number, *facets]
            asked = box.submit(self.ask, inputs, outputs, trigger_mode="once", **hidden)
            tidy: dict[str, Any] = {**hidden, "concurrency_id": "tidy", "concurrency_limit": 1}
            asked.then(self.settle, [talk, number], outputs, **tidy)
            box.stop(None, cancels=[asked], **hidden)
            fresh.click(self.clear, number, [*outputs, number], cancels=[asked], **tidy)
            job.change(_offer, job, [chat, box], queue=False, **hidden)
            model.change(self.line, model, [status, calls], queue=False, **hidden)
            gr.on([facet.change for facet in facets], _fold, facets, fold, queue=False, **hidden)
            blocks.load(self.load, None, [status, calls, model, *facets[:3]], **hidden)
        blocks.queue(default_concurrency_limit=MAX_ANSWERS, max_size=MAX_WAITING)
        return blocks

    def ask(
        self, job: Job, question: str, model: str, calls: Most, talk: Talk, number: int, *facets: *Facets
    ) -> Iterator[Frame]:
        """Show the answer as it grows; `settle` makes the box ready, as Gradio drops what is sent before."""
        if not question.strip():
            return
        talk = settled(talk, number)
        earlier = self._messages(talk)
        box = gr.update(value="", submit_btn=False, stop_btn="Stop · 停止")
        begun = Exchange(question, number, job, secrets.token_urlsafe(16))
        for exchange in answering(self._opening, begun, talk, Wish(model, chosen(*facets), Cap(calls))):
            self._shelf.keep(exchange)
            now = (*talk, exchange)
            messages = [*earlier, *self._messages((exchange,))]
            yield messages, self._evidence(now), now, box
            box = gr.skip()

    def settle(self, talk: Talk, number: int) -> Frame:
        """After an answer, however it ended, the box takes the next question.

        An answer that was stopped is marked, one of a left chat goes.
        """
        rest = settled(talk, number)
        if rest == talk:
            return gr.skip(), gr.skip(), gr.skip(), _ready()
        return self._messages(rest), self._evidence(rest), rest, _ready()

    def clear(self, number: int) -> Frame:
        """A new chat, of the next number."""
        return [], self._evidence(()), (), _ready(), number + 1

    def load(self) -> Iterator[Frame]:
        """The status line, and the models and filters on offer, once the assistant is open."""
        still = [gr.skip()] * 5
        while self._opening.state == "opening":
            yield status_html(f"Opening the library… {self._opening.stage}"), *still
            time.sleep(POLL_SECONDS)
        if self._opening.state == "failed":
            yield *self.line("auto"), *still[1:]
            return
        assistant = self._opening.wait()
        offers = [gr.update(choices=offer) for offer in choices(assistant.library.entries())]
        yield *self.line("auto"), gr.skip(), *offers  # for the models a server may have to be asked
        yield *still[:2], gr.update(choices=assistant.model_choices(), value="auto"), *still[2:]

    def line(self, model: str) -> Frame:
        """How many papers, which model writes, what leaves this machine; the cap, where a model writes."""
        try:
            assistant = self._opening.wait()
            name, leaves = assistant.model_line(model)
            line = status_html(leaves, len(assistant.library.entries()), name, assistant.library.notices)
            return line, gr.update(visible="hidden" if name == "built-in" else True)
        except Exception as error:  # the outermost edge, as in `answering`
            return status_html(notices=[problem(error)]), gr.update(visible="hidden")

    def health(self) -> JSONResponse:
        """Whether the page can answer: 503 once opening the library has failed."""
        state = self._opening.state
        return JSONResponse({"ok": state != "failed", "state": state}, 503 if state == "failed" else 200)

    def download(self, ticket: str, name: str) -> Response:
        """A file of an answer, to whoever was shown its address."""
        try:
            return self._shelf.response(ticket, name, self._opening.wait().library.entries())
        except Exception as error:  # the outermost edge, as in `answering`
            return PlainTextResponse(problem(error), 500)

    def _messages(self, talk: Talk) -> list[dict[str, str]]:
        return messages(talk, self._opening.find)

    def _evidence(self, talk: Talk) -> str:
        return panel_html(talk, self._opening.find)


def _own(progress: Progress) -> "Assistant":
    from assistant import open_assistant

    return open_assistant(progress=progress)


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation · 对话",
        show_label=False,
        elem_id="chat",
        height="100%",
        layout="bubble",
        buttons=[],
        autoscroll=False,
        latex_delimiters=[],
        feedback_options=None,
        allow_tags=False,
        group_consecutive_messages=False,
        placeholder=JOBS["ask"].welcome,
        examples=[{"text": example} for example in JOBS["ask"].examples],
    )


def _job() -> gr.Radio:
    return gr.Radio(
        [(words.label, job) for job, words in JOBS.items()],
        value="ask",
        label="Job · 任务",
        show_label=False,
        container=False,
        elem_id="job",
    )


def _calls() -> gr.Number:
    """The cap on a report's calls; the style sheet hides it from questions, which have no use for one."""
    # Hidden, not away, where no model writes: Gradio begins a number that is put there empty with 0.
    return gr.Number(
        MOST_CALLS, label=CALLS, placeholder="∞", precision=0, visible="hidden", min_width=0, elem_id="calls"
    )


def _offer(job: Job) -> Frame:
    """What an empty conversation and an empty box say of a job."""
    words = JOBS[job]
    examples = [{"text": example} for example in words.examples]
    return gr.update(placeholder=words.welcome, examples=examples), gr.update(placeholder=words.hint)


def _box() -> gr.Textbox:
    return gr.Textbox(
        label="Question · 问题",
        show_label=False,
        placeholder=JOBS["ask"].hint,
        elem_id="box",
        lines=1,
        max_lines=8,
        submit_btn=SEND,
        stop_btn=False,
        html_attributes=gr.InputHTMLAttributes(autocorrect="off", spellcheck=False),
    )


def _facets() -> list[gr.Dropdown | gr.Checkbox]:
    """What the papers may be narrowed by, in the order `chosen` takes it."""
    firsts = {"Kind · 类别": ANY_KIND, "Topic · 主题": ANY_TOPIC, "Year · 年份": ANY_YEAR}
    return [
        *(
            gr.Dropdown([first], value=first[1], label=label, show_label=False, container=False, min_width=0)
            for label, first in firsts.items()
        ),
        gr.Checkbox(label="With code · 附代码", container=False, elem_id="linked"),
    ]


def _fold(*facets: *Facets) -> dict[str, Any]:
    """What is set is said on the fold, so that it is not forgotten there."""
    conditions = chosen(*facets).to_dict().items()
    return gr.update(label=" · ".join([FILTERS, *(named(name, value, "en") for name, value in conditions)]))


def _ready() -> dict[str, Any]:
    return gr.update(submit_btn=SEND, stop_btn=False)


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        font=["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"],
        font_mono=["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"],
    )


if __name__ == "__main__":
    import sys

    from doors.cli import main

    main(["serve", *sys.argv[1:]], lambda: create_app)
