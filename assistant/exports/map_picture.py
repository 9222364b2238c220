"""The map of a subfield as SVG: a mark a paper, coloured and shaped by its section, its title on hover."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.exports.palette import COLOURS, colour
from assistant.exports.text import one_line
from assistant.language import say
from assistant.types import Language, MapPoint

_WIDTH, _HEIGHT, _EDGE, _ROW, _MARK = 720, 440, 24, 24, 7
_MOST_LEGEND = 84
"""Columns of a legend's line, a Chinese letter taking two."""
# Circle, square, triangle, diamond: drawn about the origin.
_SHAPES = (
    f'<circle r="{_MARK}"/>',
    f'<rect x="{1 - _MARK}" y="{1 - _MARK}" width="{2 * _MARK - 2}" height="{2 * _MARK - 2}"/>',
    f'<path d="M0 {-_MARK - 1}L{_MARK + 1} {_MARK - 1}H{-_MARK - 1}Z"/>',
    f'<path d="M0 {-_MARK - 1}L{_MARK + 1} 0L0 {_MARK + 1}L{-_MARK - 1} 0Z"/>',
)
# A file of its own has no page to take its ink from.
_ALONE = (
    "<style>svg{color:#1d2327;background:#fff}"
    "@media(prefers-color-scheme:dark){svg{color:#e4e8ea;background:#1b2024}}</style>"
)


def map_svg(
    points: Sequence[MapPoint],
    sections: Sequence[str],
    titles: Mapping[str, str],
    language: Language,
    alone: bool = True,
) -> str:
    """Return the map.

    Args:
        points: where the papers stand; x to the right, y upwards, 0 to 1.
        sections: the titles of the sections that the points count from 0.
        titles: of the papers, by key; one that is missing goes by its key.
        language: of the picture's own name.
        alone: as a file. Else as a part of a page, whose ink (`currentColor`) and ground it takes; each
            mark is a `<g class="paper" data-key="...">`.
    """
    shown = sorted({point.section for point in points if 0 <= point.section < len(sections)})
    height = _HEIGHT + _ROW * len(shown) + (_EDGE // 2 if shown else 0)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" ',
            f'aria-label="{escape(say(language, "export map"))}" font-family="sans-serif" font-size="14">',
            _ALONE if alone else "",
            f'<rect x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="8" fill="none" ',
            'stroke="currentColor" stroke-opacity=".25"/>',
            *(_paper(point, point.section in shown, titles) for point in points),
            *_legend(shown, sections),
            "</svg>",
        )
    )


def _paper(point: MapPoint, known: bool, titles: Mapping[str, str]) -> str:
    x = _EDGE + (_WIDTH - 2 * _EDGE) * min(1.0, max(0.0, point.x))
    y = _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * min(1.0, max(0.0, point.y))
    key = one_line(point.key)
    title = one_line(titles.get(point.key, ""))
    return (
        f'<g class="paper" data-key="{escape(key)}" transform="translate({x:.1f} {y:.1f})">'
        f"<title>{escape(f'{title} [{key}]'.strip())}</title>{_mark(point.section if known else -1)}</g>"
    )


def _mark(section: int) -> str:
    shape = _SHAPES[max(0, section) % len(_SHAPES)]
    style = f'fill="{COLOURS[colour(section)]}" stroke="currentColor" stroke-opacity=".55"'
    return shape.replace("/>", f" {style}/>")


def _legend(shown: Sequence[int], sections: Sequence[str]) -> Iterator[str]:
    for row, section in enumerate(shown):
        y = _HEIGHT + _EDGE + _ROW * row
        title = one_line(sections[section])
        yield (
            f'<g transform="translate({_EDGE} {y})"><title>{escape(title)}</title>{_mark(section)}'
            f'<text x="16" y="5" fill="currentColor">{escape(_clipped(title))}</text></g>'
        )


def _clipped(text: str) -> str:
    columns = 0
    for place, char in enumerate(text):
        columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if columns > _MOST_LEGEND:
            return text[:place].rstrip() + "…"
    return text
