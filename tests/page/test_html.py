"""What the page writes as HTML: the words of papers, models and readers stay words."""

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Answer, Citation, Reference, Sentence
from page.cards import card, evidence_html, marked, outward, spans_of
from page.html import exchange_html, prose, question_html, status_html
from page.talk import Exchange
from tests.page.fakes import BY_KEY, HOSTILE, WARNING, grown, refusal
from vectorstore.types import Entry

EMPTY = Answer("q", "q", "en")
SUBTLE = "vlm-subtlebench-2026"
OURS = {
    *("a", "article", "blockquote", "br", "button", "details", "div", "em", "h3", "h4", "h5", "li", "mark"),
    *("ol", "p", "pre", "s", "section", "span", "strong", "summary", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr", "circle", "g", "path", "rect", "svg", "text", "title"),
}


class Reader(HTMLParser):
    """Collects the elements, the addresses and the visible words of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.words = ""
        self.marks: list[str] = []
        self._marking = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self._marking = tag == "mark"
        if self._marking:
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._marking = False

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._marking:
            self.marks[-1] += data


def cite(entry: Entry, *spans: tuple[int, int]) -> list[Citation]:
    return [Citation(entry.key, entry.text[start:end], start, end) for start, end in spans]


def harmless(html: str) -> bool:
    reader = Reader(html)
    ways = ("#entry-", "http://", "https://", "download/")
    kept = all(address.startswith(ways) for address in reader.addresses)
    return kept and reader.elements <= OURS and not any(name.startswith("on") for name in reader.attributes)


def test_markup_in_a_title_an_abstract_a_topic_a_link_and_an_answer_stays_text() -> None:
    found = {HOSTILE: HOSTILE, "topic": HOSTILE}
    answer = replace(grown(EMPTY, "hostile-2026"), notices=(HOSTILE,), filters=found, complete=True)
    answer = replace(answer, standalone_question=HOSTILE)
    shown = exchange_html(Exchange(HOSTILE, answer=answer, problem=HOSTILE), BY_KEY.get)
    evidence = evidence_html([answer], BY_KEY.get)
    for html in (shown, evidence, question_html(HOSTILE), status_html(HOSTILE, 1, HOSTILE, [HOSTILE])):
        assert harmless(html)
        assert "<script>window.pwned=1</script>" in Reader(html).words


@given(st.text())
def test_whatever_a_model_writes_only_our_elements_come_out(text: str) -> None:
    answer = replace(EMPTY, text=f"{text} [<img/src=x>] {HOSTILE} {text}", notices=(f"{text}\n\n{text}",))
    html = exchange_html(Exchange("q", answer=answer), BY_KEY.get)
    assert harmless(html)
    failed = exchange_html(Exchange("q", problem=text), BY_KEY.get)
    assert len(html.splitlines()) == len(failed.splitlines()) == 1


def test_a_message_stays_on_one_line_so_that_markdown_ends_nowhere_in_it() -> None:
    assert (
        question_html("one\n\n- two\u2028three")
        == '<div class="pa-question" dir="auto">one<br><br>- two<br>three</div>'
    )


def test_only_http_addresses_become_links() -> None:
    assert Reader(outward("https://github.com/a/b")).addresses == ["https://github.com/a/b"]
    for address in (
        "javascript:alert(1)",
        "javascript://host/%0aalert(1)",
        "ftp://host/x",
        "data:text/html,x",
        "//host/x",
        "http://[bad",
        "mailto:a@b",
    ):
        assert Reader(outward(address)).addresses == []


def test_an_address_in_an_answer_is_a_link_only_where_a_cited_entry_has_it() -> None:
    text = "Code: https://github.com/ttttqz/D24FAD. Also https://evil.example/x"
    html = prose(text, BY_KEY.get, frozenset({"https://github.com/ttttqz/D24FAD"}))
    assert Reader(html).addresses == ["https://github.com/ttttqz/D24FAD"]
    assert Reader(html).words == "Code: github.com/ttttqz/D24FAD. Also https://evil.example/x"


def test_a_key_of_an_entry_becomes_a_chip_and_any_other_bracket_stays_as_it_is() -> None:
    reader = Reader(prose(f"Yes [{SUBTLE}], no [unknown-1999] [2].", BY_KEY.get))
    assert reader.addresses == [f"#entry-{SUBTLE}"]
    assert reader.words == f"Yes {SUBTLE}, no [unknown-1999] [2]."
    assert Reader(prose(f"Two.[{SUBTLE}][d24fad-2026]", BY_KEY.get)).words == f"Two.{SUBTLE} d24fad-2026"


def test_headings_lists_quoted_lines_and_bold_are_the_only_markup_an_answer_has() -> None:
    html = prose(
        "# Title\n\n## Head\n\nA **b**\nc\n\n- one\n- two\n\n3. three\n\n> said\n\n![i](http://x/y.png) `c`",
        BY_KEY.get,
    )
    assert html == (
        "<h3>Title</h3><h4>Head</h4><p>A <strong>b</strong><br>c</p><ul><li>one</li><li>two</li></ul>"
        '<ol start="3"><li>three</li></ol><blockquote>said</blockquote><p>![i](http://x/y.png) `c`</p>'
    )


def test_a_quote_is_marked_at_its_offsets_even_where_its_words_occur_before() -> None:
    entry = Entry("k", "Title", "Title\n\nwe & we & we", ())
    (start, end) = (12, 14)
    assert entry.text[start:end] == "we"
    assert (
        marked(entry.text, spans_of(entry, cite(entry, (start, end))), 7, 19)
        == "we &amp; <mark>we</mark> &amp; we"
    )


def test_overlapping_and_touching_quotes_are_marked_once() -> None:
    entry = BY_KEY[SUBTLE]
    assert spans_of(entry, cite(entry, (60, 80), (50, 70), (80, 90), (95, 99))) == [(50, 90), (95, 99)]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=8))
def test_marking_changes_no_letter_and_marks_just_the_quoted_ones(pairs: list[tuple[int, int]]) -> None:
    entry = BY_KEY[SUBTLE]
    quotes = cite(entry, *[(start, start + length) for start, length in pairs])
    reader = Reader(marked(entry.text, spans_of(entry, quotes), 0, len(entry.text)))
    assert reader.words == entry.text
    quoted = {at for quote in quotes for at in range(quote.start, quote.end)}
    assert sum(map(len, reader.marks)) == len(quoted)


def test_a_quote_that_no_longer_stands_at_its_offsets_is_not_marked() -> None:
    entry = BY_KEY[SUBTLE]
    assert spans_of(entry, [Citation(SUBTLE, "something else", 50, 64)]) == []


def test_a_long_text_is_shown_around_its_quotes() -> None:
    entry = Entry("k", "T", "T\n\n" + "a" * 6000 + "QUOTE" + "b" * 6000)
    html = card(entry, cite(entry, (6003, 6008)))
    assert "… " + "a" * 400 + "<mark>QUOTE</mark>" + "b" * 400 + " …" in html
    assert len(html) < 2000


def test_a_card_says_venue_year_kind_topics_links_and_the_contradiction() -> None:
    words = Reader(card(BY_KEY["iclr-2026-5b1c9e"], warning=WARNING)).words
    for part in ("ICLR 2026\u00a0· Oral", "clinical prediction", "github.com/Levi-Ackman/TeCh", WARNING):
        assert part in words


def test_a_refusal_says_no_and_names_the_nearest_entries_as_no_answer() -> None:
    reader = Reader(exchange_html(Exchange("q", answer=refusal(EMPTY)), BY_KEY.get))
    assert "No answer" in reader.words
    assert "Nearest, not an answer" in reader.words
    assert f"#entry-{SUBTLE}" in reader.addresses
    assert f'id="entry-{SUBTLE}"' in evidence_html([refusal(EMPTY)], BY_KEY.get)


def test_a_question_that_stood_alone_is_not_repeated_above_its_answer() -> None:
    answer = replace(EMPTY, question="Which?\nAnd why? ", standalone_question="Which?\nAnd why?")
    assert "Read as" not in exchange_html(Exchange("q", answer=answer), BY_KEY.get)
    leaned = replace(answer, standalone_question="Which?\nAnd why? (about D24FAD)")
    html = exchange_html(Exchange("q", answer=leaned), BY_KEY.get)
    assert "Read as:" in html and "Which?<br>And why? (about D24FAD)" in html


def test_an_answer_that_ended_early_says_so_and_a_finished_one_does_not() -> None:
    part = grown(EMPTY, SUBTLE)
    assert "cut short" in exchange_html(Exchange("q", answer=part), BY_KEY.get)
    assert "Stopped before" in exchange_html(Exchange("q", answer=part, stopped=True), BY_KEY.get)
    assert "cut short" not in exchange_html(Exchange("q", answer=replace(part, complete=True)), BY_KEY.get)
    assert "cut short" not in exchange_html(Exchange("q", answer=part, running=True), BY_KEY.get)


def test_entries_of_earlier_answers_stay_at_hand_with_their_quotes() -> None:
    html = evidence_html([grown(EMPTY, "d24fad-2026"), grown(EMPTY, SUBTLE)], BY_KEY.get)
    latest, earlier = html.split("<details", 1)
    assert 'id="entry-vlm-subtlebench-2026"' in latest and "d24fad" not in latest
    assert 'id="entry-d24fad-2026"' in earlier and "<mark>We introduce D24FAD" in earlier


def test_a_key_of_any_letters_names_a_card_that_its_chip_leads_to() -> None:
    entry = Entry('a"b<c>/d', "T", "T\n\nwords")
    reference = Reference(entry.key, "T", "", None, ())
    sentence = Sentence("x", tuple(cite(entry, (3, 8))))
    answer = replace(EMPTY, references=(reference,), sentences=(sentence,))
    (target,) = set(Reader(exchange_html(Exchange("q", answer=answer), {entry.key: entry}.get)).addresses)
    assert f'id="{target[1:]}"' in evidence_html([answer], {entry.key: entry}.get)
