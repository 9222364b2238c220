"""What is meant over several turns: an entry by its place or its subject, a subject asked for again."""

import pytest

from assistant.ask import Assistant
from assistant.deciding.answerable import reason_to_abstain
from assistant.reading.conversation import exchanges_of
from assistant.reading.followup import stand_alone
from assistant.reading.standalone import Standalone
from assistant.types import Turn
from tests.support.answering import MCAL, assert_sound, assistant, omni

__all__ = ["assistant", "omni"]

FETAL, NURSES, EHR, SEGMENTS = "fetal-gauge-2026", "nurvalues-2026", "ehr-chatqa-2026", "veloxseg-2026"
GLOSS, TOKENS, GARLIC, RESP = "cerebragloss-2026", "tfm-tokenizer-2026", "garlic-2026", "resp-agent-2026"
TWO_TOPICS = [
    Turn("user", "Is there a benchmark of fetal ultrasound?"),
    Turn("assistant", f"FETAL-GAUGE is one. [{FETAL}]"),
    Turn("user", "Which agents query health records?"),
    Turn("assistant", f"EHR-ChatQA tests them. [{EHR}]"),
    Turn("user", "Thanks!"),
    Turn("assistant", "You are welcome."),
]
SIGNALS = [
    Turn("user", "Which papers work on signals of the body?"),
    Turn(
        "assistant",
        f"CerebraGloss [{GLOSS}] on EEG, GARLIC [{GARLIC}] in the ICU, Resp-Agent [{RESP}] on sound.",
    ),
]


def talk(question: str, answer: str) -> list[Turn]:
    return [Turn("user", question), Turn("assistant", answer)]


def read(assistant: Assistant, question: str, history: list[Turn]) -> Standalone:
    return stand_alone(question, history, assistant.retriever, reason_to_abstain)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("New topic: which papers work on omics?", "Which papers work on omics?"),
        ("Okay, let's change the subject. Who studies omics?", "Who studies omics?"),
        ("On a different note, what is said of omics?", "What is said of omics?"),
        ("我们换个话题吧,有没有组学的论文?", "有没有组学的论文?"),
        ("问个别的:谁研究组学?", "谁研究组学?"),
        ("换个话题，谁研究组学？", "谁研究组学？"),
    ],
)
def test_a_change_of_subject_said_aloud_is_taken_at_its_word(
    question: str, rest: str, assistant: Assistant
) -> None:
    assert read(assistant, question, TWO_TOPICS) == Standalone(rest)


@pytest.mark.parametrize(
    ("question", "key", "rest"),
    [
        ("Back to what I asked at the start: is there code?", FETAL, "Is there code? (about FETAL-GAUGE)"),
        (
            "Returning to the ultrasound benchmark, is there code?",
            FETAL,
            "Is there code? (about FETAL-GAUGE)",
        ),
        ("About your last answer - is there code?", EHR, "Is there code? (about EHR-ChatQA)"),
        ("Does the earlier one have code?", FETAL, "Does the earlier one have code? (about FETAL-GAUGE)"),
        ("Does the former have code?", FETAL, "Does the former have code? (about FETAL-GAUGE)"),
        ("后面这个有代码吗?", EHR, "后面这个有代码吗? (指 EHR-ChatQA)"),
        ("前面那项有代码吗?", FETAL, "前面那项有代码吗? (指 FETAL-GAUGE)"),
        ("Does the latter have code?", EHR, "Does the latter have code? (about EHR-ChatQA)"),
        ("回到一开始问的那个,有代码吗?", FETAL, "有代码吗? (指 FETAL-GAUGE)"),
        ("说回胎儿超声那个,有代码吗?", FETAL, "有代码吗? (指 FETAL-GAUGE)"),
        ("前面说的那个有代码吗?", FETAL, "前面说的那个有代码吗? (指 FETAL-GAUGE)"),
        ("后面提到的那个有代码吗?", EHR, "后面提到的那个有代码吗? (指 EHR-ChatQA)"),
        ("刚才说的基准有代码吗?", EHR, "刚才说的基准有代码吗? (指 EHR-ChatQA)"),
        ("后者有代码吗?", EHR, "后者有代码吗? (指 EHR-ChatQA)"),
    ],
)
def test_a_place_in_the_conversation_tells_the_entry(
    question: str, key: str, rest: str, assistant: Assistant
) -> None:
    asked = read(assistant, question, TWO_TOPICS)
    assert (asked.question, asked.referred) == (rest, (key,))
    answer = assistant.ask(question, TWO_TOPICS)
    assert {reference.key for reference in answer.references} == {key}
    assert_sound(answer, assistant)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Not the EEG one. Of the other two, which has code?", (GARLIC, RESP)),
        ("Leaving out CerebraGloss, which of the rest has code?", (GARLIC, RESP)),
        ("Ignoring the first two, does the remaining one have code?", (RESP,)),
        ("除了脑电那篇,另外两篇哪个有代码?", (GARLIC, RESP)),
        ("不要第二个,剩下的哪个有代码?", (GLOSS, RESP)),
        ("排除 Resp-Agent,其余两篇哪个有代码?", (GLOSS, GARLIC)),
    ],
)
def test_what_is_left_of_a_list_is_meant(question: str, left: tuple[str, ...], assistant: Assistant) -> None:
    assert read(assistant, question, SIGNALS).referred == left


@pytest.mark.parametrize("question", ["And the others, have they code?", "另外两篇有代码吗?"])
def test_the_others_are_those_not_spoken_of_since(question: str, assistant: Assistant) -> None:
    history = [*SIGNALS, *talk("Has GARLIC code?", f"No link is recorded. [{GARLIC}]")]
    assert read(assistant, question, history).referred == (GLOSS, RESP)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("What does the one on EEG describe?", GLOSS),
        ("That ICU paper, does it explain itself?", GARLIC),
        ("讲脑电的那篇有代码吗?", GLOSS),
        ("那个呼吸音的系统有代码吗?", RESP),
    ],
)
def test_a_description_picks_from_a_list(question: str, key: str, assistant: Assistant) -> None:
    assert read(assistant, question, SIGNALS).referred == (key,)


@pytest.mark.parametrize(
    ("question", "before", "reframed"),
    [
        (
            "Same question for nurses.",
            "Is there a test made for sonographers?",
            "Is there a test made for nurses?",
        ),
        ("What about EEG?", "Is there a benchmark for ECG?", "Is there a benchmark for EEG?"),
        ("And in pathology?", "Is there segmentation in ultrasound?", "Is there segmentation in pathology?"),
        ("那护理的呢?", "有没有麻醉方面的评测?", "有没有护理方面的评测?"),
        ("换成脑电,同样的问题", "有没有做心电图的数据集?", "有没有做脑电的数据集?"),
    ],
)
def test_a_new_subject_takes_the_place_of_the_old(
    question: str, before: str, reframed: str, assistant: Assistant
) -> None:
    asked = read(assistant, question, talk(before, f"Yes. [{SEGMENTS}]"))
    assert (asked.question, asked.referred) == (reframed, ())


@pytest.mark.parametrize(
    ("question", "before", "asked"),
    [
        ("And CARE?", "Does MCal have code?", "Does CARE have code?"),
        ("那 CARE 呢?", "MCal 有代码吗?", "CARE 有代码吗?"),
    ],
)
def test_another_name_takes_the_place_of_the_last(
    question: str, before: str, asked: str, assistant: Assistant
) -> None:
    found = read(assistant, question, talk(before, f"No. [{MCAL}]"))
    assert (found.question, found.referred) == (asked, ("care-2026",))


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("And for fetal ultrasound, do models read scans badly too?", FETAL),
        ("But in the ICU, is attention over a graph any use as well?", GARLIC),
        ("那胎儿超声方面,模型也看不懂吗?", FETAL),
    ],
)
def test_a_further_subject_of_which_the_same_is_asked_leads_to_its_paper(
    question: str, key: str, assistant: Assistant
) -> None:
    asked = read(assistant, question, talk("Is EEG hard to describe?", f"It is. [{GLOSS}]"))
    assert asked.referred == (key,)


@pytest.mark.parametrize("question", ["And the linear head?", "线性头呢?", "And its limits?"])
def test_a_part_of_the_entry_is_no_new_subject(question: str, assistant: Assistant) -> None:
    assert read(assistant, question, talk("What is MCal?", f"It corrects bias. [{MCAL}]")).referred == (MCAL,)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (
            "Anything else on that topic?",
            "Anything else on that topic? (as in “Which papers tokenise EEG?”, other than TFM-Tokenizer)",
        ),
        (
            "Is there something similar that describes it in words?",
            "Is there something similar that describes it in words? (as in “Which papers tokenise EEG?”, "
            "other than TFM-Tokenizer)",
        ),
        ("还有别的类似的吗?", "还有别的类似的吗? (承接“Which papers tokenise EEG?”,不含 TFM-Tokenizer)"),
    ],
)
def test_the_same_subject_asks_for_another_entry(question: str, shown: str, assistant: Assistant) -> None:
    history = talk("Which papers tokenise EEG?", f"TFM-Tokenizer does. [{TOKENS}]")
    answer = assistant.ask(question, history)
    assert answer.standalone_question == shown
    assert TOKENS not in {hit.key for hit in answer.hits}
    assert answer.hits[0].key in (GLOSS, "ct-rsa-2026")


def test_what_was_set_aside_stays_aside_while_the_subject_lasts(assistant: Assistant) -> None:
    history = [
        *talk("Which papers tokenise EEG?", f"TFM-Tokenizer does. [{TOKENS}]"),
        *talk("Anything else on that topic?", f"CerebraGloss. [{GLOSS}]"),
    ]
    assert set(read(assistant, "What else is there?", history).without) == {TOKENS, GLOSS}


@pytest.mark.parametrize(
    "question", ["Apart from TFM-Tokenizer, what is there on EEG?", "除了 TFM-Tokenizer,还有哪些脑电的论文?"]
)
def test_a_paper_named_to_be_left_out_is_not_the_answer(question: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert answer.standalone_question == question
    assert TOKENS not in {hit.key for hit in answer.hits} and not answer.abstained


@pytest.mark.parametrize(
    "question",
    [
        "Which five core values did they distil, and from which codes?",
        "How many core value dimensions does the benchmark have, and do the authors name nursing codes?",
        "护理价值观的核心维度有多少个?",
        "Which nurses assessed it first?",
        "冲突的那部分指什么?",
        "For how many models?",
        "分几级?",
        "过去的模型,它怎么看?",
        "有代码吗?",
        "是哪一年发表的?",
    ],
)
def test_a_question_without_a_subject_is_about_the_entry_that_holds_its_words(
    question: str, assistant: Assistant
) -> None:
    history = talk("Does a benchmark test the values of nurses?", f"NurValues does. [{NURSES}]")
    assert read(assistant, question, history).referred == (NURSES,)


@pytest.mark.parametrize(
    "question",
    [
        "How does a lightweight network keep 3D segmentation cheap when it has few parameters?",
        "Which papers under the topic 'medical LLM agent' come with a code link?",
        "Since scans are scarce, which adapters work when they are tuned on little data?",
        "List everything filed under clinical NLP.",
        "联邦学习里,服务器怎样引导新病人去合适的医院?",
        "有哪些论文提供代码?",
        "What is the capital of Mongolia?",
        "Who won the chess title?",
        "红烧肉怎么做?",
        "明天上海的天气怎么样?",
    ],
)
def test_a_question_with_a_subject_of_its_own_is_not_dragged_back(
    question: str, assistant: Assistant
) -> None:
    history = talk("Does a benchmark test the values of nurses?", f"NurValues does. [{NURSES}]")
    assert read(assistant, question, history) == Standalone(question)


@pytest.mark.parametrize(
    "question", ["How many people have epilepsy, according to {key}?", "{key} 里癫痫患者有多少?"]
)
def test_a_key_names_its_entry(question: str, omni: str, assistant: Assistant) -> None:
    answer = assistant.ask(question.format(key=omni))
    assert {reference.key for reference in answer.references} == {omni}
    assert "50 million" in answer.text


def test_a_carried_entry_without_a_name_is_answered(omni: str, assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many people does it affect?", talk("What of epilepsy?", f"One paper. [{omni}]")
    )
    assert answer.standalone_question == f"How many people does it affect? (about {omni})"
    assert {reference.key for reference in answer.references} == {omni}


def test_exchanges_hold_what_their_answers_speak_of(assistant: Assistant) -> None:
    entries, names = assistant.library.entries(), assistant.retriever.names()
    found = exchanges_of(TWO_TOPICS, entries, names)
    assert [(exchange.place, exchange.keys) for exchange in found] == [(0, (FETAL,)), (2, (EHR,))]
    assert exchanges_of([Turn("user", "What is MCal?")], entries, names)[0].keys == (MCAL,)
    assert exchanges_of([Turn("assistant", "Hello!")], entries, names) == []
