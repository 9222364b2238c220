"""Build `vectorstore/data/minilm*.onnx`: all-MiniLM-L6-v2's graph with fused operators, no weights.

Two graphs for the same weights: one in floats, and one that multiplies in 8-bit integers and rounds the
weights itself when it is loaded. Development only; needs the `onnx` package and the weights, whose shapes
it writes down. The same input gives the same bytes. Knows nothing of running the graphs, save to measure
the activations' ranges, which are written in `RANGES`.

    python -m benchmarks.build_minilm_graph
    python -m benchmarks.build_minilm_graph --measure CORPUS.jsonl.xz ...
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from vectorstore.embedders.embedder import find_weights
from vectorstore.embedders.onnx import LAYERS, MiniLMEmbeddings, graph_weights

DATA = Path(__file__).parent.parent / "vectorstore" / "data"
FUSED = "com.microsoft"
EPSILON = 1e-12
HEADS = 12
MEASURED = 100
"""Records of each corpus that the ranges are measured on."""
PRODUCTS = ("inputs", "attention", "wide", "narrow")
RANGES = (
    ((-3.31, 6.33), (-3.32, 2.85), (-6.52, 28.51), (-0.17, 24.86)),
    ((-5.17, 8.13), (-3.02, 3.25), (-8.37, 30.36), (-0.17, 20.44)),
    ((-5.37, 7.99), (-2.86, 2.88), (-14.79, 27.75), (-0.17, 17.55)),
    ((-5.72, 9.66), (-2.94, 2.67), (-16.81, 28.88), (-0.17, 13.75)),
    ((-6.64, 10.52), (-3.08, 3.0), (-15.11, 21.63), (-0.17, 8.62)),
    ((-6.38, 9.95), (-3.95, 3.74), (-12.39, 13.39), (-0.17, 10.27)),
)
"""What enters each layer's four products, least and most: measured, as a batch's own range would make a
vector depend on its batch."""
STEPS = 255
WEIGHT_STEPS = 64
"""Not 127: two products of a byte and a weight must fit 16 bits, where older processors add them up."""


class _Graph:
    """Collects operators; each is named after its one output. Multiplies in floats."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: float
    ) -> str:
        node = helper.make_node(operator, inputs, [output], domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return output

    def constant(self, name: str, value: object) -> str:
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def indices(self, **values: int) -> list[str]:
        return [self.constant(name, np.array([value], np.int64)) for name, value in values.items()]

    def attend(self, state: str, layer: int, output: str) -> str:
        inputs = [state, f"{layer}.inputs.weight", f"{layer}.inputs.bias", "mask"]
        return self.add("Attention", inputs, output, FUSED, num_heads=HEADS)

    def multiply(self, state: str, layer: int, product: str, output: str) -> str:
        return self.add("MatMul", [state, f"{layer}.{product}.weight"], output)


class _Int8Graph(_Graph):
    """Multiplies in integers: activations of 8 bits without sign, weights of 7 bits and a sign."""

    def attend(self, state: str, layer: int, output: str) -> str:
        steps, scale, zero = self._rounded(state, layer, "inputs")
        weight, weight_scale = self._rounded_weight(f"{layer}.inputs.weight")
        inputs = [steps, weight, f"{layer}.inputs.bias", scale, weight_scale, "mask", zero]
        return self.add("QAttention", inputs, output, FUSED, num_heads=HEADS)

    def multiply(self, state: str, layer: int, product: str, output: str) -> str:
        steps, scale, zero = self._rounded(state, layer, product)
        weight, weight_scale = self._rounded_weight(f"{layer}.{product}.weight")
        return self.add("MatMulIntegerToFloat", [steps, weight, scale, weight_scale, zero], output, FUSED)

    def _rounded(self, state: str, layer: int, product: str) -> tuple[str, str, str]:
        least, most = RANGES[layer][PRODUCTS.index(product)]
        size = (most - least) / STEPS
        name = f"{layer}.{product}"
        scale = self.constant(f"{name}.step", np.float32(size))
        zero = self.constant(f"{name}.zero", np.uint8(round(-least / size)))
        return self.add("QuantizeLinear", [state, scale, zero], f"{name}.steps"), scale, zero

    def _rounded_weight(self, name: str) -> tuple[str, str]:
        """The weight on steps of its columns' own sizes; ONNX Runtime computes it once, at loading."""
        if not any(constant.name == "weight.steps" for constant in self.constants):
            self.constant("weight.steps", np.array([WEIGHT_STEPS], np.float32))
        sizes = self.add("Abs", [name], f"{name}.sizes")
        largest = self.add("ReduceMax", [sizes, "zero"], f"{name}.largest", keepdims=0)
        scale = self.add("Div", [largest, "weight.steps"], f"{name}.step")
        rounded = self.add("Round", [self.add("Div", [name, scale], f"{name}.scaled")], f"{name}.rounded")
        return self.add("Cast", [rounded], f"{name}.int8", to=TensorProto.INT8), scale


def build(weights: Mapping[str, NDArray[np.float32]], int8: bool = False) -> bytes:
    """The graph as ONNX bytes, with the names and shapes of `weights` but none of their values."""
    graph = _Int8Graph() if int8 else _Graph()
    output = _pooled(graph, _encoded(graph, _embedded(graph)))
    texts = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    vector = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["texts", MiniLMEmbeddings.dimension])
    slots = [_slot(name, array) for name, array in weights.items()]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", texts, [vector], [*graph.constants, *slots]),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)],
        ir_version=9,
    )
    graph_bytes: bytes = model.SerializeToString(deterministic=True)
    return graph_bytes


def _embedded(graph: _Graph) -> str:
    zero, one, two = graph.indices(zero=0, one=1, two=2)
    shape = graph.add("Shape", ["input_ids"], "shape")
    length = graph.add("Slice", [shape, one, two], "length")
    positions = graph.add("Slice", ["embeddings.positions", zero, length], "positions")
    words = graph.add("Gather", ["embeddings.words", "input_ids"], "words")
    placed = graph.add("Add", [words, positions], "placed")
    norm = ["embeddings.norm.scale", "embeddings.norm.bias"]
    return graph.add("LayerNormalization", [placed, *norm], "embedded", axis=-1, epsilon=EPSILON)


def _encoded(graph: _Graph, state: str) -> str:
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    for layer in range(LAYERS):
        name = f"{layer}.{{}}".format
        attended = graph.attend(state, layer, name("attended"))
        mixed = graph.multiply(attended, layer, "attention", name("mixed"))
        state = _joined(graph, state, mixed, name("attention"))
        widened = graph.multiply(state, layer, "wide", name("widened"))
        active = graph.add("BiasGelu", [widened, name("wide.bias")], name("active"), FUSED)
        narrowed = graph.multiply(active, layer, "narrow", name("narrowed"))
        state = _joined(graph, state, narrowed, name("narrow"))
    return state


def _joined(graph: _Graph, state: str, change: str, part: str) -> str:
    """The change and its bias added to the state, then normalized."""
    inputs = [state, change, f"{part}.norm.scale", f"{part}.norm.bias", f"{part}.bias"]
    return graph.add("SkipLayerNormalization", inputs, f"{part}.joined", FUSED, epsilon=EPSILON)


def _pooled(graph: _Graph, state: str) -> str:
    """The mean over the tokens that are no padding, scaled to unit length."""
    (last,) = graph.indices(last=-1)
    mask = graph.add("Cast", ["attention_mask"], "mask.float", to=TensorProto.FLOAT)
    columns = graph.add("Unsqueeze", [mask, last], "mask.columns")
    kept = graph.add("Mul", [state, columns], "kept")
    total = graph.add("ReduceSum", [kept, "one"], "total", keepdims=0)
    count = graph.add("ReduceSum", [mask, "one"], "count", keepdims=1)
    mean = graph.add("Div", [total, count], "mean")
    norm = graph.add("ReduceL2", [mean, last], "norm", keepdims=1)
    return graph.add("Div", [mean, norm], "embedding")


def _slot(name: str, array: NDArray[np.float32]) -> onnx.TensorProto:
    """A weight declared as lying outside the file; the session is handed its values by name."""
    tensor = TensorProto(
        name=name, data_type=TensorProto.FLOAT, dims=array.shape, data_location=TensorProto.EXTERNAL
    )
    for key, value in (("location", "weights"), ("offset", "0"), ("length", str(array.nbytes))):
        tensor.external_data.add(key=key, value=value)
    return tensor


def build_from(folder: Path) -> dict[str, bytes]:
    """Both graphs by file name, for the original weights in `folder`."""
    from safetensors.numpy import load_file

    weights = graph_weights(load_file(folder / "model.safetensors"))
    return {"minilm.onnx": build(weights), "minilm-int8.onnx": build(weights, int8=True)}


def _measure(folder: Path, corpora: list[Path]) -> list[list[tuple[float, float]]]:
    """The least and most that enters each product over the corpora's abstracts and their sentences."""
    import onnxruntime as ort
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    from benchmarks.corpus import records
    from vectorstore.text.sentences import sentence_spans

    weights = graph_weights(load_file(folder / "model.safetensors"))
    parts = ("attended", "attention.joined", "active", "narrow.joined")
    # Each layer's first product reads what the layer before it leaves.
    names = ["embedded", *(f"{layer}.{part}" for layer in range(LAYERS) for part in parts)][:-1]
    model = onnx.load_from_string(build(weights))
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in weights.values()]
    options = ort.SessionOptions()
    options.add_external_initializers(list(weights), values)
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MiniLMEmbeddings.max_tokens)
    tokenizer.no_padding()
    found = np.zeros((len(names), 2))
    for record in [record for corpus in corpora for record in records(corpus, MEASURED)]:
        spans = sentence_spans(record.abstract)
        sentences = [record.abstract[start:end] for start, end in spans]
        for text in [record.title, f"{record.title}. {record.abstract}", *sentences]:
            ids = np.array([tokenizer.encode(text).ids], np.int64)
            seen = session.run(names, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
            found[:, 0] = np.minimum(found[:, 0], [array.min() for array in seen])
            found[:, 1] = np.maximum(found[:, 1], [array.max() for array in seen])
    pairs = [(round(float(least), 2), round(float(most), 2)) for least, most in found]
    return [pairs[start : start + len(PRODUCTS)] for start in range(0, len(pairs), len(PRODUCTS))]


def main() -> None:
    """Write the graphs, or print the ranges of activations."""
    parser = argparse.ArgumentParser(description="Build the embedding model's graphs.")
    parser.add_argument("--measure", type=Path, nargs="+", metavar="CORPUS", help="print RANGES instead")
    corpora = parser.parse_args().measure
    folder = find_weights(Path())
    if corpora:
        print("\n".join(f"    {tuple(row)}," for row in _measure(folder, corpora)))
        return
    for name, graph in build_from(folder).items():
        (DATA / name).write_bytes(graph)
        print(f"{name}: {len(graph)} bytes")


if __name__ == "__main__":
    main()
