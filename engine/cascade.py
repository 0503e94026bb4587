"""Running a request that asks for an edit: first the edit, then its upscale, each a job of its own that goes on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from uprez.core.errors import InputError, JobError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.core.time import FrameRange
from uprez.engine.parts import run_part
from uprez.engine.pipeline import Show, show_nobody
from uprez.engine.preview import Region
from uprez.engine.record import Record
from uprez.engine.results import check_free, check_take
from uprez.engine.run import Result, run_job
from uprez.engine.stages import EDIT, UPSCALE, WORDS
from uprez.engine.steps import Cascade, is_cascade, steps_of
from uprez.media.probe import probe
from uprez.media.take import TakeSpec


def make_edit(job: Job, *, base: Path, listen: Listen, show: Show = show_nobody) -> Result:
    """Run the first step of a request alone: the edit at low resolution, to be looked at.

    Raises:
        UprezError: see `steps_of` and `uprez.engine.run.run_job`.
    """
    return run_job(steps_of(job, base).edit, base=base, listen=listen, show=show)


def run_request(
    job: Job,
    *,
    base: Path,
    part: FrameRange | None = None,
    shard: tuple[int, int] | None = None,
    listen: Listen,
    show: Show = show_nobody,
) -> Result:
    """As `run_job`, or `run_part`, and both steps of a request with an edit prompt: what is done of either is not made again.

    Frames are counted over both steps; an event of the stage `step` tells when one begins. `show` is given the frames of a whole job.

    Raises:
        UprezError: see `run_job`, `run_part` and `steps_of`.
        JobError: a part is asked for of what has two steps.
    """
    whole = part is None and shard is None
    if not is_cascade(job.recipe):
        if whole:
            return run_job(job, base=base, listen=listen, show=show)
        return run_part(job, base=base, part=part, shard=shard, listen=listen)
    if not whole:
        raise JobError(
            "A job with an edit has two steps, and cannot be run in parts.",
            fix="Write documents with `uprez plan --job`, and run parts of those of the steps.",
        )
    return _run_both(job, base, listen, show)


def _run_both(job: Job, base: Path, listen: Listen, show: Show) -> Result:
    started = time.monotonic()
    cascade = steps_of(job, base)
    told = _Told(listen, len(cascade.frames))
    _check_upscale(cascade, told.once)
    if not cascade.done:
        told.begin(EDIT)
    made = run_job(cascade.edit, base=base, listen=told.of_edit, show=show)
    told.begin(UPSCALE)
    result = run_job(steps_of(job, base).upscale, base=base, listen=told.of_upscale(made), show=show)
    frames = len(cascade.frames)
    return Result(result.job, result.files, frames + result.frames_done, frames + result.frames_total, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is previewed of a request: some frames of a job's clip, and a region of them."""

    job: Job
    region: Region | None
    frames: FrameRange
    first: int = 0
    """Frame of the request's clip that the job's frame 0 is."""


def trial_of(job: Job, base: Path, region: Region | None, frames: FrameRange) -> Trial:
    """What a preview of a request shows: of one with an edit, the upscale of that. Region and frames are those of the request's clip.

    Raises:
        JobError: the edit is not made yet.
        InputError: it does not have these frames.
        ModelError: see `steps_of`.
    """
    if not is_cascade(job.recipe):
        return Trial(job, region, frames)
    cascade = steps_of(job, base)
    if not cascade.done:
        raise JobError("The edit is not made yet.", why="Its upscale is tried on the edit itself.", fix="Make the edit first.")
    first = cascade.frames.first
    edited, size = probe(cascade.edited.path, cascade.edited.options), cascade.clip.size
    if region is not None:
        across, down = edited.size.width / size.width, edited.size.height / size.height
        left, top = int(region.x * across), int(region.y * down)
        right = min(edited.size.width, ceil((region.x + region.width) * across))
        region = Region(left, top, right - left, min(edited.size.height, ceil((region.y + region.height) * down)) - top)
    if frames.first < first or frames.last > cascade.frames.last:
        raise InputError(f"Frames {frames} are not all in the edit.", why=f"It has frames {cascade.frames}.", fix="Choose frames of these.")
    return Trial(cascade.upscale, region, FrameRange(frames.first - first, frames.last - first), first)


def _check_upscale(cascade: Cascade, listen: Listen) -> None:
    """Refuse before the edit is made what the second step would refuse after it.

    Raises:
        OutputError: the results cannot be written, or others stand in their place.
    """
    job = cascade.upscale
    folder = Path(job.output.folder)
    check_take(TakeSpec.of(cascade.clip, cascade.frames, cascade.target, job.output), folder, listen)
    record = Record(folder, job.output.name)
    if job.output.overwrite:
        return
    if not record.document.exists():
        check_free(record, job)
        return
    cuts = Job.load(record.document).recipe.cuts  # those of the edit are known once it stands
    record.adopt(job.model_copy(update={"recipe": job.recipe.model_copy(update={"cuts": cuts})}), overwrite=False)


class _Told:
    """Passes the events of both steps on as those of one run."""

    def __init__(self, listen: Listen, frames: int) -> None:
        self._listen = listen
        self._frames = frames
        self._windows = 0
        self._notes: set[str] = set()

    def begin(self, step: str) -> None:
        """A step begins."""
        done = self._frames if step == UPSCALE else 0
        self._listen(Event("step", WORDS[step], done=done, total=2 * self._frames))

    def once(self, event: Event) -> None:
        """Pass an event on; a note that both steps make is told by the first."""
        if event.stage == "note" and event.text in self._notes:
            return
        if event.stage == "note":
            self._notes.add(event.text)
        self._listen(event)

    def of_edit(self, event: Event) -> None:
        """An event of the first step; its end is none of the run's."""
        if event.stage in ("frames", "run"):
            self._windows = event.windows
            event = replace(event, total=2 * self._frames, seconds_left=None)
        if event.stage != "done":
            self.once(event)

    def of_upscale(self, made: Result) -> Callable[[Event], None]:
        """Takes the events of the second step."""
        plan = made.job.plan
        windows = self._windows or (0 if plan is None else len(plan.windows))

        def tell(event: Event) -> None:
            if event.stage in ("frames", "run"):
                event = replace(event, windows_done=windows + event.windows_done, windows=windows + event.windows)
            if event.stage in ("frames", "run", "done"):
                event = replace(event, done=self._frames + event.done, total=2 * self._frames)
            self.once(event)

        return tell
