"""The table of the code's shape adds up on this tree, and each of its measures is right on a small one."""

import ast
import re
from pathlib import Path

import pytest

from benchmarks.shape import circles, floors, imports, literal_lines, main, parameters, patterns, read_product
from tests.support.places import ROOT


def table(tree: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    main([str(tree)])
    return {line[:36].rstrip(): line[37:] for line in capsys.readouterr().out.splitlines()}


def lines(value: str) -> int:
    return int(value.split(" lines")[0].replace(",", ""))


def test_rooms_and_folders_of_this_tree_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(ROOT, capsys)
    names = list(rows)
    rooms = [name for name in names[1 : names.index("largest folder")] if not name.startswith(" ")]
    assert {"app.py", "assistant", "vectorstore", "prompts"} <= set(rooms)
    assert sum(lines(rows[room]) for room in rooms) == lines(rows["product"])
    for room in rooms:
        folders = [lines(value) for name, value in rows.items() if name.startswith(f"  {room}/")]
        assert not folders or sum(folders) == lines(rows[room])
    files = [*ROOT.glob("*.py"), *(path for room in rooms for path in (ROOT / room).rglob("*.py"))]
    assert lines(rows["product"]) == sum(len(file.read_text("utf-8").splitlines()) for file in files)
    assert rows["product"].endswith(f" {len(files)} files")
    functions = sum(
        len(re.findall(r"^\s*(?:async )?def \w", file.read_text("utf-8"), re.MULTILINE)) for file in files
    )
    assert rows["functions"].startswith(f"{functions:,}, ")
    assert rows["circles of imports"] == "0" and int(rows["import floors"]) > 5


SMALL = {
    "app.py": "from assistant import ask\n",
    "assistant/__init__.py": '"""Empty."""\n',
    "assistant/ask.py": "import assistant.types\n\n\ndef ask(a, b, c, d, e, f):\n    return a\n",
    "assistant/types.py": "import re\n\nWORD = re.compile(\n    r'ab'\n    f'{x}cd'\n)\n",
    "vectorstore/a.py": "from . import b\nfrom assistant.types import WORD\n",
    "vectorstore/b.py": "def get():\n    import vectorstore.a\n",
    "tests/test_it.py": "x = 1\n" * 400,
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, source in SMALL.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return tmp_path


def test_a_tree_of_another_layout_is_read(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = table(small, capsys)
    assert rows["product"] == "17 lines, 6 files" and "doors" not in rows
    assert rows["functions of over 5 parameters"] == "1 (assistant/ask.py: ask)"
    assert rows["literal lines"] == "4" and rows["patterns compiled in code"] == "1, 4 characters"
    assert rows["circles of imports"] == "1 (vectorstore.a vectorstore.b)"
    assert rows["largest folder"] == "assistant: 3 files"


def test_floors_are_the_longest_chain_and_a_circle_is_one(small: Path) -> None:
    below = imports(read_product(small))
    assert below["app"] == {"assistant.ask"} and below["vectorstore.a"] == {
        "vectorstore.b",
        "assistant.types",
    }
    assert floors(below, circles(below)) == 3
    assert floors({"a": {"b"}, "b": {"c"}, "c": set(), "d": {"c"}}, [{"a"}, {"b"}, {"c"}, {"d"}]) == 3


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('"""A docstring\nof two lines."""\nX = 1\n"""What X is\nfor."""', 0),
        ("X = (\n    'a'\n    'b'\n)", 2),
        ("X = (\n    'a',\n    'b',\n    'c',\n    'd',\n)", 6),
        ("X = {'a': 'b', 'c': ('d', 'e')}", 1),
        ("X = ['a', 'b', 'c', 1]", 0),
        ("X = '''a\nb'''.split()", 2),
        ("X = f'''a\nb'''\ndef f():\n    return f'''a\nb'''", 2),
        ("raise KeyError(\n    'a'\n    'b'\n)", 0),
        ("X = re.compile(A + B)", 1),
    ],
)
def test_what_counts_as_a_literal_line(source: str, count: int) -> None:
    assert len(literal_lines(ast.parse(source))) == count


def test_parameters_and_patterns_are_counted_as_written() -> None:
    (method,) = ast.parse("class A:\n    def f(self, a, /, b, *c, d=1, **e): ...").body[0].body  # type: ignore[attr-defined]
    assert parameters(method) == 3
    assert list(patterns(ast.parse("re.compile(r'\\d' + X + f'{Y}b', re.I)"))) == ["\\db"]
