"""Counts tokens: exactly where the model's ranks are on this machine, else by an estimate on the safe side.

The only module that uses tiktoken. Never downloads: tiktoken would fetch its ranks with no time limit.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

# Where tiktoken fetches the ranks of the encodings that chat models use, and the SHA-256 it expects; its
# cache names a file by the SHA-1 of the address.
_SOURCE = "https://openaipublic.blob.core.windows.net/encodings/"
_O200K = (f"{_SOURCE}o200k_base.tiktoken", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d")
_CL100K = (
    f"{_SOURCE}cl100k_base.tiktoken",
    "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
)
_RANKS = {"o200k_base": _O200K, "o200k_harmony": _O200K, "cl100k_base": _CL100K}
_WORD, _CAPITALS, _DIGITS, _GAP, _MARK = range(1, 6)
_PIECE = re.compile(r"([A-Z]?[a-z]+)|([A-Z]+)|(\d{1,3})|(\s*\n\s*|[^\S\n]{2,})|([^\sA-Za-z\d])")
# By length in UTF-8: accents and Greek 1, Chinese 2 (1.2 on average in cl100k), emoji and rare characters 4.
_MARK_COST = (0, 1, 1, 2, 4)


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """Counts the tokens of a text; `exact` is False where `name` stands for an estimate."""

    name: str
    exact: bool
    count: Callable[[str], int]

    def __call__(self, text: str) -> int:
        """Return the number of tokens of `text`."""
        return self.count(text)


def token_counter(model: str) -> TokenCounter:
    """Return the exact counter of `model` where its ranks are cached on this machine, else the estimate."""
    # Imported here: three of four starts of the program never count tokens.
    import tiktoken

    try:
        encoding = tiktoken.encoding_name_for_model(model.rpartition(":")[2].rpartition("/")[2])
    except KeyError:
        return ESTIMATE
    if encoding not in _RANKS or not _is_cached(*_RANKS[encoding]):
        return ESTIMATE
    return exact_counter(tiktoken.get_encoding(encoding))


def exact_counter(encoding: "tiktoken.Encoding") -> TokenCounter:
    """Return the counter of a loaded encoding; special tokens in a text count as the text they are."""
    return TokenCounter(encoding.name, True, lambda text: len(encoding.encode_ordinary(text)))


def estimate_tokens(text: str) -> int:
    """Return a number of tokens that the encodings of chat models rarely exceed."""
    return sum(_cost(piece) for piece in _PIECE.finditer(text))


def _cost(piece: re.Match[str]) -> int:
    length = piece.end() - piece.start()
    if piece.lastindex == _WORD:
        return (length + 4) // 5
    if piece.lastindex == _CAPITALS:
        return (length + 1) // 2
    if piece.lastindex == _MARK:
        return _MARK_COST[len(piece.group().encode("utf-8", "surrogatepass"))]
    return 1


ESTIMATE = TokenCounter("estimate", False, estimate_tokens)


def _is_cached(address: str, digest: str) -> bool:
    """Tell whether tiktoken would load the ranks without a download; it fetches a damaged file anew."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder is None:
        folder = str(Path(tempfile.gettempdir()) / "data-gym-cache")
    # An empty setting turns tiktoken's cache off: every load would be a download.
    file = Path(folder) / hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()
    return bool(folder) and file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest
