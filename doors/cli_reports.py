"""The commands that write reports: results on stdout or in a file, all else on stderr.

Decides nothing of its own. A report that is stopped keeps what is done.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.types import Cap
from doors.console import ConsoleProgress, print_answer, print_references
from doors.exports import Bib, Delivery, Force, Format, Out, planned
from doors.options import (
    Json,
    Model,
    Receipt,
    cli,
    print_json,
    print_notices,
    print_usage,
    stderr,
    the_assistant,
)
from vectorstore.errors import PaperAssistantError

if TYPE_CHECKING:
    from assistant.types import Answer
    from vectorstore.library import Library

_STOPPED = 130
"""The exit code of a command stopped with Ctrl-C, as shells have it."""

Calls = Annotated[
    int | None,
    typer.Option(min=0, help="Calls of a model at most; the built-in writer writes what is beyond."),
]
Cost = Annotated[
    float | None,
    typer.Option(
        min=0,
        metavar="USD",
        help="Estimated cost of a model's calls at most; one of unknown price is not called.",
    ),
]


@cli.command()
def summarize(
    subfield: Annotated[str, typer.Argument(help="A topic's label, a phrase, a question, or `orals`.")],
    as_json: Json = False,
    format: Format = "",
    out: Out = None,
    bib: Bib = None,
    force: Force = False,
    model: Model = "auto",
    max_calls: Calls = None,
    max_cost: Cost = None,
    receipt: Receipt = None,
) -> None:
    """Summarise a subfield: themes, a comparison, and what was left out and why."""
    delivery = _planned(format, out, bib, force, as_json, receipt)
    with ConsoleProgress() as progress:
        assistant = the_assistant(progress)
        assistant.library.snapshot()
        answers = assistant.summarize(subfield, model, cap=Cap(max_calls, max_cost), progress=progress)
        # Judging the entries is what takes long; then the bars make way for the text.
        first = next(answers)
    write_report(chain([first], answers), as_json, delivery, assistant.library, receipt)


@cli.command(name="related-work")
def related_work(
    draft: Annotated[
        Path,
        typer.Argument(
            metavar="[FILE or -]",
            allow_dash=True,
            help="Your title or abstract, as text or LaTeX; - or nothing is standard input.",
        ),
    ] = Path("-"),
    as_json: Json = False,
    format: Format = "",
    out: Out = None,
    bib: Bib = None,
    force: Force = False,
    model: Model = "auto",
    max_calls: Calls = None,
    max_cost: Cost = None,
    receipt: Receipt = None,
) -> None:
    """Draft the related work of your paper from its title or abstract, every sentence quoted."""
    delivery = _planned(format, out, bib, force, as_json, receipt)
    text = _draft_in(draft)
    assistant = the_assistant()
    answers = assistant.related_work(text, model, cap=Cap(max_calls, max_cost))
    write_report(answers, as_json, delivery, assistant.library, receipt)


def _planned(
    formats: str, out: Path | None, bib: Path | None, force: bool, as_json: bool, receipt: Path | None
) -> Delivery:
    """Check where everything is to go, before any work is done."""
    from assistant.checks.receipts import check_target

    if receipt:
        check_target(receipt)
    return planned(formats, out, bib, force, as_json)


def _draft_in(path: Path) -> str:
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


def write_report(
    answers: Iterable["Answer"],
    as_json: bool,
    delivery: Delivery,
    library: "Library",
    receipt: Path | None = None,
) -> None:
    """Write a report to stdout as it grows, or as the options ask; stopped with Ctrl-C, what is done.

    Raises:
        PaperAssistantError: a file cannot be written.
    """
    from assistant.checks.receipts import save_receipt

    kept = _Kept(answers)
    stopped = False
    try:
        if delivery.shown:
            print_answer(kept)
        else:
            for _ in kept:
                pass
    except KeyboardInterrupt:
        stopped = True
        kept.close(library, delivery.shown)
    kept.tell()
    if kept.latest:
        delivery.deliver(kept.latest, library.entries())
        if as_json and not delivery.as_json:
            print_json(kept.latest.to_json())
        print_usage(kept.latest.usage)
        if receipt and not stopped:
            save_receipt(kept.latest, receipt)
    if stopped:
        stderr.print("Stopped; what was written until then is kept.", style="yellow")
        raise typer.Exit(_STOPPED)


class _Kept:
    """Hands answers on, keeps the latest, prints each notice once: before the text, or when it is complete.

    A notice in the midst of it would stand in a line of the text.
    """

    def __init__(self, answers: Iterable["Answer"]) -> None:
        self._answers = answers
        self._begun = time.monotonic()
        self._told: set[str] = set()
        self.latest: Answer | None = None

    def __iter__(self) -> Iterator["Answer"]:
        for answer in self._answers:
            self._keep(answer)
            yield answer

    def close(self, library: "Library", shown: bool) -> None:
        """Give an answer that was stopped its references and warnings; print those where it was shown."""
        from assistant.growth import closed

        if self.latest:
            self.latest = closed(self.latest, library, time.monotonic() - self._begun)
            if shown:
                typer.echo("\n")
                print_references(self.latest)

    def tell(self) -> None:
        """Print the notices that have not been printed yet."""
        if self.latest:
            fresh = [notice for notice in self.latest.notices if notice not in self._told]
            print_notices(fresh, self.latest.language)
            self._told.update(fresh)

    def _keep(self, answer: "Answer") -> None:
        begun = self.latest is not None and self.latest.text
        self.latest = answer
        if not begun:
            self.tell()
