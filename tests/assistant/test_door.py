"""The door for programs of one's own: what the README shows, and nothing else."""

from pathlib import Path

import pytest

import assistant
from tests.support.answering import MCAL, settings


def test_what_the_readme_shows_a_program_works(home: Path) -> None:
    opened = assistant.open_assistant(settings(home))
    answer = opened.ask("What is MCal?")
    assert isinstance(opened, assistant.Assistant) and isinstance(answer, assistant.Answer)
    assert "We introduce MCal" in answer.text
    documents = assistant.PaperRetriever(retriever=opened.retriever, k=3).invoke("missingness bias")
    assert documents[0].id == MCAL
    opened.library.close()


def test_every_name_of_the_door_opens_and_no_other_does() -> None:
    assert {getattr(assistant, name).__name__ for name in assistant.__all__} == set(assistant.__all__)
    with pytest.raises(AttributeError, match="no attribute 'open_library'"):
        assistant.open_library  # noqa: B018
