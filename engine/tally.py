"""How far a run is: frames that are made and recorded, and the time that the rest will take."""

from __future__ import annotations

import time
from collections.abc import Sequence

from uprez.core.events import Event, Listen
from uprez.core.plan import Plan, Window


class Tally:
    """Counts frames and foretells the time left."""

    def __init__(self, plan: Plan, done: Sequence[Window], todo: int, listen: Listen, *, whole_shots: bool) -> None:
        """`done` are the plan's windows that earlier runs recorded, `todo` the frames that this run is to make;
        `whole_shots` says that a shot's frames come all at once, at the end of its work."""
        self.done = sum(len(window.range) for window in done)
        """Frames of recorded windows, those of earlier runs included."""
        self.total = sum(len(window.range) for window in plan.windows)
        """Frames in the job."""
        self.windows: set[Window] = set()
        """Windows that this run has recorded."""
        self._loose = 0
        self._earlier = len(done)
        self._plan = plan
        self._todo = todo
        self._made = 0
        self._listen = listen
        self._whole_shots = whole_shots
        self._started = time.monotonic()
        self._recorded = self._started
        listen(Event("frames", done=self.done, total=self.total, windows_done=self._earlier, windows=len(plan.windows)))

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
        windows = self._earlier + len(self.windows)
        self._listen(
            Event(
                stage,
                done=done,
                total=self.total,
                shot=window.shot,
                window=window.index,
                windows_done=windows,
                windows=len(self._plan.windows),
                seconds_left=self._left(),
            )
        )

    def _left(self) -> float | None:
        made = self._made + self._loose
        if not self._whole_shots:
            return (time.monotonic() - self._started) / made * (self._todo - made)
        if not self._made:
            return None
        return (self._recorded - self._started) / self._made * (self._todo - made)
