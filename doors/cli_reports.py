"""The commands that write reports. A report that is stopped keeps what is done."""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from doors import console
from doors.options import Delivery, ReportOptions, plan_delivery
from vectorstore.errors import PaperAssistantError

if TYPE_CHECKING:
    from assistant.types import Answer
    from vectorstore.library import Library

_STOPPED = 130
"""The exit code of a command stopped with Ctrl-C, as shells have it."""


def summarize(
    subfield: Annotated[str, typer.Argument(help="A topic's label, a phrase, a question, or `orals`.")],
    options: ReportOptions,
) -> None:
    """Summarise a subfield: themes, a comparison, and what was left out and why."""
    delivery = plan_delivery(options)
    with console.ConsoleProgress() as progress:
        assistant = console.load_assistant(progress)
        assistant.library.snapshot()
        answers = assistant.summarize(subfield, options.model, cap=options.cap, progress=progress)
        # Judging the entries is what takes long; then the bars make way for the text.
        first = next(answers)
    write_report(chain([first], answers), assistant.library, delivery)


def related_work(
    draft: Annotated[
        Path,
        typer.Argument(
            metavar="[FILE or -]",
            allow_dash=True,
            help="Your title or abstract, as text or LaTeX; - or nothing is standard input.",
        ),
    ] = Path("-"),
    *,
    options: ReportOptions,
) -> None:
    """Draft the related work of your paper from its title or abstract, every sentence quoted."""
    delivery = plan_delivery(options)
    text = read_draft(draft)
    assistant = console.load_assistant()
    answers = assistant.related_work(text, options.model, cap=options.cap)
    write_report(answers, assistant.library, delivery)


def read_draft(path: Path) -> str:
    """Return the text of a file, or of standard input.

    Raises:
        PaperAssistantError: it cannot be read, or is no text.
    """
    try:
        content = sys.stdin.buffer.read() if path == Path("-") else path.read_bytes()
    except OSError as error:
        raise PaperAssistantError(f"{path} cannot be read: {error.strerror}.") from error
    try:
        # Editors on Windows mark what they write as UTF-16 so.
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise PaperAssistantError(
            f"{path} is no UTF-8 text; give the title or abstract as a text or LaTeX file."
        ) from None


def write_report(answers: Iterable["Answer"], library: "Library", delivery: Delivery) -> None:
    """Write a report to where it goes, to stdout as it grows. If Ctrl-C stops it, write what is done.

    Raises:
        PaperAssistantError: a file cannot be written.
    """
    from assistant.checks.receipts import save_receipt

    growing = _Growing(answers)
    shown, stopped = delivery.stdout == "text", False
    try:
        if shown:
            console.print_answer(growing)
        else:
            for _ in growing:
                pass
    except KeyboardInterrupt:
        stopped = True
        growing.close(library, shown)
    growing.print_new_notices()
    if growing.latest:
        delivery.deliver(growing.latest, library.entries())
        console.print_usage(growing.latest.usage)
        if delivery.receipt and not stopped:
            save_receipt(growing.latest, delivery.receipt)
    if stopped:
        console.remark("Stopped; what was written until then is kept.", "yellow")
        raise typer.Exit(_STOPPED)


class _Growing:
    """Hands a growing answer on and keeps it. Prints each notice once: before the text, or after it.

    A notice printed in between would stand in a line of the text.
    """

    def __init__(self, answers: Iterable["Answer"]) -> None:
        self._answers = answers
        self._begun = time.monotonic()
        self._printed: set[str] = set()
        self.latest: Answer | None = None

    def __iter__(self) -> Iterator["Answer"]:
        for answer in self._answers:
            begun = self.latest is not None and self.latest.text
            self.latest = answer
            if not begun:
                self.print_new_notices()
            yield answer

    def close(self, library: "Library", shown: bool) -> None:
        """Give an answer that was stopped its references and warnings; print those where it was shown."""
        from assistant.growth import close

        if self.latest:
            self.latest = close(self.latest, library, time.monotonic() - self._begun)
            if shown:
                typer.echo("\n")
                console.print_references(self.latest)

    def print_new_notices(self) -> None:
        """Print the notices that have not been printed yet."""
        if self.latest:
            new = [notice for notice in self.latest.notices if notice not in self._printed]
            console.print_notices(new, self.latest.language)
            self._printed.update(new)
