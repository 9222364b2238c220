"""The library of the doors' tests is indexed as their commands open it: for keywords alone."""

from pathlib import Path

import pytest

from vectorstore.library import Library


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library that is complete and closed; copy it, never open it."""
    home = tmp_path_factory.mktemp("keywords")
    library = Library(home, None)
    library.snapshot()
    library.close()
    return home
