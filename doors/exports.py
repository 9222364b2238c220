"""The options with which a command writes its answer to files, or prints it in another format."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import ExportError
from assistant.exports import FORMATS, export
from assistant.types import Answer
from doors.options import stderr
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
    """What the options ask for: files, JSON in a file, a format on stdout, or none of them."""

    files: "Files"
    as_json: Path | None = None
    printed: str = ""
    shown: bool = False
    """Whether the answer is still to be shown on stdout as it grows."""

    def deliver(self, answer: Answer, entries: Sequence[Entry], title: str = "") -> None:
        """Write the files, and print what goes to stdout.

        Raises:
            ExportError: a file cannot be written.
        """
        from assistant.exports.files import write_whole

        written = self.files.write(answer, entries, title)
        if self.as_json:
            text = json.dumps(answer.to_json(), ensure_ascii=False)
            # Half of a surrogate pair, which JSON may hold and UTF-8 may not, as JSON's own escape.
            write_whole(self.as_json, f"{text}\n".encode(errors="backslashreplace"))
            written.append(self.as_json)
        for path in written:
            stderr.print(f"Written: {path}", style="dim", markup=False)
        if self.printed:
            name = self.files.beside(self.printed)
            typer.echo(export(answer, entries, self.printed, name, title).decode(), nl=False)


def planned(format: str, out: Path | None, bib: Path | None, force: bool, as_json: bool = False) -> Delivery:
    """Read the options, before any work is done for them.

    Raises:
        typer.BadParameter: they are wrong, or do not go together.
        ExportError: a file cannot be written, or is there already.
    """
    from assistant.exports.files import check, plan, read_formats

    try:
        formats = read_formats(format) if format else ()
    except ExportError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from None
    if as_json and out and not formats:
        check(out, force)
        return Delivery(plan(None, (), bib, force), as_json=out)
    if not formats or out:
        return Delivery(plan(out, formats, bib, force), shown=not out and not as_json)
    if as_json or len(formats) > 1:
        raise typer.BadParameter("stdout takes one result; give --out for files.", param_hint="--format")
    if formats == ("docx",):
        raise typer.BadParameter("a .docx is no text; give --out FILE.", param_hint="--format")
    return Delivery(plan(None, (), bib, force), printed=formats[0])
