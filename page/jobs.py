"""The three jobs a reader may give, and what the page says of each.

Plain values; knows nothing of Gradio and of how a job is done.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from page.words import ALL

Job = Literal["ask", "summarize", "related-work"]

MOST_CALLS = 24
"""What the cap on the calls of a report starts from: as many as the longest one takes."""


@dataclass(frozen=True, slots=True)
class JobWords:
    """How one job is offered: its name, the hint in the empty box, and what stands there before it."""

    label: str
    hint: str
    heading: str
    promise: str
    promise_zh: str
    examples: list[str]

    @property
    def welcome(self) -> str:
        """What stands in an empty conversation, as HTML."""
        return (
            f'<div class="pa-welcome"><h2>{self.heading}</h2><p>{self.promise}</p>'
            f'<p lang="zh">{self.promise_zh}</p></div>'
        )


JOBS: dict[Job, JobWords] = {job: JobWords(**ALL["jobs"][job]) for job in get_args(Job)}
