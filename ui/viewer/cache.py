"""Frames in memory: loaded by a few threads in the order in which they are needed, within a share of memory."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, SignalInstance

from uprez.ui.viewer.levels import Level, from_picture, halved
from uprez.ui.viewer.pictures import Pictures

_SHARE = 4
"""A quarter of the machine's memory is for pictures: decoders, models and the host want the rest."""
_SOURCES = 16
"""Sources that are remembered before those of which nothing is left are let go."""
_LEAST, _MOST, _UNKNOWN = 512 << 20, 16 << 30, 2 << 30


@dataclass(frozen=True)
class Want:
    """One picture that somebody would like to show."""

    pictures: Pictures
    """Where it comes from."""
    number: int
    """Which frame."""
    level: int
    """How often it is halved."""


_Key = tuple[int, int, int]


class FrameCache(QObject):
    """Levels of frames by source, number and level. All methods may be called from the main thread; none of them loads.

    Signals are emitted from loader threads, so they reach the main thread as queued calls.
    """

    arrived = Signal(object, int, int)
    """`Pictures`, frame number, level: is now here."""
    failed = Signal(object, int, object)
    """`Pictures`, frame number, the exception."""

    def __init__(self, budget: int | None = None, threads: int = 3, parent: QObject | None = None) -> None:
        """`budget` in bytes (else a quarter of the machine's memory, 512 MiB to 16 GiB)."""
        super().__init__(parent)
        self.budget = budget or default_budget()
        self._here: OrderedDict[_Key, Level] = OrderedDict()  # least recently used first
        self._bytes = 0
        self._sources: dict[int, Pictures] = {}  # keeps identities from being used again
        self._errors: dict[tuple[int, int], Exception] = {}
        self._wants: dict[int, list[Want]] = {}
        self._order: list[Want] = []
        self._busy: set[_Key] = set()
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, name=f"frames-{i}", daemon=True) for i in range(threads)]
        for thread in self._threads:
            thread.start()

    @property
    def bytes(self) -> int:
        """Bytes of all pictures that are here."""
        return self._bytes

    def want(self, owner: object, wants: Iterable[Want]) -> None:
        """Replace what `owner` asks for, most wanted first; what is no longer asked for and not begun is dropped."""
        with self._changed:
            self._wants[id(owner)] = list(wants)
            self._order = list(_by_turns(list(self._wants.values())))
            for want in self._wants[id(owner)]:
                self._sources[id(want.pictures)] = want.pictures
            if len(self._sources) > _SOURCES:
                self._forget_empty()
            self._changed.notify_all()

    def get(self, pictures: Pictures, number: int, level: int) -> Level | None:
        """This very level, if it is here."""
        with self._changed:
            return self._touch((id(pictures), number, level))

    def best(self, pictures: Pictures, number: int, level: int) -> tuple[Level, int] | None:
        """This level, else the nearest larger one, else the nearest smaller one that is here, and which it is."""
        with self._changed:
            for other in (*range(level, -1, -1), *range(level + 1, 16)):
                found = self._touch((id(pictures), number, other))
                if found is not None:
                    return found, other
        return None

    def has(self, pictures: Pictures, number: int, level: int) -> bool:
        """True when a frame is here at this level or a larger one."""
        with self._changed:
            return any((id(pictures), number, other) in self._here for other in range(level, -1, -1))

    def error(self, pictures: Pictures, number: int) -> Exception | None:
        """Why a frame could not be loaded; it is asked for again only after `retry`."""
        return self._errors.get((id(pictures), number))

    def numbers(self, pictures: Pictures) -> set[int]:
        """Frames that are here at any level."""
        with self._changed:
            return {number for source, number, _ in self._here if source == id(pictures)}

    def retry(self, pictures: Pictures) -> None:
        """Forget this source's failures, so that its frames are asked for again."""
        with self._changed:
            self._errors = {key: error for key, error in self._errors.items() if key[0] != id(pictures)}
            self._changed.notify_all()

    def forget(self, pictures: Pictures) -> None:
        """Drop all frames of a source that is not shown any more."""
        with self._changed:
            for owner, wants in self._wants.items():
                self._wants[owner] = [want for want in wants if want.pictures is not pictures]
            self._order = list(_by_turns(list(self._wants.values())))
            for key in [key for key in self._here if key[0] == id(pictures)]:
                self._bytes -= self._here.pop(key).pixels.nbytes
            self._errors = {key: error for key, error in self._errors.items() if key[0] != id(pictures)}
            if not any(key[0] == id(pictures) for key in self._busy):
                self._sources.pop(id(pictures), None)

    def close(self) -> None:
        """Stop loading; threads in the middle of a load end after it."""
        with self._changed:
            self._closed = True
            self._wants.clear()
            self._order = []
            self._changed.notify_all()

    def _forget_empty(self) -> None:
        """Let go of sources of which nothing is here, coming, or wanted."""
        used = {key[0] for key in (*self._here, *self._busy)} | {id(want.pictures) for wants in self._wants.values() for want in wants}
        self._sources = {key: one for key, one in self._sources.items() if key in used}
        self._errors = {key: error for key, error in self._errors.items() if key[0] in used}

    def _touch(self, key: _Key) -> Level | None:
        level = self._here.get(key)
        if level is not None:
            self._here.move_to_end(key)
        return level

    def _work(self) -> None:
        while True:
            with self._changed:
                want = self._next()
                while want is None and not self._closed:
                    self._changed.wait()
                    want = self._next()
                if want is None or self._closed:
                    return
                key = (id(want.pictures), want.number, want.level)
                self._busy.add(key)
                base = self._larger(key)
            try:
                level = _made(want, base)
            except Exception as error:  # a loader may raise anything; it is told, not swallowed
                self._keep_error(key, want, error)
            else:
                self._keep(key, want, level)

    def _next(self) -> Want | None:
        """The first wanted picture that is missing, of what the budget has room for; owners take turns."""
        if self._closed:
            return None
        room = self.budget
        for want in self._order:
            key = (id(want.pictures), want.number, want.level)
            room -= want.pictures.width * want.pictures.height * 8 >> 2 * want.level
            if room < 0 and key not in self._here:
                return None
            if key not in self._here and key not in self._busy and key[:2] not in self._errors and not self._larger_is_coming(key):
                return want
        return None

    def _larger_is_coming(self, key: _Key) -> bool:
        return any(busy[:2] == key[:2] and busy[2] < key[2] for busy in self._busy)

    def _larger(self, key: _Key) -> tuple[Level, int] | None:
        """The nearest larger level of this frame, to be halved."""
        for other in range(key[2] - 1, -1, -1):
            found = self._here.get((key[0], key[1], other))
            if found is not None:
                return found, other
        return None

    def _keep(self, key: _Key, want: Want, level: Level) -> None:
        with self._changed:
            self._busy.discard(key)
            if self._closed or not self._make_room(level.pixels.nbytes, key):
                self._changed.notify_all()
                return
            self._here[key] = level
            self._bytes += level.pixels.nbytes
            self._changed.notify_all()
        self._tell(self.arrived, want, want.level)

    def _keep_error(self, key: _Key, want: Want, error: Exception) -> None:
        with self._changed:
            self._busy.discard(key)
            self._errors[key[:2]] = error
            self._changed.notify_all()
        self._tell(self.failed, want, error)

    def _tell(self, signal: SignalInstance, want: Want, what: object) -> None:
        """Emit, unless the window and this object with it went while the picture was on its way."""
        try:
            signal.emit(want.pictures, want.number, what)
        except RuntimeError:
            self._closed = True

    def _make_room(self, need: int, newcomer: _Key) -> bool:
        """Throw out what nobody wants, least recently used first, then what is wanted last; False when `newcomer` is wanted less."""
        if self._bytes + need > self.budget:
            rank = {(id(want.pictures), want.number, want.level): place for place, want in enumerate(self._order)}
            unwanted = [key for key in self._here if key not in rank]
            later = sorted((key for key in self._here if rank.get(key, -1) > rank.get(newcomer, len(rank))), key=lambda key: -rank[key])
            for key in (*unwanted, *later):
                if self._bytes + need <= self.budget:
                    break
                self._bytes -= self._here.pop(key).pixels.nbytes
        return self._bytes + need <= self.budget


def _made(want: Want, base: tuple[Level, int] | None) -> Level:
    """The wanted level, halved from a larger one that is here, else loaded."""
    pictures = want.pictures
    if base is not None:
        level, have = base
    else:
        fit = None if want.level == 0 else max(1, -(-max(pictures.width, pictures.height) // (1 << want.level)))
        level = from_picture(pictures.load(want.number, fit), pictures.width)
        have = _halvings(level.factor)
    for _ in range(want.level - have):
        level = halved(level)
    return level


def _halvings(factor: float) -> int:
    """How often full size was halved to get `factor` of it."""
    times = 0
    while factor < 0.75 and times < 16:
        factor, times = factor * 2, times + 1
    return times


def _by_turns(lists: Sequence[list[Want]]) -> Iterable[Want]:
    """First of each list, second of each, …: viewers side by side fill at the same pace."""
    for place in range(max((len(one) for one in lists), default=0)):
        yield from (one[place] for one in lists if place < len(one))


def default_budget() -> int:
    """Bytes: a quarter of this machine's memory, 512 MiB to 16 GiB."""
    return min(_MOST, max(_LEAST, _memory() // _SHARE)) if _memory() else _UNKNOWN


def _memory() -> int:
    """Bytes of physical memory; 0 when the system does not say."""
    if sys.platform == "win32":
        status = (ctypes.c_ulonglong * 8)(64)  # MEMORYSTATUSEX: length and load in the first eight bytes, total in the next
        return int(status[1]) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0
