"""Makes entries of records: cleans them, gives each its stable key, flags crossed titles and abstracts.

Pure; knows nothing of files or storage. Keys: the source's own identifier, else the coined name with the
year, else venue, year and four hex digits of the content's hash.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from vectorstore.sources.records import Record
from vectorstore.text.cleaning import clean, is_link, visible
from vectorstore.text.names import (
    coined_words,
    fold_name,
    introduced_name,
    mentions,
    names_of_links,
    slug,
    title_name,
)
from vectorstore.types import Entry, Mismatch


@dataclass(frozen=True, slots=True)
class _Paper:
    """A cleaned record and the names found in it."""

    record: Record
    title: str
    abstract: str
    in_title: str
    introduced: str

    def supports(self, name: str) -> bool:
        """Tell whether the abstract or a link carries `name`."""
        return mentions(self.abstract, name) or self.links_to(name)

    def links_to(self, name: str) -> bool:
        """Tell whether a link points to a repository or page called `name`."""
        return fold_name(name) in map(fold_name, names_of_links(self.record.links))


def make_entries(
    records: Sequence[Record], source: str, known: dict[str, str] | None = None, taken: Collection[str] = ()
) -> list[Entry]:
    """Return one entry a record, in order, with unique keys.

    Args:
        records: what a reader found.
        source: the name of the source, kept on each entry with its line.
        known: keys given before, by `Record.content_hash`; such a record keeps its key.
        taken: keys of other sources, which no new entry may claim.
    """
    papers = [_read(record) for record in records]
    crossed = _crossed(papers)
    names = [_name(paper, index in crossed) for index, paper in enumerate(papers)]
    keys = _keys(papers, names, known or {}, set(taken))
    return [
        Entry(
            key=keys[index],
            title=paper.title,
            text=f"{paper.title}\n\n{paper.abstract}",
            authors=tuple(map(clean, paper.record.authors)),
            venue=clean(paper.record.venue),
            year=paper.record.year,
            kind=clean(paper.record.kind),
            topics=tuple(map(clean, paper.record.topics)),
            links=tuple(filter(is_link, map(visible, paper.record.links))),
            source=f"{source}:{paper.record.line}",
            name=names[index],
            mismatch=_mismatch(papers, keys, index, crossed.get(index)),
        )
        for index, paper in enumerate(papers)
    ]


def _read(record: Record) -> _Paper:
    title = " ".join(clean(record.title).split())
    abstract = clean(record.abstract)
    return _Paper(record, title, abstract, title_name(title), introduced_name(abstract))


def _crossed(papers: Sequence[_Paper]) -> dict[int, int]:
    """Return the papers whose title and abstract belong to different papers, each with its counterpart.

    A title's coined name that stands neither in its own abstract nor in its links, but is introduced by an
    abstract whose title does not carry it, crosses both. A paper alone is crossed (its own counterpart) where
    its abstract introduces another name and its links carry that one.
    """
    introduces: dict[str, int] = {}
    for index, paper in enumerate(papers):
        introduces.setdefault(fold_name(paper.introduced), index)
    crossed: dict[int, int] = {}
    for index, paper in enumerate(papers):
        for name in dict.fromkeys((paper.in_title, *coined_words(paper.title))):
            if not name or paper.supports(name):
                continue
            other = introduces.get(fold_name(name), index)
            if other != index and not mentions(papers[other].title, name):
                crossed[index] = other
                crossed.setdefault(other, index)
            elif paper.introduced and paper.links_to(paper.introduced):
                crossed.setdefault(index, index)
    return crossed


def _mismatch(
    papers: Sequence[_Paper], keys: Sequence[str], index: int, other: int | None
) -> Mismatch | None:
    if other is None:
        return None
    return Mismatch(papers[index].in_title, papers[index].introduced, keys[other] if other != index else "")


def _name(paper: _Paper, crossed: bool) -> str:
    """Return what the paper calls the thing it offers, '' where it has no name of its own."""
    before_colon = paper.in_title and paper.title.startswith(paper.in_title)
    if paper.in_title and not crossed and (before_colon or paper.supports(paper.in_title)):
        return paper.in_title
    return paper.introduced


def _keys(
    papers: Sequence[_Paper], names: Sequence[str], known: dict[str, str], taken: set[str]
) -> list[str]:
    hashes = [paper.record.content_hash for paper in papers]
    claims = [_claim(paper, name) for paper, name in zip(papers, names, strict=True)]
    rivals = Counter(claim for claim, digest in zip(claims, hashes, strict=True) if digest not in known)
    used = taken | set(known.values())
    keys: list[str] = []
    for paper, claim, digest in zip(papers, claims, hashes, strict=True):
        key = known.get(digest, "")
        if not key:
            venue = slug(f"{paper.record.venue} {paper.record.year or ''}") or "paper"
            key = (
                claim
                if claim and rivals[claim] == 1 and claim not in used
                else _hashed(claim or venue, digest, used)
            )
        used.add(key)
        keys.append(key)
    return keys


def _claim(paper: _Paper, name: str) -> str:
    if paper.record.identifier:
        return slug(paper.record.identifier)
    stem = slug(name)
    return "-".join(filter(None, (stem, str(paper.record.year or "")))) if stem else ""


def _hashed(stem: str, digest: str, used: set[str]) -> str:
    """Return `stem` with the first hex digits of the content's hash that make it unique, four or more."""
    fingerprint = hashlib.sha256(digest.encode()).hexdigest()
    lengths = range(4, len(fingerprint) + 1)
    return next(key for n in lengths if (key := f"{stem}-{fingerprint[:n]}") not in used)
