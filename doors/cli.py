"""The command line: thin commands over `Assistant`; results on stdout, all else on stderr.

The exit code is 0 for an answer or a refusal, 1 for an error said in one line, 2 for wrong usage. Heavy parts
are imported inside the commands, so that `--help` is quick.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.settings import load_settings
from assistant.types import Cap
from doors import console
from doors.cli_checks import evaluate, verify
from doors.cli_reports import related_work, summarize
from doors.options import Json, Model, Receipt, SearchOptions, spread
from vectorstore.errors import PaperAssistantError

if TYPE_CHECKING:
    from doors.serving import LoadPage
    from vectorstore.types import Hit

_EPILOG = """Environment (or a .env file): OPENAI_API_KEY for OpenAI; OPENAI_BASE_URL for any server that
speaks its protocol (Ollama, llama.cpp, vLLM, LM Studio); PAPER_ASSISTANT_MODEL, the model;
PAPER_ASSISTANT_HOME, where the library lives; PAPER_ASSISTANT_EMBEDDINGS (built-in, built-in-int8, which
is faster and a little less exact, none, openai:MODEL); PAPER_ASSISTANT_CONTEXT_TOKENS.
With none of them everything works offline, with the built-in writer."""


def main(arguments: Sequence[str] | None, load_page: "LoadPage") -> None:
    """Run the command line; ends the process with the exit code.

    Args:
        arguments: what follows the command's name; None takes them from the process.
        load_page: imports the page, which stands above this folder; called by `serve` alone, as it is slow.
    """
    # A pipe on a machine set to another encoding must not break on Chinese.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        given = None if arguments is None else list(arguments)
        build_cli()(args=given, prog_name="paper-assistant", obj=load_page)
    except PaperAssistantError as error:
        console.remark(f"Error: {error}", "bold red")
        raise SystemExit(1) from None


class _Group(TyperGroup):
    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  (Typer keeps its own class of it)
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of our output has gone, as in `paper-assistant entries | head`: no error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit from None


def build_cli() -> typer.Typer:
    """Return the command line; every command there is stands in its list, in the order of `--help`."""
    commands: dict[str, Callable[..., None]] = {
        "verify": verify,
        "eval": evaluate,
        "summarize": summarize,
        "related-work": related_work,
        "ask": ask,
        "search": search,
        "entries": entries,
        "show": show,
        "batch": batch,
        "serve": serve,
    }
    cli = typer.Typer(
        cls=_Group,
        help="Ask a body of papers: every sentence of an answer quotes its source.",
        epilog=_EPILOG,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    cli.callback()(_options)
    for name, command in commands.items():
        cli.command(name)(spread(command))
    return cli


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"paper-assistant {version('paper-assistant')}")
        except PackageNotFoundError:
            typer.echo("paper-assistant (not installed)")
        raise typer.Exit


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
        console.remark(f"Library: {load_settings().home}", "dim")


def ask(
    question: Annotated[str, typer.Argument(help="A question in English or Chinese.")],
    as_json: Json = False,
    model: Model = "auto",
    receipt: Receipt = None,
    show_dropped: Annotated[
        bool,
        typer.Option("--show-dropped", help="Show also the sentences that no quote supports, struck out."),
    ] = False,
) -> None:
    """Answer a question, every sentence with its quotes."""
    from assistant.checks.receipts import check_target, save_receipt

    if receipt:
        check_target(receipt)
    assistant = console.load_assistant()
    answers = assistant.stream(question, model=model)
    if as_json:
        *_, answer = answers
        console.print_json(answer.to_json())
    else:
        answer = console.print_answer(answers)
        if show_dropped:
            console.print_dropped(answer)
    console.print_notices(answer.notices, answer.language)
    console.print_usage(answer.usage)
    if receipt:
        save_receipt(answer, receipt)


def search(
    query: Annotated[str, typer.Argument(help="What to look for, in English or Chinese.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many entries at most.")] = 10,
    *,
    options: SearchOptions,
    as_json: Json = False,
) -> None:
    """Find entries and their best passages. Alternatives of one condition are given as "Oral | Poster"."""
    from vectorstore.retriever import Scope
    from vectorstore.search.conditions import Filters

    filters = Filters.of(**asdict(options))
    assistant = console.load_assistant()
    found = assistant.retriever.search(query, k, scope=Scope(filters=filters))
    hits = found.hits
    console.print_notices([*assistant.library.notices, *filter(None, [found.notice])])
    if as_json:
        console.print_json([_hit_json(hit) for hit in hits])
        return
    for hit in hits:
        typer.echo(f"{hit.score:.2f}  {hit.entry.key}  {hit.entry.title}")
        for piece in hit.passages:
            typer.echo(f"      “{piece.passage.text}” ({', '.join(piece.found_by) or 'entry'})")
    if not hits:
        console.remark("Nothing found.", "dim")


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


def entries(as_json: Json = False) -> None:
    """List the library's entries, in the order of their source."""
    library = console.load_library()
    found = library.entries()
    if as_json:
        console.print_json([entry.to_dict() for entry in found])
    else:
        for entry in found:
            typer.echo(
                f"{entry.key}  {entry.title}{'  (title and abstract do not match)' if entry.mismatch else ''}"
            )
        console.remark(f"{len(found)} papers in {library.home}", "dim")
    console.print_notices(library.problems)


def show(
    key: Annotated[str, typer.Argument(help="An entry's key, as `entries` lists it.")], as_json: Json = False
) -> None:
    """Show one entry."""
    library = console.load_library()
    entry = library.get(key)
    if entry is None:
        raise PaperAssistantError(f"There is no entry {key!r}; `paper-assistant entries` lists the keys.")
    if as_json:
        console.print_json(entry.to_dict())
    else:
        console.print_entry(entry)


def batch(
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl", help="A question a line, as JSON.")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="An answer a line, in the same order.")],
    model: Model = "auto",
    jobs: Annotated[int, typer.Option(min=1, max=64, help="How many are answered at a time.")] = 4,
    fresh: Annotated[bool, typer.Option("--fresh", help="Replace OUT.jsonl, whatever it holds.")] = False,
    max_calls: Annotated[
        int | None, typer.Option(min=0, help="Calls of a model at most, for the whole run.")
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(
            min=0,
            metavar="USD",
            help="Estimated cost of a model's calls at most, for the whole run; "
            "a model of unknown price is not called.",
        ),
    ] = None,
) -> None:
    """Answer a file of questions: one line out for each line in.

    Run again after it was stopped, with the same files, model and settings, it goes on after the last whole
    line of OUT.jsonl. If OUT.jsonl holds anything else, it is left alone and the command ends with an error.
    When a cap has no room for the next line, the lines before it are kept, and the command ends with an error
    that says how many; run again, with the same or another cap, it goes on from there.
    """
    from doors.batch import Batch, run_batch

    asked = Batch(source, target, model, jobs, fresh, Cap(max_calls, max_cost))
    with console.ConsoleProgress() as progress:
        kept, failed = run_batch(console.load_assistant(progress), asked, progress)
    if kept:
        console.remark(f"{kept} line(s) of {target} were there already; --fresh answers them again.")
    if failed:
        console.remark(f"{failed} line(s) could not be answered; see their `error`.", "yellow")


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port; default 7860, or the next free one.")
    ] = None,
) -> None:
    """Serve the page."""
    from doors.serving import serve_page

    serve_page(console.load_assistant, context.obj, host, port, console.remark)
