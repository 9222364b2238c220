"""The options that commands share, each declared once, and where a report goes by them.

A command may take a dataclass of options as its parameter `options`; `spread` shows Typer each of its fields.
Heavy parts are imported inside the functions, so that `--help` is quick.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import ExportError
from assistant.exports import FORMATS, export
from assistant.types import Answer, Cap
from doors import console
from vectorstore.types import Entry

if TYPE_CHECKING:
    from assistant.exports.files import Files

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Model = Annotated[
    str,
    typer.Option(
        help="auto (a key or a configured server, else built-in), built-in, provider:name, "
        "or a model of the configured server."
    ),
]
Receipt = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Save all that is needed to check the answer again (see verify); never replaces a file.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """The options of the commands that write a report."""

    as_json: Json = False
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            help=f"{', '.join(FORMATS)}; several with commas. Without --out, one that is text is printed. "
            "tex is for XeLaTeX.",
        ),
    ] = ""
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Write to this file; several formats each add their suffix. tex brings its .bib, md the map "
            "as .svg, beside it.",
        ),
    ] = None
    bib: Annotated[
        Path | None,
        typer.Option("--bib", help="Write the BibTeX to this file, beside the LaTeX that reads it."),
    ] = None
    force: Annotated[
        bool, typer.Option("--force", "-f", help="Replace files that are there; without it they stay.")
    ] = False
    model: Model = "auto"
    max_calls: Annotated[
        int | None,
        typer.Option(min=0, help="Calls of a model at most; the built-in writer writes what is beyond."),
    ] = None
    max_cost: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="USD",
            help="Estimated cost of a model's calls at most; one of unknown price is not called.",
        ),
    ] = None
    receipt: Receipt = None

    @property
    def cap(self) -> Cap:
        """The cap on the calls of a model."""
        return Cap(self.max_calls, self.max_cost)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """The conditions of a search, by their names in JSON."""

    kind: Annotated[str, typer.Option(help="Only this kind, such as Oral.")] = ""
    topic: Annotated[str, typer.Option(help="Only this topic's label.")] = ""
    venue: Annotated[str, typer.Option(help="Only this venue.")] = ""
    author: Annotated[str, typer.Option(help="Only papers of this author.")] = ""
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None
    has_links: Annotated[
        bool | None, typer.Option("--code/--no-code", help="Only with, or without, a code or project link.")
    ] = None
    has_code: Annotated[
        bool | None, typer.Option("--repo/--no-repo", help="Only with, or without, a code repository.")
    ] = None
    has_page: Annotated[
        bool | None, typer.Option("--page/--no-page", help="Only with, or without, a project page.")
    ] = None
    name: Annotated[str, typer.Option(help="Only coined names of this pattern, such as *Bench.")] = ""
    not_kind: Annotated[str, typer.Option(help="Not this kind.")] = ""
    not_topic: Annotated[str, typer.Option(help="Not this topic's label.")] = ""


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command as Typer reads it: each field of the dataclass `options` is a parameter of its own."""
    parameters = signature(command, eval_str=True).parameters
    if "options" not in parameters:
        return command
    options = parameters["options"].annotation
    fields = signature(options, eval_str=True).parameters

    def run(**given: Any) -> None:  # noqa: ANN401  (whatever the options hold)
        command(options=options(**{name: given.pop(name) for name in fields}), **given)

    shown: dict[str, Parameter] = {}
    for name, parameter in parameters.items():
        shown |= fields if name == "options" else {name: parameter.replace(kind=Parameter.KEYWORD_ONLY)}
    run.__doc__ = command.__doc__
    run.__annotations__ = {name: parameter.annotation for name, parameter in shown.items()}
    run.__signature__ = Signature(list(shown.values()))  # type: ignore[attr-defined]
    return run


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a report goes: to files, to stdout, or to both."""

    files: "Files"
    json_file: Path | None = None
    stdout: str = ""
    """`text` as it grows, `json`, one of the formats, or nothing."""
    receipt: Path | None = None

    def deliver(self, answer: Answer, entries: Sequence[Entry]) -> None:
        """Write the files, and print what goes to stdout once the report is whole.

        Raises:
            ExportError: a file cannot be written.
        """
        from assistant.checks.receipts import encode_json
        from assistant.exports.files import write_whole

        written = self.files.write(answer, entries)
        if self.json_file:
            write_whole(self.json_file, encode_json(answer.to_json()))
            written.append(self.json_file)
        for path in written:
            console.remark(f"Written: {path}", "dim")
        if self.stdout == "json":
            console.print_json(answer.to_json())
        elif self.stdout in FORMATS:
            name = self.files.beside(self.stdout)
            typer.echo(export(answer, entries, self.stdout, name).decode(), nl=False)


def plan_delivery(options: ReportOptions) -> Delivery:
    """Decide by the options where a report goes, and check each file, before any work is done.

    Raises:
        typer.BadParameter: they are wrong, or do not go together.
        PaperAssistantError: a file cannot be written, or is there already.
    """
    from assistant.checks.receipts import check_target
    from assistant.exports.files import check, plan, read_formats

    if options.receipt:
        check_target(options.receipt)
    try:
        formats = read_formats(options.formats) if options.formats else ()
    except ExportError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from None
    stdout, json_file = "" if options.out else "text", None
    if formats and not options.out:
        if options.as_json or len(formats) > 1:
            raise typer.BadParameter("stdout takes one result; give --out for files.", param_hint="--format")
        if formats == ("docx",):
            raise typer.BadParameter("a .docx is no text; give --out FILE.", param_hint="--format")
        stdout, formats = formats[0], ()
    elif options.as_json and options.out and not formats:
        json_file = options.out
        check(json_file, options.force)
    elif options.as_json:
        stdout = "json"
    out = None if json_file else options.out
    return Delivery(plan(out, formats, options.bib, options.force), json_file, stdout, options.receipt)
