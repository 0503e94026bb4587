"""Shards: the smallest parts of a planned job that machines take from each other.

A shard is a window, or a shot where its windows hang on all that came before; the plan alone says which, so that every machine counts
alike. Neighbouring shards made in one go have the same pixels as each made alone: a window is always made with the frames that it
reads. `uprez.engine.shard_worker` makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from uprez.core.plan import Plan, Window
from uprez.core.time import FrameRange


@dataclass(frozen=True, slots=True)
class Shard:
    """Neighbouring windows of one shot that are made together."""

    index: int
    """Place among all shards of the job, from 0."""
    windows: tuple[Window, ...]

    @property
    def frames(self) -> FrameRange:
        """The frames that it writes."""
        return FrameRange(self.windows[0].first, self.windows[-1].last)

    @property
    def reads(self) -> FrameRange:
        """The frames that must be read to make it from nothing."""
        return FrameRange(self.windows[0].read_first, self.windows[-1].read_last)


def shards_of(plan: Plan) -> tuple[Shard, ...]:
    """The shards of a plan, in order: each window once, none across a cut."""
    shards: list[Shard] = []
    for _, group in groupby(plan.windows, key=lambda window: window.shot):
        windows = tuple(group)
        carried = len(windows) > 1 and all(window.read_first == windows[0].first for window in windows)
        for part in [windows] if carried else [(window,) for window in windows]:
            shards.append(Shard(len(shards), part))
    return tuple(shards)


def redone(shards: Sequence[Shard], together: int) -> float:
    """Frames that are made again as context, as a share of all, when runs of `together` shards are made apart."""
    frames = sum(len(shard.frames) for shard in shards)
    starts = [shard for shard in shards[::together] if shard.index > 0]
    ends = [shard for shard in shards[together - 1 :: together] if shard.index < len(shards) - 1]
    before = sum(shard.frames.first - shard.reads.first for shard in starts)
    after = sum(shard.reads.last - shard.frames.last for shard in ends)
    return (before + after) / frames
