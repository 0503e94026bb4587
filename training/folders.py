"""Folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from uprez.core.errors import BusyError, ResourceError, UprezError
from uprez.media.atomic import free_bytes, temp_beside, write_error

_UNFINISHED = ".uprez-*"
"""Folders that nobody finished; whoever holds the lock of the folder around them may remove them."""


@contextmanager
def held_folder(folder: Path) -> Generator[None]:
    """Make `folder`, hold its lock, and remove what killed runs left in it.

    Raises:
        BusyError: another run holds it.
        OutputError: it cannot be written.
    """
    lock = FileLock(folder / ".lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"Another run writes into '{folder}'.", fix="Wait for it, or give another output folder.") from error
    except OSError as error:
        raise write_error(folder, error) from error
    try:
        for path in folder.glob(_UNFINISHED):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def whole_folder(path: Path) -> Generator[Path]:
    """Give a new folder beside `path`; on a clean exit it is flushed to disk and becomes `path`, which must not exist.

    Raises:
        ResourceError: the disk is full.
        OutputError: it cannot be written.
    """
    temp = temp_beside(path)
    try:
        temp.mkdir(parents=True)
        yield temp
        for each in sorted(temp.rglob("*")):
            if not each.is_symlink():
                _flush(each)
        _flush(temp)
        os.rename(temp, path)
        _flush(path.parent)
    except BaseException as error:
        shutil.rmtree(temp, ignore_errors=True)
        if isinstance(error, UprezError):
            raise
        if isinstance(error, OSError):
            raise write_error(path, error) from error
        if type(error).__name__ == "SafetensorError" or (isinstance(error, RuntimeError) and "write" in str(error).lower()):
            raise _unwritten(path, error) from error  # what safetensors and torch say of a disk that fills up
        raise


def _unwritten(path: Path, error: BaseException) -> ResourceError:
    return ResourceError(
        f"{path} cannot be written.",
        why=f"{str(error).splitlines()[0][:300]}; {free_bytes(path.parent) / 1e6:.0f} MB are free.",
        fix="Make room on that disk, then run the same command again: it goes on from the last whole checkpoint.",
    )


def remove_whole(path: Path) -> None:
    """Remove a folder under another name, so that a kill meanwhile leaves no half of it under its own."""
    temp = temp_beside(path)
    with suppress(OSError):
        path.rename(temp)
        shutil.rmtree(temp, ignore_errors=True)


def lend(source: Path, target: Path) -> None:
    """Put a folder's contents at `target` without copying where the system can: a link to it, else links to its files, else copies.

    Raises:
        OSError: none of it is possible.
    """
    with suppress(OSError):
        target.symlink_to(source.resolve(), target_is_directory=True)
        return
    shutil.copytree(source, target, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _flush(path: Path) -> None:
    """Folders cannot be flushed on Windows and some shares, and need not be."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
