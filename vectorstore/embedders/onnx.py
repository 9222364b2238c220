"""The local embedding model: all-MiniLM-L6-v2 on ONNX Runtime, without torch.

The project ships the model's graph with fused operators, in floats and in 8-bit integers
(`data/minilm*.onnx`, built by `benchmarks/build_minilm_graph.py`); the original weights are put into
it at the first use. Knows nothing of where vectors are stored.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from vectorstore.embedders.embedder import WEIGHTS_SHA256, Progress, printable
from vectorstore.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Weights = dict[str, NDArray[np.float32]]

LAYERS = 6
BATCH_TOKENS = 512
"""Tokens of one batch, padding included: few enough to stay in the processor's cache."""
WINDOW = 1024
"""Texts tokenized and sorted by length at a time: bounds the memory of a large ingest."""


class _Model(NamedTuple):
    tokenizer: "Tokenizer"
    session: Any
    weights: list[Any]
    """Held because the session reads the weights where they lie."""


class MiniLMEmbeddings(Embeddings):
    """all-MiniLM-L6-v2 as LangChain's `Embeddings` and as the library's `Embedder`.

    Made at no cost; the first use loads the model (0.4 s, about 250 MB).
    """

    identity = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:8]}"
    dimension = 384
    max_tokens = 256
    multilingual = False
    graph = "minilm.onnx"

    def __init__(self, weights: Path, threads: int | None = None) -> None:
        """Use the weights that `find_weights` found, with `threads` (default: up to eight cores)."""
        self._weights = weights
        self._threads = threads or min(8, os.cpu_count() or 1)
        self._lock = Lock()
        self._model: _Model | None = None

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Give the texts' vectors as lists, as LangChain wants them.

        Raises:
            EmbedderUnavailable: the model cannot be loaded.
        """
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Give one text's vector as a list.

        Raises:
            EmbedderUnavailable: the model cannot be loaded.
        """
        return self.embed_documents([text])[0]

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Give the texts' vectors, unit length, one row each; a vector does not depend on its batch.

        Raises:
            EmbedderUnavailable: the model cannot be loaded.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        for start in range(0, len(texts), WINDOW):
            tokens = [self._cut(ids) for ids in self._tokenize(texts[start : start + WINDOW])]
            for rows in _batches([len(ids) for ids in tokens]):
                vectors[[start + row for row in rows]] = self._run([tokens[row] for row in rows])
                done += len(rows)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the texts' tokens exactly, uncut, the two markers around each text included.

        Raises:
            EmbedderUnavailable: the model cannot be loaded.
        """
        return [len(ids) for ids in self._tokenize(texts)]

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._load().tokenizer.encode_batch_fast([printable(text) for text in texts])
        return [encoding.ids for encoding in encodings]

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]

    def _run(self, batch: list[list[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(batch), max(map(len, batch))), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        output: list[NDArray[np.float32]] = self._load().session.run(
            None, {"input_ids": ids, "attention_mask": mask}
        )
        return output[0]

    def _load(self) -> _Model:
        with self._lock:
            if self._model is None:
                self._model = _load(self._weights, self._threads, self.graph)
            return self._model


class Int8MiniLMEmbeddings(MiniLMEmbeddings):
    """The same model multiplied in 8-bit integers: nearly twice as fast, its vectors a little off.

    Their cosine to the exact ones is 0.99 on average; the two kinds are not to be compared with each
    other. The graph rounds the weights as it is loaded. Activations are rounded on steps fixed beforehand,
    not on each batch's own, so that here too a vector does not depend on its batch.
    """

    identity = f"all-MiniLM-L6-v2-int8@{WEIGHTS_SHA256[:8]}"
    graph = "minilm-int8.onnx"


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Rows by falling length, so that texts of like length share a batch and little is padding."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    while order:
        size = max(1, BATCH_TOKENS // lengths[order[0]])
        yield order[:size]
        order = order[size:]


def _load(folder: Path, threads: int, graph: str) -> _Model:
    try:
        # Imported here: together they take a quarter second that keyword search has no use for.
        import onnxruntime as ort
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EmbedderUnavailable(
            f"The embedding model cannot run here ({error}); wanted onnxruntime, safetensors and "
            "tokenizers. Install the project's requirements again."
        ) from error
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The file asks for 128 tokens, cut and padded; the model was made for 256, and padding is ours.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    weights = graph_weights(load_file(folder / "model.safetensors"))
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_external_initializers(list(weights), values)
    graph_bytes = (files("vectorstore") / "data" / graph).read_bytes()
    session = ort.InferenceSession(graph_bytes, options, providers=["CPUExecutionProvider"])
    return _Model(tokenizer, session, values)


def graph_weights(original: Mapping[str, NDArray[np.float32]]) -> Weights:
    """The original weights under the graph's names and in the shapes its fused operators take."""
    embeddings = {key.removeprefix("embeddings."): value for key, value in original.items()}
    weights = {
        "embeddings.words": embeddings["word_embeddings.weight"],
        # There is one segment only, so its vector can be added to the positions' once and for all.
        "embeddings.positions": embeddings["position_embeddings.weight"]
        + embeddings["token_type_embeddings.weight"][0],
        "embeddings.norm.scale": embeddings["LayerNorm.weight"],
        "embeddings.norm.bias": embeddings["LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        own = {k.removeprefix(prefix): v for k, v in original.items() if k.startswith(prefix)}
        weights |= {f"{layer}.{name}": array for name, array in _layer_weights(own).items()}
    return weights


def _layer_weights(own: Mapping[str, NDArray[np.float32]]) -> Weights:
    inputs = [f"attention.self.{part}" for part in ("query", "key", "value")]
    weights = {
        "inputs.weight": np.concatenate([own[f"{name}.weight"] for name in inputs]).T,
        "inputs.bias": np.concatenate([own[f"{name}.bias"] for name in inputs]),
    }
    for name, source in (
        ("attention", "attention.output"),
        ("wide", "intermediate"),
        ("narrow", "output"),
    ):
        weights[f"{name}.weight"] = own[f"{source}.dense.weight"].T
        weights[f"{name}.bias"] = own[f"{source}.dense.bias"]
    for name, source in (("attention", "attention.output"), ("narrow", "output")):
        weights[f"{name}.norm.scale"] = own[f"{source}.LayerNorm.weight"]
        weights[f"{name}.norm.bias"] = own[f"{source}.LayerNorm.bias"]
    return {name: np.ascontiguousarray(array) for name, array in weights.items()}
