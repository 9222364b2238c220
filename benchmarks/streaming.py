"""What the program adds to a model's own time: before its first token, and between a token and the reader.

python -m benchmarks.streaming [--home DIR] [--questions N] [--json]

Asks about papers of the library in DIR (default: the bundled digest, in a temporary folder), of a model
server on loopback that answers at once with three sentences, each quoting a paper shown. In milliseconds:

first_ms   from the last token of the first sentence, written by the server, to the reader having the sentence
before_ms  from the question to the request at the server: reading, search, evidence, prompt
after_ms   from the last token of the reply to the whole answer: grounding, references
total_ms   the last two together, all the program adds
"""

import argparse
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.build import open_assistant
from assistant.settings import Settings
from benchmarks.chat_server import MODEL, ChatServer, Messages, papers_in, sentence, serving
from benchmarks.corpus import machine
from benchmarks.metrics import percentile

SENTENCES = 3
WARM_UP = 5


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="What the program adds to a model's own time.")
    parser.add_argument("--home", type=Path, help="a library's folder")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, serving(say) as server:
        home = options.home or Path(temporary)
        assistant = open_assistant(Settings(home=home, **settings_for(server)))
        try:
            figures = measure(assistant, server, options.questions)
        finally:
            assistant.library.close()
    if options.json:
        print(json.dumps(figures))
    else:
        print(f"{machine()}\n")
        print("\n".join(f"{name:14} {value}" for name, value in figures.items()))


def settings_for(server: ChatServer) -> dict[str, Any]:
    """Return the settings that make an assistant ask the server."""
    return {"model": f"openai:{MODEL}", "openai_base_url": server.url, "openai_api_key": SecretStr("none")}


def measure(assistant: Assistant, server: ChatServer, questions: int) -> dict[str, float]:
    """Ask that many questions about an assistant's papers; return the figures."""
    spans: dict[str, list[float]] = {"first": [], "before": [], "after": [], "total": []}
    entries = assistant.library.entries()
    step = max(1, len(entries) // questions)
    sound = [entry for entry in entries[::step] if not entry.mismatch]
    asked = [f"What is reported on {entry.title}?" for entry in sound[:questions]]
    for question in asked[:WARM_UP]:
        assistant.ask(question)
    for question in asked:
        for name, seconds in _timed(assistant, server, question).items():
            spans[name].append(1000 * seconds)
    figures: dict[str, float] = {"entries": len(entries), "questions": len(asked)}
    for name, found in spans.items():
        for mark, share in (("p50", 0.5), ("p95", 0.95)):
            figures[f"{name}_ms_{mark}"] = round(percentile(found, share), 1)
    return figures


def _timed(assistant: Assistant, server: ChatServer, question: str) -> dict[str, float]:
    server.arrived.clear()
    server.written.clear()
    begun = time.perf_counter()
    first = 0.0
    for answer in assistant.stream(question):
        if answer.sentences and not first:
            first = time.perf_counter()
    ended = time.perf_counter()
    if answer.model == "built-in" or len(answer.sentences) != SENTENCES:
        raise SystemExit(
            f"The answer to {question!r} is not the server's: {answer.notices}, {answer.dropped}"
        )
    written = server.written[-1]
    before, after = server.arrived[-1] - begun, ended - written[-1]
    return {"first": first - written[0], "before": before, "after": after, "total": before + after}


def say(messages: Messages) -> list[str]:
    """Return the first sentences of the papers shown as what they say."""
    papers = papers_in(messages)
    quotes = [
        (paper["key"], quote) for paper in papers for text in paper["passages"] for quote in _quotes(text)
    ]
    return [sentence(quote, key, quote) for key, quote in quotes[:SENTENCES]]


def _quotes(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if len(part) > 40]


if __name__ == "__main__":
    main()
