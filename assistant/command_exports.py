"""The options with which a command writes its answer to files, or prints it in another format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.command_line import stderr
from assistant.errors import ExportError
from assistant.exports import FORMATS, export
from assistant.types import Answer
from vectorstore.types import Entry

if TYPE_CHECKING:
    from assistant.exports.files import Files

Format = Annotated[
    str,
    typer.Option(
        "--format",
        help=f"{', '.join(FORMATS)}; several with commas. Without --out, one that is text is printed. tex is "
        "for XeLaTeX.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="Write to this file; several formats each add their suffix. tex brings its .bib, md the map as "
        ".svg, beside it.",
    ),
]
Bib = Annotated[
    Path | None, typer.Option("--bib", help="Write the BibTeX to this file, beside the LaTeX that reads it.")
]
Force = Annotated[
    bool, typer.Option("--force", "-f", help="Replace files that are there; without it they stay.")
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the options ask for; where `printed`, the one format goes to stdout."""

    formats: tuple[str, ...]
    files: "Files"
    printed: bool

    def __bool__(self) -> bool:
        return bool(self.formats or self.files.paths)

    def deliver(self, answer: Answer, entries: Sequence[Entry], title: str = "") -> None:
        """Write the files, and print the format that goes to stdout.

        Raises:
            ExportError: a file cannot be written.
        """
        for path in self.files.write(answer, entries, title):
            stderr.print(f"Written: {path}", style="dim", markup=False)
        for name in self.formats if self.printed else ():
            bib = self.files.paths.get("bib")
            typer.echo(
                export(answer, entries, name, bib.stem if bib else "references", title).decode(), nl=False
            )


def planned(format: str, out: Path | None, bib: Path | None, force: bool, as_json: bool = False) -> Delivery:
    """Read the options, before any work is done for them.

    Raises:
        typer.BadParameter: they are wrong, or do not go together.
        ExportError: a file cannot be written, or is there already.
    """
    from assistant.exports.files import plan, read_formats

    try:
        formats = read_formats(format) if format else ()
    except ExportError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from None
    printed = bool(formats and not out)
    if printed and (as_json or len(formats) > 1):
        raise typer.BadParameter(
            "only one result goes to stdout; give --out for files.", param_hint="--format"
        )
    if printed and "docx" in formats:
        raise typer.BadParameter("a .docx is no text; give --out FILE.", param_hint="--format")
    return Delivery(formats, plan(out, formats, bib, force), printed)
