"""An assistant over the digest, found by keywords alone, and the replies a model server gives it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from tests.support.fake_openai import FakeOpenAI
from vectorstore.library import Library

MCAL = "mcal-2026"
MCAL_QUOTE = "We introduce MCal, a lightweight post-hoc method that corrects this bias"
MCAL_RESULT = "fine-tuning a simple linear head on the outputs of a frozen base model"
CROSSED = "neural-medbench-2026"
"""The entry whose abstract is Neural-MedBench's, under another paper's title."""


def settings(home: Path, url: str = "", key: str = "", model: str = "") -> Settings:
    """Settings that the environment of the tests has no part in."""
    return Settings(
        home=home,
        model=model,
        openai_api_key=SecretStr(key),
        openai_base_url=url,
        embeddings="none",
        context_tokens=6000,
    )


@pytest.fixture(scope="session")
def assistant(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Yield an assistant without a model, over a library to be read only."""
    home = shutil.copytree(built_home, tmp_path_factory.mktemp("assistant") / "home")
    library = Library(home, None)
    yield Assistant(library, settings(home))
    library.close()


@pytest.fixture
def connected(assistant: Assistant, fake_openai: FakeOpenAI) -> Assistant:
    """Return the assistant with the fake model server behind it, by its address alone."""
    return Assistant(assistant.library, settings(assistant.library.home, fake_openai.url))


@pytest.fixture(scope="session")
def omni(assistant: Assistant) -> str:
    """Return the key of the entry whose abstract is Omni-iEEG's, under Neural-MedBench's title."""
    crossed = (entry for entry in assistant.library.entries() if entry.mismatch)
    return next(entry.key for entry in crossed if entry.mismatch and entry.mismatch.title_name)


def line(text: str, *quotes: tuple[str, str]) -> str:
    """Return a sentence as a model writes it."""
    listed = [{"key": key, "quote": quote} for key, quote in quotes]
    return json.dumps({"text": text, "quotes": listed}, ensure_ascii=False) + "\n"


GOOD = line("MCal is a lightweight post-hoc method that corrects this bias.", (MCAL, MCAL_QUOTE))
SECOND = line("It works by fine-tuning a simple linear head on the outputs.", (MCAL, MCAL_RESULT))
WRONG = line("MCal triples the speed of training.", (MCAL, "MCal triples the speed of training"))


def assert_sound(answer: Answer, assistant: Assistant) -> None:
    """Check what must hold of every answer, whoever wrote it and whatever it says."""
    assert answer.text
    cited: list[str] = []
    for sentence in answer.sentences:
        assert sentence.supported
        assert sentence.text in answer.text
        assert sentence.citations
        for citation in sentence.citations:
            entry = assistant.library.get(citation.key)
            assert entry is not None
            assert entry.text[citation.start : citation.end] == citation.quote
            cited.append(citation.key)
    assert [found.key for found in answer.references] == list(dict.fromkeys(cited))
    assert answer.abstained == bool(answer.reason) == (not answer.sentences)
    assert all(dropped.text not in answer.text for dropped in answer.dropped)
