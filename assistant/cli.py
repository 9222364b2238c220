"""The command line: thin commands over `Assistant`; results on stdout, all else on stderr.

Decides nothing of its own. Exit code 0 for an answer or a refusal, 1 for an error said in one line, 2 for
wrong usage. Heavy parts are imported inside the commands, so that `--help` is quick.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant.console import ConsoleProgress, print_answer, print_entry
from assistant.settings import load_settings
from vectorstore.errors import PaperAssistantError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from vectorstore.library import Library
    from vectorstore.types import Hit

_EPILOG = """Environment (or a .env file): OPENAI_API_KEY for OpenAI; OPENAI_BASE_URL for any server that
speaks its protocol (Ollama, llama.cpp, vLLM, LM Studio); PAPER_ASSISTANT_MODEL, the model;
PAPER_ASSISTANT_HOME, where the library lives; PAPER_ASSISTANT_EMBEDDINGS (built-in, built-in-int8, which
is faster and a little less exact, none, openai:MODEL); PAPER_ASSISTANT_CONTEXT_TOKENS.
With none of them everything works offline, with the built-in writer."""


class _Commands(TyperGroup):
    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  (Typer keeps its own class of it)
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has gone, as in `paper-assistant entries | head`: no error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from None


cli = typer.Typer(
    cls=_Commands,
    help="Ask a body of papers: every sentence of an answer quotes its source.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_stderr = Console(stderr=True, highlight=False, soft_wrap=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Model = Annotated[
    str,
    typer.Option(
        help="auto (a key or a configured server, else built-in), built-in, provider:name, "
        "or a model of the configured server."
    ),
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    # A pipe on a machine set to another encoding must not break on Chinese.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(args=None if arguments is None else list(arguments), prog_name="paper-assistant")
    except PaperAssistantError as error:
        _stderr.print(f"Error: {error}", style="bold red", markup=False)
        raise SystemExit(1) from None


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"paper-assistant {version('paper-assistant')}")
        except PackageNotFoundError:
            typer.echo("paper-assistant (not installed)")
        raise typer.Exit


@cli.callback()
def _options(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say on stderr what is being done.")
    ] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)
        _stderr.print(f"Library: {load_settings().home}", style="dim", markup=False)


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in English or Chinese.")],
    as_json: Json = False,
    model: Model = "auto",
) -> None:
    """Answer a question, every sentence with its quotes."""
    assistant = _assistant()
    answers = assistant.stream(question, model=model)
    if as_json:
        *_, answer = answers
        _print_json(answer.to_json())
    else:
        answer = print_answer(answers)
    _notices(answer.notices)


@cli.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for, in English or Chinese.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many entries at most.")] = 10,
    kind: Annotated[str, typer.Option(help="Only this kind, such as Oral.")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic's label.")] = "",
    venue: Annotated[str, typer.Option(help="Only this venue.")] = "",
    author: Annotated[str, typer.Option(help="Only papers of this author.")] = "",
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    code: Annotated[
        bool | None, typer.Option("--code/--no-code", help="Only with, or without, a code or project link.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find entries and their best passages."""
    from vectorstore.filters import Filters

    filters = Filters(venue, kind, topic, author, year, year, code)
    assistant = _assistant()
    found = assistant.retriever.search(query, k, filters=filters)
    hits = found.hits
    _notices([*assistant.library.notices, *filter(None, [found.notice])])
    if as_json:
        _print_json([_hit_json(hit) for hit in hits])
        return
    for hit in hits:
        typer.echo(f"{hit.score:.2f}  {hit.entry.key}  {hit.entry.title}")
        for piece in hit.passages:
            typer.echo(f"      “{piece.passage.text}” ({', '.join(piece.found_by) or 'entry'})")


def _hit_json(hit: "Hit") -> dict[str, Any]:
    passages = [
        {
            "quote": piece.passage.text,
            "start": piece.passage.start,
            "end": piece.passage.end,
            "score": piece.score,
            "found_by": list(piece.found_by),
        }
        for piece in hit.passages
    ]
    return {"key": hit.entry.key, "title": hit.entry.title, "score": hit.score, "passages": passages}


@cli.command()
def entries(as_json: Json = False) -> None:
    """List the library's entries, in the order of their source."""
    library = _library()
    found = library.entries()
    if as_json:
        _print_json([entry.to_dict() for entry in found])
    else:
        for entry in found:
            typer.echo(
                f"{entry.key}  {entry.title}{'  (title and abstract do not match)' if entry.mismatch else ''}"
            )
        _stderr.print(f"{len(found)} papers in {library.home}", style="dim", markup=False)
    _notices(library.problems)


@cli.command()
def show(
    key: Annotated[str, typer.Argument(help="An entry's key, as `entries` lists it.")], as_json: Json = False
) -> None:
    """Show one entry."""
    library = _library()
    entry = library.get(key)
    if entry is None:
        raise PaperAssistantError(f"There is no entry {key!r}; `paper-assistant entries` lists the keys.")
    if as_json:
        _print_json(entry.to_dict())
    else:
        print_entry(entry)


@cli.command()
def batch(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="A question a line, as JSON.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="An answer a line, in the same order.")],
    model: Model = "auto",
) -> None:
    """Answer a file of questions: one line out for each line in."""
    from assistant.batch import run_batch

    with ConsoleProgress() as progress:
        failed = run_batch(_assistant(progress), source, target, model, progress)
    if failed:
        _stderr.print(f"{failed} line(s) could not be answered; see their `error`.", style="yellow")


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; default 7860, or the next free one.")
    ] = None,
) -> None:
    """Serve the page."""
    from assistant.serving import serve_page

    serve_page(_assistant, host, port, lambda line: _stderr.print(line, markup=False))


def _assistant(progress: Callable[[str, int, int], None] | None = None) -> "Assistant":
    from assistant.build import open_assistant

    if progress:
        return open_assistant(progress=progress)
    with ConsoleProgress() as shown:
        assistant = open_assistant(progress=shown)
        assistant.library.indexes()
    return assistant


def _library() -> "Library":
    from assistant.build import open_library

    with ConsoleProgress() as progress:
        return open_library(load_settings(), progress)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _notices(lines: Sequence[str]) -> None:
    for line in lines:
        _stderr.print(f"Note: {line}", style="yellow", markup=False)
