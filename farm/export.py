"""A planned job on its way to a farm: its shards, what they need, and the commands that make them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from uprez.core.clip import ClipInfo
from uprez.core.errors import JobError, OutputError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.core.plan import Plan
from uprez.engine.planning import plan_job, resolved, result_name, target_size
from uprez.engine.record import Record
from uprez.engine.shard_worker import submit
from uprez.engine.shards import Shard, redone, shards_of
from uprez.engine.steps import is_cascade
from uprez.engine.taken import TakeModel
from uprez.farm.bundle import FOLDER, Bundle, Sending, places
from uprez.farm.needs import Needs, needs_of
from uprez.farm.paths import for_system, pure, system
from uprez.media.reader import open_clip

MOST_REDONE = 1 / 8
"""Share of the frames that may be made twice as context of neighbouring tasks."""
LEAST_FRAMES = 96
"""Frames that a task makes at least, where the farm does not choose: some seconds of work of the quickest model."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user decides about an export."""

    engine: str
    together: int | None = None
    """Shards a task; None for as few as share their context well."""
    same: tuple[tuple[str, ...], ...] = ()
    """Places with several names."""
    workers_on: str = system()
    """The workers' system: in whose words commands name paths."""
    uprez: str = "uprez"
    """How workers call uprez."""
    priority: int = 50
    """From 0 to 100."""
    any_runtime: bool = False
    options: Mapping[str, str] | None = None
    """Words of one engine: pool, group, show, user …"""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that a farm's files are written from."""

    bundle: Bundle
    plan: Plan
    shards: tuple[Shard, ...]
    needs: Needs
    wishes: Wishes
    clip: ClipInfo

    @property
    def title(self) -> str:
        """What the job is called on the farm."""
        return f"uprez {self.bundle.sending.name}"

    @property
    def together(self) -> int:
        """Shards a task."""
        return self.bundle.sending.together

    @property
    def runs(self) -> list[tuple[int, int]]:
        """First and last shard of every task, for farms without chunks of their own."""
        last = len(self.shards) - 1
        return [(first, min(first + self.together - 1, last)) for first in range(0, len(self.shards), self.together)]

    @property
    def folder(self) -> str:
        """The export's folder as workers name it."""
        return for_system(str(self.bundle.folder), self.wishes.same, self.wishes.workers_on)

    def work(self, shards: str, progress: str) -> list[str]:
        """The command that makes shards; `shards` is the farm's own word for the numbers."""
        return [self.wishes.uprez, "farm", "work", self.folder, "--shards", shards, "--progress", progress]

    def assemble(self, progress: str) -> list[str]:
        """The command that puts the results together."""
        return [self.wishes.uprez, "farm", "assemble", self.folder, "--progress", progress]

    def option(self, name: str) -> str:
        """A word of the engine's; empty when it was not given."""
        return (self.wishes.options or {}).get(name, "")


def prepare(job: Job, base: Path, folder: Path, wishes: Wishes, listen: Listen) -> Export:
    """Plan a job if it has no plan, write it into its record, and into `folder` as workers read it.

    Raises:
        JobError: it is an edit whose base has not been made.
        OutputError: `folder` holds something else.
        UprezError: the job cannot be planned.
    """
    refuse_edit(job)
    _check_folder(folder, job)
    with open_clip(resolved(job.source.path, base), job.source.options) as reader:
        clip = reader.info
        record = Record(resolved(job.output.folder, base), result_name(job.output, clip, target_size(job.recipe, clip.size)))
        standing = record.adopt(job, overwrite=job.output.overwrite)
        if standing is not None:
            if job.plan is not None and standing.plan != job.plan:
                listen(Event("note", f"The job stands in '{record.home}' already; its plan there is sent."))
            job = standing
        elif job.plan is None:
            job, model = plan_job(job, reader, listen, base)
            if isinstance(model, TakeModel):
                model.close()
    submit(job, record)
    plan = _plan(job)
    shards = shards_of(plan)
    sending = Sending(
        engine=wishes.engine,
        job=job.name,
        name=record.home.name,
        base=str(base),
        at=places(job, base),
        same=wishes.same,
        any_runtime=wishes.any_runtime,
        together=wishes.together or together_for(shards),
    )
    bundle = Bundle(folder, job, sending)
    bundle.save()
    return Export(bundle, plan, shards, needs_of(plan), wishes, clip)


def refuse_edit(job: Job) -> None:
    """Raises JobError for a request with an edit: a farm takes its steps one by one."""
    if is_cascade(job.recipe):
        raise JobError(
            "A job with an edit prompt is two jobs, and the second waits for the first one's pictures.",
            fix="Make the edit first with `uprez edit`, then send the upscale of its movie.",
        )


def together_for(shards: Sequence[Shard]) -> int:
    """The least number of shards a task with which little is made twice, and a task is worth its start."""
    frames = max(1, sum(len(shard.frames) for shard in shards) // len(shards))
    together = max(1, min(len(shards), LEAST_FRAMES // frames))
    while together < len(shards) and redone(shards, together) > MOST_REDONE:
        together += 1
    return together


def _plan(job: Job) -> Plan:
    if job.plan is None:
        raise JobError("The job has no plan.")
    return job.plan


def _check_folder(folder: Path, job: Job) -> None:
    """Refuse a folder that holds anything but an earlier export of the same job.

    Raises:
        OutputError: it does.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    try:
        same = Job.load(folder / FOLDER / "job.json").name == job.name
    except JobError:
        same = False
    if not same:
        raise OutputError(f"'{folder}' is not empty, and holds no export of this job.", fix="Choose another folder with --to.")


def quoted(words: Sequence[str], wanted: str) -> str:
    """A command as one line for the shell of a system: each word in double quotes where it needs any."""
    if wanted == "windows":
        import subprocess

        return subprocess.list2cmdline(words)
    import shlex

    return shlex.join(words)


def parent_and_name(path: str) -> tuple[str, str]:
    """A path's folder and last part, by the rules of the system that it is written for."""
    parts = pure(path)
    return str(parts.parent), parts.name


def is_folder(path: str) -> bool:
    """Whether a place of the job is a folder on this machine."""
    return os.path.isdir(path)
