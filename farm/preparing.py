"""Making an export: jobs are planned, written into their records, and into the folder that workers read.

A request with an edit goes as two jobs. The second one's pictures are not made yet, and its plan is made all the same: an edit has the
frames of its clip, its cuts, and a size that the request tells. What the plan leaves open is the edit's fingerprint; whoever works on
it fills that in (`uprez.farm.at_work`). So no farm's engine has to plan anything, and shards are known when the job is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError, JobError, OutputError
from uprez.core.events import Event, Listen
from uprez.core.frame import Frame, Size
from uprez.core.job import Job
from uprez.engine.planning import chosen_range, plan_job, resolved, result_name, target_size
from uprez.engine.record import Record
from uprez.engine.results import check_free, check_take
from uprez.engine.shard_worker import submit
from uprez.engine.shards import shards_of
from uprez.engine.stages import EDIT, UPSCALE
from uprez.engine.steps import Cascade, is_cascade, steps_of
from uprez.engine.taken import TakeModel
from uprez.farm.bundle import FILES, FOLDER, Bundle, Sending, places
from uprez.farm.export import Export, Wishes, together_for
from uprez.farm.needs import needs_of
from uprez.media.reader import ClipReader, open_clip
from uprez.media.take import TakeSpec


def prepare(job: Job, base: Path, folder: Path, wishes: Wishes, listen: Listen) -> Export:
    """Plan a job if it has no plan, write it into its record, and into `folder` as workers read it.

    Of a request with an edit both steps are; the export that is given is the upscale, its `before` the edit. Where the edit stands,
    its upscale is all that is left.

    Raises:
        OutputError: `folder` holds something else, or the results cannot be written.
        UprezError: the job cannot be planned.
    """
    cascade = steps_of(job, base) if is_cascade(job.recipe) else None
    _check_folder(folder, (cascade.edit, cascade.upscale) if cascade else (job,))
    if cascade is None or cascade.done:
        if cascade is not None:
            listen(Event("note", f"The edit stands, in '{cascade.edited.path}'; its upscale is all that is sent."))
        export = _one(cascade.upscale if cascade else job, base, folder, wishes, listen)
    else:
        export = _both(job, cascade, base, folder, wishes, listen)
    if export.before is None:  # an export before this one may have held the edit; its upscale stays for who is at it
        for file in FILES:
            (folder / FOLDER / EDIT / file).unlink(missing_ok=True)
    for step in export.steps:
        step.bundle.save()
    return export


def _one(job: Job, base: Path, folder: Path, wishes: Wishes, listen: Listen, step: str = "") -> Export:
    """A job whose clip stands."""
    with open_clip(resolved(job.source.path, base), job.source.options) as reader:
        job, record = _planned(job, base, reader, listen)
        submit(job, record)
        return _export(job, Bundle(folder, job, _sending(job, base, record, wishes), step), wishes, reader.info)


def _both(job: Job, cascade: Cascade, base: Path, folder: Path, wishes: Wishes, listen: Listen) -> Export:
    """Both steps of a request. What would keep the second from being made is met before anything of the first is left behind."""
    if job.recipe.take:
        raise JobError("A finished take is not upscaled again.", fix="Leave --edit out, or --take.")
    fresh = not cascade.record.document.exists()
    try:
        edit = _one(cascade.edit, base, folder, wishes, listen, EDIT)
        upscale = steps_of(job, base).upscale  # it knows the edit's cuts, now that this is planned
        with open_clip(resolved(job.source.path, base), job.source.options) as clip, _Foreseen(clip, cascade) as reader:
            upscale, record = _planned(upscale, base, reader, listen)
            sending = _sending(upscale, base, record, wishes)
            sending = sending.model_copy(update={"edit": edit.bundle.job.name, "edit_name": edit.bundle.sending.name})
            last = _export(upscale, Bundle(folder, upscale, sending, UPSCALE), wishes, reader.info)
    except BaseException:
        if fresh and cascade.record.document.exists():
            cascade.record.discard()
        raise
    if upscale.plan is not None and upscale.plan.model:
        listen(Event("note", f"'{upscale.plan.model}' was chosen by a look at the clip: the edit is not made yet."))
    return replace(last, before=edit)


def _planned(job: Job, base: Path, reader: ClipReader, listen: Listen) -> tuple[Job, Record]:
    """The job with the plan that stands beside its results, or its own, or a fresh one; and its record."""
    clip = reader.info
    target = target_size(job.recipe, clip.size)
    record = Record(resolved(job.output.folder, base), result_name(job.output, clip, target))
    check_take(TakeSpec.of(clip, chosen_range(job, clip), target, job.output), record.folder, listen)
    standing = _standing(record, job, clip)
    if standing is not None:
        if job.plan is not None and standing.plan != job.plan:
            listen(Event("note", f"The job stands in '{record.home}' already; its plan there is sent."))
        return standing, record
    if not job.output.overwrite:
        check_free(record, job)
    if job.plan is None:
        job, model = plan_job(job, reader, listen, base)
        if isinstance(model, TakeModel):
            model.close()
    return job, record


def _standing(record: Record, job: Job, clip: ClipInfo) -> Job | None:
    """The job as it stands in its record already; None when it does not, or when what it was made of was changed and may be replaced.

    Raises:
        InputError: the clip is not the one that the job was planned for.
        OutputError: another job stands there.
    """
    standing = record.adopt(job, overwrite=job.output.overwrite)
    plan = (standing or job).plan
    if plan is None or not clip.fingerprint or plan.fingerprint == clip.fingerprint:
        return standing
    if standing is not None and job.output.overwrite:
        record.discard()
        return None
    raise InputError(
        f"'{clip.path}' is not the clip that the job was planned for.",
        why="Its content has changed since.",
        fix="Put the old clip back, or submit the job again under another --name, or with --overwrite.",
    )


def _sending(job: Job, base: Path, record: Record, wishes: Wishes) -> Sending:
    assert job.plan is not None  # `_planned` gave it
    return Sending(
        engine=wishes.engine,
        job=job.name,
        name=record.home.name,
        base=str(base),
        at=places(job, base),
        same=wishes.same,
        any_runtime=wishes.any_runtime,
        together=wishes.together or together_for(shards_of(job.plan)),
    )


def _export(job: Job, bundle: Bundle, wishes: Wishes, clip: ClipInfo) -> Export:
    assert job.plan is not None  # `_planned` gave it
    return Export(bundle, job.plan, shards_of(job.plan), needs_of(job.plan), wishes, clip)


def _check_folder(folder: Path, jobs: tuple[Job, ...]) -> None:
    """Refuse a folder that holds anything but an earlier export of the same request.

    Raises:
        OutputError: it does.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    names = {job.name for job in jobs}
    for step in ("", EDIT, UPSCALE):
        with suppress(JobError):
            if Job.load(folder / FOLDER / step / "job.json").name in names:
                return
    raise OutputError(f"'{folder}' is not empty, and holds no export of this job.", fix="Choose another folder with --to.")


class _Foreseen:
    """An edit that is not made yet, as a clip: its measures as the request tells them, its pictures those of its clip."""

    def __init__(self, clip: ClipReader, cascade: Cascade) -> None:
        self._clip, self._first = clip, cascade.frames.first
        width, height = cascade.edit.recipe.size or (clip.info.size.width, clip.info.size.height)
        path = Path(cascade.edited.path)
        numbered = {"first_number": clip.info.first_number + self._first} if clip.info.is_sequence else {}
        self._info = replace(
            clip.info, path=path, size=Size(width, height), frames=len(cascade.frames), missing=(), audio=(), fingerprint="", **numbered
        )

    @property
    def info(self) -> ClipInfo:
        """What probing will find, as far as a plan asks for it."""
        return self._info

    def frames(self, first: int, last: int) -> Iterator[Frame]:
        """Frames of the clip, counted as the edit's.

        Raises:
            InputError: they cannot be read.
        """
        return self._clip.frames(first + self._first, last + self._first)

    def close(self) -> None:
        """Nothing is open: the clip is closed by whoever opened it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
