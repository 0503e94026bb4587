"""Parts of a planned job: some of its windows, made as one worker among others."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from uprez.core.errors import JobError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.core.plan import Plan, Window
from uprez.core.time import FrameRange
from uprez.engine.pipeline import select
from uprez.engine.results import Result
from uprez.engine.shard_worker import Worker
from uprez.engine.wording import counted


def run_part(job: Job, *, base: Path, part: FrameRange | None, shard: tuple[int, int] | None, listen: Listen) -> Result:
    """Make the windows of a planned job that write any of the frames `part`, or of `shard` (i, n) the i-th of n runs of windows.

    `base` is the folder that the job's relative paths start from. What is done stays, what another worker has is waited for; frames
    are counted within the part. Movies are put together by `uprez.engine.run.run_job`.

    Raises:
        JobError: the job has no plan, or the part no window.
        UprezError: see `Worker`.
    """
    started = time.monotonic()
    if job.plan is None:
        raise JobError("Only a planned job can be run in parts.", fix="Write one with `uprez plan --job job.json`, and run that.")
    windows = _chosen(job.plan, part, shard)
    with Worker(job, base=base, listen=listen) as worker:
        worker.run_windows(windows, listen)
    frames = sum(len(window.range) for window in windows)
    words = f"This part is done, {counted(frames, 'frame')}; `uprez run` with the whole job does the rest."
    listen(Event("done", words, done=frames, total=frames))
    return Result(job, (), frames, frames, time.monotonic() - started)


def _chosen(plan: Plan, part: FrameRange | None, shard: tuple[int, int] | None) -> Sequence[Window]:
    windows = select(plan.windows, part)
    if shard is not None:
        index, count = shard
        if not 1 <= index <= count:
            raise JobError(f"There is no shard {index} of {count}.", fix="Shards are counted from 1, for example --shard 1/4.")
        windows = windows[len(windows) * (index - 1) // count : len(windows) * index // count]
    if not windows:
        raise JobError(
            "There is nothing to do in this part of the job.", why="It holds no window.", fix="Take fewer shards, or other frames."
        )
    return windows
