"""How far a run is: frames that are made and recorded, and the time that the rest will take."""

from __future__ import annotations

import time

from uprez.core.events import Event, Listen
from uprez.core.plan import Window


class Tally:
    """Counts frames and foretells the time left."""

    def __init__(self, done: int, total: int, todo: int, listen: Listen, *, whole_shots: bool) -> None:
        """`whole_shots` says that a shot's frames come all at once, at the end of its work."""
        self.done = done
        """Frames of recorded windows, those of earlier runs included."""
        self.windows: set[Window] = set()
        """Windows that this run has recorded."""
        self._loose = 0
        self._total = total
        self._todo = todo
        self._made = 0
        self._listen = listen
        self._whole_shots = whole_shots
        self._started = time.monotonic()
        self._recorded = self._started
        listen(Event("frames", done=done, total=total))

    def made(self, window: Window) -> None:
        """A frame of `window` is made."""
        self._loose += 1
        self._tell("frames", window)

    def recorded(self, window: Window) -> None:
        """All frames of `window` are made and recorded."""
        self.windows.add(window)
        self._loose = 0
        self.done += len(window.range)
        self._made += len(window.range)
        self._recorded = time.monotonic()
        self._tell("run", window)

    def drop(self) -> None:
        """Frames of a window that was not recorded must be made again."""
        self._loose = 0

    def _tell(self, stage: str, window: Window) -> None:
        done = self.done + self._loose
        self._listen(Event(stage, done=done, total=self._total, shot=window.shot, window=window.index, seconds_left=self._left()))

    def _left(self) -> float | None:
        made = self._made + self._loose
        if not self._whole_shots:
            return (time.monotonic() - self._started) / made * (self._todo - made)
        if not self._made:
            return None
        return (self._recorded - self._started) / self._made * (self._todo - made)
