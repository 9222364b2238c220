"""What all commands share: the application they register with, how they open the library, how they print.

Knows no command. Heavy parts are imported inside the functions, so that `--help` is quick.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from assistant.language import say
from assistant.settings import load_settings
from assistant.types import Language
from doors.console import ConsoleProgress, usage_line

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.types import Usage
    from vectorstore.library import Library

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
stderr = Console(stderr=True, highlight=False, soft_wrap=True)

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


def the_assistant(progress: Callable[[str, int, int], None] | None = None) -> "Assistant":
    """Open the assistant, its indexes made; progress on stderr unless it is told elsewhere."""
    from assistant.build import open_assistant

    if progress:
        return open_assistant(progress=progress)
    with ConsoleProgress() as shown:
        assistant = open_assistant(progress=shown)
        assistant.library.snapshot()
    return assistant


def the_library() -> "Library":
    """Open the library alone, which needs no model."""
    from assistant.build import open_library

    with ConsoleProgress() as progress:
        return open_library(load_settings(), progress)


def print_usage(usage: "Usage") -> None:
    """Print what an answer took of a model's tokens, where one was asked."""
    if line := usage_line(usage):
        stderr.print(line, style="dim", markup=False)


def print_json(value: object) -> None:
    """Print a result as one line of JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_notices(lines: Sequence[str], language: Language = "en") -> None:
    """Print what a reader must know beside the result."""
    for line in lines:
        stderr.print(say(language, "note", line=line), style="yellow", markup=False)
