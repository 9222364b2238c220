"""The main path: a question in, a growing answer out, every sentence quoted.

Read `Assistant.stream` from top to bottom: read, search, fit, write, ground, repair, close. Both
writers take the same way; where a model fails, the built-in writer goes on from what was checked.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from assistant.deciding.answerable import reason_to_abstain
from assistant.desk import Desk
from assistant.errors import ModelError, QuestionError
from assistant.grounding.plain import drop_orders, speaks_to_models
from assistant.growth import close, rank_hits, refuse, run_steps, track_usage, with_usage, write_sentences
from assistant.language import language_of, say
from assistant.models.budget import UNLIMITED, Budget
from assistant.models.choose import BUILT_IN, WritingModel, choose_model, describe, list_models
from assistant.models.stream import TIMEOUTS, Timeouts
from assistant.models.tokens import estimate_tokens, token_counter
from assistant.reading.intent import read_intent
from assistant.reading.question import Reader, Reading
from assistant.related import related_work
from assistant.settings import Settings
from assistant.summary import summarize
from assistant.trace import Trace
from assistant.types import UNCAPPED, Answer, Brief, Cap, Turn
from assistant.writing.built_in import BuiltInWriter
from assistant.writing.evidence import fit
from assistant.writing.lists import ListWriter, Part, list_parts, unclear
from assistant.writing.model import ModelWriter
from prompts import load_prompt
from vectorstore.errors import PaperAssistantError
from vectorstore.library import Library
from vectorstore.retriever import Retriever, Scope
from vectorstore.search.conditions import Filters
from vectorstore.stores.vectors import Progress, silent
from vectorstore.text.analysis import terms
from vectorstore.types import Hit

MAX_QUESTION_TOKENS = 4000
HITS = 10
SHOWN = 8
"""Entries a writer is shown at most."""
SENTENCES_RANKED = 12
MODEL_SECONDS = 38.0
"""From the question on, all that a model adds to a first answer has this long."""
ALL = Filters()


class Assistant:
    """Answers questions from a library; safe to use from several threads.

    Example:
        >>> assistant = open_assistant()                                     # from assistant.build
        >>> print(assistant.ask("What is MCal?").text)
    """

    def __init__(
        self, library: Library, settings: Settings, timeouts: Timeouts = TIMEOUTS, budget: Budget = UNLIMITED
    ) -> None:
        self.library = library
        self.settings = settings
        self.timeouts = timeouts
        self.budget = budget
        self.retriever = Retriever(library)
        self._reader = Reader(self.retriever, reason_to_abstain)

    def ask(
        self, question: str, history: Sequence[Turn] = (), model: str = "auto", filters: Filters = ALL
    ) -> Answer:
        """Return the whole answer; see `stream`."""
        *_, answer = self.stream(question, history, model, filters)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), model: str = "auto", filters: Filters = ALL
    ) -> Iterator[Answer]:
        """Yield the answer as it grows, sentence by sentence; the last one is final.

        While a model keeps silent the answer is yielded unchanged, so that a reader can leave at any time:
        closing the iterator closes the connection.

        Args:
            question: in English or Chinese; the answer's frame follows its language.
            history: the conversation so far, oldest first.
            model: `auto`, `built-in`, `provider:name`, or a model of the configured server.
            filters: conditions on the entries, beside those that the question states.

        Raises:
            QuestionError: the question is empty, wordless or too long; no model was asked.
            LibraryError: the library cannot be searched.
        """
        begun = time.monotonic()
        _check(question)

        # 1. Read it: make it stand alone, find the conditions it puts on papers; the model, if any, may help.
        answer = Answer(question, question, language_of(question), trace=self._trace(model))
        answer, reading, writing = yield from self._read(answer, history, model, filters)

        # 2. What only the records can tell is told from them, whole and exact; the rest from the papers.
        listing = reading.listing
        if listing.unclear:
            yield refuse(answer, [], unclear(listing, answer.language))
            return
        told = listing.of_records
        parts = list_parts(listing, self.retriever, answer.language, reading.asked.without) if told else []
        if parts:
            answer = yield from _from_records(answer, parts)
        else:
            answer = yield from self._from_papers(answer, reading, history, writing, begun + MODEL_SECONDS)

        # 3. Close: references and warnings from the ledger, never from a model.
        yield close(answer, self.library, time.monotonic() - begun)

    def _read(
        self, answer: Answer, history: Sequence[Turn], model: str, filters: Filters
    ) -> Generator[Answer, None, tuple[Answer, Reading, WritingModel | None]]:
        """Return the answer as far as reading brings it, what was read, and the model that is to write."""
        reading = self._reader.read(answer.question, history, filters)
        writing = None
        if not (reading.listing.of_records or reading.listing.unclear):
            writing, answer = self._writing_model(model, answer)
        if writing:
            improving = self._reader.read_with(writing, reading, answer.question, history, filters)
            waiting = answer
            reading, said = yield from run_steps(improving, lambda _: waiting)
            answer = with_usage(answer, said)
        answer = replace(
            answer,
            standalone_question=reading.asked.question,
            filters=reading.listing.filters.to_dict(),
            trace=answer.trace.lap("read"),
        )
        return answer, reading, writing

    def _from_papers(
        self,
        answer: Answer,
        reading: Reading,
        history: Sequence[Turn],
        writing: WritingModel | None,
        by: float,
    ) -> Generator[Answer, None, Answer]:
        """Search, fit the evidence to the writer's budget, write, ground; return the answer."""
        asked, listing = reading.asked, reading.listing
        scope = Scope(asked.referred, listing.filters, reading.also, asked.without)
        search = self.retriever.search(listing.about, HITS, SENTENCES_RANKED, scope)
        notices = (*self.library.notices, *filter(None, [search.notice]), *answer.notices)
        trace = answer.trace.lap("search")
        answer = replace(answer, hits=rank_hits(search.hits), notices=notices, trace=trace)
        yield answer
        count = token_counter(writing.name) if writing else estimate_tokens
        hits, evidence = fit(search.hits[:SHOWN], self.settings.context_tokens, count)
        evidence = drop_orders(evidence)
        named = tuple({**search.question.named.own, **dict.fromkeys(asked.referred)})
        about = listing.about if listing.filters else ""
        brief = Brief(asked.question, answer.language, hits, evidence, tuple(history), named, about)
        answer = replace(answer, trace=answer.trace.lap("prepare"))

        # The model writes, where there is one.
        if writing and hits:
            writer = ModelWriter(writing, load_prompt("answer"), repair_by=by)
            before = answer
            growing = write_sentences(writer, brief, replace(answer, model=writing.name), writer.repair)
            answer = yield from track_usage(growing, writer.dialogue)
            if answer.abstained and (led := _leading(brief)):
                notice = say(answer.language, "led astray", where=", ".join(led))
                answer = replace(before, notices=(*before.notices, notice))
            wrote = answer.complete or answer.sentences
            answer = with_usage(replace(answer, model=writing.name if wrote else BUILT_IN), writer.dialogue)
        if answer.complete:
            return answer

        # There is none, or it failed: the built-in writer writes, unless the papers do not answer.
        reason = reason_to_abstain(search, read_intent(asked.question), answer.language, asked.referred)
        if reason and not answer.sentences:
            return refuse(answer, hits, reason)
        broke_off = bool(answer.sentences)
        answer = yield from write_sentences(BuiltInWriter(), brief, answer)
        return replace(answer, complete=not broke_off)

    def _trace(self, model: str) -> Trace:
        """Begin the record of an answer, with the settings that shape it; none is a secret."""
        embedder = self.library.embedder
        return Trace.begin(
            model=model,
            context_tokens=self.settings.context_tokens,
            embedder=embedder.identity if embedder else None,
            papers=len(self.library),
        )

    def summarize(
        self,
        subfield: str,
        model: str = "auto",
        filters: Filters = ALL,
        cap: Cap = UNCAPPED,
        progress: Progress = silent,
    ) -> Iterator[Answer]:
        """Yield the summary of a subfield as it grows; see `assistant.summary.summarize`.

        Raises:
            QuestionError: the request is empty, wordless or too long; no model was asked.
            LibraryError: the library cannot be searched.
        """
        _check(subfield)
        given = replace(self._desk(model), progress=progress)
        yield from summarize(subfield, given, filters, cap, self._trace(model))

    def related_work(
        self, draft: str, model: str = "auto", filters: Filters = ALL, cap: Cap = UNCAPPED
    ) -> Iterator[Answer]:
        """Yield the related work for a draft as it grows; see `assistant.related.related_work`.

        Raises:
            QuestionError: the draft is empty or says nothing to look for; no model was asked.
            LibraryError: the library cannot be searched.
        """
        yield from related_work(draft, self._desk(model), filters, cap, self._trace(model))

    def _desk(self, model: str) -> Desk:
        choose = partial(self._writing_model, model)
        return Desk(self.library, self.retriever, choose, self.settings.context_tokens)

    def warm_up(self) -> None:
        """Load what the first search loads; what is wrong with it, the first question will say."""
        with suppress(PaperAssistantError):
            self.retriever.search("warm up", 1)
            self.retriever.facets()

    def _writing_model(self, wanted: str, answer: Answer) -> tuple[WritingModel | None, Answer]:
        try:
            model = choose_model(self.settings, wanted, self.timeouts)
            return model and replace(model, budget=self.budget), answer
        except ModelError as error:
            notice = say(answer.language, "model failed", reason=error)
            return None, replace(answer, notices=(*answer.notices, notice))

    def model_choices(self) -> list[str]:
        """Return the writers to choose from: `auto`, `built-in`, and what the configured server offers."""
        return ["auto", BUILT_IN, *list_models(self.settings)]

    def model_line(self, model: str = "auto") -> tuple[str, str]:
        """Return the name of the model in use, and what text leaves this machine and where to."""
        try:
            chosen = choose_model(self.settings, model)
        except ModelError as error:
            return BUILT_IN, f"{error} {describe(None)}"
        return (chosen.name if chosen else BUILT_IN), describe(chosen)


def _from_records(answer: Answer, parts: Sequence[Part]) -> Generator[Answer, None, Answer]:
    """List the entries that match; where none does, say so, and what one condition less would leave."""
    hits = [Hit(entry, 1.0, ()) for entry in {e.key: e for part in parts for e in part.entries}.values()]
    if not hits:
        return refuse(answer, [Hit(entry, 1.0, ()) for entry in parts[0].near], parts[0].nothing)
    unread = [
        say(answer.language, "left unread", words=part.left_unread) for part in parts if part.left_unread
    ]
    answer = replace(answer, notices=(*answer.notices, *unread))
    writer = ListWriter(parts)
    brief = Brief(answer.standalone_question, answer.language, tuple(hits), ())
    answer = yield from write_sentences(writer, brief, replace(answer, hits=rank_hits(hits)))
    return replace(answer, text="\n\n".join(filter(None, (answer.text, writer.last_word))))


def _leading(brief: Brief) -> list[str]:
    """Return what was shown that speaks to models, and may have led one to refuse."""
    texts = {
        hit.entry.key: "\n".join((hit.entry.text, *hit.entry.topics, *hit.entry.links)) for hit in brief.hits
    }
    texts |= {f"“{turn.content[:20]}…”": turn.content for turn in brief.history}
    return [where for where, text in texts.items() if speaks_to_models(text)]


def _check(question: str) -> None:
    if not question.strip():
        raise QuestionError("The question is empty. Ask about the papers, e.g. “What is MCal?”")
    if not terms(question):
        raise QuestionError(
            "The question has no words to search for. Ask in English or Chinese / 请用中文或英文提问。"
        )
    tokens = estimate_tokens(question)
    if tokens > MAX_QUESTION_TOKENS:
        raise QuestionError(
            f"The question has about {tokens:,} tokens; {MAX_QUESTION_TOKENS:,} is the most. Shorten it."
        )
