"""The shape of the code as a table: lines, folders, functions, literals, patterns, parameters, imports.

python -m benchmarks.shape [TREE]

It reads the product's Python under TREE (default: this one) as text, and imports nothing of it. What counts:

* lines: all lines of the files, blank ones and comments too.
* functions: every `def`, methods and inner ones too, from `def` to its last line, without its decorators.
* literal lines: lines of `re.compile(...)` calls, of word lists (a tuple, list, set or dict of four or more
  strings and of nothing else, or a string that is split where it stands), and of other strings that run over
  lines. Docstrings do not count, nor does what is said to a reader: errors, help, f-strings in functions.
* characters of patterns: those of the strings in the first argument of `re.compile`; a name in it has none.
* parameter trains: functions with over five parameters, `self` and `cls` left out.
* import floors: the modules of the longest chain in which each imports the next, wherever the import stands;
  modules that import each other in a circle are one floor.
"""

import argparse
import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOMS = ("assistant", "vectorstore", "doors", "page", "prompts")
"""The folders of the product; one that a tree lacks is left out. Files beside them are rooms of their own."""
LONGEST_FUNCTION, LONGEST_FILE, MOST_PARAMETERS = 50, 300, 5
_WORD_LIST = 4
_NAMED = 20
"""So many faults of a kind are named, and more are only counted."""
_SAYING = ("Option", "Argument", "Error")
"""How the names of calls end that are given text for a reader."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the product, read."""

    path: str
    """From the tree's root, with slashes."""
    source: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The name it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def folder(self) -> str:
        """The folder it lies in; of a file beside the rooms, its own name."""
        return self.path.rpartition("/")[0] or self.path

    @property
    def lines(self) -> int:
        """The number of its lines."""
        return len(self.source.splitlines())

    def functions(self) -> list[Function]:
        """Return its functions, methods and inner ones too."""
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of a tree."""
    parser = argparse.ArgumentParser(description="The shape of the product's code.")
    parser.add_argument("tree", nargs="?", type=Path, default=Path(__file__).parent.parent)
    modules = read_product(parser.parse_args(arguments).tree)
    for name, value in (*rooms(modules), *facts(modules)):
        print(f"{name:<36} {value}")


def read_product(tree: Path) -> list[Module]:
    """Return the modules of the product under `tree`."""
    paths = [*tree.glob("*.py"), *(path for room in ROOMS for path in (tree / room).rglob("*.py"))]
    return [_read(path.relative_to(tree).as_posix(), path) for path in sorted(paths)]


def _read(name: str, path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    return Module(name, source, ast.parse(source))


def rooms(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    """Yield the lines and files of the product, of each room and of each folder in it."""
    yield "product", _size(modules)
    for room in dict.fromkeys(module.path.split("/")[0] for module in modules):
        inside = [module for module in modules if module.path.split("/")[0] == room]
        yield room, _size(inside)
        folders = sorted({module.folder for module in inside})
        for folder in folders if len(folders) > 1 else ():
            yield f"  {folder}/", _size([module for module in inside if module.folder == folder])


def _size(modules: Sequence[Module]) -> str:
    files = "1 file" if len(modules) == 1 else f"{len(modules)} files"
    return f"{sum(module.lines for module in modules):,} lines, {files}"


def facts(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    """Yield what is measured of all modules together."""
    folders: dict[str, list[Module]] = defaultdict(list)
    for module in modules:
        folders[module.folder].append(module)
    largest = max(folders, key=lambda folder: len(folders[folder]))
    longest = max(modules, key=lambda module: module.lines)
    yield "largest folder", f"{largest}: {len(folders[largest])} files"
    yield "longest file", f"{longest.path}: {longest.lines} lines"
    long = [module.path for module in modules if module.lines > LONGEST_FILE]
    yield f"files over {LONGEST_FILE} lines", _counted(long)
    yield from _function_facts(modules)
    yield "literal lines", f"{sum(len(literal_lines(module.tree)) for module in modules):,}"
    found = [pattern for module in modules for pattern in patterns(module.tree)]
    yield "patterns compiled in code", f"{len(found)}, {sum(map(len, found)):,} characters"
    above = imports(modules)
    groups = circles(above)
    yield "import floors", str(floors(above, groups))
    yield "circles of imports", _counted([" ".join(sorted(group)) for group in groups if len(group) > 1])


def _function_facts(modules: Sequence[Module]) -> Iterator[tuple[str, str]]:
    functions = [(module, function) for module in modules for function in module.functions()]
    lengths = sorted((_length(function), f"{module.path}: {function.name}") for module, function in functions)
    if not lengths:
        yield "functions", "0"
        return
    ninetieth = lengths[(9 * len(lengths) - 1) // 10][0]
    middle = median(length for length, _ in lengths)
    yield "functions", f"{len(lengths):,}, median {middle:g} lines, 90th percentile {ninetieth}"
    yield "longest function", f"{lengths[-1][1]}: {lengths[-1][0]} lines"
    yield (
        f"functions over {LONGEST_FUNCTION} lines",
        _counted([name for length, name in lengths if length > LONGEST_FUNCTION]),
    )
    trains = [f"{m.path}: {f.name}" for m, f in functions if parameters(f) > MOST_PARAMETERS]
    yield f"functions of over {MOST_PARAMETERS} parameters", _counted(trains)


def _counted(names: Sequence[str]) -> str:
    return f"{len(names)} ({', '.join(names)})" if 0 < len(names) <= _NAMED else str(len(names))


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    """Return how many parameters a function has, `self`, `cls`, `*` and `**` left out."""
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def literal_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines of patterns, word lists and other long strings; see the module."""
    found: set[int] = set()
    left: list[tuple[ast.AST, bool]] = [(node, False) for node in tree.body]
    while left:
        node, runs = left.pop()
        if _is_said(node, runs) or _is_docstring(node):
            continue
        if _is_literal(node):
            found |= _lines_of(node)
        else:
            runs = runs or isinstance(node, Function)
            left.extend((inner, runs) for inner in ast.iter_child_nodes(node))
    return found


def _is_said(node: ast.AST, runs: bool) -> bool:
    """Tell whether a node holds text for a reader: an error, the help of an option, an f-string that runs."""
    if isinstance(node, ast.Call):
        return _called(node).endswith(_SAYING)
    return isinstance(node, ast.Raise) or (isinstance(node, ast.JoinedStr) and runs)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_literal(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        is_split = isinstance(node.func, ast.Attribute) and _is_text(node.func.value)
        return _is_compile(node) or (is_split and _called(node).startswith("split"))
    if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        leaves = list(_leaves(node))
        return len(leaves) >= _WORD_LIST and all(map(_is_text, leaves))
    return (_is_text(node) or isinstance(node, ast.JoinedStr)) and len(_lines_of(node)) > 1


def _leaves(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in a display of values, and in those within it."""
    if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        yield node
        return
    inner = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
    for value in inner:
        yield from _leaves(value) if value else ()


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_compile(node: ast.Call) -> bool:
    """Tell whether a call is of `re.compile`."""
    return _called(node) == "compile" and getattr(getattr(node.func, "value", None), "id", "") == "re"


def _called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _lines_of(node: ast.AST) -> set[int]:
    first = getattr(node, "lineno", 0)
    return set(range(first, (getattr(node, "end_lineno", None) or first) + 1))


def patterns(tree: ast.Module) -> Iterator[str]:
    """Yield the text of each pattern that `re.compile` is given, as far as it is written there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_compile(node) and node.args:
            strings = (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
            yield "".join(string for string in strings if isinstance(string, str))


def imports(modules: Sequence[Module]) -> dict[str, set[str]]:
    """Return the product's modules that each of them imports, at any depth."""
    names = {module.name for module in modules}
    return {module.name: set(_imported(module, names)) - {module.name} for module in modules}


def _imported(module: Module, names: set[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            package = module.path.split("/")[: -node.level] if node.level else []
            source = ".".join([*package, *([node.module] if node.module else [])])
            for alias in node.names:
                # `from package import module` imports the module, `from module import name` the module too.
                yield from [name for name in (f"{source}.{alias.name}", source) if name in names][:1]


def circles(above: Mapping[str, set[str]]) -> list[set[str]]:
    """Return the modules in groups: those that reach each other; a module in no circle is a group alone."""
    reached = {name: _reach(name, above) for name in above}
    groups: dict[frozenset[str], set[str]] = {}
    for name in above:
        group = {other for other in reached[name] if name in reached[other]} | {name}
        groups[frozenset(group)] = group
    return list(groups.values())


def _reach(name: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    left = [name]
    while left:
        new = above[left.pop()] - found
        found |= new
        left.extend(new)
    return found


def floors(above: Mapping[str, set[str]], groups: Sequence[set[str]]) -> int:
    """Return how many groups of modules the longest chain of imports passes through."""
    group_of = {name: number for number, group in enumerate(groups) for name in group}
    below = {
        number: {group_of[other] for name in group for other in above[name]} - {number}
        for number, group in enumerate(groups)
    }
    height: dict[int, int] = {}

    def climb(number: int) -> int:
        if number not in height:
            height[number] = 1 + max(map(climb, below[number]), default=0)
        return height[number]

    return max(map(climb, below), default=0)


if __name__ == "__main__":
    main()
