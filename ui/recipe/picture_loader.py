"""Small work on picture files, off the main thread."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject, QRect, QRunnable, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader

from uprez.core.errors import InputError
from uprez.plugin.places import make_state_folder

FOLDER = "references"
"""Folder of cropped and renamed pictures, in the state folder."""


class PictureWork(QObject):
    """One piece of work on a thread; what comes of it is handed over in the thread of the parent, while that lives."""

    _ended = Signal(object)

    def __init__(
        self, work: Callable[[], object], done: Callable[[object], None], failed: Callable[[InputError], None], parent: QObject
    ) -> None:
        """`work` raises nothing but InputError, which `failed` gets."""
        super().__init__(parent)
        self._work = work
        self._done = done
        self._failed = failed
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        QThreadPool.globalInstance().start(QRunnable.create(self._run))

    def _run(self) -> None:
        try:
            result = self._work()
        except InputError as error:
            result = error
        if shiboken6.isValid(self):
            self._ended.emit(result)

    def _deliver(self, result: object) -> None:
        if isinstance(result, InputError):
            self._failed(result)
        else:
            self._done(result)
        self.deleteLater()


def load(path: str, side: int | None = None) -> QImage:
    """A picture upright, at most `side` pixels on a side.

    Raises:
        InputError: it cannot be read here.
    """
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    if side is not None and (size := reader.size()).isValid() and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    picture = reader.read()
    if picture.isNull():
        raise InputError(
            f"The picture {path} cannot be shown.",
            why=f"{reader.errorString()}.",
            fix="It can still be used, as a whole and by its own name.",
        )
    return picture


def crop(path: str, region: QRect) -> str:
    """Write a part of a picture (in its pixels) as PNG beside the state; gives the new path.

    Raises:
        InputError: it cannot be read, or the part cannot be written.
    """
    stem = Path(path).stem
    part = load(path).copy(region)
    target = _place(f"{path} {region.getRect()}", f"{stem}.png")
    if not part.save(str(target), "PNG"):  # pyright: ignore[reportArgumentType, reportCallIssue]
        raise _unwritten(target)
    return str(target)


def kept(path: str, png: bytes) -> str:
    """Write the bytes of a PNG that was made of a picture beside the state, under its name; gives the new path.

    Raises:
        InputError: it cannot be written.
    """
    target = _place(hashlib.sha256(png).hexdigest(), f"{Path(path).stem}.png")
    try:
        write_whole(target, png)
    except OSError as error:
        raise _unwritten(target) from error
    return str(target)


def renamed(path: str, name: str) -> str:
    """A copy of a picture under another name; gives its path. The file's name is the name of the reference.

    Raises:
        InputError: it cannot be read or written.
    """
    source = Path(path)
    try:
        data = source.read_bytes()
        target = _place(hashlib.sha256(data).hexdigest(), f"{_plain(name)}{source.suffix}")
        write_whole(target, data)
    except OSError as error:
        raise InputError(f"The picture {path} cannot be renamed.", why=f"{error.strerror}.") from error
    return str(target)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _place(key: str, name: str) -> Path:
    try:
        folder = make_state_folder() / FOLDER / hashlib.sha256(key.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(Path(FOLDER)) from error
    return folder / name


def _plain(name: str) -> str:
    kept = "".join(letter for letter in name.strip() if letter not in '/\\:*?"<>|' and letter.isprintable())
    return kept.strip(". ") or "reference"


def _unwritten(path: Path) -> InputError:
    return InputError(f"The picture {path} cannot be written.", why="The folder of uprez's state is full or may not be written.")
