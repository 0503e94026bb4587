"""Files that appear whole or not at all, and what is checked before the first is written.

A file is written beside its target, flushed to disk, then renamed.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import math
import os
import re
import shutil
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psutil

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha
from uprez.core.errors import OutputError, ResourceError, UprezError
from uprez.core.job import ExrCompression, Format
from uprez.media.take import TakeSpec

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_RENAME_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries of a rename: virus scanners and SMB servers hold a fresh file for a moment."""
_FOREIGN_AGE = 2 * 24 * 3600.0
"""Seconds after which another machine's temporary file counts as left behind."""
_NEARLY_FULL = 1 << 20
"""Free bytes below which an unexplained failure is put down to a full disk."""
_EXR_SAMPLE = {"half": 2.0, "float": 4.0}
_EXR_KEPT = {ExrCompression.NONE: 1.0, ExrCompression.RLE: 0.75, ExrCompression.DWAA: 0.15, ExrCompression.DWAB: 0.15}
"""Share of the bytes that a compression leaves of pictures with a grain of 0.02, rounded up."""
_EXR_KEPT_USUALLY = 0.7
"""ZIP was measured to leave 0.66."""
_SAMPLE = {Format.TIFF: 2.0, Format.PNG: 2.0, Format.PRORES: 0.35, Format.HEVC: 0.1, Format.FFV1: 2.0}
"""Bytes a sample; ProRes 4444 XQ took 0.34 on pictures with noise of 0.05 (FFmpeg 8.1's prores_aw)."""
_TEMP = re.compile(r"^\.uprez-([0-9a-f]{8})-(\d+)-\d+(\.[^.]*)?$")
_serial = itertools.count()


@cache
def _machine() -> str:
    """Eight hex digits that tell this machine, and its process numbers, from others that write to the same share.

    Containers and copied images often have one name: only who counts processes alike may call another's process dead.
    """
    parts = [socket.gethostname()]
    for path in ("/etc/machine-id", "/proc/self/ns/pid"):
        with suppress(OSError):
            parts.append(os.readlink(path) if path.endswith("pid") else Path(path).read_text("utf-8"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


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
            fix=_make_room(path.parent),
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputError(
            f"{path} cannot be written: it is not allowed.", why=why, fix=f"Make {path.parent} writable, or choose another folder."
        )
    return OutputError(f"{path} cannot be written.", why=why, fix="Check the path, or choose another folder.")


def sweep(folder: Path) -> list[Path]:
    """Remove the temporary files that killed runs left in `folder` (not below it); give their paths.

    Files of processes that still run stay, as do those of other machines younger than two days, by the clock of the folder's disk.
    """
    removed: list[Path] = []
    now: float | None = None
    for path in sorted(folder.glob(".uprez-*")):
        match = _TEMP.match(path.name)
        if match is None:
            continue
        with suppress(FileNotFoundError):
            now = _now_in(folder) if now is None else now
            if _left_behind(machine=match[1], pid=int(match[2]), age=now - path.stat().st_mtime):
                path.unlink()
                removed.append(path)
    return removed


def _now_in(folder: Path) -> float:
    """The time by the clock that dates the files of `folder`, a server's perhaps, which may be hours off ours."""
    probe = temp_beside(folder / "clock")
    try:
        probe.touch()
        return probe.stat().st_mtime
    except OSError:
        return time.time()
    finally:
        with suppress(OSError):
            probe.unlink(missing_ok=True)


def _left_behind(*, machine: str, pid: int, age: float) -> bool:
    """Whether nobody writes a file any more that was last written `age` seconds ago."""
    if machine != _machine():
        return age > _FOREIGN_AGE
    try:
        return time.time() - psutil.Process(pid).create_time() < age - 1  # the number was given to a younger process
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def no_room(path: Path, reason: str) -> ResourceError | None:
    """The error for a full disk when `reason`, a library's words, or the disk itself tells of one; else None."""
    said = any(os.strerror(code).lower() in reason.lower() for code in _FULL)
    if not said and free_bytes(path.parent) >= _NEARLY_FULL:
        return None
    return ResourceError(
        f"{path} cannot be written: there is no room left.", why=f"{reason.strip().rstrip('.')}.", fix=_make_room(path.parent)
    )


def free_bytes(folder: Path) -> int:
    """Bytes that this user may still write to the disk of `folder`, or of its nearest parent that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def check_writable(folder: Path, needed_bytes: int) -> None:
    """Make `folder`, prove that a file can be written and renamed in it, and that `needed_bytes` have room.

    Raises:
        ResourceError: too little room.
        OutputError: the folder cannot be made or written.
    """
    probe = folder / f".uprez-probe-{os.getpid()}"
    with whole_file(probe) as temp:
        temp.write_bytes(b"uprez")
    probe.unlink(missing_ok=True)
    free = free_bytes(folder)
    if free < needed_bytes:
        raise ResourceError(
            f"The result does not fit on the disk of {folder}.",
            why=f"It may need {_size_words(needed_bytes)}; {_size_words(free)} are free.",
            fix=_make_room(folder),
        )


def check_not_source(target: Path, source: ClipInfo) -> None:
    """Refuse to write over the source: `target` is the movie itself, or the sequence's folder or anything in it.

    Raises:
        OutputError: it is.
    """
    real, home = target.resolve(), source.path.resolve()
    inside = real == home or (source.is_sequence and home in real.parents)
    if inside or (target.exists() and source.path.exists() and os.path.samefile(target, source.path)):
        raise OutputError(
            f"{target} is, or lies in, the source.",
            why="A result written there would replace the source's files or mix with them.",
            fix="Choose another output folder, or another name.",
        )


def estimate_bytes(take: TakeSpec, frames: int) -> int:
    """Room that `frames` frames of all the take's formats may need, on the generous side; movies count twice, as
    their segments stand beside the assembled movie for a moment."""
    channels = 3 if take.alpha is Alpha.NONE else 4
    pixel = 0.0
    for kind in take.output.formats:
        if kind is Format.EXR:
            kept = _EXR_KEPT.get(take.output.exr_compression, _EXR_KEPT_USUALLY)
            pixel += kept * (channels * _EXR_SAMPLE[take.output.exr_depth] + 4 * len(take.source.extra_channels))
        else:
            pixel += channels * _SAMPLE[kind] * (2 if kind.is_movie else 1)
    return math.ceil(pixel * take.size.area * frames)


def _make_room(folder: Path) -> str:
    return f"Free some space on the disk that holds {folder}, or choose another folder, and run the same command again."


def _size_words(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"
