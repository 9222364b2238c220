"""The rules of the layout, checked on every source file, and shown to bite on sources that break them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_LINES = 300
HEAVY = (
    "chromadb",
    "docx",
    "gradio",
    "langchain",
    "langchain_core",
    "openai",
    "onnxruntime",
    "pybtex",
    "tantivy",
)

# What each part may import of the project, as prefixes of module names; "page" is app.py and the folder page.
ALLOWED = {
    "page": (
        "app",
        "page",
        "assistant",
        "vectorstore.types",
        "vectorstore.errors",
        "vectorstore.search.conditions",
    ),
    "assistant": ("assistant", "prompts", "vectorstore"),
    "vectorstore": ("vectorstore",),
    "prompts": ("prompts",),
}
OURS = ("app", "page", "assistant", "vectorstore", "prompts")

# The only files that may import an outside service. "page" would be too many: one file owns Gradio.
OWNERS = {
    "chromadb": {"vectorstore/stores/chroma_index.py"},
    "docx": {"assistant/exports/word.py"},
    "gradio": {"app.py"},
    "langchain_openai": {"assistant/models/choose.py", "vectorstore/embedders/openai.py"},
    "langchain.chat_models": {"assistant/models/choose.py"},
    "onnxruntime": {"vectorstore/embedders/onnx.py"},
    "openai": {"assistant/models/choose.py", "vectorstore/embedders/openai.py"},
    "pybtex": {"assistant/exports/bibliography.py", "assistant/exports/reference_style.py"},
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


def imports(path: str, source: str) -> set[str]:
    """Every module a source imports, and every name it imports from one, in full and at any depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = path.split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found |= {module} | {f"{module}.{alias.name}".lstrip(".") for alias in node.names}
    return found


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix if prefix.endswith("_") else prefix + ".")


def direction_faults(path: str, source: str) -> Iterator[str]:
    part = path.split("/")[0] if "/" in path else "page"
    names = imports(path, source)
    for name in sorted(names):
        ours = any(within(name, prefix) for prefix in OURS)
        # `from vectorstore import types` names the package first; the name after it is what counts.
        whole = name in OURS and any(other.startswith(name + ".") for other in names)
        if ours and not whole and not any(within(name, prefix) for prefix in ALLOWED[part]):
            yield f"{path} imports {name}: {part} may import only {', '.join(ALLOWED[part])}"
        if part != "vectorstore" and name.split(".")[0] in STORES:
            yield f"{path} imports {name}: only vectorstore knows where papers are kept"


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


PRODUCT = sources("*.py", "assistant/**/*.py", "page/**/*.py", "prompts/**/*.py", "vectorstore/**/*.py")
EVERYTHING = PRODUCT | sources("tests/**/*.py", "benchmarks/**/*.py")


def test_imports_point_one_way() -> None:
    assert [fault for path, source in PRODUCT.items() for fault in direction_faults(path, source)] == []


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
        ("vectorstore/search/fuse.py", "from ... import assistant"),
        ("prompts/__init__.py", "from vectorstore.types import Entry"),
        ("prompts/__init__.py", "from assistant import types"),
        ("assistant/ask.py", "import app"),
        ("assistant/ask.py", "import sqlite3"),
        ("assistant/ask.py", "if True:\n    from chromadb import Client"),
        ("app.py", "from vectorstore.library import Library"),
        ("app.py", "from vectorstore import library"),
        ("app.py", "import vectorstore"),
        ("page/html.py", "from prompts import load"),
    ],
)
def test_an_import_against_the_direction_is_found(path: str, source: str) -> None:
    assert list(direction_faults(path, source))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "from vectorstore.types import Entry"),
        ("app.py", "from vectorstore import types"),
        ("page/html.py", "from assistant.types import Answer\nfrom page.cards import card"),
        ("assistant/ask.py", "from vectorstore.library import Library\nfrom prompts import load\nimport re"),
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
