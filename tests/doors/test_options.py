"""Options declared once, in a dataclass, are options of each command that takes it."""

from dataclasses import dataclass, fields
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from doors.options import ReportOptions, spread
from tests.support.command import Run, run

__all__ = ["run"]


@dataclass(frozen=True, kw_only=True)
class Sizes:
    wide: Annotated[int, typer.Option(help="How wide.")] = 3
    tall: bool = False


def measure(name: str, options: Sizes) -> None:
    """Measure it."""
    typer.echo(f"{name} {options}")


def plain(name: str) -> None:
    """Say it."""
    typer.echo(name)


@pytest.fixture
def measuring() -> typer.Typer:
    cli = typer.Typer()
    for command in (measure, plain):
        cli.command(command.__name__)(spread(command))
    return cli


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["measure", "x"], f"x {Sizes()}\n"),
        (["measure", "x", "--wide", "4", "--tall"], f"x {Sizes(wide=4, tall=True)}\n"),
        (["plain", "x"], "x\n"),
    ],
)
def test_a_command_is_given_its_options_in_one_piece(
    arguments: list[str], printed: str, measuring: typer.Typer
) -> None:
    done = CliRunner().invoke(measuring, arguments)
    assert (done.exit_code, done.output) == (0, printed)


def test_a_wrong_value_and_an_unknown_option_are_wrong_usage(measuring: typer.Typer) -> None:
    for wrong in (["--wide", "much"], ["--deep", "1"]):
        assert CliRunner().invoke(measuring, ["measure", "x", *wrong]).exit_code == 2


@pytest.mark.parametrize("command", ["summarize", "related-work"])
def test_both_reports_have_all_options_of_a_report(command: str, run: Run) -> None:
    shown = run(command, "--help").out
    names = {"as_json": "--json", "formats": "--format"}
    for field in fields(ReportOptions):
        assert names.get(field.name, f"--{field.name.replace('_', '-')}") in shown
