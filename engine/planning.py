"""From a request to a plan: shots, windows, tiles, fixed once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError, JobError
from uprez.core.events import Event, Listen
from uprez.core.frame import Size
from uprez.core.job import Job, Output, Recipe
from uprez.core.plan import Plan, Shot, Window
from uprez.core.time import FrameRange
from uprez.engine.glimpse import glimpse
from uprez.engine.keeping import check_masked
from uprez.engine.memory import fit_memory, free_bytes, gibibytes
from uprez.engine.reference_clip import placed
from uprez.engine.taken import open_take
from uprez.engine.tiled import plan_tiles
from uprez.engine.windowed import shot_spans
from uprez.media.cuts import find_cuts
from uprez.media.reader import ClipReader
from uprez.models.contract import Model, ModelSpec, Reach, Temporal
from uprez.models.open import decided, open_model
from uprez.models.stabilise import stabilise_by_default

FRAMES_A_WINDOW = 24
"""Frames between two receipts when the model has no windows of its own: a second of work at most is lost."""
LARGEST_SIDE = 32768
"""Output pixels; no encoder here takes more."""


def chosen_range(job: Job, clip: ClipInfo) -> FrameRange:
    """The frames that the job asks for.

    Raises:
        InputError: they do not all lie in the clip.
    """
    first = job.source.first or 0
    last = clip.frames - 1 if job.source.last is None else job.source.last
    if last >= clip.frames or first > last:
        raise InputError(
            f"Frames {first}-{last} are not all in the clip.",
            why=f"'{clip.path.name}' has {clip.frames} frames, 0-{clip.frames - 1}.",
            fix="Give --frames inside that range.",
        )
    return FrameRange(first, last)


def target_size(recipe: Recipe, source: Size) -> Size:
    """Output size: `size` as it stands, or `source` times `scale` (default 2), rounded.

    Raises:
        JobError: nothing or too much would be left.
    """
    if recipe.size is not None:
        target = Size(*recipe.size)
    else:
        scale = recipe.scale or 2.0
        target = Size(max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    if max(target.width, target.height) > LARGEST_SIDE:
        raise JobError(
            f"A picture of {target} is too large.",
            why=f"No side may exceed {LARGEST_SIDE} pixels.",
            fix="Choose a smaller --scale or --size.",
        )
    return target


def wanted_factor(source: Size, target: Size) -> float:
    """The factor that a model should have for this job."""
    return max(target.width / source.width, target.height / source.height)


def plan_job(job: Job, reader: ClipReader, listen: Listen, base: Path = Path()) -> tuple[Job, Model]:
    """Make the plan of a submitted job; give the job with its plan, and the model that was opened for it, or the take in its place.

    `base` is the folder that a take's relative path starts from.

    Raises:
        InputError, JobError, ModelError, ResourceError: the request cannot be fulfilled.
    """
    clip, recipe = reader.info, job.recipe
    _check_edit(recipe)
    frames = chosen_range(job, clip)
    target = target_size(recipe, clip.size)

    def note(text: str) -> None:
        listen(Event("note", text))

    if recipe.take:
        model = open_take(resolved(recipe.take, base), recipe, clip, frames, target, on_note=note)
    else:
        recipe = decided(recipe, look=cache(lambda: glimpse(reader, frames)), on_note=note)
        model = open_model(placed(recipe, base), wanted_factor(clip.size, target), on_note=note)
    spec = model.spec
    check_masked(recipe, spec)
    stabilise = wants_stabiliser(recipe, spec)
    temporal = stabilised(spec.temporal) if stabilise else spec.temporal
    shots = find_shots(recipe, reader, frames, temporal, listen)
    fitted = fit_memory(recipe.tile, clip.size, target, spec, free_bytes())
    tiles = plan_tiles(clip.size, fitted.side, spec)
    plan = Plan(
        shots=shots,
        windows=plan_windows(shots, temporal, recipe.window),
        tiles=tiles,
        source_size=(clip.size.width, clip.size.height),
        output_size=(target.width, target.height),
        fingerprint=clip.fingerprint,
        weights=spec.weights,
        runtime=spec.runtime,
        stabilise=stabilise,
        memory=fitted.words or memory_sentence(len(tiles), fitted.side, spec, clip.size),
        bytes=fitted.bytes,
        model=recipe.model if recipe.model != job.recipe.model else "",
        prompt=recipe.prompt if recipe.prompt != job.recipe.prompt else "",
    )
    listen(Event("plan", plan.memory))
    return job.model_copy(update={"plan": plan}), model


def _check_edit(recipe: Recipe) -> None:
    """Raises JobError where it is said how an edit is made, and not which."""
    if (recipe.base or recipe.edit_strength != 1) and not recipe.edit_prompt:
        raise JobError(
            "No edit is asked for.",
            why="A base, or the strength of an edit, is given.",
            fix="Say what to change with --edit, or leave these out.",
        )


def planned_recipe(recipe: Recipe, plan: Plan) -> Recipe:
    """The recipe with what its plan decided by a look at the source."""
    chosen = {"model": plan.model, "prompt": plan.prompt}
    return recipe.model_copy(update={name: value for name, value in chosen.items() if value})


def wants_stabiliser(recipe: Recipe, spec: ModelSpec) -> bool:
    """Whether neighbouring outputs are fused: per-frame networks only, by choice or where it wins; never those of a finished take.

    Raises:
        JobError: it was asked for, and the model is not a per-frame network.
    """
    if recipe.take:
        return False
    per_frame = spec.temporal == Temporal() and not spec.faithful
    if recipe.stabilise == "on" and not per_frame:
        raise JobError(
            f"The model '{spec.name}' cannot be stabilised.", why="It is no per-frame network.", fix="Leave --stabilise at auto."
        )
    return per_frame and (recipe.stabilise == "on" or (recipe.stabilise == "auto" and stabilise_by_default(spec.scale)))


def stabilised(temporal: Temporal) -> Temporal:
    """What a per-frame model depends on once its neighbours are fused."""
    return replace(temporal, radius=temporal.radius + 1)


def find_shots(recipe: Recipe, reader: ClipReader, frames: FrameRange, temporal: Temporal, listen: Listen) -> tuple[Shot, ...]:
    """Shots of the range: cuts as given, or detected where the model looks at more than one frame."""
    if isinstance(recipe.cuts, tuple):
        cuts: Sequence[int] = sorted({cut for cut in recipe.cuts if frames.first < cut <= frames.last})
    elif recipe.cuts == "none" or temporal == Temporal() or len(frames) == 1:
        cuts = ()
    else:
        listen(Event("probe", "Looking for cuts"))
        cuts = find_cuts(reader, frames, lambda done, total: listen(Event("probe", "Looking for cuts", done=done, total=total)))
    starts = [frames.first, *cuts]
    ends = [*(cut - 1 for cut in cuts), frames.last]
    return tuple(Shot(index=index, first=first, last=last) for index, (first, last) in enumerate(zip(starts, ends, strict=True)))


def plan_windows(shots: Sequence[Shot], temporal: Temporal, length: int | None) -> tuple[Window, ...]:
    """Windows that write every frame of every shot exactly once; none crosses a cut."""
    windows: list[Window] = []
    for shot in shots:
        for first, last, read_first, read_last in _shot_windows(shot, temporal, length):
            windows.append(Window(index=len(windows), shot=shot.index, first=first, last=last, read_first=read_first, read_last=read_last))
    return tuple(windows)


def _shot_windows(shot: Shot, temporal: Temporal, length: int | None) -> list[tuple[int, int, int, int]]:
    """(first, last, read_first, read_last) of each window of a shot."""
    if temporal.reach is Reach.WINDOW:
        spans = shot_spans(len(shot.range), temporal.length, temporal.overlap)
        stops = [span.stop for span in spans]
        rows: list[tuple[int, int, int, int]] = []
        for index, span in enumerate(spans):
            next_start = spans[index + 1].start if index + 1 < len(spans) else span.stop
            warm = spans[bisect_right(stops, span.start)]
            rows.append((span.start, next_start - 1, warm.start, span.stop - 1))
        return [(a + shot.first, b + shot.first, c + shot.first, d + shot.first) for a, b, c, d in rows]
    if temporal.reach is Reach.SHOT:
        return [(shot.first, shot.last, shot.first, shot.last)]
    step = length or FRAMES_A_WINDOW
    past = temporal.reach is Reach.PAST
    rows = []
    for first in range(shot.first, shot.last + 1, step):
        last = min(first + step - 1, shot.last)
        read_first = shot.first if past else max(shot.first, first - temporal.radius)
        rows.append((first, last, read_first, min(shot.last, last + temporal.radius)))
    return rows


def memory_sentence(tiles: int, side: int | None, spec: ModelSpec, size: Size) -> str:
    """The memory plan in one sentence."""
    pixels = size.area if tiles == 1 else (side or 0) ** 2
    work = gibibytes(pixels * spec.bytes_per_pixel)
    how = "whole pictures" if tiles == 1 else f"{tiles} tiles of about {side} px"
    return f"{gibibytes(free_bytes())} of memory is free: {how}, about {work} at work in {spec.runtime or 'no network'}."


def result_name(output: Output, source: ClipInfo, target: Size) -> str:
    """Base name of the results: as given, or `<source>_<scale>x`."""
    if output.name:
        return output.name
    return f"{clip_name(source)}_{target.width / source.size.width:.4g}x"


def clip_name(source: ClipInfo) -> str:
    """What a clip is called: a file's name without its ending, a sequence's without its number."""
    stem = source.pattern.split("%")[0].rstrip("._-") if source.is_sequence else source.path.stem
    return stem or source.path.name


def resolved(path: str, base: Path) -> Path:
    """A path of a job document: relative ones start at the document's folder."""
    return Path(path) if Path(path).is_absolute() else base / path
