"""Runs a job: submit it or take it up again, make what is missing, put the movies together."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from uprez import __version__
from uprez.core.errors import InputError, JobError, ModelError, OutOfMemory
from uprez.core.events import Event, Listen
from uprez.core.frame import Size
from uprez.core.job import Job
from uprez.core.plan import Plan, Tile, Window
from uprez.engine.beside import NOTHING, Beside, changed_file, check_unchanged, open_beside
from uprez.engine.memory import keep_freed_memory
from uprez.engine.pipeline import Pipeline, Show, show_nobody, stretches
from uprez.engine.planning import chosen_range, plan_job, planned_recipe, resolved, result_name, target_size, wanted_factor
from uprez.engine.record import Record
from uprez.engine.reference_clip import placed
from uprez.engine.results import Result, check_free, check_take, result_paths, tops
from uprez.engine.taken import TakeModel, check_apart, open_take
from uprez.engine.tally import Tally
from uprez.engine.tiled import plan_tiles, side_of
from uprez.engine.upscaler import Upscaler
from uprez.media.assemble import assemble_movie
from uprez.media.atomic import check_writable, estimate_bytes
from uprez.media.movie_out import suffix_of
from uprez.media.pictures import PictureWriter
from uprez.media.reader import ClipReader, open_clip
from uprez.media.take import TakeSpec
from uprez.models.contract import Model, Reach
from uprez.models.open import open_model


def run_job(job: Job, *, base: Path, listen: Listen, show: Show = show_nobody) -> Result:
    """Run a job to its end; for a part of it see `uprez.engine.parts.run_part`.

    `base` is the folder that the job's relative paths start from. `show` is given every finished frame.

    Raises:
        UprezError: any of its children, see each; what was done stays done.
    """
    started = time.monotonic()
    keep_freed_memory()
    folder = resolved(job.output.folder, base)
    with ExitStack() as held:
        reader = held.enter_context(open_clip(resolved(job.source.path, base), job.source.options))
        target = target_size(job.recipe, reader.info.size)
        record = Record(folder, result_name(job.output, reader.info, target))
        take = TakeSpec.of(reader.info, chosen_range(job, reader.info), target, job.output)
        check_take(take, folder, listen)
        if job.recipe.take:
            check_apart(resolved(job.recipe.take, base), record, result_paths(record, job.output.formats).values())
        held.enter_context(record.hold())
        standing = _adopted(record, job, base, reader)
        record.sweep(result_paths(record, job.output.formats).values())
        if standing is not None and (files := record.finished()) is not None:
            total = len(chosen_range(standing, reader.info))
            listen(Event("done", "Everything is done already.", done=total, total=total))
            return Result(standing, tops(folder, files), total, total, time.monotonic() - started)
        if standing is None and not job.output.overwrite:
            check_free(record, job)
        planned, model, beside = _opened(standing or job, base, reader, record, listen, held)
        return Run(planned, reader, record, model, take, listen, show, beside).everything(started)


def _adopted(record: Record, job: Job, base: Path, reader: ClipReader) -> Job | None:
    """The submitted job that stands here already; None when this is a new one, or one of other files that may be replaced.

    Raises:
        OutputError, JobError: see `Record.adopt`.
        InputError: the clip, or another file, is not the one that the job was begun with, or cannot be read.
    """
    standing = record.adopt(job, overwrite=job.output.overwrite)
    if standing is None or standing.plan is None:
        return None
    recipe = placed(standing.recipe, base)
    if not job.output.overwrite:
        _check_clip(standing.plan, reader)
        check_unchanged(recipe, record)
    elif standing.plan.fingerprint != reader.info.fingerprint or changed_file(recipe, record):
        record.discard()
        return None
    return standing


def _check_clip(plan: Plan, reader: ClipReader) -> None:
    """Raises InputError where the clip is not the one that the plan was made for."""
    if plan.fingerprint != reader.info.fingerprint:
        raise InputError(
            f"'{reader.info.path}' is not the clip that the job was planned for.",
            why="Its content has changed since.",
            fix="Put the old clip back, or submit the job again under another --name, or with --overwrite.",
        )


def _opened(job: Job, base: Path, reader: ClipReader, record: Record, listen: Listen, held: ExitStack) -> tuple[Job, Model, Beside]:
    """The job with its plan, written down; its model, and what is read along with the clip, open as long as `held` is."""
    if job.plan is None:
        job, model = plan_job(job, reader, listen, base)
    else:
        model = planned_model(job, job.plan, base, reader, listen)
    if isinstance(model, TakeModel):
        held.callback(model.close)
    beside = held.enter_context(open_beside(job, base, reader.info, model.spec, on_note=_noted(listen), record=record))
    record.submit(job)
    beside.remember(record)
    return job, model, beside


def planned_model(job: Job, plan: Plan, base: Path, reader: ClipReader, listen: Listen) -> Model:
    """Open the model that a plan was made with, or the take in its place.

    Raises:
        InputError: the source, or the take, is not the one that the plan was made for.
        ModelError: the weights are not the ones that the plan was made with.
    """
    _check_clip(plan, reader)
    note = _noted(listen)
    if job.recipe.take:
        path, frames = resolved(job.recipe.take, base), chosen_range(job, reader.info)
        take = open_take(path, job.recipe, reader.info, frames, Size(*plan.output_size), on_note=note)
        take.check_planned(plan.weights)
        return take
    recipe = placed(planned_recipe(job.recipe, plan), base)
    model = open_model(recipe, wanted_factor(Size(*plan.source_size), Size(*plan.output_size)), on_note=note)
    if model.spec.weights != plan.weights:
        raise ModelError(
            f"The weights of '{model.spec.name}' are not the ones that the job was planned with.",
            why=f"Their SHA-256 is {model.spec.weights or 'empty'}, the plan says {plan.weights or 'empty'}.",
            fix="Use the weights of the plan, or submit the job again under another --name.",
        )
    if model.spec.runtime != plan.runtime:
        note(f"Planned for {plan.runtime}, running on {model.spec.runtime}: pixels may differ in the last digits.")
    return model


def _noted(listen: Listen) -> Callable[[str], None]:
    """Takes a sentence that the user should see."""
    return lambda text: listen(Event("note", text))


class Run:
    """One run of a submitted job."""

    def __init__(
        self,
        job: Job,
        reader: ClipReader,
        record: Record,
        model: Model,
        take: TakeSpec,
        listen: Listen,
        show: Show,
        beside: Beside = NOTHING,
    ) -> None:
        """`job` is planned; all other parts are open, and stay so."""
        if job.plan is None:
            raise JobError("The job has no plan.")
        self._job = job
        self._plan: Plan = job.plan
        self._reader = reader
        self._record = record
        self._model = model
        self._beside = beside
        self._listen = listen
        self._show = show
        self._take = take
        formats = job.output.formats
        targets = result_paths(record, formats)
        self._pictures = [PictureWriter(self._take, kind, targets[kind]) for kind in formats if not kind.is_movie]

    def everything(self, started: float) -> Result:
        """Make the windows of the job that are not done, and put the movies together."""
        done = [window for window in self._plan.windows if self._record.done(window)]
        todo = [window for window in self._plan.windows if window not in set(done)]
        frames = sum(len(window.range) for window in todo)
        for window in done:
            self._record.clear(window)
        if todo:
            check_writable(self._record.folder, estimate_bytes(self._take, frames))
        tally = Tally(self._plan, done, frames, self._listen, whole_shots=self._works_on_shots)
        self.make(todo, tally)
        files = put_together(self._plan, self._record, self._take, self._listen)
        self._listen(Event("done", f"{tally.total} frames are done.", done=tally.total, total=tally.total))
        return Result(self._job, files, tally.total, tally.total, time.monotonic() - started)

    def make(self, todo: Sequence[Window], tally: Tally) -> None:
        """Make windows; on out-of-memory take smaller tiles, say so, and go on with what is left."""
        if not todo:
            return
        tiles, together = self._first_tiles(todo[0]), self._model.spec.together
        while todo := [window for window in todo if window not in tally.windows]:
            upscaler = Upscaler(
                self._reader.info,
                self._job.recipe,
                self._model,
                self._take.size,
                tiles=tiles,
                stabilise=self._plan.stabilise,
                beside=self._beside,
            )
            pipeline = Pipeline(self._reader, upscaler, self._take, self._record, self._pictures, self._show)
            facts = {"uprez": __version__, "runtime": self._model.spec.runtime, "machine": platform.machine(), "tiles": str(len(tiles))}
            try:
                passes = list(stretches(self._plan.shots, todo))
                for first in range(0, len(passes), together):
                    group = passes[first : first + together]
                    if len(group) > 1:
                        pipeline.fill(group, self._listen)
                    for stretch in group:
                        pipeline.run(stretch, facts, tally, self._listen)
            except OutOfMemory as error:
                tally.drop()
                if together > 1:
                    together = 1
                    self._listen(Event("note", f"{error.what} Going on with one shot at a time; finished passes are kept."))
                    continue
                tiles = self._smaller(tiles, error)
                if self._works_on_shots and (side := side_of(tiles)) is not None:
                    for window in todo:
                        self._record.keep_side(window, side)

    @property
    def _works_on_shots(self) -> bool:
        return self._model.spec.temporal.reach is Reach.SHOT

    def _first_tiles(self, window: Window) -> tuple[Tile, ...]:
        """The plan's tiles; those that a stopped run went on with, where its work on `window` still stands."""
        side = self._record.kept_side(window)
        if side is None:
            return self._plan.tiles
        tiles = plan_tiles(Size(*self._plan.source_size), side, self._model.spec)
        self._listen(Event("note", f"Going on with {len(tiles)} tiles, as the run before did when the memory ran out."))
        return tiles

    def _smaller(self, tiles: tuple[Tile, ...], error: OutOfMemory) -> tuple[Tile, ...]:
        """Tiles of half the side; says so.

        Raises:
            OutOfMemory: `error`, when there are no smaller ones.
        """
        side = max(tiles[0].width, tiles[0].height) // 2
        smaller = plan_tiles(Size(*self._plan.source_size), max(side, self._model.spec.least_tile), self._model.spec)
        if len(smaller) <= len(tiles):
            raise error
        self._listen(Event("note", f"{error.what} Going on with {len(smaller)} tiles instead of {len(tiles)}; finished windows are kept."))
        return smaller


def put_together(plan: Plan, record: Record, take: TakeSpec, listen: Listen) -> tuple[Path, ...]:
    """Join the segments of a job whose windows are all done into its movies, and record it as finished; needs no model.

    Raises:
        OutputError, InputError, ResourceError: see `assemble_movie`.
    """
    files = [file for window in plan.windows for file in record.files(window) if record.segments.name not in file.path]
    targets = result_paths(record, take.output.formats)
    for kind, target in targets.items():
        if not kind.is_movie:
            continue
        listen(Event("assemble", f"Putting '{target.name}' together"))
        segments = [record.segment(window, f"_{kind}{suffix_of(kind)}") for window in plan.windows]
        assemble_movie(take, kind, segments, target, lambda text: listen(Event("note", text)))
        files.append(record.file(target))
    record.write_finished(files)
    return tops(record.folder, files)
