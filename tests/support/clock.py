"""Bounds on time for tests that would else wait long or for ever, on a machine however busy."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

ENDLESS = 60.0
"""Seconds that a fault, or work that grew too fast, goes on for."""
HUNG = 300.0
"""Seconds after which a process that has not ended never will."""


@contextmanager
def soon(seconds: float = 10) -> Iterator[None]:
    """Fail where what is inside takes `seconds` or more, which must be far from `ENDLESS`."""
    begun = time.monotonic()
    yield
    taken = time.monotonic() - begun
    assert taken < seconds, f"got {taken:.1f} s; wanted less than {seconds}"
