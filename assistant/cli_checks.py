"""The commands that check: a saved answer against the library, and the assistant against cases.

Thin, like those of `cli`, which imports this module so that they are registered.
"""

from pathlib import Path
from typing import Annotated

import typer

from assistant.command_line import Json, cli, print_json, print_notices, the_library


@cli.command()
def verify(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT.json", help="What `ask --receipt` saved.")],
    as_json: Json = False,
) -> None:
    """Check a saved answer again, offline.

    Every quote must stand in the library where the receipt says, every sentence pass the checks it passed
    when it was written, every entry be what it was. Exit code 0 if all holds; else 1, a finding a line.
    """
    from dataclasses import asdict

    from assistant.verification import read_receipt, verify

    verdict = verify(read_receipt(receipt), the_library().get)
    if as_json:
        print_json({"holds": verdict.holds, **asdict(verdict)})
    else:
        counts = f"sentences {verdict.sentences}, quotes {verdict.quotes}, entries {verdict.entries}"
        for line in verdict.findings or [f"All holds: {counts}."]:
            typer.echo(str(line))
        print_notices(verdict.notes)
    if not verdict.holds:
        raise typer.Exit(1)
