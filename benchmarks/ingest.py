"""Speed of embedding, in an ingest: both encoders shipped here beside sentence-transformers and torch.

python -m benchmarks.ingest CORPUS.jsonl.xz [--limit N] [--json]

All have the same weights, read the same texts (title and abstract, up to 256 tokens) and get two threads.
They take turns round by round, so that what else the machine does falls on all. Neither torch nor
sentence-transformers is a dependency of the project: without them that row says so.
"""

import argparse
import importlib
import json
import os
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import machine, records
from vectorstore.embedders.embedder import find_weights
from vectorstore.embedders.onnx import Int8MiniLMEmbeddings, MiniLMEmbeddings

Encode = Callable[[list[str]], NDArray[np.float32]]
TORCH, EXACT, INT8 = "sentence-transformers", "exact", "int8"
THREADS = 2
ROUNDS = 7
WARM_UP = 32


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description="Speed of embedding.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=256, help="records to take, from the first")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts = [f"{record.title}. {record.abstract}" for record in records(options.corpus, options.limit)]
    figures = _figures(texts, _encoders(find_weights(Path())))
    if options.json:
        print(json.dumps(figures))
        return
    torch = f"; {TORCH} {version(TORCH)}, torch {version('torch')}" if TORCH in figures else ""
    print(f"{len(texts)} abstracts, {THREADS} threads, {ROUNDS} rounds; {machine()}{torch}\n")
    print("| encoder | abstracts/s, median (least to most) | against exact | cosine to exact, least |")
    print("|---|---|---|---|")
    if TORCH not in figures:
        print(f"| {TORCH} | not installed | | |")
    for name, row in figures.items():
        rates = f"{row['per_s']:.1f} ({row['per_s_least']:.1f} to {row['per_s_most']:.1f})"
        print(f"| {name} | {rates} | {row['against_exact']:.2f} | {row['cosine_least']:.4f} |")


def _encoders(folder: Path) -> dict[str, Encode]:
    torch = {TORCH: _torch(folder)} if find_spec("sentence_transformers") else {}
    ours = {
        EXACT: MiniLMEmbeddings(folder, THREADS).encode,
        INT8: Int8MiniLMEmbeddings(folder, THREADS).encode,
    }
    return torch | ours


def _torch(folder: Path) -> Encode:
    # Nothing is to be looked for anywhere but in the folder.
    os.environ["HF_HUB_OFFLINE"] = "1"
    importlib.import_module("torch").set_num_threads(THREADS)
    library: Any = importlib.import_module("sentence_transformers")
    model = library.SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = MiniLMEmbeddings.max_tokens
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def _figures(texts: list[str], encoders: dict[str, Encode]) -> dict[str, dict[str, float]]:
    """Return each encoder's rates; ratios are taken within a round, and their median over the rounds."""
    rates: dict[str, list[float]] = {name: [] for name in encoders}
    vectors = {}
    for encode in encoders.values():
        encode(texts[:WARM_UP])
    for _ in range(ROUNDS):
        for name, encode in encoders.items():
            began = time.perf_counter()
            vectors[name] = encode(texts)
            rates[name].append(len(texts) / (time.perf_counter() - began))
    return {
        name: {
            "per_s": round(median(own), 1),
            "per_s_least": round(min(own), 1),
            "per_s_most": round(max(own), 1),
            "against_exact": round(median(a / b for a, b in zip(own, rates[EXACT], strict=True)), 2),
            "cosine_least": round(float((vectors[name] * vectors[EXACT]).sum(axis=1).min()), 4),
        }
        for name, own in rates.items()
    }


if __name__ == "__main__":
    main()
