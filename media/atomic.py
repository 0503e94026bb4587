"""Files that appear whole or not at all: written beside their target, flushed to disk, then renamed."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import re
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from uprez.core.errors import OutputError, ResourceError, UprezError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RENAME_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries of a rename: virus scanners and SMB servers hold a fresh file for a moment."""
_FOREIGN_AGE = 2 * 24 * 3600.0
"""Seconds after which another machine's temporary file counts as left behind."""
_TEMP = re.compile(r"^\.uprez-([0-9a-f]{8})-(\d+)-\d+(\.[^.]*)?$")
_serial = itertools.count()


def _machine() -> str:
    """Eight hex digits that tell this machine from others that write to the same share."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def temp_beside(path: Path) -> Path:
    """A fresh hidden name in the folder of `path`, with its suffix, this machine and this process in it."""
    return path.with_name(f".uprez-{_machine()}-{os.getpid()}-{next(_serial)}{path.suffix}")


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Give a temporary path in the folder of `path` (made when absent); on a clean exit the file written there becomes `path`.

    The file is flushed to disk before the rename, so that after a power cut `path` is the old file
    or the whole new one. On any error the temporary file is removed and `path` is untouched.

    Raises:
        ResourceError: the disk, or the quota, is full.
        OutputError: the folder or the file cannot be written.
    """
    temp = temp_beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temp
        publish(temp, path)
    except BaseException as error:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, UprezError):
            raise write_error(path, error) from error
        raise


def publish(temp: Path, path: Path) -> None:
    """Flush `temp` to disk and rename it to `path` in the same folder, replacing what stood there.

    Raises:
        OSError: as the system says it; `whole_file` and `write_error` put it into words.
    """
    with temp.open("r+b") as file:
        os.fsync(file.fileno())
    for wait in (*_RENAME_WAITS, None):
        try:
            os.replace(temp, path)
            break
        except PermissionError:
            if wait is None:
                raise
            time.sleep(wait)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable; Windows and some network shares cannot flush a folder, and need not."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_text_whole(path: Path, text: str) -> None:
    """Write `text` as UTF-8 with `\\n` line ends; `path` holds the old text or the whole new one, never less.

    Raises:
        ResourceError, OutputError: see `whole_file`.
    """
    with whole_file(path) as temp:
        temp.write_bytes(text.encode())


def write_error(path: Path, error: OSError) -> UprezError:
    """The error of a failed write to `path`, in words: what happened, why, what to do."""
    why = f"{error.strerror or error}."
    if error.errno in _FULL:
        return ResourceError(
            f"{path} cannot be written: there is no room left.",
            why=why,
            fix=f"Free some space on the disk that holds {path.parent}, or choose another folder, and run the same command again.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            f"{path} cannot be written: it is not allowed.", why=why, fix=f"Make {path.parent} writable, or choose another folder."
        )
    return OutputError(f"{path} cannot be written.", why=why, fix="Check the path, or choose another folder.")


def sweep(folder: Path) -> list[Path]:
    """Remove the temporary files that killed runs left in `folder` (not below it); give their paths.

    Files of processes that still run stay, as do those of other machines younger than two days.
    """
    removed: list[Path] = []
    for path in sorted(folder.glob(".uprez-*")):
        match = _TEMP.match(path.name)
        if match is None:
            continue
        with suppress(FileNotFoundError):
            if _left_behind(path, machine=match[1], pid=int(match[2])):
                path.unlink()
                removed.append(path)
    return removed


def _left_behind(path: Path, *, machine: str, pid: int) -> bool:
    """Whether nobody writes `path` any more."""
    written = path.stat().st_mtime
    if machine != _machine():
        return time.time() - written > _FOREIGN_AGE
    try:
        return psutil.Process(pid).create_time() > written + 1  # the number was given to a younger process
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False
