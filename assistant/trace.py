"""What an answer keeps of how it came about, so that a receipt can be made of it later.

It holds references alone: nothing is hashed or copied before somebody asks for the receipt.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from vectorstore.types import Entry, Passage


@dataclass(frozen=True, slots=True)
class Trace:
    """The evidence of an answer, what produced it and the seconds of each stage."""

    asked: str = ""
    """When, in UTC, as ISO 8601 writes it."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each prompt file used, by the prompt's name."""
    passages: tuple[Passage, ...] = ()
    """What writers were shown; titles are shown beside them."""
    entries: tuple[Entry, ...] = ()
    """The entries shown or cited, as they were."""
    stages: Mapping[str, float] = field(default_factory=dict)
    mark: float = 0.0
    """When the last stage ended, by the monotonic clock."""

    @staticmethod
    def begin(**settings: object) -> "Trace":
        """Return the trace of an answer begun now; settings are recorded as they are, so give no secrets."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Trace(asked=now, settings=settings, mark=time.monotonic())

    def lap(self, stage: str) -> "Trace":
        """Return the trace with the time since the last lap added to `stage`; one never begun stays empty."""
        if not self.mark:
            return self
        now = time.monotonic()
        spent = self.stages.get(stage, 0.0) + now - self.mark
        return replace(self, stages={**self.stages, stage: spent}, mark=now)

    def prompted(self, name: str, sha256: str) -> "Trace":
        """Return the trace with a prompt that was sent to a model."""
        return replace(self, prompts={**self.prompts, name: sha256})

    def showing(self, passages: Iterable[Passage], entries: Iterable[Entry]) -> "Trace":
        """Return the trace with passages shown and entries shown or cited; each is kept once."""
        return replace(
            self,
            passages=tuple(dict.fromkeys((*self.passages, *passages))),
            entries=tuple({entry.key: entry for entry in (*self.entries, *entries)}.values()),
        )


UNTRACED = Trace()
"""The record of an answer that nobody began one for."""
