"""What becomes of an answer under each fault of a model server, with the product's own time-outs.

python -m benchmarks.faults

A server on loopback goes wrong in one way for each question; all are asked at once. "until" is the longest
wait for an answer that stands: the first checked sentence, or the built-in writer's.
"""

import re
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.settings import Settings
from benchmarks.corpus import machine
from tests.support.answering import GOOD, SECOND
from tests.support.fake_openai import STATUS_FAULTS, STREAM_FAULTS, FakeOpenAI, serving
from vectorstore.library import Library

QUESTION = "What is MCal?"
LIMIT = 40.0
BROKEN_STREAMS = ("stall", "cut", "no-finish", "length", "content-filter", "trickle", "chatter")

Row = tuple[str, int, float, float, str, int, str]


def main() -> None:
    """Run the benchmark from the command line."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), None)
        library.snapshot()
        _served(library, "401", "")  # loads what the first question loads
        faults = [*STATUS_FAULTS, *STREAM_FAULTS]
        with ThreadPoolExecutor(len(faults) + len(BROKEN_STREAMS) + 2) as pool:
            asked = [pool.submit(_served, library, fault, "") for fault in faults]
            asked += [pool.submit(_served, library, fault, GOOD + SECOND) for fault in BROKEN_STREAMS]
            asked += [pool.submit(_unserved, library, listens) for listens in (False, True)]
            rows = [future.result() for future in asked]
        library.close()
    print(f"{len(rows)} faults; {machine()}\n")
    print(
        "| fault | tries | until, s | closed, s | written by | kept | said |\n|---|---|---|---|---|---|---|"
    )
    for name, tries, stands, closed, model, kept, notice in rows:
        print(f"| {name} | {tries} | {stands:.1f} | {closed:.1f} | {model} | {kept} | {notice} |")
    late = [row[0] for row in rows if row[2] > LIMIT]
    print(f"\nLongest wait {max(row[2] for row in rows):.1f} s; over {LIMIT:.0f} s: {late or 'none'}")


def _served(library: Library, fault: str, text: str) -> Row:
    with serving() as server:
        server.hang_seconds = 120
        server.retry_after = "2"
        if text:
            server.reply(text, fault)
        else:
            server.reply(fault=fault)
        name = f"{fault}, after two sentences" if text else fault
        return _row(name, library, server)


def _unserved(library: Library, listens: bool) -> Row:
    with _silent(listens) as url:
        return _row("no connection" if listens else "no server", library, FakeOpenAI(url))


def _row(name: str, library: Library, server: FakeOpenAI) -> Row:
    settings = Settings(
        home=library.home,
        openai_base_url=server.url,
        openai_api_key=SecretStr("sk-none"),
        embeddings="none",
        model="fake-model",
    )
    begun = time.monotonic()
    stands, kept = 0.0, 0
    for answer in Assistant(library, settings).stream(QUESTION):
        if answer.sentences and not stands:
            stands = time.monotonic() - begun
        kept += answer.model != "built-in" and not answer.notices and len(answer.sentences) > kept
    assert answer.sentences and answer.notices and not (kept and answer.complete)
    said = re.sub(r"127\.0\.0\.1:\d+", "HOST", answer.notices[-1].partition("(")[2].rpartition(")")[0])
    return name, len(server.requests), stands, answer.seconds, answer.model, kept, said


@contextmanager
def _silent(listens: bool) -> Iterator[str]:
    """Yield the address of a port where nobody listens, or where nobody takes up what comes."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        waiting = [socket.socket() for _ in range(4)]
        if listens:
            door.listen(0)
            for client in waiting:
                client.setblocking(False)
                client.connect_ex(door.getsockname())
        yield f"http://127.0.0.1:{door.getsockname()[1]}/v1"
        for client in waiting:
            client.close()


if __name__ == "__main__":
    main()
