"""Retrieval quality on SciFact (Wadden et al., 2020): the product's own search, beside its parts.

python -m benchmarks.scifact CORPUS.jsonl.xz CLAIMS.jsonl [--json] [--int8] [--home DIR]

CORPUS has id, title and abstract a line, CLAIMS has claim and relevant (ids). With --json only the product's
figures are printed; without, a table: BM25 alone, MiniLM alone, both fused by reciprocal ranks as LangChain's
ensemble retriever fuses them (k = 60, equal weights), and the product.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.corpus import keys_by_id, library_of, lines, machine, records
from benchmarks.metrics import mean, ndcg, recall
from benchmarks.rankers import DEPTH, lists_alone
from vectorstore.embedders.onnx import Int8MiniLMEmbeddings, MiniLMEmbeddings
from vectorstore.retriever import Retriever
from vectorstore.search.fuse import KEYWORD
from vectorstore.stores.store import CHUNKS

Rank = Callable[[str], list[str]]


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="Retrieval quality on SciFact.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--json", action="store_true", help="print the product's figures alone")
    parser.add_argument("--int8", action="store_true", help="embed with the int8 variant")
    parser.add_argument("--home", type=Path, help="keep the library here, for a quicker second run")
    options = parser.parse_args()
    corpus = list(records(options.corpus))
    embeddings = Int8MiniLMEmbeddings if options.int8 else MiniLMEmbeddings
    with library_of(corpus, "scifact", options.home, embeddings=embeddings) as library:
        keys = keys_by_id(corpus, library)
        claims = [
            (line["claim"], {keys[str(id_)] for id_ in line["relevant"] if str(id_) in keys})
            for line in lines(options.claims)
        ]
        retriever = Retriever(library)
        rankers = _rankers(retriever)
        if options.json:
            print(json.dumps(_figures(rankers["ours"], claims)))
            return
        print(f"{len(library)} abstracts, {len(claims)} claims; {machine()}\n")
        print("| search | nDCG@10 | recall@10 | recall@100 |\n|---|---|---|---|")
        for name, rank in rankers.items():
            row = _figures(rank, claims)
            print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in row.values()) + " |")


def _figures(rank: Rank, claims: Sequence[tuple[str, set[str]]]) -> dict[str, float]:
    ranked = [(rank(claim), relevant) for claim, relevant in claims if relevant]
    return {
        "ndcg@10": round(mean([ndcg(found, relevant) for found, relevant in ranked]), 4),
        "recall@10": round(mean([recall(found, relevant, 10) for found, relevant in ranked]), 4),
        "recall@100": round(mean([recall(found, relevant, 100) for found, relevant in ranked]), 4),
    }


def _rankers(retriever: Retriever) -> Mapping[str, Rank]:
    def alone(name: str) -> Rank:
        return lambda claim: lists_alone(retriever, claim)[name]

    def ensemble(claim: str) -> list[str]:
        scores: dict[str, float] = {}
        found = lists_alone(retriever, claim)
        for ranked in (found[KEYWORD], found[CHUNKS]):
            for place, key in enumerate(ranked):
                scores[key] = scores.get(key, 0.0) + 1 / (60 + place + 1)
        return sorted(scores, key=lambda key: -scores[key])

    def ours(claim: str) -> list[str]:
        return [hit.entry.key for hit in retriever.search(claim, DEPTH, 1).hits]

    return {
        "BM25 alone": alone(KEYWORD),
        "MiniLM alone": alone(CHUNKS),
        "ensemble (reciprocal ranks)": ensemble,
        "ours": ours,
    }


if __name__ == "__main__":
    main()
