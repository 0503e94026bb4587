"""How far a run on many machines is, told as one machine's run tells it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from uprez.core.events import Event, Listen
from uprez.engine.shards import Shard
from uprez.farm.machines.seats import shown
from uprez.farm.machines.task import Unit


class Progress:
    """Counts the frames of recorded windows, and those that workers are at."""

    def __init__(self, run: str, shards: tuple[Shard, ...], missing: frozenset[int], listen: Listen) -> None:
        """`missing` are the places of the shards that are to be made."""
        self._run, self._shards, self._listen = run, shards, listen
        self._frames = {window.index: len(window.range) for shard in shards for window in shard.windows}
        left = {window.index for shard in shards if shard.index in missing for window in shard.windows}
        self._done = set(self._frames) - left
        self.done = sum(self._frames[index] for index in self._done)
        """Frames that are recorded."""
        self.total = sum(self._frames.values())
        """Frames of the job."""
        self._earlier = self.done
        self._out: set[int] = set()
        self._loose: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        self._told: set[str] = set()
        self._started = time.monotonic()
        self._seats: Counter[str] = Counter()
        self._tell("frames", None)

    def given(self, unit: Unit) -> None:
        """A unit is with a worker."""
        self._out.add(unit.number)

    def is_ours(self, event: Mapping[str, Any]) -> bool:
        """Whether an event is of this run."""
        return event.get("run") == self._run

    def told(self, event: Mapping[str, Any]) -> None:
        """Take an event of a worker."""
        if not self.is_ours(event):
            return
        seat, unit = shown(str(event["seat"])), int(event["unit"])
        if "note" in event:
            if event["note"] not in self._told:
                self._told.add(event["note"])
                self._listen(Event("note", f"{seat}: {event['note']}"))
        elif "passes" in event:
            text, done, total = event["passes"]
            self._listen(Event("passes", f"{seat}: {text}", done=done, total=total))
        elif event.get("window") is not None:
            self._kept[unit] = int(event["made"])
            self._loose.pop(unit, None)
            self._record(int(event["window"]))
        elif unit in self._out:
            self._loose[unit] = max(0, int(event["made"]) - self._kept.get(unit, 0))
            self._tell("frames", None)

    def landed(self, unit: Unit, seat: str) -> None:
        """A unit is home: all its windows are recorded."""
        self.dropped(unit)
        self._seats[shown(seat)] += 1
        windows = [window.index for place in unit.shards for window in self._shards[place].windows]
        for index in windows:
            self._record(index)

    def dropped(self, unit: Unit) -> None:
        """Frames of a unit that are not recorded will be made again."""
        self._out.discard(unit.number)
        self._loose.pop(unit.number, None)
        self._kept.pop(unit.number, None)

    def tell_makers(self) -> None:
        """Say which workers brought how much home."""
        made = ", ".join(f"{seat} {count}" for seat, count in sorted(self._seats.items()))
        self._listen(Event("note", f"Parts made by: {made or 'nobody'}."))

    def frames(self, unit: Unit) -> int:
        """How many frames a unit writes."""
        return sum(self._frames[window.index] for place in unit.shards for window in self._shards[place].windows)

    def words(self, unit: Unit) -> str:
        """The frames of a unit, for people."""
        first, last = self._shards[unit.shards[0]], self._shards[unit.shards[-1]]
        return f"frames {first.frames.first}-{last.frames.last}"

    def _record(self, window: int) -> None:
        if window not in self._done:
            self._done.add(window)
            self.done += self._frames[window]
            self._tell("run", window)

    def _tell(self, stage: str, window: int | None) -> None:
        done = self.done + sum(self._loose.values())
        made = done - self._earlier
        left = (time.monotonic() - self._started) / made * (self.total - done) if made > 0 else None
        event = Event(
            stage, done=done, total=self.total, window=window, windows_done=len(self._done), windows=len(self._frames), seconds_left=left
        )
        self._listen(event)
