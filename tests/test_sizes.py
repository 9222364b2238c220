"""How large the rooms and the steps of the product may be, so that they can be read."""

import ast
from collections import Counter

from tests.test_architecture import PRODUCT

MAX_FILES, MAX_FUNCTION = 15, 50


def test_folders_are_small_enough_to_be_read() -> None:
    files = Counter(path.rpartition("/")[0] for path in PRODUCT)
    assert {folder: count for folder, count in files.items() if count > MAX_FILES} == {}


def test_functions_are_short_enough_to_be_read() -> None:
    lengths = {
        f"{path}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, source in PRODUCT.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION} == {}
