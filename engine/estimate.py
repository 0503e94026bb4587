"""How long a job takes and how much it writes, measured by a short real run of it."""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from uprez.core.errors import Cancelled, JobError
from uprez.core.events import Event, Listen
from uprez.core.frame import Size
from uprez.core.job import Job
from uprez.core.plan import Plan
from uprez.core.time import FrameRange
from uprez.engine.planning import planned_recipe, resolved
from uprez.engine.record import Record
from uprez.engine.run import result_paths, run_job
from uprez.engine.tiled import side_of
from uprez.media.atomic import estimate_bytes
from uprez.media.reader import open_clip
from uprez.media.take import TakeSpec

FRAMES = 9
"""Frames that are run first."""
MORE_FRAMES = 72
"""Frames that are run at most."""
LONG_ENOUGH = 5.0
"""Seconds of work that a measurement needs: in a shorter one what waits between the threads, and whatever else the machine
does in that moment, count for too much. When FRAMES take less, as many as fill it are run."""
SECONDS = 20.0
"""Seconds of measuring after which no more frames are run."""
LEAST = 2
"""Frames after the first, which pays for warming up, that are measured whatever they take."""
PATIENCE = 60.0
"""Seconds: a stage of a model's work on a whole shot that will take longer is not run to its end."""
ENDING = 0.15
"""Seconds from a command's last word to the end of its process, to unload some 1 500 modules: 0.20 s of the processor on a busy machine."""
SAMPLE = "sample"
"""Base name of the short run's results."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a short run says about the whole."""

    seconds_per_frame: float
    """Seconds between two finished frames, once warm."""
    warm_up: float
    """Seconds to the first finished frame: loading, first decode, first push. To the start of the work where frames
    come all at once, as from a model of whole shots."""
    seconds: float
    """Seconds for the whole job: the warm-up, its frames, and what is `beside` them."""
    bytes: int
    """Disk that the whole job needs at its fullest, audio left out."""
    measured: int
    """Frames that were timed, or of the shot that was worked on."""
    beside: float = 0.0
    """Seconds that neither frames nor their warm-up take: movies put together; of a command also the start of its process,
    the search for cuts, and its end."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one short run took, in seconds."""

    planned: float
    """To its plan, the model's loading included, no search for cuts."""
    opened: float
    """From there until the first frame was asked for."""
    first: float
    """From there to the first frame; 0 where frames come all at once."""
    per_frame: float
    assembly: float
    """A frame's share of what comes after the last one."""
    bytes_per_frame: float
    frames: int


class _Clock:
    """Listens to the short run, and ends it when enough is known."""

    def __init__(self, listen: Listen) -> None:
        self.times: list[float] = []
        """When each frame was finished."""
        self.planned = 0.0
        """When the plan was made and the model loaded."""
        self.opened = 0.0
        """When the first frame was asked for."""
        self.end = 0.0
        """When the last thing was finished: a frame, or what the window still had to write."""
        self.assembled: float | None = None
        """When the movies stood; None when the run was ended before."""
        self.enough = False
        self.work: float | None = None
        """Seconds that the work on the whole sample takes, for a model that tells of its passes."""
        self._stage = ""
        self._stage_began = 0.0
        self._listen = listen

    def __call__(self, event: Event) -> None:
        now = time.monotonic()
        if event.stage == "note":
            self._listen(event)
        elif event.stage == "plan":
            self.planned = now
        elif event.stage == "frames" and event.window is None:
            self.opened = now
        elif event.stage == "frames":
            self.times.append(now)
            self.end = now
            if self.work is None and len(self.times) > LEAST and now - self.times[0] > SECONDS:
                self.enough = True
                raise Cancelled("Enough is known.")
        elif event.stage == "passes":
            self._pass(event, now)
        elif event.stage == "run":
            self.end = now
        elif event.stage == "done":
            self.assembled = now

    def _pass(self, event: Event, now: float) -> None:
        """Stages that are over count as long as they took; the one at hand, if it is a long one, as long as it will take."""
        if event.text != self._stage:
            self._stage, self._stage_began = event.text, self.end or self.opened
        self.end = now
        took = now - self._stage_began
        stage = took / max(event.done, 1) * event.total
        self.work = self._stage_began - self.opened + stage
        if event.done > LEAST and took > SECONDS and stage > PATIENCE:
            self.enough = True
            raise Cancelled("Enough is known.")

    def seconds_per_frame(self, lag: int) -> float:
        """Seconds between two finished frames.

        `lag` frames are told late, once the model is already at the next ones, and come all at once
        at the end: they do not count as steps, where the run reached its end. What the end takes
        beyond them is the encoder's own rest, and spread over all frames. Where too little is left,
        or with `lag` 0, the mean of everything stands, warm-up and all.
        """
        count = len(self.times)
        steady = count if self.enough else count - lag
        if not lag or steady < 3:
            return (self.end - self.opened) / count
        step = (self.times[steady - 1] - self.times[0]) / (steady - 1)
        rest = self.end - self.times[steady - 1] - (count - steady) * step
        return step + max(0.0, rest) / count


def estimate(job: Job, base: Path = Path(), listen: Listen = lambda event: None, *, command: bool = False) -> Estimate:
    """Run a few frames from the middle of a planned job for real, into a folder that is removed again.

    `base` is the folder that the job's relative paths start from; `listen` is told the notes. `command` says that a command
    of its own will run the job, as this process is one that did nothing but plan it: what it took until now counts too.

    Raises:
        JobError: the job has no plan.
        UprezError: the run cannot be made; see `uprez.engine.run.run_job`.
    """
    if job.plan is None:
        raise JobError("The job has no plan.", fix="Plan it first.")
    before = process_age() if command else None
    frames = FrameRange(job.plan.shots[0].first, job.plan.shots[-1].last)
    cold = warm = _measure(job, job.plan, frames, FRAMES, base, listen)
    count = min(MORE_FRAMES, math.ceil(LONG_ENOUGH / max(cold.per_frame, 1e-9)))
    if count > FRAMES and len(frames) > FRAMES:
        warm = _measure(job, job.plan, frames, count, base, listen)
    return _whole(cold, warm, len(frames), before)


def _whole(cold: _Measured, warm: _Measured, frames: int, before: float | None) -> Estimate:
    """What two short runs say of `frames` frames: the first has the start as a fresh process has it, the other steady work.

    `before` is what the process had taken before the first, where that counts.
    """
    warm_up = cold.planned + cold.opened + cold.first
    beside = warm.assembly * frames
    if before is not None:  # its plan, and the model that it loaded, are the job's own: the short run's came on top
        beside += before - cold.planned + ENDING
    work = warm.per_frame * (frames - 1 if cold.first else frames)
    return Estimate(warm.per_frame, warm_up, warm_up + work + beside, round(warm.bytes_per_frame * frames), warm.frames, beside)


def process_age() -> float:
    """Seconds since this process was started."""
    if sys.platform != "linux":
        return time.time() - psutil.Process().create_time()
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])  # proc(5); psutil's is whole seconds off
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def _measure(job: Job, plan: Plan, frames: FrameRange, count: int, base: Path, listen: Listen) -> _Measured:
    sample = middle(frames, count)
    clock, started = _Clock(listen), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="uprez-estimate-", ignore_cleanup_errors=True) as folder:
        short = sample_job(job, plan, sample, Path(folder))
        try:
            run_job(short, base=base, listen=clock)
        except Cancelled:
            if not clock.enough:
                raise
        bytes_per_frame = _bytes_per_frame(short, plan, base)
    lag, first, timed = _lag(plan), 0.0, len(clock.times)
    if clock.work is not None:
        per_frame, timed = (clock.work if clock.enough else clock.end - clock.opened) / len(sample), len(sample)
    else:
        per_frame = clock.seconds_per_frame(lag)
        first = clock.times[0] - clock.opened if lag else 0.0
    assembly = 0.0 if clock.assembled is None else (clock.assembled - clock.end) / len(sample)
    return _Measured(clock.planned - started, clock.opened - clock.planned, first, per_frame, assembly, bytes_per_frame, timed)


def _lag(plan: Plan) -> int:
    """Frames that the model looks ahead, and the one at hand; 0 for a plan of whole shots, whose frames may come at once."""
    if len(plan.windows) == len(plan.shots):
        return 0
    return 1 + max(int(plan.stabilise), *(window.read_last - window.last for window in plan.windows))


def middle(frames: FrameRange, count: int) -> FrameRange:
    """The `count` frames in the middle of a range; all when there are fewer."""
    count = min(count, len(frames))
    first = frames.first + (len(frames) - count) // 2
    return FrameRange(first, first + count - 1)


def sample_job(job: Job, plan: Plan, frames: FrameRange, folder: Path) -> Job:
    """The same work on a few frames, with the plan's choices, tiles and stabiliser, into `folder`."""
    side = side_of(plan.tiles)
    sides = {} if side is None else {"tile": side}
    window = job.recipe.window if len(plan.windows) == len(plan.shots) else None  # of whole shots, the network's own
    recipe = {"cuts": "none", "window": window, "stabilise": "on" if plan.stabilise else "off", **sides}
    return job.model_copy(
        update={
            "source": job.source.model_copy(update={"first": frames.first, "last": frames.last}),
            "recipe": planned_recipe(job.recipe, plan).model_copy(update=recipe),
            "output": job.output.model_copy(update={"folder": str(folder), "name": SAMPLE, "audio": False}),
            "plan": None,
        }
    )


def _bytes_per_frame(short: Job, plan: Plan, base: Path) -> float:
    """Bytes a frame over all formats: as written by the short run, or foretold for a movie that it did not end."""
    record = Record(Path(short.output.folder), SAMPLE)
    with open_clip(resolved(short.source.path, base), short.source.options) as reader:
        clip = reader.info
    total = 0.0
    for kind, path in result_paths(record, short.output.formats).items():
        files = [path] if path.is_file() else sorted(path.glob("[!.]*")) if path.is_dir() else []
        if not files:
            alone = short.output.model_copy(update={"formats": (kind,)})
            take = TakeSpec.of(clip, FrameRange(0, 0), Size(*plan.output_size), alone)
            total += estimate_bytes(take, 1)
        elif kind.is_movie:
            first, last = short.source.first or 0, short.source.last or 0
            total += 2 * files[0].stat().st_size / (last - first + 1)
        else:
            total += sum(file.stat().st_size for file in files) / len(files)
    return total
