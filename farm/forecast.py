"""How long a job takes on a farm, beside how long it takes here: from a short real run, and the shards of its plan."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from uprez.engine.estimate import Estimate
from uprez.engine.shards import Shard

TASK_START = 0.6
"""Seconds of a task beside the pictures, its Python's and the scheduler's own: measured on a busy machine, see docs/farm.md."""
NOTES = (
    "Every worker is taken to be as fast as this machine, and free at once.",
    "Frames that a task only reads count as made; the farm's queue and the assembly are left out.",
)
"""What a forecast rests on."""
EDIT_ALONE = "The upscale of the edit is left out: what it takes is known once the edit is made."
"""The same, of a request whose edit is to be made."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A job's time on a farm."""

    seconds: float
    """From the workers' start to the last shard's end."""
    workers: int
    """Those that have work."""
    tasks: int
    longest: float
    """Seconds of the longest task and the start of its session: more workers do not go below it."""
    frames_made: int
    """Frames of all tasks, what neighbours make twice included."""


def forecast(shards: Sequence[Shard], together: int, measured: Estimate, workers: int) -> Forecast:
    """Hand out tasks of `together` shards in order, each to the worker that is free first, as farms do.

    Every worker starts one session, which takes the warm-up that was measured here.
    """
    tasks = [shards[first : first + together] for first in range(0, len(shards), together)]
    frames = [task[-1].reads.last - task[0].reads.first + 1 for task in tasks]
    seconds = [TASK_START + count * measured.seconds_per_frame for count in frames]
    free = [measured.warm_up] * min(workers, len(tasks))
    for task in seconds:
        heapq.heapreplace(free, free[0] + task)
    return Forecast(max(free), len(free), len(tasks), measured.warm_up + max(seconds), sum(frames))
