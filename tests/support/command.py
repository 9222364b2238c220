"""Runs the command line: in this process, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from doors.cli import main
from doors.serving import CreateApp
from tests.support.clock import HUNG
from tests.support.places import ROOT

_CLEARED = ("OPENAI_", "PAPER_ASSISTANT_", "PYTHON", "LC_", "LANG")


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process, over a library of its own without a model."""
    for name in os.environ:
        if name.startswith(_CLEARED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PAPER_ASSISTANT_HOME", str(home))
    monkeypatch.setenv("PAPER_ASSISTANT_EMBEDDINGS", "none")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(home)

    def ran(*arguments: str, **variables: str) -> Ran:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main(arguments, _no_page)
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, *capsys.readouterr())

    return ran


def _no_page() -> CreateApp:
    raise AssertionError("the page is loaded by a command that does not serve it")


def environment(home: Path, **variables: str) -> dict[str, str]:
    """Return the variables of a command as a process of its own; `home` is its library's folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_CLEARED)}
    own = {"PAPER_ASSISTANT_HOME": str(home), "PAPER_ASSISTANT_EMBEDDINGS": "none", "PYTHONPATH": str(ROOT)}
    return {**kept, **own, **variables}


def watched(home: Path, **variables: str) -> dict[str, str]:
    """Return the variables of a process that has no way out; `attempts(home)` tells what it tried."""
    path = os.pathsep.join((str(ROOT / "tests" / "sentinel"), str(ROOT)))
    return environment(home, PYTHONPATH=path, ATTEMPTS=str(home / "attempts"), **variables)


def attempts(home: Path) -> list[str]:
    """Return what a watched process did to reach another machine."""
    notes = home / "attempts"
    return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []


def process(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command as a process of its own, in the library's folder."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        env=environment(home, **variables),
        cwd=home,
        capture_output=True,
        timeout=HUNG,
    )
