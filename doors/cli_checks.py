"""The commands that check: a saved answer against the library, and the assistant against cases."""

from pathlib import Path
from typing import Annotated

import typer

from doors import console
from doors.options import Json, Model


def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT.json", help="What `ask --receipt` saved.")],
    as_json: Json = False,
) -> None:
    """Check a saved answer again, offline.

    Every quote must stand in the library where the receipt says, every sentence pass the checks it passed
    when it was written, every entry be what it was. Exit code 0 if all holds; else 1, a finding a line.
    """
    from dataclasses import asdict

    from assistant.checks.verification import read_receipt, verify

    verdict = verify(read_receipt(receipt), console.load_library().get)
    if as_json:
        console.print_json({"holds": verdict.holds, **asdict(verdict)})
    else:
        counts = f"sentences {verdict.sentences}, quotes {verdict.quotes}, entries {verdict.entries}"
        for line in verdict.findings or [f"All holds: {counts}."]:
            typer.echo(str(line))
        console.print_notices(verdict.notes)
    if not verdict.holds:
        raise typer.Exit(1)


def evaluate(
    cases: Annotated[Path, typer.Argument(metavar="CASES.jsonl", help="A case a line, as JSON.")],
    as_json: Json = False,
    model: Model = "auto",
    misses: Annotated[bool, typer.Option("--misses", help="Say on stderr which cases went wrong.")] = False,
) -> None:
    """Score the assistant on questions whose answers are known.

    A case has a `question` and what there is of `gold` (the entries that answer it, by key or by their number
    in the library), `neutral`, `must_mention`, `kind`, `lang`, `task`, `history`, `id` and `note`. Kinds:
    single, number and false_premise (ranked), compare, followup, metadata, subfield, related, unanswerable.
    """
    from assistant.checks.evaluation import OVER_ALL
    from doors.cases import evaluate

    with console.ConsoleProgress() as progress:
        scores, missed = evaluate(console.load_assistant(progress), cases, model, progress)
    if misses:
        for miss in missed:
            console.remark(f"{miss.id}: {miss.question[:90]}: {'; '.join(miss.faults)}")
    console.print_json(scores) if as_json else console.print_scores(scores, OVER_ALL)
