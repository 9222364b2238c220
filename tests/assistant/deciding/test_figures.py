"""The figures that the benchmarks print, with the built-in embedding model, on every third case."""

from collections.abc import Iterator

import pytest

from benchmarks import refusals, related, subfields
from tests.support.places import DATA
from vectorstore.embedders.embedder import find_weights
from vectorstore.embedders.onnx import MiniLMEmbeddings
from vectorstore.library import Library
from vectorstore.retriever import Retriever


@pytest.fixture(scope="module")
def by_meaning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """Yield a retriever over the digest as it is shipped."""
    home = tmp_path_factory.mktemp("meaning")
    library = Library(home, MiniLMEmbeddings(find_weights(home)))
    yield Retriever(library)
    library.close()


@pytest.mark.parametrize(
    ("name", "step", "floors"), [("subfields", 3, (0.88, 0.79, 0.83)), ("fresh", 1, (0.82, 0.62, 0.5))]
)
def test_subfields_hold_what_belongs(
    name: str, step: int, floors: tuple[float, ...], by_meaning: Retriever
) -> None:
    cases = subfields.read_cases(DATA / f"{name}.jsonl")[::step]
    told = subfields.means([subfields.score(by_meaning, case) for case in cases])
    assert all(share >= floor for share, floor in zip(told, floors, strict=True)), told


def test_drafts_are_set_beside_what_they_should_cite(by_meaning: Retriever) -> None:
    told = related.means([related.score(by_meaning, case) for case in related.read_cases()[::3]])
    assert all(share >= floor for share, floor in zip(told, (0.84, 0.71), strict=True)), told


@pytest.mark.parametrize(
    ("name", "step", "floors"),
    [("refusals", 3, (0.93, 0.96, 0.87, 0.8)), ("fresh", 1, (0.87, 0.85, 0.6, 0.4))],
)
def test_questions_are_answered_or_refused(
    name: str, step: int, floors: tuple[float, ...], by_meaning: Retriever
) -> None:
    cases = refusals.read_cases(DATA / f"{name}.jsonl")[::step]
    told = refusals.shares(cases, [refusals.is_right(by_meaning, case) for case in cases])
    assert all(share >= floor for (share, _), floor in zip(told.values(), floors, strict=True)), told
