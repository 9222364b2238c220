"""How answers, entries and progress look on a terminal. Decides nothing."""

from collections.abc import Iterable
from types import TracebackType

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from assistant.language import say
from assistant.references import mismatch_warning
from assistant.types import Answer
from vectorstore.types import Entry


class ConsoleProgress:
    """Progress bars on stderr, one for each kind of work."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "ConsoleProgress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Stopping bars that never showed would print an empty line.
        if self._tasks:
            self._bars.stop()

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Show that `done` of `total` is done; a total of 0 is one not known."""
        if doing not in self._tasks:
            self._bars.start()
            self._tasks[doing] = self._bars.add_task(doing, total=None)
        self._bars.update(self._tasks[doing], completed=done, total=total or None)


def print_answer(answers: Iterable[Answer]) -> Answer:
    """Print an answer as it grows, then its references; return it whole."""
    printed = ""
    answer = None
    for answer in answers:
        if not answer.text.startswith(printed):
            typer.echo("\n")
            printed = ""
        typer.echo(answer.text[len(printed) :], nl=False)
        printed = answer.text
    assert answer is not None
    typer.echo("\n")
    for found in answer.references:
        facts = " ".join(filter(None, (found.venue, str(found.year or ""), found.kind)))
        typer.echo(f"[{found.key}] {found.title}. {facts}")
        for link in found.links:
            typer.echo(f"    {link}")
    return answer


def print_dropped(answer: Answer) -> None:
    """Print the sentences that were not shown, struck out on a terminal, each with the reason."""
    for dropped in answer.dropped:
        # A sentence that failed may hold anything, such as a terminal's control characters.
        text = "".join(filter(str.isprintable, dropped.text))
        typer.echo(f"✗ {typer.style(text, strikethrough=True)}")
        typer.echo(f"    {say(answer.language, 'not supported', reason=dropped.reason)}")


def print_entry(entry: Entry) -> None:
    """Print an entry for reading."""
    typer.echo(f"{entry.key}\n{entry.title}")
    facts = " ".join(filter(None, (entry.venue, str(entry.year or ""), entry.kind)))
    lines = (
        facts,
        ", ".join(entry.authors),
        ", ".join(entry.topics),
        *entry.links,
        f"Source: {entry.source}",
    )
    for line in filter(None, lines):
        typer.echo(line)
    if entry.mismatch:
        typer.echo(f"Warning: {mismatch_warning(entry, 'en')}")
    typer.echo(f"\n{entry.abstract}")
