"""The commands that write reports: results on stdout or in a file, all else on stderr.

Decides nothing of its own. A report that is stopped keeps what is done.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.command_line import Json, Model, cli, print_json, print_notices, stderr, the_assistant
from assistant.console import ConsoleProgress, print_answer
from vectorstore.errors import PaperAssistantError

if TYPE_CHECKING:
    from assistant.types import Answer

_STOPPED = 130
"""The exit code of a command stopped with Ctrl-C, as shells have it."""

Calls = Annotated[
    int | None,
    typer.Option(min=0, help="Calls of a model at most; the built-in writer writes what is beyond."),
]
Formats = Annotated[str, typer.Option("--format", help="Of the file or of stdout: md.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write to a file instead.")]


@cli.command()
def summarize(
    subfield: Annotated[str, typer.Argument(help="A topic's label, a phrase, a question, or `orals`.")],
    as_json: Json = False,
    formats: Formats = "md",
    out: Out = None,
    model: Model = "auto",
    max_calls: Calls = None,
) -> None:
    """Summarise a subfield: themes, a comparison, and what was left out and why."""
    if formats != "md":
        raise typer.BadParameter(f"got {formats!r}; md is available", param_hint="--format")
    with ConsoleProgress() as progress:
        assistant = the_assistant(progress)
        assistant.library.indexes()
        answers = assistant.summarize(subfield, model, max_calls=max_calls, progress=progress)
        # Judging the entries is what takes long; then the bars make way for the text.
        first = next(answers)
    write_report(chain([first], answers), as_json, out)


def write_report(answers: Iterable["Answer"], as_json: bool, out: Path | None) -> None:
    """Write a report as it grows, to stdout or to a file; stopped with Ctrl-C, what is done.

    Raises:
        PaperAssistantError: the file cannot be written.
    """
    kept = _Kept(answers)
    stopped = False
    try:
        if as_json or out:
            for _ in kept:
                pass
        else:
            print_answer(kept)
    except KeyboardInterrupt:
        stopped = True
    if kept.latest and (as_json or out):
        _put(kept.latest, as_json, out)
    if stopped:
        stderr.print("Stopped; what was written until then is kept.", style="yellow")
        raise typer.Exit(_STOPPED)


def _put(answer: "Answer", as_json: bool, out: Path | None) -> None:
    if not out:
        print_json(answer.to_json())
        return
    text = json.dumps(answer.to_json(), ensure_ascii=False) if as_json else answer.text
    try:
        out.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise PaperAssistantError(f"{out} cannot be written: {error.strerror}.") from error
    stderr.print(f"Written: {out}", markup=False)


class _Kept:
    """Hands answers on, keeps the latest, prints each notice once, as soon as it is there."""

    def __init__(self, answers: Iterable["Answer"]) -> None:
        self._answers = answers
        self.latest: Answer | None = None

    def __iter__(self) -> Iterator["Answer"]:
        told: set[str] = set()
        for answer in self._answers:
            self.latest = answer
            print_notices([notice for notice in answer.notices if notice not in told])
            told.update(answer.notices)
            yield answer
