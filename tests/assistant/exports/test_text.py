"""No character of a title means anything to the format it is written in, and none is lost."""

import re

from hypothesis import example, given
from markdown_it import MarkdownIt

from assistant.exports.text import address, latex, latex_key, markdown, one_line
from tests.support.exporting import ANY_TEXT, TITLES

_COMMAND = re.compile(r"\\(text\w+)\{\}|\\([$&%#_])|(?<=[-',<>])\{\}(?=[-',<>])")
_MEANT = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textquotedbl": '"',
    "textasciigrave": "`",
}


def read_latex(text: str) -> str:
    """What TeX would set of a text."""
    assert not re.search(r"""[\\{}$&%#_~^"`]|--|''|,,|<<|>>""", _COMMAND.sub("\0", text))
    return _COMMAND.sub(lambda match: _MEANT[match[1]] if match[1] else match[2] or "", text)


@given(ANY_TEXT)
@example(TITLES[0])
@example("--- ''' ,,, <<< >>> ?` !`")
def test_latex_leaves_no_active_character_and_loses_none(text: str) -> None:
    assert read_latex(latex(text)) == one_line(text)


@given(ANY_TEXT)
def test_a_line_can_be_written_as_utf_8_and_xml(text: str) -> None:
    line = one_line(text)
    assert line.encode().decode() == line
    assert not re.search("[\x00-\x1f\x7f-\x9f\ufffe\uffff\u2028\u2029]", line)


@given(ANY_TEXT)
@example(TITLES[1])
@example(TITLES[5])
@example("<script>alert(1)</script> <http://x.example> &lt; [a]: b")
@example("1. one")
@example("- - -")
@example("===")
@example("    code")
@example("+ plus")
@example("~~gone~~")
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    if not (line := one_line(text)):
        return
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} == {"text"}
    assert "".join(child.content for child in children) == line


@given(ANY_TEXT)
def test_an_address_has_nothing_that_ends_it(text: str) -> None:
    assert not re.search(r"""[\s"<>\\^`{|}]|[^\x20-\x7e]""", address(text))


@given(ANY_TEXT)
def test_a_key_can_stand_in_a_citation(text: str) -> None:
    assert not re.search(r"""[\s"#%'(),={}~\\$&^]|[^\x20-\x7e]""", latex_key(text))


def test_a_plain_key_stays_as_it_is() -> None:
    assert latex_key("doi:10.1000/a_b-c.d+e") == "doi:10.1000/a_b-c.d+e"
    assert latex_key("a,b") != latex_key("a;b") and latex_key("a b") != latex_key("a-b")
