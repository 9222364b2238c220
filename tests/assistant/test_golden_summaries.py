"""Three summaries kept as examples, written offline with the built-in embedder, for people to read.

A change of what is written shows here: read the difference, then write them anew with
`UPDATE_GOLDEN=1 python -m pytest tests/assistant/test_golden_summaries.py`.
"""

import os
from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from tests.support.answering import settings
from tests.support.places import DATA
from vectorstore.embedders.embedder import find_weights
from vectorstore.embedders.onnx import MiniLMEmbeddings
from vectorstore.library import Library

EXAMPLES = DATA / "summaries"
REQUESTS = {
    "survival": "survival analysis",
    "ecg-zh": "梳理一下做心电图的工作。",
    "clinical-prediction": "Summarise the topic clinical prediction.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Yield an assistant as it is after the installation, without a model."""
    home = tmp_path_factory.mktemp("golden")
    library = Library(home, MiniLMEmbeddings(find_weights(home)))
    yield Assistant(library, settings(home))
    library.close()


@pytest.mark.parametrize("name", REQUESTS)
def test_a_summary_reads_as_its_example(name: str, assistant: Assistant) -> None:
    *_, answer = assistant.summarize(REQUESTS[name], "built-in")
    example = EXAMPLES / f"{name}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        EXAMPLES.mkdir(exist_ok=True)
        example.write_text(answer.text + "\n", encoding="utf-8")
    assert answer.text + "\n" == example.read_text(encoding="utf-8")
