"""Nothing outside `vectorstore/stores` can tell which store is in use; one file opens it."""

from collections.abc import Iterator

import pytest

from tests.test_architecture import PRODUCT, imports, sources, within

SEAM = ("store", "vectors", "lock")
"""What others may import of `vectorstore/stores`: the seam, the reports of progress, locks of files."""
OPENS_THE_STORE = "vectorstore/library.py"


def store_faults(path: str, source: str) -> Iterator[str]:
    if path.startswith("vectorstore/stores/"):
        return
    allowed = (*SEAM, "embedded") if path == OPENS_THE_STORE else SEAM
    for name in sorted(imports(path, source)):
        inside = within(name, "vectorstore.stores") and name != "vectorstore.stores"
        if inside and not any(within(name, f"vectorstore.stores.{module}") for module in allowed):
            yield f"{path} imports {name}: only vectorstore/stores knows how papers are kept"


def test_nobody_can_tell_which_store_is_in_use() -> None:
    everything = PRODUCT | sources("benchmarks/**/*.py")
    assert [fault for path, source in everything.items() for fault in store_faults(path, source)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("vectorstore/library.py", "from vectorstore.stores.ledger import Ledger"),
        ("vectorstore/search/fuse.py", "from vectorstore.stores import indexes"),
        ("vectorstore/retriever.py", "from vectorstore.stores.embedded import EmbeddedStore"),
        ("assistant/deciding/mentions.py", "import vectorstore.stores.keyword_index"),
    ],
)
def test_knowledge_of_the_store_outside_its_room_is_found(path: str, source: str) -> None:
    assert list(store_faults(path, source))
    assert list(store_faults("vectorstore/stores/embedded.py", source)) == []
