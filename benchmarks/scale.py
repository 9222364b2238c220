"""Speed and memory at size, and known-item search: one query finds the one paper it was written for.

python -m benchmarks.scale PAPERS.jsonl.xz QUERIES.jsonl [--limit N] [--json] [--int8] [--home DIR]

PAPERS has a record a line (id, title, abstract, authors, venue, year, keywords, url), QUERIES has query and
relevant (an id). Searches are timed warm, in one thread, the query's embedding included; the filtered ones
take each query with a year or a venue. Memory is the peak of the process that searches. Recall stands beside
that of the two lists alone which the search fuses.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.corpus import keys_by_id, library_of, lines, machine, records
from benchmarks.metrics import mean, percentile, recall
from benchmarks.rankers import lists_alone
from vectorstore.embedders.onnx import Int8MiniLMEmbeddings, MiniLMEmbeddings
from vectorstore.retriever import Retriever, Scope
from vectorstore.search.conditions import Filters
from vectorstore.search.fuse import KEYWORD
from vectorstore.stores.store import CHUNKS

WARM_UP = 20
FILTERS = (
    Filters.of(year_from=2015),
    Filters.of(venue="ICRA"),
    Filters.of(venue="ICLR", year_from=2018, year_to=2018),
)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="Speed, memory and known-item search at size.")
    parser.add_argument("papers", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--limit", type=int, help="records to take, from the first")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--int8", action="store_true", help="embed with the int8 variant")
    parser.add_argument("--home", type=Path, help="keep the library here, for a quicker second run")
    parser.add_argument("--searching", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.searching:
        print(json.dumps(_search(options)))
        return
    figures = _run(options)
    if options.json:
        print(json.dumps(figures))
    else:
        print(f"{machine()}\n")
        print("\n".join(f"{name:20} {value}" for name, value in figures.items()))


def _run(options: argparse.Namespace) -> dict[str, float]:
    corpus = list(records(options.papers, options.limit))
    began = time.monotonic()
    embeddings = _embeddings(options)
    with library_of(corpus, options.papers.name, options.home, _report, embeddings) as library:
        library.snapshot()
        took = time.monotonic() - began
        # Opened by a process of its own, which has not read the corpus nor built anything.
        command = [sys.executable, "-m", "benchmarks.scale", *map(str, (options.papers, options.queries))]
        limit = ["--limit", str(options.limit)] if options.limit else []
        int8 = ["--int8"] if options.int8 else []
        searching = [*command, *limit, *int8, "--searching", "--home", str(library.home)]
        done = subprocess.run(searching, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        found: dict[str, float] = json.loads(done.stdout)
        return {"entries": len(library), "ingest_per_s": round(len(library) / took, 1), **found}


def _embeddings(options: argparse.Namespace) -> type[MiniLMEmbeddings]:
    return Int8MiniLMEmbeddings if options.int8 else MiniLMEmbeddings


def _report(doing: str, done: int, total: int) -> None:
    print(f"{doing}: {done}/{total}", file=sys.stderr)


def _search(options: argparse.Namespace) -> dict[str, float]:
    wanted = {line["relevant"]: line["query"] for line in lines(options.queries)}
    ids = [record for record in records(options.papers, options.limit) if record.identifier in wanted]
    began = time.monotonic()
    with library_of([], "", options.home, embeddings=_embeddings(options)) as library:
        retriever = Retriever(library)
        retriever.search("warm up")
        opened = time.monotonic() - began
        keys = keys_by_id(ids, library)
        queries = [(query, {keys[id_]} if id_ in keys else set()) for id_, query in wanted.items()]
        for query, _ in queries[:WARM_UP]:
            for filters in (None, *FILTERS):
                retriever.search(query, scope=Scope(filters=filters or Filters()))
        plain, found, filtered = [], [], []
        alone: dict[str, list[float]] = {KEYWORD: [], CHUNKS: []}
        for number, (query, relevant) in enumerate(queries):
            began = time.perf_counter()
            hits = retriever.search(query).hits
            plain.append(1000 * (time.perf_counter() - began))
            if relevant:
                found.append(recall([hit.entry.key for hit in hits], relevant, 10))
            began = time.perf_counter()
            retriever.search(query, scope=Scope(filters=FILTERS[number % len(FILTERS)]))
            filtered.append(1000 * (time.perf_counter() - began))
        peak = _peak_mb()
        for query, relevant in queries:
            if relevant:
                lists = lists_alone(retriever, query)
                for name, values in alone.items():
                    values.append(recall(lists[name], relevant, 10))
        return {
            "p50_ms": round(percentile(plain, 0.5), 2),
            "p95_ms": round(percentile(plain, 0.95), 2),
            "filtered_p50_ms": round(percentile(filtered, 0.5), 2),
            "filtered_p95_ms": round(percentile(filtered, 0.95), 2),
            "rss_mb": peak,
            "recall@10": round(mean(found), 4),
            "bm25_recall@10": round(mean(alone[KEYWORD]), 4),
            "minilm_recall@10": round(mean(alone[CHUNKS]), 4),
            "queries": len(queries),
            "known_items": len(found),
            "open_s": round(opened, 2),
        }


def _peak_mb() -> int:
    """Return the most memory this program held; the usual figure counts what its parent held as well."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(peak.split()[1]) / 1024)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
