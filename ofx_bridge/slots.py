"""Shared memory that a guest lends: one frame a slot."""

from __future__ import annotations

import mmap
import os
import sys
from contextlib import suppress

if sys.platform == "linux":
    import fcntl

from uprez.ofx_bridge.wire import garbled

MOST = 1024
"""Slots of one guest."""
_FLAGS: int = getattr(mmap, "MAP_SHARED", 0) | getattr(mmap, "MAP_POPULATE", 0)
"""Page tables are filled at once: else the first frame in a slot of UHD floats would stumble over 32400 faults."""


class Slot:
    """A piece of shared memory."""

    def __init__(self, number: int, memory: mmap.mmap) -> None:
        """`memory` becomes the slot's own."""
        self.number = number
        self.memory = memory
        """All of it; a view of it keeps it mapped."""

    @property
    def bytes(self) -> int:
        """Its length."""
        return len(self.memory)

    def close(self) -> None:
        """Unmap it; where a view is still at work in it, its end does that."""
        with suppress(BufferError):
            self.memory.close()


class Slots:
    """The slots of one guest, by their numbers."""

    def __init__(self) -> None:
        self._slots: dict[int, Slot] = {}

    def add(self, number: int, size: int, name: str, descriptor: int | None) -> None:
        """Map a new slot; `descriptor` stays the caller's.

        Raises:
            WireError: the number is taken, or there is not so much memory behind it.
        """
        if number in self._slots:
            raise garbled(f"There is a slot {number} already.")
        if len(self._slots) >= MOST:
            raise garbled(f"There are {MOST} slots already.")
        if not 0 < size <= sys.maxsize:
            raise garbled(f"A slot cannot have {size} bytes.")
        try:
            self._slots[number] = Slot(number, _mapped(size, name, descriptor))
        except (OSError, ValueError, OverflowError) as error:
            raise garbled(f"The slot {number} cannot be mapped.", f"{error}.") from error

    def get(self, number: int, needed: int) -> Slot:
        """A slot that has `needed` bytes at least.

        Raises:
            WireError: there is no such slot, or it is too small.
        """
        slot = self._slots.get(number)
        if slot is None:
            raise garbled(f"There is no slot {number}.")
        if slot.bytes < needed:
            raise garbled(f"The slot {number} is too small.", f"It has {slot.bytes} bytes, {needed} are needed.")
        return slot

    def holds(self, slot: Slot) -> bool:
        """True while the guest has not taken this very slot back."""
        return self._slots.get(slot.number) is slot

    def drop(self, number: int) -> Slot:
        """Give a slot up, to be closed by the caller.

        Raises:
            WireError: there is no such slot.
        """
        if number not in self._slots:
            raise garbled(f"There is no slot {number}.")
        return self._slots.pop(number)

    def clear(self) -> None:
        """Close all."""
        while self._slots:
            self._slots.popitem()[1].close()


def _mapped(size: int, name: str, descriptor: int | None) -> mmap.mmap:
    if sys.platform == "win32":
        return mmap.mmap(-1, size, tagname=name)
    if descriptor is None:
        raise ValueError("no descriptor came with it")
    if sys.platform == "linux":
        with suppress(OSError):  # where the plugin allows seals: memory that shrinks under a reader ends its process
            fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    if os.fstat(descriptor).st_size < size:
        raise ValueError(f"there are {os.fstat(descriptor).st_size} bytes behind it, and not {size}")
    return mmap.mmap(descriptor, size, flags=_FLAGS)
