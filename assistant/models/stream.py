"""Time-outs, and streams of a model read from an event loop in the background, so that no one is ever stuck.

A read that blocks can be neither timed as a whole nor broken off from outside; a task of an event loop can,
and its connection closes with it. Knows nothing of models or of what they say.
"""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Generator, Iterator
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

BEAT = 0.2
"""Seconds without news after which whoever waits may leave."""

T = TypeVar("T")
_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for a model, in seconds, and how often to try; tries end with the first words."""

    connect: float = 5.0
    """Also for the list of a server's models."""
    gap: float = 20.0
    """Until the first words, and between two pieces."""
    answer: float = 30.0
    """Until the first sentence that passes the checks, whatever was tried, and from one to the next."""
    reply: float = 180.0
    """For a whole reply."""
    retrying: float = 15.0
    """After this no further try is begun."""
    tries: int = 3
    pause: float = 0.5
    """Before the second try; doubles after."""


TIMEOUTS = Timeouts()


class Clock:
    """The seconds since it was made or last restarted."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin again at 0."""
        self._since = time.monotonic()

    def elapsed(self) -> float:
        """Return the seconds since."""
        return time.monotonic() - self._since


def listen(source: AsyncIterator[T]) -> Generator[T | None, None, None]:
    """Yield what `source` yields, and None after each beat without news; raise what it raises.

    Closing the generator cancels `source`.
    """
    arrived: queue.SimpleQueue[object] = queue.SimpleQueue()
    task = in_background(_begin(source, arrived)).result()
    try:
        while True:
            try:
                news = arrived.get(timeout=BEAT)
            except queue.Empty:
                yield None
                continue
            if news is task:
                task.result()
                return
            yield cast(T, news)
    finally:
        in_background(_stop(task))


def wait_in_beats(seconds: float) -> Iterator[None]:
    """Wait for some seconds, and yield at each beat."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, BEAT))
        yield None


def in_background(work: Coroutine[Any, Any, T]) -> "Future[T]":
    """Run `work` on the loop in the background, in the caller's context."""
    with _starting:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(work, loop)


async def _begin(source: AsyncIterator[T], arrived: "queue.SimpleQueue[object]") -> "asyncio.Task[None]":
    async def pump() -> None:
        async with aclosing(cast(AsyncGenerator[T, None], source)) as news:
            async for item in news:
                arrived.put(item)

    def ended(task: "asyncio.Task[None]") -> None:
        # An error nobody asks for would be logged, with whatever a server put into it.
        _ = task.cancelled() or task.exception()
        arrived.put(task)

    task = asyncio.create_task(pump())
    task.add_done_callback(ended)
    return task


async def _stop(task: "asyncio.Task[None]") -> None:
    # Once may be too little: `asyncio.wait_for` forgets it where news came in the same moment.
    while not task.done():
        task.cancel()
        await asyncio.sleep(BEAT)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop
