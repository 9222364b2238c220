"""A question reads the same whichever word for papers it uses, and an abstract whatever it calls its own."""

import pytest

from assistant.papers.roles import role_of
from assistant.patterns import source
from assistant.reading.intent import read_intent
from assistant.reading.list_question import read_list_question
from assistant.reading.reference import asks_for_another
from assistant.reading.request import split_exclusions
from vectorstore.library import Library
from vectorstore.search.conditions import Facets, Filters

EN, ZH = source("en", "shared.papers").split("|"), source("zh", "shared.papers").split("|")


@pytest.mark.parametrize("word", EN)
def test_a_question_says_several_by_any_word(word: str) -> None:
    assert read_intent(f"Which {word} use EEG?").several
    assert read_intent(f"{word.title()} about sleep staging").several
    assert read_intent(f"Compare the two {word} on sleep staging").papers == 2
    assert asks_for_another(f"Are there more {word}?") and asks_for_another(f"Are there similar {word}?")
    assert split_exclusions(f"EEG, without the sleep staging {word}")[1] == ["sleep staging"]


@pytest.mark.parametrize("word", [*EN, *ZH])
def test_the_list_is_asked_for_by_any_word(word: str, library: Library) -> None:
    facets = Facets.of(library.entries())
    asked = (
        [f"{word}都是 oral 的有哪些"] if word in ZH else [f"{word} that are orals", f"number of oral {word}"]
    )
    for question in asked:
        found = read_list_question(question, facets)
        assert found and found.filters == Filters.of(kind="Oral") and not found.about


@pytest.mark.parametrize("word", source("en", "shared.own_paper").split("|"))
def test_an_abstract_offers_what_it_does_by_any_word(word: str) -> None:
    assert role_of(f"This {word} presents a model of sleep.") == "contribution"
