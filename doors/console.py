"""How a command meets its terminal: results on stdout, all else on stderr, progress while something opens.

Heavy parts are imported inside the functions, so that `--help` is quick.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from assistant.language import say
from assistant.references import mismatch_warning
from assistant.settings import load_settings
from assistant.types import Answer, Language, Reference, Usage
from vectorstore.types import Entry

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from vectorstore.library import Library

_STDERR = Console(stderr=True, highlight=False, soft_wrap=True)


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


def load_assistant(progress: Callable[[str, int, int], None] | None = None) -> "Assistant":
    """Open the assistant; without a `progress` of the caller's, build its indexes too and show that."""
    from assistant.build import open_assistant

    if progress:
        return open_assistant(progress=progress)
    with ConsoleProgress() as shown:
        assistant = open_assistant(progress=shown)
        assistant.library.snapshot()
    return assistant


def load_library() -> "Library":
    """Open the library alone, which needs no model."""
    from assistant.build import open_library

    with ConsoleProgress() as progress:
        return open_library(load_settings(), progress)


def remark(line: str, style: str | None = None) -> None:
    """Print a line on stderr; whatever it holds, none of it is markup."""
    _STDERR.print(line, style=style, markup=False)


def print_json(value: object) -> None:
    """Print a result as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_notices(lines: Sequence[str], language: Language = "en") -> None:
    """Print what a reader must know beside the result."""
    for line in lines:
        remark(say(language, "note", line=line), "yellow")


def print_usage(usage: Usage) -> None:
    """Print how many tokens of a model an answer took, if any."""
    if line := usage_line(usage):
        remark(line, "dim")


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
    print_references(answer)
    return answer


def print_references(answer: Answer) -> None:
    """Print the references of an answer, each with its links."""
    for found in answer.references:
        typer.echo(f"[{found.key}] {found.title}. {_facts(found)}")
        for link in found.links:
            typer.echo(f"    {link}")


def _facts(paper: Reference | Entry) -> str:
    return " ".join(filter(None, (paper.venue, str(paper.year or ""), paper.kind)))


def usage_line(usage: Usage) -> str:
    """Return how many tokens of a model an answer took, and their price; empty where no model was asked."""
    tokens = usage.prompt_tokens + usage.completion_tokens
    if not tokens:
        return ""
    return f"{'about ' if usage.estimated else ''}{tokens:,} tokens, {_price(usage.cost_usd)}"


def _price(cost: float | None) -> str:
    if not cost:
        return "cost unknown" if cost is None else "free"
    return f"${cost:.4f}" if cost >= 0.0001 else "under $0.0001"


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
    lines = (_facts(entry), ", ".join(entry.authors), ", ".join(entry.topics), *entry.links)
    for line in filter(None, (*lines, f"Source: {entry.source}")):
        typer.echo(line)
    if entry.mismatch:
        typer.echo(f"Warning: {mismatch_warning(entry, 'en')}")
    typer.echo(f"\n{entry.abstract}")


def print_scores(scores: Mapping[str, Mapping[str, float]], over_all: Collection[str]) -> None:
    """Print means by group of cases as a table, then those of the groups `over_all`, a line a group."""
    groups = [group for group in sorted(scores) if group not in over_all]
    columns = list(dict.fromkeys(["n", *(name for group in groups for name in scores[group])]))
    rows = [["", *columns]]
    for group in groups:
        values = (scores[group].get(name) for name in columns)
        rows.append([group, *("" if value is None else f"{value:g}" for value in values)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        typer.echo("  ".join([row[0].ljust(widths[0]), *cells]).rstrip())
    for group in over_all:
        means = ", ".join(f"{name} {value:g}" for name, value in scores.get(group, {}).items())
        typer.echo(f"{group}: {means}")
