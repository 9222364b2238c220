"""The main path: a question in, a growing answer out, every sentence quoted.

Read `Assistant.stream` from top to bottom: stand alone, search, decide, fit, write, ground, close. Both
writers take the same way; where a model fails, the built-in writer goes on from what was checked.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from assistant.abstention import reason_to_abstain
from assistant.built_in import BuiltInWriter
from assistant.errors import ModelError, QuestionError
from assistant.evidence import fit
from assistant.followup import Standalone, stand_alone
from assistant.growth import closed, ranked, refuse, written
from assistant.intent import read_intent
from assistant.language import language_of, say
from assistant.listing import ListWriter, why_nothing
from assistant.model_writer import ModelWriter
from assistant.models import BUILT_IN, WritingModel, choose_model, describe, list_models
from assistant.related import related_work
from assistant.settings import Settings
from assistant.summary import summarize
from assistant.tokens import estimate_tokens, token_counter
from assistant.types import Answer, Brief, Turn
from prompts import load_prompt
from vectorstore.analysis import terms
from vectorstore.errors import PaperAssistantError
from vectorstore.filters import Filters, ListQuestion, read_list_question
from vectorstore.library import Library
from vectorstore.retriever import Retriever
from vectorstore.types import Entry, Hit
from vectorstore.vectors import Progress, silent

MAX_QUESTION_TOKENS = 4000
HITS = 10
SHOWN = 8
"""Entries a writer is shown at most."""
SENTENCES_RANKED = 12
ALL = Filters()


class Assistant:
    """Answers questions from a library; safe to use from several threads.

    Example:
        >>> assistant = open_assistant()                                     # from assistant.build
        >>> print(assistant.ask("What is MCal?").text)
    """

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self.retriever = Retriever(library)

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

        # 1. Make it stand alone, and read the conditions it puts on papers.
        asked = stand_alone(question, history, self.library.entries(), self.retriever.names())
        listing = self._conditions(asked, filters)
        answer = Answer(question, asked.question, language_of(question), filters=listing.filters.to_dict())

        # 2. What only the records can tell is told from them, whole and exact; the rest from the papers.
        if listing.unclear:
            yield refuse(answer, [], say(answer.language, "unclear"))
            return
        matching = [entry for entry in self.library.entries() if listing.filters.admits(entry)]
        if listing.about and matching:
            answer = yield from self._from_papers(answer, asked, listing, history, model)
        else:
            answer = yield from self._from_records(answer, listing, matching)

        # 3. Close: references and warnings from the ledger, never from a model.
        yield closed(answer, self.library, time.monotonic() - begun)

    def _from_papers(
        self, answer: Answer, asked: Standalone, listing: ListQuestion, history: Sequence[Turn], model: str
    ) -> Generator[Answer, None, Answer]:
        """Search, fit the evidence to the writer's budget, write, ground; return the answer."""
        search = self.retriever.search(listing.about, HITS, SENTENCES_RANKED, asked.referred, listing.filters)
        notices = (*self.library.notices, search.notice) if search.notice else tuple(self.library.notices)
        answer = replace(answer, hits=ranked(search.hits), notices=notices)
        yield answer
        writing, answer = self._writing_model(model, answer)
        count = token_counter(writing.name) if writing else estimate_tokens
        hits, evidence = fit(search.hits[:SHOWN], self.settings.context_tokens, count)
        named = tuple({**search.question.named.own, **dict.fromkeys(asked.referred)})
        about = listing.about if listing.filters else ""
        brief = Brief(asked.question, answer.language, hits, evidence, tuple(history), named, about)

        # The model writes, where there is one.
        if writing and hits:
            writer = ModelWriter(writing, load_prompt("answer"))
            answer = yield from written(writer, brief, replace(answer, model=writing.name))
            wrote = answer.complete or answer.sentences
            answer = replace(answer, model=writing.name if wrote else BUILT_IN, usage=writer.usage)
        if answer.complete:
            return answer

        # There is none, or it failed: the built-in writer writes, unless the papers do not answer.
        reason = reason_to_abstain(search, read_intent(asked.question), answer.language)
        if reason and not answer.sentences:
            return refuse(answer, hits, reason)
        broke_off = bool(answer.sentences)
        answer = yield from written(BuiltInWriter(), brief, answer)
        return replace(answer, complete=not broke_off)

    def _from_records(
        self, answer: Answer, listing: ListQuestion, matching: Sequence[Entry]
    ) -> Generator[Answer, None, Answer]:
        """List the entries that match; where none does, say so, and what one condition less would leave."""
        if not matching:
            reason, near = why_nothing(listing.filters, self.library.entries(), answer.language)
            return refuse(answer, [Hit(entry, 1.0, ()) for entry in near], reason)
        hits = tuple(Hit(entry, 1.0, ()) for entry in matching)
        brief = Brief(answer.standalone_question, answer.language, hits, ())
        return (yield from written(ListWriter(), brief, replace(answer, hits=ranked(hits))))

    def _conditions(self, asked: Standalone, filters: Filters) -> ListQuestion:
        """Read the conditions of a question about the list; one that names a paper is about that paper."""
        listing = None
        if not asked.referred and not self.retriever.names().find(asked.question).own:
            listing = read_list_question(asked.question, self.retriever.facets())
        listing = listing or ListQuestion(ALL, asked.question)
        return replace(listing, filters=listing.filters.and_also(filters))

    def summarize(
        self,
        subfield: str,
        model: str = "auto",
        filters: Filters = ALL,
        max_calls: int | None = None,
        progress: Progress = silent,
    ) -> Iterator[Answer]:
        """Yield the summary of a subfield as it grows; see `assistant.summary.summarize`.

        Raises:
            QuestionError: the request is empty, wordless or too long; no model was asked.
            LibraryError: the library cannot be searched.
        """
        _check(subfield)
        yield from summarize(
            subfield,
            self.library,
            self.retriever,
            lambda answer: self._writing_model(model, answer),
            self.settings.context_tokens,
            filters,
            max_calls,
            progress,
        )

    def related_work(self, draft: str, model: str = "auto", filters: Filters = ALL) -> Iterator[Answer]:
        """Yield the related work for a draft as it grows; see `assistant.related.related_work`.

        Raises:
            QuestionError: the draft is empty or says nothing to look for; no model was asked.
            LibraryError: the library cannot be searched.
        """
        yield from related_work(
            draft,
            self.library,
            self.retriever,
            lambda answer: self._writing_model(model, answer),
            self.settings.context_tokens,
            filters,
        )

    def warm_up(self) -> None:
        """Load what the first search loads; what is wrong with it, the first question will say."""
        with suppress(PaperAssistantError):
            self.retriever.search("warm up", 1)

    def _writing_model(self, wanted: str, answer: Answer) -> tuple[WritingModel | None, Answer]:
        try:
            return choose_model(self.settings, wanted), answer
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
