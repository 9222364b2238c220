"""Replies that careless models damage are read as they were meant, or not at all."""

import json
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.models.lines import JsonLines
from tests.families.damaged_replies import CUT, DAMAGES, Reply, damaged, drafts_of, judged, replies
from tests.support.answering import line
from vectorstore.library import Library

NAMES = st.text("ab_0é中", min_size=1, max_size=8)
TEXTS = st.text(st.characters() | st.sampled_from("\"\\{}[],:“”'\n，："), max_size=20)
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(1e-4, 1e4)
VALUES = st.recursive(
    TEXTS | NUMBERS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), min_size=1, max_size=3)
CUTS = st.lists(st.integers(1, 9))


def read(text: str, cuts: list[int]) -> tuple[list[dict[str, object]], int]:
    lines, found = JsonLines(), []
    for cut in cuts:
        found += lines.feed(text[:cut])
        text = text[cut:]
    found += lines.feed(text)
    return found + lines.close(), lines.malformed


@pytest.fixture(scope="module")
def told(library: Library) -> list[Reply]:
    return list(replies(library.entries(), each=1, seed=5))


@given(OBJECTS, CUTS, st.sampled_from([None, 0, 2]), st.booleans(), st.sampled_from(["\n", "", " ", ",\n"]))
def test_what_is_json_is_read_as_json(
    objects: list[dict[str, object]], cuts: list[int], indent: int | None, ascii_only: bool, between: str
) -> None:
    text = between.join(json.dumps(one, indent=indent, ensure_ascii=ascii_only) for one in objects)
    assert read(text, cuts) == (objects, 0)


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_costs_a_true_sentence_or_shows_a_false_one(damage: str, told: list[Reply]) -> None:
    draw = random.Random(1)
    for reply in told:
        text, written = damaged(damage, reply, True, draw)
        objects, _ = read(text, [draw.randint(1, 9) for _ in text])
        _, lost, false = judged(reply, written, drafts_of(objects))
        assert (lost, false) == (0, 0), text


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_a_damaged_stream_is_split_makes_no_difference(damage: str, told: list[Reply]) -> None:
    draw = random.Random(2)
    for reply in told[::4]:
        text, _ = damaged(damage, reply, True, draw)
        assert read(text, [draw.randint(1, 3) for _ in text]) == read(text, [])


@pytest.mark.parametrize("damage", [damage for damage in DAMAGES if damage != CUT])
def test_a_sentence_that_was_cut_is_not_taken_for_whole(damage: str, told: list[Reply]) -> None:
    draw = random.Random(3)
    for reply in told[::2]:
        text, _ = damaged(damage, reply, True, draw)
        objects, _ = read(text[: draw.randrange(len(text))], [])
        assert judged(reply, 0, drafts_of(objects))[2] == 0


SIGNS = re.compile(r'[{}\[\]]|"(?=[,:\]}]|text|quote|key)|(?<=: )"|(?<=[}"\]]),|(?<="):')


@pytest.mark.parametrize("times", [0, 2])
def test_one_sign_that_is_missing_or_doubled_costs_its_sentence_at_most(
    times: int, told: list[Reply]
) -> None:
    for reply in told[::8]:
        text = "".join(line(draft.text, *draft.quotes) for draft in reply.drafts)
        first = line(reply.drafts[0].text, *reply.drafts[0].quotes)
        for sign in (match.start() for match in SIGNS.finditer(first)):
            hurt = text[:sign] + times * text[sign] + text[sign + 1 :]
            _, lost, false = judged(reply, 3, drafts_of(read(hurt, [])[0]))
            # Whether the list of quotes has begun, or has ended, is then anyone's guess.
            unclear = text[sign] == "[" or (times == 2 and text[sign : sign + 2] == "},")
            assert lost <= unclear and not false, hurt


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"text": "no end of string, "quotes": []}', "no end of string"),
        ('{"text": "a "quoted" word", "quotes": []}', 'a "quoted" word'),
        ('{"text": "both "one", "two" and {"three"}", "quotes": []}', 'both "one", "two" and {"three"}'),
        ("{'text': 'the models' own, it's said'}", "the models' own, it's said"),
        ('{"text": "loses 10\\% of it"}', r"loses 10\% of it"),
        ('{text: bare words, "quotes": []}', "bare words"),
        ('{"text": "over\ntwo lines", "quotes": []}', "over\ntwo lines"),
        ('{"text": "no bracket", "quotes": []', "no bracket"),
        ('{"text": "no mark}', "no mark"),
        ('{"text" "no colon" "quotes": [],}', "no colon"),
        ('{"answer": {"text": "inside", "quotes": []}}', "inside"),
        ('Use {this form}: {"text": "after talk"}', "after talk"),
    ],
)
def test_damage_is_mended_where_only_one_reading_is_left(reply: str, text: str) -> None:
    for rest in ("", "\n", '\n{"text": "next"}\n', "\n```\n"):
        objects, _ = read(reply + rest, [])
        said = [one["text"] for one in objects if "text" in one]
        assert said == [text, "next"][: 1 + ("next" in rest)]


@pytest.mark.parametrize(
    "reply", ['{"text": "cut in the mid', '{"text": "whole", "quotes": [{"key": "k", "quote": "cut']
)
def test_what_was_cut_is_not_read(reply: str) -> None:
    assert read(reply, []) == ([], 1)
