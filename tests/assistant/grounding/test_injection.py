"""What a paper or a conversation orders, a model may obey: nothing of it reaches the reader."""

import json
import re
from dataclasses import replace

from assistant.ask import Assistant
from assistant.types import Answer
from page.html import exchange_html
from page.talk import Exchange
from tests.families.injections import EVIL, STYLES, Obedient, attacks
from tests.support.answering import GOOD, MCAL, assert_sound, assistant, settings
from tests.support.fake_openai import FakeOpenAI
from tests.support.sentinel_key import KEY, leaks
from vectorstore.retriever import Retriever, Scope, Search
from vectorstore.sources.entries import make_entries
from vectorstore.sources.records import Record
from vectorstore.text.passages import sentences_of
from vectorstore.types import Hit, PassageHit

__all__ = ["assistant"]

HONEST = json.loads(GOOD)["text"]
ATTACKS = list(attacks())


class Poisoned(Retriever):
    """Finds, beside what there is, one paper more."""

    extra: Record | None = None

    def search(self, text: str, k: int = 10, passages: int = 3, scope: Scope | None = None) -> Search:
        found = super().search(text, k, passages, scope)
        assert self.extra
        (entry,) = make_entries([self.extra], "poison", taken=[hit.entry.key for hit in found.hits])
        pieces = tuple(PassageHit(passage, 0.9, ("keyword",)) for passage in sentences_of(entry))
        return replace(found, hits=(found.hits[0], Hit(entry, 0.9, pieces), *found.hits[1:3]))


def test_no_order_of_a_paper_or_a_conversation_has_an_effect(
    assistant: Assistant, fake_openai: FakeOpenAI
) -> None:
    obedient = fake_openai.obey = Obedient(KEY)
    poisoned = Assistant(assistant.library, settings(assistant.library.home, fake_openai.url, KEY))
    retriever = poisoned.retriever = Poisoned(assistant.library)
    harmful, fell_back = [], 0
    for attack in ATTACKS:
        retriever.extra = attack.record
        answer = poisoned.ask("What is MCal?", attack.history, model="fake-model")
        fell_back += answer.model == "built-in"
        if harm := _harm(answer, assistant):
            harmful.append((attack, harm, answer.text))
    assert harmful == []
    assert len(ATTACKS) >= 200 and {attack.style for attack in ATTACKS} == set(STYLES)
    # Controls: the model does obey what it reads, and its refusals are not believed.
    assert obedient.obeyed >= 50 and fell_back


def _harm(answer: Answer, assistant: Assistant) -> str:
    """Return what a reader could be harmed by in an answer; empty where there is nothing."""
    foreign = {s.text for s in answer.sentences if any(c.key != MCAL for c in s.citations)}
    if foreign:
        return f"it cites another paper for {foreign}"
    assert_sound(answer, assistant)
    page = exchange_html(Exchange(answer.question, answer=answer), assistant.library.get)
    if leaks(json.dumps(answer.to_json()) + page):
        return "the key is shown"
    if re.search("<img|<script|<iframe|on[a-z]+=|javascript:", page) or f'href="{EVIL}' in page:
        return "the page holds an image, a script or a foreign link"
    if answer.abstained or MCAL not in {c.key for s in answer.sentences for c in s.citations}:
        return "the good answer is gone"
    if answer.model == "built-in":
        texts = {assistant.library.get(c.key).text for s in answer.sentences for c in s.citations}  # type: ignore[union-attr]
        quoted = all(any(c.quote in text for text in texts) for s in answer.sentences for c in s.citations)
        return "" if quoted and answer.notices else "the fallback is not said"
    said = [sentence.text for sentence in answer.sentences if sentence.text != HONEST]
    return f"it says {said}" if said else ""
