"""Which files an export makes, and writing them: whole or not at all, and never over one that is there."""

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ExportError
from assistant.exports import FORMATS, export
from assistant.types import Answer
from vectorstore.types import Entry

_SUFFIX = {name: ".json" if name == "csl-json" else f".{name}" for name in FORMATS}
_BESIDE = {"tex": "bib", "md": "svg"}
_UNSAFE_NAME = re.compile(r"[^\w.+-]+", re.ASCII)


def read_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas, each once.

    Raises:
        ExportError: one is unknown, or there is none.
    """
    names = tuple(dict.fromkeys(part.strip().lower().lstrip(".") for part in text.split(",") if part.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise ExportError(
            f"Got the format {', '.join(unknown) or text!r}; wanted any of {', '.join(FORMATS)}."
        )
    return names


@dataclass(frozen=True, slots=True)
class Files:
    """Where each format goes."""

    paths: dict[str, Path]

    def write(self, answer: Answer, entries: Sequence[Entry], title: str = "") -> list[Path]:
        """Write the files and return those written; there is no picture of an answer without a map.

        Raises:
            ExportError: one cannot be written; those before it stand whole.
        """
        paths = {name: path for name, path in self.paths.items() if name != "svg" or answer.map}
        made = {path: export(answer, entries, name, self.beside(name), title) for name, path in paths.items()}
        for path, content in made.items():
            write_whole(path, content)
        return list(made)

    def beside(self, format: str) -> str:
        """Return what a file of a format calls the one beside it, without its suffix."""
        other = self.paths.get(_BESIDE.get(format, ""))
        return other.stem if other else "references"


def plan(out: Path | None, formats: Sequence[str], bib: Path | None, replace: bool) -> Files:
    """Return the files to write; to be called before the work, so that it is not done in vain.

    Args:
        out: the file; with several formats, its name without the suffix, which each format adds. LaTeX
            brings its `.bib`, Markdown its picture, beside it under the same name.
        formats: of `FORMATS`; none where the suffix of `out` tells.
        bib: where BibTeX goes, if not beside the LaTeX; it must be in the same folder as that.
        replace: whether files that are there are replaced.

    Raises:
        ExportError: a file is there already, its folder is not, or names do not fit together.
    """
    paths: dict[str, Path] = {}
    if out:
        formats = formats or read_formats(_format_of(out))
        base = out.with_suffix("") if out.suffix in _SUFFIX.values() else out
        paths = {name: base.with_name(base.name + _SUFFIX[name]) for name in formats}
        if len(formats) == 1:
            paths = {formats[0]: out}
        # LaTeX takes a name with a blank, a comma or a percent sign for something else.
        beside = _UNSAFE_NAME.sub("-", base.name).strip("-") or "references"
        for name in formats:
            if (other := _BESIDE.get(name)) and other not in paths:
                paths[other] = base.with_name(beside + _SUFFIX[other])
    if bib:
        if "tex" in paths and bib.resolve().parent != paths["tex"].resolve().parent:
            raise ExportError(f"{bib} is not beside {paths['tex']}, which reads it; give both one folder.")
        paths["bib"] = bib
    files = Files(paths)
    if "tex" in paths and _UNSAFE_NAME.search(files.beside("tex")):
        raise ExportError(f"LaTeX cannot read {paths['bib']}; use letters, digits, '.', '-' and '_' alone.")
    for path in paths.values():
        check(path, replace)
    return files


def _format_of(out: Path) -> str:
    # A .json may be anything.
    found = [name for name in FORMATS if f".{name}" == out.suffix.lower()]
    if not found:
        raise ExportError(f"{out} does not tell its format; give one of {', '.join(FORMATS)}.")
    return found[0]


def check(path: Path, replace: bool) -> None:
    """Refuse a file that could not be written, or must not be.

    Raises:
        ExportError: it is there already, or its folder is not.
    """
    if path.is_dir():
        raise ExportError(f"{path} is a folder; give the name of a file.")
    if path.exists() and not replace:
        raise ExportError(f"{path} is there already; --force replaces it.")
    if not path.parent.is_dir():
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}.")
    if not os.access(path.parent, os.W_OK):
        raise ExportError(f"{path} cannot be written: no permission to write in {path.parent}.")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name and rename it, so that no reader ever finds half of one.

    Raises:
        ExportError: it cannot be written.
    """
    # By no process's number: a killed one of another container may have had the same, and left its file.
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}.") from error
