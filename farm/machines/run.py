"""A job on the machines of a farm: planned here, made there, put together here."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from uprez.core.errors import BusyError, JobError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.engine.claims import Claims
from uprez.engine.planning import plan_job, resolved, result_name, target_size
from uprez.engine.record import Record
from uprez.engine.results import check_free
from uprez.engine.run import Result
from uprez.engine.shard_worker import Worker
from uprez.engine.shards import Shard, redone
from uprez.engine.stages import EDIT, UPSCALE, WORDS
from uprez.engine.steps import Cascade, is_cascade, steps_of
from uprez.engine.wording import counted
from uprez.farm.machines.crew import Crew, crew_of, namesakes
from uprez.farm.machines.dispatch import Dispatch, error_of
from uprez.farm.machines.membership import Membership, member
from uprez.farm.machines.moved import check_shared
from uprez.farm.machines.progress import Progress
from uprez.farm.machines.seats import wanted
from uprez.farm.machines.share import JOBS, PATIENCE, Share
from uprez.farm.machines.task import Unit
from uprez.media.atomic import write_text_whole
from uprez.media.reader import open_clip

CONTEXT = 0.2
"""Share of frames that may be made again as context, when shards are made apart: more of them go together until it is less."""
_MOST_TOGETHER = 16
POLL = 2.0
"""Seconds between two looks at a run that holds the job."""


def run_on_machines(job: Job, *, base: Path, together: int | None = None, listen: Listen) -> Result:
    """Run a job to its end on the machines of this machine's farm; what is done already stays. One with an edit runs both steps.

    `base` is the folder that the job's relative paths start from. `together` is how many shards a worker is given at once; None
    chooses. Pixels do not depend on it, nor on who is there.

    Raises:
        InputError: a path of the job lies outside the shared folder.
        JobError: this machine is in no farm.
        ResourceError: the head does not answer.
        BusyError: the job is being run already.
        UprezError: windows could not be made; names them, all others are done.
    """
    if not is_cascade(job.recipe):
        return _run(job, base, together, listen)
    cascade = steps_of(job, base)
    _check_second(cascade, base)
    listen(Event("step", WORDS[EDIT]))
    edit = _run(cascade.edit, base, together, lambda event: None if event.stage == "done" else listen(event))
    listen(Event("step", WORDS[UPSCALE]))
    upscale = _run(steps_of(job, base).upscale, base, together, listen)
    return replace(upscale, seconds=edit.seconds + upscale.seconds)


def _check_second(cascade: Cascade, base: Path) -> None:
    """Refuse before an edit is made what its upscale would refuse after it.

    Raises:
        InputError: a path of it lies outside the shared folder.
        OutputError: others' results stand in its results' place.
    """
    job = cascade.upscale
    check_shared(job, base, member().shared())
    record = Record(Path(job.output.folder), job.output.name)
    if not job.output.overwrite and not record.document.exists():
        check_free(record, job)


def _run(job: Job, base: Path, together: int | None, listen: Listen) -> Result:
    """One step."""
    started = time.monotonic()
    here = member()
    share = here.shared()
    check_shared(job, base, share)
    share.place(base)
    planned = job if job.plan is not None else _planned(job, base, listen)
    with Worker(planned, base=base, listen=listen) as work, _alone(work.record, listen):
        left = tuple(shard.index for shard in work.missing())
        total = sum(len(window.range) for window in work.plan.windows)
        if left:
            with crew_of(here) as crew:
                _Campaign(here, share, base, planned, work.shards, listen).make(crew, left, together)
        files = work.assemble(listen, patience=PATIENCE)
    listen(Event("done", f"{counted(total, 'frame')} are done.", done=total, total=total))
    return Result(planned, files, total, total, time.monotonic() - started)


@contextmanager
def _alone(record: Record, listen: Listen) -> Generator[None]:
    """Hold the one run of a job on machines: two would take each other's windows away, as each knows its own workers only.

    Raises:
        BusyError: another run of it lives.
    """
    with Claims(record.home / "runs") as claims:
        first = claims.sign(0)
        while not claims.take(0):
            holder = claims.holder(0)
            who = holder.words if holder else "another run"
            if claims.sign(0) not in (first, ""):
                raise BusyError(f"The job is being run already, by {who}.", fix="Let it end, or stop it there; what is done stays.")
            listen(Event("note", f"The job was being run by {who}; waiting for a sign of life."))
            time.sleep(POLL)
        yield


def _planned(job: Job, base: Path, listen: Listen) -> Job:
    """The job with the plan that stands beside its results, or with a fresh one."""
    with open_clip(resolved(job.source.path, base), job.source.options) as reader:
        name = result_name(job.output, reader.info, target_size(job.recipe, reader.info.size))
        standing = Record(resolved(job.output.folder, base), name).adopt(job, overwrite=False)
        return standing or plan_job(job, reader, listen, base)[0]


class _Campaign:
    """One run of a job's missing shards."""

    def __init__(self, here: Membership, share: Share, base: Path, job: Job, shards: tuple[Shard, ...], listen: Listen) -> None:
        if job.plan is None:
            raise JobError("The job has no plan.")
        self._here, self._share, self._base, self._job, self._shards, self._listen = here, share, base, job, shards, listen
        self._wants = wanted(job.plan)
        self._run = uuid.uuid4().hex[:12]

    def make(self, crew: Crew, left: Sequence[int], together: int | None) -> None:
        """Make the shards `left`.

        Raises:
            UprezError: see `run_on_machines`.
        """
        count = together or choose_together(self._shards)
        document, base = self._document(), self._share.place(self._base)
        units = [Unit(self._run, document, base, self._here.share, number, group) for number, group in enumerate(groups(left, count))]
        hands = [hand for hand in crew.hands() if hand.fits(self._wants)]
        machines = {hand.machine for hand in hands}
        if same := namesakes(hands):
            self._listen(Event("note", f"Several machines go by the name of {same}; `uprez farm join --name` gives one another."))
        self._listen(Event("note", f"{counted(len(units), 'part')} for {counted(len(machines), 'machine')}; more may join while it runs."))
        progress = Progress(self._run, self._shards, frozenset(left), self._listen)
        try:
            failed = Dispatch(crew, units, self._wants, progress, self._listen).work()
        except BaseException:
            crew.stop(self._run)
            raise
        progress.tell_makers()
        if failed:
            raise error_of(failed, progress)

    def _document(self) -> str:
        """Place of the planned job in the shared folder, named by its content; written once."""
        text = self._job.to_json()
        path = self._share.folder / JOBS / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"
        if not path.exists():
            write_text_whole(path, text)
        return self._share.place(path)


def groups(left: Sequence[int], together: int) -> list[tuple[int, ...]]:
    """Neighbouring shards in groups of at most `together`, none over a gap."""
    found: list[tuple[int, ...]] = []
    for index in left:
        if found and len(found[-1]) < together and found[-1][-1] == index - 1:
            found[-1] = (*found[-1], index)
        else:
            found.append((index,))
    return found


def choose_together(shards: Sequence[Shard]) -> int:
    """How many shards a worker is given at once: the fewest that keep what is made again as context below a fifth."""
    together = 1
    while together < _MOST_TOGETHER and redone(shards, together) > CONTEXT:
        together *= 2
    return together
