"""The built-in writer frames sentences of the papers, and everything it drafts passes the grounding."""

from dataclasses import replace

import pytest

from assistant.ask import Assistant
from assistant.grounding.ground import ground
from assistant.types import Brief, Draft, Language, Sentence
from assistant.writing.built_in import MAX_SENTENCES, BuiltInWriter
from tests.support.answering import CROSSED, MCAL, assistant, omni
from vectorstore.types import Entry, Hit, Passage, PassageHit

__all__ = ["assistant", "omni"]


def entry(key: str, *sentences: str, name: str = "", links: tuple[str, ...] = ()) -> Entry:
    title = f"{name or key}: a study"
    return Entry(key, title, f"{title}\n\n{' '.join(sentences)}", name=name, links=links, venue="ICLR")


def hit(found: Entry, score: float = 1.0, *sentences: str) -> Hit:
    """Return a hit whose passages are the sentences given, best first."""
    pieces: list[PassageHit] = []
    for rank, sentence in enumerate(sentences):
        start = found.text.index(sentence)
        passage = Passage(found.key, start, start + len(sentence), sentence)
        pieces.append(PassageHit(passage, 1 - rank / 10, ("keyword",)))
    return Hit(found, score, tuple(pieces))


def drafts(question: str, *hits: Hit, named: tuple[str, ...] = (), language: Language = "en") -> list[Draft]:
    """Return what is written, each draft checked by the grounding."""
    evidence = tuple(
        Passage(h.entry.key, h.entry.body_start, len(h.entry.text), h.entry.abstract) for h in hits
    )
    brief = Brief(question, language, hits, evidence, named=named)
    written = [draft for draft in BuiltInWriter().write(brief) if isinstance(draft, Draft)]
    assert all(isinstance(ground(draft, brief), Sentence) for draft in written)
    return written


FIRST = "We introduce Alpha, a method that grades scans."
SECOND = "However, earlier methods remain slow."
THIRD = "Alpha improves accuracy by 12%."
ALPHA = entry("alpha-2026", FIRST, SECOND, THIRD, name="Alpha", links=("https://alpha.example/code",))
BETA_SAYS = "We propose Beta, a benchmark of two tasks."
BETA = entry("beta-2026", BETA_SAYS, name="Beta")


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [(FIRST, "Alpha sets out: “"), (SECOND, "On the problem, Alpha says: “"), (THIRD, "Alpha reports: “")],
)
def test_a_sentence_is_framed_by_the_part_it_plays_in_its_paper(sentence: str, frame: str) -> None:
    (draft,) = drafts("Alpha?", hit(ALPHA, 1.0, sentence))
    assert draft.text == f"{frame}{sentence}”"
    assert draft.quotes == (("alpha-2026", sentence),)


def test_the_frame_follows_the_language_and_the_quote_stays_as_it_is() -> None:
    (draft,) = drafts("什么是 Alpha?", hit(ALPHA, 1.0, FIRST), language="zh")
    assert draft.text == f"Alpha 提出:“{FIRST}”"


def test_a_paper_is_introduced_once() -> None:
    lead_ins = [draft.lead_in for draft in drafts("Alpha?", hit(ALPHA, 1.0, FIRST, SECOND, THIRD))]
    assert lead_ins[0] == "**Alpha: a study** (ICLR)" and not any(lead_ins[1:])


def test_sentences_that_say_the_same_are_quoted_once() -> None:
    again = "We introduce Alpha, a new method that grades scans."
    twice = entry("alpha-2026", FIRST, again, name="Alpha")
    assert len(drafts("Alpha?", hit(twice, 1.0, FIRST, again))) == 1


def test_links_are_recorded_facts_and_come_first() -> None:
    (draft,) = drafts("Where is the code of Alpha?", hit(ALPHA, 1.0, FIRST))
    assert draft.text == "Links recorded for Alpha: https://alpha.example/code"
    assert draft.quotes == (("alpha-2026", ALPHA.title),)


def test_a_paper_without_links_is_said_to_have_none() -> None:
    (draft,) = drafts("Beta 的代码?", hit(BETA, 1.0, BETA_SAYS), language="zh")
    assert draft.text == "Beta 没有登记代码或项目链接。"


def test_papers_the_question_names_are_all_answered_from() -> None:
    hits = (hit(ALPHA, 1.0, FIRST), hit(BETA, 0.1, BETA_SAYS))
    written = drafts("How do Alpha and Beta differ?", *hits, named=("alpha-2026", "beta-2026"))
    assert {key for draft in written for key, _ in draft.quotes} == {"alpha-2026", "beta-2026"}


def test_one_paper_answers_a_question_about_one() -> None:
    written = drafts("What grades scans?", hit(ALPHA, 1.0, FIRST), hit(BETA, 0.9, BETA_SAYS))
    assert {key for draft in written for key, _ in draft.quotes} == {"alpha-2026"}


@pytest.mark.parametrize(
    "question", ["Alpha or Beta: what does each grade?", "Alpha 和那篇打分的,各自做什么?"]
)
@pytest.mark.parametrize(("third", "papers"), [(0.2, 2), (0.75, 1)])
def test_two_papers_answer_where_both_stand_out(question: str, third: float, papers: int) -> None:
    gamma = entry("gamma-2026", "We study tea.")
    hits = (hit(ALPHA, 1.0, FIRST), hit(BETA, 0.8, BETA_SAYS), hit(gamma, third, "We study tea."))
    written = drafts(question, *hits, named=("alpha-2026",))
    assert len({key for draft in written for key, _ in draft.quotes}) == papers


@pytest.mark.parametrize("question", ["Which papers are there on EEG?", "哪些论文与大语言模型有关?", "MCal?"])
def test_an_answer_has_few_sentences(question: str, assistant: Assistant) -> None:
    assert 1 <= len(assistant.ask(question, model="built-in").sentences) <= MAX_SENTENCES


def test_every_entry_of_the_library_can_be_told_by_its_name(assistant: Assistant) -> None:
    named = [found for found in assistant.library.entries() if found.name]
    assert len(named) > 35
    for found in named:
        answer = assistant.ask(f"What is {found.name}?")
        assert [reference.key for reference in answer.references] == [found.key]
        assert not answer.dropped


@pytest.mark.parametrize("name", ["Neural-MedBench", "Omni-iEEG"])
def test_a_crossed_entry_is_never_introduced_by_its_title(name: str, assistant: Assistant, omni: str) -> None:
    answer = assistant.ask(f"Where is the code of {name}, and what does it do?")
    key = CROSSED if name == "Neural-MedBench" else omni
    found = assistant.library.get(key)
    assert found is not None and found.title not in answer.text
    assert answer.text.startswith(f"**{key}** (")
    assert all(link in answer.sentences[0].text for link in found.links)


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    one, two = (assistant.ask("Which papers are about ECG?") for _ in range(2))
    assert (one.text, one.sentences, one.hits) == (two.text, two.sentences, two.hits)
    assert MCAL not in one.text


def test_a_sentence_that_says_what_the_best_one_announces_is_quoted_with_it() -> None:
    announces, says, other = "It meets many obstacles.", "These include noise and drift.", "Code is given."
    paper = entry("noisy", announces, says, other, name="NoisyNet")
    written = drafts("Which obstacles?", hit(paper, 1.0, announces), named=("noisy",))
    assert [quote for draft in written for _, quote in draft.quotes] == [announces]
    found = hit(paper, 1.0, announces, other, says)
    weak = replace(
        found,
        passages=tuple(replace(p, score=p.score if p == found.passages[0] else 0.1) for p in found.passages),
    )
    written = drafts("Which obstacles?", weak, named=("noisy",))
    assert [quote for draft in written for _, quote in draft.quotes] == [announces, says]
