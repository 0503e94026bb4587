"""One worker's share of a job: shards, each made whole or not at all, as often as it is asked for.

A shard may be given to two workers, or twice to one: what is done stays, one who lives is waited for, one who died is stood in for,
and what two make at once is the same.
"""

from __future__ import annotations

import glob
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from uprez.core.errors import BusyError, JobError, ModelError, OutputError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.core.plan import Plan, Window
from uprez.engine.beside import NOTHING, Beside, open_beside
from uprez.engine.claims import Claims
from uprez.engine.memory import keep_freed_memory
from uprez.engine.number_ranges import numbers
from uprez.engine.pipeline import show_nobody
from uprez.engine.planning import chosen_range, resolved, result_name, target_size
from uprez.engine.record import Record
from uprez.engine.results import check_free, check_take, result_paths, tops
from uprez.engine.run import Run, planned_model, put_together
from uprez.engine.shards import Shard, shards_of
from uprez.engine.taken import TakeModel, check_apart
from uprez.engine.tally import Tally
from uprez.media.atomic import check_writable, estimate_bytes
from uprez.media.reader import ClipReader, open_clip
from uprez.media.take import TakeSpec
from uprez.models.contract import Model, Reach

POLL = 2.0
"""Seconds between two looks at shards that other workers have."""
PATIENCE = 60.0
"""Seconds that a worker waits for a run of the whole job to let go."""

Locate = Callable[[Job], Job]
"""Gives a job with its paths as this machine knows them."""


class Worker:
    """A planned job, open on this machine: its clip and its model stay loaded from shard to shard, until it is closed.

    Use it as a context manager, from one thread.
    """

    def __init__(
        self, job: Job, *, base: Path, locate: Locate = lambda job: job, strict: bool = False, seize: bool = False, listen: Listen
    ) -> None:
        """`base` is the folder that relative paths start from; `strict` refuses another runtime, device or precision than planned.
        `seize` takes shards from whoever has them: for a scheduler that knows which workers are gone.

        The model is loaded with the first shard that is to be made.

        Raises:
            JobError: the job has no plan, or its results are being made by another plan.
            UprezError: the clip cannot be read, or the results cannot be written.
        """
        if job.plan is None:
            raise JobError("Only a planned job can be run in shards.", fix="Write one with `uprez plan --job job.json`, and use that.")
        self.job = job
        """As submitted; it names the work."""
        self.plan: Plan = job.plan
        self.shards = shards_of(job.plan)
        """All shards of the job."""
        self._here = locate(job)
        self._base = base
        self._strict, self._seize = strict, seize
        self._held = ExitStack()
        self._model: Model | None = None
        self._beside: Beside = NOTHING
        with ExitStack() as opening:
            folder = resolved(self._here.output.folder, base)
            self._reader: ClipReader = opening.enter_context(open_clip(resolved(self._here.source.path, base), self._here.source.options))
            target = target_size(self._here.recipe, self._reader.info.size)
            self.record = Record(folder, result_name(self._here.output, self._reader.info, target))
            """What lies beside the results."""
            self._take = TakeSpec.of(self._reader.info, chosen_range(self._here, self._reader.info), target, self._here.output)
            check_take(self._take, folder, listen)
            if self._here.recipe.take:
                results = result_paths(self.record, self._here.output.formats).values()
                check_apart(resolved(self._here.recipe.take, base), self.record, results)
            submit(job, self.record)
            self._held = opening.pop_all()

    def __enter__(self) -> Self:
        keep_freed_memory()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._held.close()

    def run(self, indices: Sequence[int], listen: Listen) -> int:
        """Make shards, by their places in `shards`; give the frames that were made here.

        Those that are done stay. One that another worker has is waited for, and made here should that worker die.

        Raises:
            BusyError: a run of the whole job holds it, or this worker slept so long that another took its work over.
            JobError: a place is outside the job.
            UprezError: what a run of a job can raise; what was done stays done.
        """
        return self._run(self._chosen(indices), listen)

    def run_windows(self, windows: Iterable[Window], listen: Listen) -> int:
        """As `run`, of some windows of the job: no more of their shards is made."""
        wanted = set(windows)
        parts = (replace(shard, windows=tuple(window for window in shard.windows if window in wanted)) for shard in self.shards)
        return self._run([shard for shard in parts if shard.windows], listen)

    def _run(self, pending: Sequence[Shard], listen: Listen) -> int:
        made = 0
        with Claims(self.record.home / "claims", seize=self._seize) as claims:
            while pending := self.missing(pending):
                mine = self.missing([shard for shard in pending if claims.take(shard.index)])
                claims.release({shard.index for shard in pending} - {shard.index for shard in mine})
                if mine:
                    made += self._make(mine, claims, listen)
                    claims.release(shard.index for shard in mine)
                else:
                    holder = claims.holder(pending[0].index)
                    listen(Event("note", f"Shard {pending[0].index} is with {holder.words if holder else 'nobody'}; waiting for it."))
                    self._wait(pending, claims, listen)
        return made

    def _chosen(self, indices: Sequence[int]) -> list[Shard]:
        outside = [index for index in indices if not 0 <= index < len(self.shards)]
        if outside:
            raise JobError(f"There is no shard {outside[0]}.", why=f"The job has {len(self.shards)}, counted from 0.")
        return [self.shards[index] for index in sorted(set(indices))]

    def missing(self, among: Sequence[Shard] | None = None) -> list[Shard]:
        """The shards that are not done; of all without a choice."""
        left = [shard for shard in (self.shards if among is None else among) if not all(map(self.record.done, shard.windows))]
        return [] if left and self.record.finished() is not None else left

    def _wait(self, pending: Sequence[Shard], claims: Claims, listen: Listen) -> None:
        """Until one of them is done, or can be had; `listen` is asked meanwhile whether anybody still wants it."""
        while len(self.missing(pending)) == len(pending):
            if any(claims.take(shard.index) for shard in pending):
                return
            listen(Event("probe"))
            time.sleep(POLL)

    def _make(self, shards: Sequence[Shard], claims: Claims, listen: Listen) -> int:
        def checked(event: Event) -> None:
            if claims.lost:
                raise BusyError(
                    "Another worker took over what this one was at.",
                    why="This one gave no sign of life for a minute.",
                    fix="Nothing is lost; let the other one finish.",
                )
            listen(event)

        windows = tuple(window for shard in shards for window in shard.windows if not self.record.done(window))
        frames = sum(len(window.range) for window in windows)
        model = self._loaded(checked)
        self.record.submit(self.job)
        self._beside.remember(self.record)
        with beside_others(self.record, claims.token):
            check_writable(self.record.folder, estimate_bytes(self._take, frames))
            part = self.plan.model_copy(update={"windows": windows})
            tally = Tally(part, (), frames, checked, whole_shots=model.spec.temporal.reach is Reach.SHOT)
            Run(self._here, self._reader, self.record, model, self._take, checked, show_nobody, self._beside).make(windows, tally)
        return frames

    def _loaded(self, listen: Listen) -> Model:
        if self._model is None:
            model = planned_model(self._here, self.plan, self._base, self._reader, listen)
            if isinstance(model, TakeModel):
                self._held.callback(model.close)
            if self._strict and model.spec.runtime != self.plan.runtime:
                raise ModelError(
                    f"The job was planned for {self.plan.runtime}; this machine runs its model on {model.spec.runtime}.",
                    why="Pixels could differ in the last digits from those of other machines.",
                    fix="Plan the job on a machine like the workers', mend this one's driver or runtime, or allow any runtime.",
                )
            beside = open_beside(
                self._here, self._base, self._reader.info, model.spec, on_note=lambda text: listen(Event("note", text)), record=self.record
            )
            self._beside = self._held.enter_context(beside)
            self._model = model
        return self._model

    def load(self, listen: Listen) -> None:
        """Load the model now.

        Raises:
            InputError, ModelError, ResourceError: it cannot be loaded, or is not the one that the job was planned with.
        """
        self._loaded(listen)

    def assemble(self, listen: Listen, *, patience: float = 0.0) -> tuple[Path, ...]:
        """Put the movies together and record the job as finished; give the results. Needs no model.

        For `patience` seconds it waits for what a file share shows late, and for workers to let go.

        Raises:
            JobError: shards are missing; says which.
            BusyError: others are still at work.
            UprezError: what `put_together` can raise.
        """
        until = time.monotonic() + patience
        while (left := self.missing()) and time.monotonic() < until:
            listen(Event("probe"))
            time.sleep(min(POLL, patience))
        if left:
            raise JobError(
                f"{len(left)} of {len(self.shards)} shards are missing: {numbers([shard.index for shard in left])}.",
                why="Nothing is put together over gaps.",
                fix="Run these shards again, then assemble once more.",
            )
        with _waited(self.record, until):
            self.record.sweep(result_paths(self.record, self._take.output.formats).values())
            finished = self.record.finished()
            files = put_together(self.plan, self.record, self._take, listen) if finished is None else tops(self.record.folder, finished)
        self._tidy()
        return files

    def _tidy(self) -> None:
        """Remove what dead workers left: claims, and locks that nobody holds any more."""
        home = self.record.home
        shutil.rmtree(home / "claims", ignore_errors=True)
        for left in home.parent.glob(f"{glob.escape(home.name)}.worker-*"):
            with suppress(OSError):
                left.unlink()


def submit(job: Job, record: Record) -> None:
    """Write a planned job into its record, or find it there.

    Raises:
        OutputError: results of another job stand there, or it cannot be written.
        JobError: the same job is being made by another plan.
    """
    standing = record.adopt(job, overwrite=False)
    if standing is None and not job.output.overwrite:
        try:
            check_free(record, job)
        except OutputError:
            if record.adopt(job, overwrite=False) is None:  # else another worker was faster
                raise
    if standing is not None and standing.plan != job.plan:
        raise JobError(
            "The job is being made by another plan already.",
            why=f"That plan is in '{record.document}', and windows, tiles or runtime differ from this one's.",
            fix="Use that document, or submit this one under another --name.",
        )
    record.submit(job)


@contextmanager
def beside_others(record: Record, token: str) -> Generator[None]:
    """Hold a lock that runs of the whole job see, and other workers do not mind.

    Raises:
        BusyError: a run of the whole job is at work.
    """
    home, name = record.home.parent, record.home.name
    lock = home / f"{name}.worker-{token}.lock"
    try:
        with ExitStack() as held:
            try:
                with FileLock(home / f"{name}.lock", timeout=PATIENCE):  # until ours is held: a whole run looks for it once
                    held.enter_context(FileLock(lock, timeout=0))
            except Timeout as error:
                raise BusyError(f"A run of the whole job is writing '{record.folder}'.", fix="Wait for it, or stop it first.") from error
            yield
    finally:
        for left in (lock, lock.with_suffix(".holder")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def _waited(record: Record, until: float) -> Generator[None]:
    """Hold the whole job, once nobody else does."""
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(record.hold())
                break
            except BusyError:
                if time.monotonic() >= until:
                    raise
                time.sleep(POLL)
        yield
