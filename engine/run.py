"""Runs a job: submit it or take it up again, make what is missing, put the movies together."""

from __future__ import annotations

import platform
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from uprez import __version__
from uprez.core.errors import InputError, JobError, ModelError, OutOfMemory, OutputError
from uprez.core.events import Event, Listen
from uprez.core.frame import Size
from uprez.core.job import Format, Job
from uprez.core.plan import Plan, Tile, Window
from uprez.core.time import FrameRange
from uprez.engine.memory import keep_freed_memory
from uprez.engine.pipeline import Pipeline, Show, select, show_nobody, stretches
from uprez.engine.planning import chosen_range, plan_job, planned_recipe, resolved, result_name, target_size, wanted_factor
from uprez.engine.record import Record, WrittenFile
from uprez.engine.taken import TakeModel, check_apart, open_take
from uprez.engine.tally import Tally
from uprez.engine.tiled import plan_tiles, side_of
from uprez.engine.upscaler import Upscaler
from uprez.media.assemble import assemble_movie
from uprez.media.atomic import check_not_source, check_writable, estimate_bytes
from uprez.media.movie_out import check_format, suffix_of
from uprez.media.pictures import PictureWriter
from uprez.media.reader import ClipReader, open_clip
from uprez.media.take import TakeSpec
from uprez.models.contract import Model, Reach
from uprez.models.open import open_model


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves behind."""

    job: Job
    """The submitted job, with its plan."""
    files: tuple[Path, ...]
    """Finished movies and picture folders; empty while windows are missing."""
    frames_done: int
    frames_total: int
    seconds: float
    """Wall seconds of this run."""


def run_job(
    job: Job,
    *,
    base: Path,
    part: FrameRange | None = None,
    shard: tuple[int, int] | None = None,
    listen: Listen,
    show: Show = show_nobody,
) -> Result:
    """Run a job to its end, or the windows of a part of it.

    `base` is the folder that the job's relative paths start from. `part` chooses the windows that
    write any of these frames; `shard` (i, n), i from 1, the i-th of n runs of windows. Only a run
    of everything puts movies together. `show` is given every finished frame.

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
        _check_take(take, folder, listen)
        if job.recipe.take:
            check_apart(resolved(job.recipe.take, base), record, result_paths(record, job.output.formats).values())
        held.enter_context(record.hold(_held_frames(part, shard, job)))
        whole = part is None and shard is None
        standing = record.adopt(job, overwrite=job.output.overwrite and whole)
        record.sweep(result_paths(record, job.output.formats).values())
        if standing is not None and (files := record.finished()) is not None:
            total = len(chosen_range(standing, reader.info))
            listen(Event("done", "Everything is done already.", done=total, total=total))
            return Result(standing, _tops(folder, files), total, total, time.monotonic() - started)
        if standing is None and not job.output.overwrite:
            _check_free(record, job)
        submitted, model = _submit(standing or job, base, reader, record, listen)
        if isinstance(model, TakeModel):
            held.callback(model.close)
        return _Run(submitted, reader, record, model, take, listen, show).everything(part, shard, started)


def _check_take(take: TakeSpec, folder: Path, listen: Listen) -> None:
    """Refuse now what a writer would refuse after the first frames; say what a format cannot keep.

    Raises:
        OutputError: a format cannot hold the take, or the results would stand in the source.
    """
    check_not_source(folder, take.source)
    for kind in take.output.formats:
        check_format(take, kind)
        if take.source.is_float and kind is not Format.EXR:
            listen(Event("note", f"The source holds floats; {kind} keeps what its codes can hold and clips the rest. EXR keeps it all."))


def result_paths(record: Record, formats: Sequence[Format]) -> dict[Format, Path]:
    """Where each format's result stands: a folder of pictures, or a movie."""
    suffixes = [suffix_of(kind) for kind in formats if kind.is_movie]
    paths: dict[Format, Path] = {}
    for kind in formats:
        shared = kind.is_movie and suffixes.count(suffix_of(kind)) > 1
        mark = f"_{kind}" if shared or not kind.is_movie else ""
        paths[kind] = record.folder / f"{record.home.name}{mark}{suffix_of(kind) if kind.is_movie else ''}"
    return paths


def _check_free(record: Record, job: Job) -> None:
    """Refuse to write over files that are no earlier result of this job.

    Raises:
        OutputError: such files stand where results would go.
    """
    for path in result_paths(record, job.output.formats).values():
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise OutputError(
                f"'{path}' stands already, and is no result of this job.",
                fix="Choose another --output or --name, or give --overwrite to replace it.",
            )


def _submit(job: Job, base: Path, reader: ClipReader, record: Record, listen: Listen) -> tuple[Job, Model]:
    """The job with its plan, written down, and its model."""
    if job.plan is None:
        job, model = plan_job(job, reader, listen, base)
    else:
        model = _planned_model(job, job.plan, base, reader, listen)
    record.submit(job)
    return job, model


def _planned_model(job: Job, plan: Plan, base: Path, reader: ClipReader, listen: Listen) -> Model:
    """Open the model that a plan was made with, or the take in its place.

    Raises:
        InputError: the source, or the take, is not the one that the plan was made for.
        ModelError: the weights are not the ones that the plan was made with.
    """
    if plan.fingerprint != reader.info.fingerprint:
        raise InputError(
            f"'{reader.info.path}' is not the clip that the job was planned for.",
            why="Its content has changed since.",
            fix="Put the old clip back, or submit the job again under another --name.",
        )

    def note(text: str) -> None:
        listen(Event("note", text))

    if job.recipe.take:
        path, frames = resolved(job.recipe.take, base), chosen_range(job, reader.info)
        take = open_take(path, job.recipe, reader.info, frames, Size(*plan.output_size), on_note=note)
        take.check_planned(plan.weights)
        return take
    model = open_model(planned_recipe(job.recipe, plan), wanted_factor(Size(*plan.source_size), Size(*plan.output_size)), on_note=note)
    if model.spec.weights != plan.weights:
        raise ModelError(
            f"The weights of '{model.spec.name}' are not the ones that the job was planned with.",
            why=f"Their SHA-256 is {model.spec.weights or 'empty'}, the plan says {plan.weights or 'empty'}.",
            fix="Use the weights of the plan, or submit the job again under another --name.",
        )
    if model.spec.runtime != plan.runtime:
        note(f"Planned for {plan.runtime}, running on {model.spec.runtime}: pixels may differ in the last digits.")
    return model


class _Run:
    """One run of a submitted job."""

    def __init__(self, job: Job, reader: ClipReader, record: Record, model: Model, take: TakeSpec, listen: Listen, show: Show) -> None:
        if job.plan is None:
            raise JobError("The job has no plan.")
        self._job = job
        self._plan: Plan = job.plan
        self._reader = reader
        self._record = record
        self._model = model
        self._listen = listen
        self._show = show
        self._take = take
        formats = job.output.formats
        targets = result_paths(record, formats)
        self._pictures = [PictureWriter(self._take, kind, targets[kind]) for kind in formats if not kind.is_movie]
        self._movies = {kind: targets[kind] for kind in formats if kind.is_movie}

    def everything(self, part: FrameRange | None, shard: tuple[int, int] | None, started: float) -> Result:
        windows = _sharded(select(self._plan.windows, part), shard)
        done = [window for window in self._plan.windows if self._record.done(window)]
        todo = [window for window in windows if window not in set(done)]
        frames = sum(len(window.range) for window in todo)
        for window in done:
            self._record.clear(window)
        if todo:
            check_writable(self._record.folder, estimate_bytes(self._take, frames))
        tally = Tally(self._plan, done, frames, self._listen, whole_shots=self._works_on_shots)
        self._make(todo, tally)
        finished, total = tally.done, tally.total
        files = self._close() if finished == total and part is None and shard is None else ()
        self._listen(Event("done", self._closing_words(finished, total), done=finished, total=total))
        return Result(self._job, files, finished, total, time.monotonic() - started)

    def _make(self, todo: Sequence[Window], tally: Tally) -> None:
        """Make windows; on out-of-memory take smaller tiles, say so, and go on with what is left."""
        if not todo:
            return
        tiles, together = self._first_tiles(todo[0]), self._model.spec.together
        while todo := [window for window in todo if window not in tally.windows]:
            upscaler = Upscaler(
                self._reader.info, self._job.recipe, self._model, self._take.size, tiles=tiles, stabilise=self._plan.stabilise
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

    def _close(self) -> tuple[Path, ...]:
        """Put the movies together and record the job as finished."""
        files = [
            file for window in self._plan.windows for file in self._record.files(window) if self._record.segments.name not in file.path
        ]
        for kind, target in self._movies.items():
            self._listen(Event("assemble", f"Putting '{target.name}' together"))
            segments = [self._record.segment(window, f"_{kind}{suffix_of(kind)}") for window in self._plan.windows]
            assemble_movie(self._take, kind, segments, target, lambda text: self._listen(Event("note", text)))
            files.append(self._record.file(target))
        self._record.write_finished(files)
        return _tops(self._record.folder, files)

    def _closing_words(self, finished: int, total: int) -> str:
        if finished == total:
            return f"{total} frames are done."
        return f"{finished} of {total} frames are done; `uprez run` with the job does the rest."


def _held_frames(part: FrameRange | None, shard: tuple[int, int] | None, job: Job) -> FrameRange | None:
    """The frames whose outputs a partial run holds; None for a run of everything."""
    if part is None and shard is None:
        return None
    if job.plan is None:
        raise JobError("Only a planned job can be run in parts.", fix="Write one with `uprez plan --job job.json`, and run that.")
    windows = _sharded(select(job.plan.windows, part), shard)
    if not windows:
        raise JobError(
            "There is nothing to do in this part of the job.", why="It holds no window.", fix="Take fewer shards, or other frames."
        )
    return FrameRange(windows[0].first, windows[-1].last)


def _sharded(windows: tuple[Window, ...], shard: tuple[int, int] | None) -> tuple[Window, ...]:
    """The i-th of n runs of windows, as equal as whole windows allow."""
    if shard is None:
        return windows
    index, count = shard
    if not 1 <= index <= count:
        raise JobError(f"There is no shard {index} of {count}.", fix="Shards are counted from 1, for example --shard 1/4.")
    return windows[len(windows) * (index - 1) // count : len(windows) * index // count]


def _tops(folder: Path, files: Sequence[WrittenFile]) -> tuple[Path, ...]:
    """Files that stand in the output folder itself, and the folders of the others; each once, in order."""
    return tuple(dict.fromkeys(folder / Path(file.path).parts[0] for file in files))
