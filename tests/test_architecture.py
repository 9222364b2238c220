"""The rules of the layout, checked on every source file, and shown to bite on sources that break them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

import assistant
from tests.support.places import ROOT

MAX_LINES = 300
HEAVY = "chromadb docx gradio langchain langchain_core openai onnxruntime pybtex tantivy".split()

# The floors of the house, lowest first: a file imports its own room and floors below, never a room beside it.
# A room is a folder, or a file that stands outside of one.
FLOORS = (
    ("vectorstore.types", "vectorstore.errors"),
    ("vectorstore.text",),
    ("vectorstore.sources", "vectorstore.embedders"),
    ("vectorstore.search.conditions",),
    ("vectorstore.search.facts",),
    ("vectorstore.stores",),
    ("vectorstore.search",),
    ("vectorstore.library",),
    ("vectorstore.retriever",),
    ("vectorstore.paper_retriever",),
    ("prompts", "assistant.errors", "assistant.settings", "assistant.trace"),
    ("assistant.types",),
    ("assistant.patterns",),
    ("assistant.grounding", "assistant.language"),
    ("assistant.papers", "assistant.models", "assistant.references"),
    ("assistant.reading", "assistant.growth", "assistant.desk"),
    ("assistant.deciding", "assistant.exports", "assistant.checks"),
    ("assistant.writing",),
    ("assistant.summary", "assistant.related"),
    ("assistant.ask",),
    ("assistant.build",),
    ("assistant.__init__",),
    ("doors", "page"),
    ("app",),
    ("assistant.__main__",),
)
OURS = ("app", "page", "doors", "assistant", "vectorstore", "prompts")
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PACKAGES = ("vectorstore", "assistant")
"""Packages whose own `__init__` defines nothing: importing from them is importing the module named."""
DOOR = "assistant.__init__"
EXPORTED = tuple(f"assistant.{name}" for name in assistant.__all__)
"""What the door of the package hands out: whoever imports one of these names imports the door's room."""
# What the page may know of the store: nouns, not how papers are kept or found.
PAGE_MAY_USE = ("vectorstore.types", "vectorstore.errors", "vectorstore.search.conditions")

# The only files that may import an outside service. "page" would be too many: one file owns Gradio.
OWNERS = {
    "chromadb": {"vectorstore/stores/chroma_index.py"},
    "docx": {"assistant/exports/word.py"},
    "gradio": {"app.py"},
    "langchain_openai": {"assistant/models/choose.py", "vectorstore/embedders/openai.py"},
    "langchain.chat_models": {"assistant/models/choose.py"},
    "onnxruntime": {"vectorstore/embedders/onnx.py"},
    "openai": {"assistant/models/choose.py", "vectorstore/embedders/openai.py"},
    "pybtex": {"assistant/exports/bibliography.py"},
    "safetensors": {"vectorstore/embedders/onnx.py"},
    "tantivy": {"vectorstore/text/analysis.py", "vectorstore/stores/keyword_index.py"},
    "tiktoken": {"assistant/models/tokens.py"},
    "tokenizers": {"vectorstore/embedders/onnx.py"},
}
# Names of OpenAI's classes that only one of the two owners may use.
OPENAI_CLASSES = {
    "langchain_openai.ChatOpenAI": "assistant/models/choose.py",
    "langchain_openai.OpenAIEmbeddings": "vectorstore/embedders/openai.py",
}
STORES = ("sqlite3", "chromadb", "tantivy")
LOADERS = ("import_module", "__import__", "run_module", "import_from_string")


def imports(path: str, source: str) -> set[str]:
    """Every module a source imports, and every name it imports from one, in full and at any depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in LOADERS:
            # What is loaded by a name that only the run knows is told as "?", and is a fault.
            named = node.args[0] if node.args else None
            told = named.value if isinstance(named, ast.Constant) else None
            found.add(told.split(":")[0] if isinstance(told, str) else "?")
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = path.split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}".lstrip(".") for alias in node.names}
    return found


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix if prefix.endswith("_") else prefix + ".")


def room_of(module: str) -> str | None:
    """Return the room a module lies in; None for another project's, or for a package that defines nothing."""
    if any(within(module, name) for name in EXPORTED):
        return DOOR
    return next((room for room in ROOMS if within(module, room)), None)


def direction_faults(path: str, source: str) -> Iterator[str]:
    module = path.removesuffix(".py").replace("/", ".")
    here = room_of(module if module == DOOR else module.removesuffix(".__init__"))
    for name in sorted(imports(path, source)):
        if name == "?":
            yield f"{path} loads a module by a name that only the run knows"
        if path.startswith("prompts/") and name.split(".")[0] in OURS and not within(name, "prompts"):
            yield f"{path} imports {name}: prompts know nothing of the rest"
        there = room_of(name)
        if here and there and there != here and ROOMS[there] >= ROOMS[here]:
            yield f"{path} imports {name}: {there} is not below {here}"
        if name.split(".")[0] in OURS and here is None and path.split("/")[-1] != "__init__.py":
            yield f"{path} lies in no room of FLOORS"
        is_package = name in PACKAGES and any(other.startswith(name + ".") for other in imports(path, source))
        if (
            here in ("page", "app")
            and within(name, "vectorstore")
            and not is_package
            and not any(within(name, noun) for noun in PAGE_MAY_USE)
        ):
            yield f"{path} imports {name}: the page may know only {', '.join(PAGE_MAY_USE)}"
        if not path.startswith("vectorstore/") and name.split(".")[0] in STORES:
            yield f"{path} imports {name}: only vectorstore knows where papers are kept"


def circles(sources: dict[str, str]) -> list[str]:
    """Return the modules of `sources` that import each other in a circle, whatever rooms they lie in."""
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in sources}
    below = {
        module: {name for name in imports(path, sources[path]) if name in modules and name != module}
        for module, path in modules.items()
    }
    try:
        tuple(TopologicalSorter(below).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


def owner_faults(path: str, source: str) -> Iterator[str]:
    for name in sorted(imports(path, source)):
        for module, owners in OWNERS.items():
            if within(name, module) and path not in owners:
                yield f"{path} imports {name}: that belongs to {', '.join(sorted(owners))}"
        if OPENAI_CLASSES.get(name, path) != path:
            yield f"{path} imports {name}: that belongs to {OPENAI_CLASSES[name]}"


def shape_faults(path: str, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MAX_LINES:
        yield f"{path} has {lines} lines; at most {MAX_LINES}"
    if not ast.get_docstring(ast.parse(source)):
        yield f"{path} has no docstring that says what it does"


def sources(*patterns: str) -> dict[str, str]:
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


PRODUCT = sources("*.py", *(f"{folder}/**/*.py" for folder in OURS[1:]))
EVERYTHING = PRODUCT | sources("tests/**/*.py", "benchmarks/**/*.py")


def test_imports_point_one_way() -> None:
    assert [fault for path, source in PRODUCT.items() for fault in direction_faults(path, source)] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(PRODUCT) == []


def test_each_outside_service_has_one_owner() -> None:
    assert [fault for path, source in PRODUCT.items() for fault in owner_faults(path, source)] == []


def test_files_are_short_and_say_what_they_do() -> None:
    assert [fault for path, source in EVERYTHING.items() for fault in shape_faults(path, source)] == []


def test_every_owner_named_here_exists_and_imports_what_it_owns() -> None:
    for module, owners in OWNERS.items():
        for path in owners:
            used = any(within(name, module) for name in imports(path, PRODUCT.get(path, "")))
            assert used, f"{path} does not import {module}: take it out of the rules"


@pytest.mark.parametrize(
    "module",
    [
        "assistant",
        "assistant.types",
        "assistant.exports",
        "assistant.checks.receipts",
        "vectorstore.types",
        "vectorstore.embedders.embedder",
    ],
)
def test_the_nouns_load_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("vectorstore/search/fuse.py", "import assistant.types"),
        ("vectorstore/search/fuse.py", "from prompts import load"),
        ("vectorstore/search/fuse.py", "def f():\n    from app import create_app"),
        ("vectorstore/search/fuse.py", "from page.html import card"),
        ("vectorstore/search/fuse.py", "from ...assistant import types"),
        ("vectorstore/text/names.py", "from vectorstore.search.fuse import fuse"),
        ("vectorstore/sources/digest.py", "from vectorstore.embedders.embedder import Embedder"),
        ("prompts/__init__.py", "from vectorstore.types import Entry"),
        ("prompts/__init__.py", "from assistant import types"),
        ("assistant/ask.py", "import app"),
        ("assistant/ask.py", "import sqlite3"),
        ("assistant/ask.py", "if True:\n    from chromadb import Client"),
        ("assistant/grounding/ground.py", "from assistant.models.tokens import count"),
        ("assistant/papers/roles.py", "from assistant.models.tokens import count"),
        ("assistant/reading/intent.py", "from assistant.deciding.answerable import reason_to_abstain"),
        ("assistant/odd.py", "from assistant.types import Answer"),
        ("assistant/ask.py", "from assistant import Answer"),
        ("vectorstore/library.py", "from assistant import open_assistant"),
        ("assistant/__init__.py", "def __getattr__(name):\n    from doors.cli import main"),
        ("doors/serving.py", "import importlib\nimportlib.import_module('app')"),
        ("doors/serving.py", "from importlib import import_module\nimport_module('app').create_app()"),
        ("doors/serving.py", "from importlib import import_module\nimport_module(name)"),
        ("doors/serving.py", "from page.html import card"),
        ("app.py", "from vectorstore.library import Library"),
        ("app.py", "from vectorstore import library"),
        ("app.py", "import vectorstore"),
        ("page/html.py", "from prompts import load\nfrom doors.cli import main"),
    ],
)
def test_an_import_against_the_direction_is_found(path: str, source: str) -> None:
    assert list(direction_faults(path, source))


def test_a_circle_is_found() -> None:
    sources = {"a.py": "from b import x", "b.py": "def f():\n    import c", "c.py": "__import__('a')"}
    assert len(set(circles(sources))) == 3
    assert circles(sources | {"c.py": "import re"}) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "from vectorstore.types import Entry\nfrom doors.cli import main"),
        ("app.py", "from vectorstore import types"),
        ("page/html.py", "from assistant.types import Answer\nfrom page.cards import card"),
        ("assistant/ask.py", "from vectorstore.library import Library\nfrom prompts import load\nimport re"),
        ("assistant/__main__.py", "from app import create_app\nfrom doors.cli import main"),
        ("assistant/__init__.py", "def __getattr__(name):\n    from assistant.build import open_assistant"),
        ("doors/http.py", "from assistant import open_assistant"),
        ("vectorstore/stores/ledger.py", "import sqlite3\nfrom vectorstore.types import Entry"),
        ("vectorstore/stores/ledger.py", "import applause\nfrom .. import types\nfrom .lock import hold"),
    ],
)
def test_an_import_along_the_direction_is_let_through(path: str, source: str) -> None:
    assert list(direction_faults(path, source)) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("vectorstore/library.py", "import chromadb"),
        ("vectorstore/library.py", "from chromadb.config import Settings"),
        ("page/html.py", "import gradio as gr"),
        ("assistant/ask.py", "import tiktoken"),
        ("assistant/ask.py", "from langchain_openai import ChatOpenAI"),
        ("assistant/ask.py", "from langchain.chat_models import init_chat_model"),
        ("assistant/models/choose.py", "from langchain_openai import OpenAIEmbeddings"),
        ("vectorstore/embedders/openai.py", "from langchain_openai import ChatOpenAI"),
        ("vectorstore/embedders/embedder.py", "def load():\n    import onnxruntime"),
        ("vectorstore/search/fuse.py", "import tantivy"),
    ],
)
def test_a_service_used_outside_its_owner_is_found(path: str, source: str) -> None:
    assert list(owner_faults(path, source))


@pytest.mark.parametrize("source", ["x = 1\n", '"""A module."""\n' + "x = 1\n" * MAX_LINES])
def test_a_module_too_long_or_without_a_docstring_is_found(source: str) -> None:
    assert list(shape_faults("assistant/ask.py", source))
    assert list(shape_faults("assistant/ask.py", '"""A module."""\n' + "x = 1\n" * (MAX_LINES - 1))) == []
