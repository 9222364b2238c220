"""The locks of a library's folder: held while writing, or for the moment of opening; none while serving.

And that of any open file, as the one user of `filelock`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout, lock_descriptor

from vectorstore.errors import LibraryBusy, LibraryError

_PATIENCE_S = 0.5
_OPENING_S = 10.0


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the writer lock of the library in `home`; the system frees it when the process dies.

    Raises:
        LibraryBusy: another process has held it for half a second.
        LibraryError: the folder cannot be written.
    """
    holder = home / "writer.pid"
    lock = FileLock(home / "writer.lock")
    try:
        lock.acquire(timeout=_PATIENCE_S)
    except Timeout as error:
        raise LibraryBusy(
            f"The library in {home} is being written by another process{_named(holder)}. "
            "Reading works; try again when it has finished."
        ) from error
    except OSError as error:
        raise LibraryError(f"The library in {home} cannot be written: {error.strerror}.") from error
    try:
        holder.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def opening_lock(home: Path) -> Iterator[None]:
    """Hold the lock of the library in `home` that openings take in turn.

    Raises:
        LibraryError: the folder cannot be written, or another process has been opening it for ten seconds.
    """
    lock = FileLock(home / "opening.lock")
    try:
        lock.acquire(timeout=_OPENING_S)
    except Timeout as error:
        raise LibraryError(
            f"The library in {home} has been kept from opening by another process for {_OPENING_S:.0f} s. "
            "Try again, or stop that process."
        ) from error
    except OSError as error:
        raise LibraryError(f"The library in {home} cannot be opened: {error.strerror}.") from error
    try:
        yield
    finally:
        lock.release()


def lock_open_file(file: BinaryIO) -> bool:
    """Lock a file that is open for writing until it is closed; return False where somebody else has.

    On a file system without locks none is held.
    """
    try:
        return lock_descriptor(file.fileno(), blocking=False)
    except OSError:
        return True


def _named(holder: Path) -> str:
    try:
        return f" (pid {holder.read_text(encoding='ascii').strip()})"
    except OSError:
        return ""
