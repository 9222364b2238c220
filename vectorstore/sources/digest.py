"""Reads the digest format: two lines an entry, a Chinese headline over an English abstract.

Line 1 is `论文`, venue, year and kind, `2026 年`, the topic, a space and the title. Line 2 repeats venue and
kind (`ICLR 2026 Poster accepted paper at ICLR 2026.`), then gives the abstract and sometimes
` Code/project link: URL; URL`. Knows nothing of cleaning, keys or storage.
"""

import re
from pathlib import Path

from vectorstore.errors import SourceError
from vectorstore.sources.records import Problem, Record
from vectorstore.text.names import is_coined

BUNDLED_DIGEST = Path(__file__).parent.parent / "data" / "digest.txt"

_HEADLINE = re.compile(
    r"论文\s*(?P<venue>\S.*?) (?P<year>\d{4}) (?P<kind>\S+?)\s*\d{4}\s*年\s*(?P<rest>\S.*)"
)
_LEAD_IN = re.compile(r"[^.]{1,80} accepted paper at [^.]{1,60}\.\s+")
_LINKS = re.compile(r"Code/project link:\s*(?P<links>.*)$", re.IGNORECASE)
_TOPICS = ("clinical NLP", "trustworthy medical AI", "clinical prediction", "medical LLM agent", "医学影像")
_MAX_BYTES = 64 * 1024 * 1024


def read_digest(path: Path) -> tuple[list[Record], list[Problem]]:
    """Read the digest at `path`; a broken pair of lines becomes a `Problem`, its neighbours stay.

    Raises:
        SourceError: the file cannot be read, is not UTF-8 text or is too large.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SourceError(f"{path.name} has more than {_MAX_BYTES >> 20} MiB; a digest is a text file.")
        # Decoded whole: read as a text file, half a byte order mark passes for nothing at all.
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.") from error
    return parse_digest(text, path.name)


def parse_digest(text: str, source: str) -> tuple[list[Record], list[Problem]]:
    """Parse a digest's text; `source` names it in problems. Line numbers count from 1."""
    records: list[Record] = []
    problems: list[Problem] = []
    headline: tuple[int, str] | None = None
    # Not str.splitlines: an abstract may hold U+2028 and its like.
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("论文"):
            if headline:
                problems.append(Problem(source, headline[0], "a title without an abstract on the next line"))
            headline = (number, line)
        elif headline is None:
            problems.append(Problem(source, number, "an abstract without a title line (论文 ...) before it"))
        else:
            record = _record(*headline, line)
            if isinstance(record, Record):
                records.append(record)
            else:
                problems.append(Problem(source, headline[0], record))
            headline = None
    if headline:
        problems.append(Problem(source, headline[0], "a title without an abstract on the next line"))
    return records, problems


def _record(number: int, headline: str, body: str) -> Record | str:
    """Return the record of a pair of lines, or what is wrong with it."""
    match = _HEADLINE.fullmatch(headline)
    if not match:
        return "the title line does not read `论文VENUE YEAR KIND YEAR 年TOPIC TITLE`"
    topic, title = _topic_and_title(match["rest"])
    if not title:
        return "the title line has a topic but no title"
    body = _LEAD_IN.sub("", body, count=1) if _LEAD_IN.match(body) else body
    found = _LINKS.search(body)
    links = tuple(filter(None, (link.strip() for link in found["links"].split(";")))) if found else ()
    abstract = body[: found.start()].rstrip() if found else body
    if not abstract:
        return "the abstract is empty"
    return Record(
        title=title,
        abstract=abstract,
        line=number,
        venue=match["venue"],
        year=int(match["year"]),
        kind=match["kind"],
        topics=(topic,) if topic else (),
        links=links,
    )


def _topic_and_title(rest: str) -> tuple[str, str]:
    for topic in _TOPICS:
        if rest == topic or rest.startswith(topic + " "):
            return topic, rest[len(topic) :].strip()
    # An unknown topic: Latin words up to the first Chinese or coined one, else one Chinese word.
    words = rest.split(" ")
    count = next((i for i, word in enumerate(words) if not word.isascii() or is_coined(word)), 1) or 1
    return " ".join(words[:count]), " ".join(words[count:]).strip()
