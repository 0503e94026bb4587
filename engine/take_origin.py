"""What is known of a finished take: which frames it holds, and what its run did after the model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError, JobError
from uprez.core.frame import Size
from uprez.core.job import Format, Job, Recipe
from uprez.core.time import FrameRange
from uprez.engine.finishing import Finish
from uprez.engine.record import Record
from uprez.media.pictures import FIRST_NUMBER
from uprez.models.open import conditions_of, is_classic


@dataclass(frozen=True, slots=True)
class Origin:
    """What the record beside a take says of its run."""

    fingerprint: str
    """Fingerprint of the clip that it was made from."""
    range: FrameRange
    """The frames of the clip that the run was to make."""
    finish: Finish
    """What its run did after the model, or the take before it."""
    matched: bool
    """Its low frequencies are the source's already."""


def records_beside(path: Path) -> tuple[Record, ...]:
    """Where the record of a take, a folder or a movie, lies if a run of uprez's made it; the likeliest first."""
    name = path.name if path.is_dir() else path.stem
    return tuple(Record(path.parent, each) for each in dict.fromkeys([*(name.removesuffix(f"_{kind}") for kind in Format), name]))


def origin_of(take: ClipInfo) -> Origin | None:
    """What the record beside a take says; None for one that no run of uprez's left there."""
    for record in records_beside(take.path):
        try:
            job = Job.load(record.document)
        except JobError:
            continue
        if job.plan is not None:
            return _origin(job, job.plan.fingerprint, FrameRange(job.plan.shots[0].first, job.plan.shots[-1].last))
    return None


def _origin(job: Job, fingerprint: str, frames: FrameRange) -> Origin:
    recipe = job.recipe
    mixed = recipe.take or "strength" not in conditions_of(recipe.model)
    finish = Finish(recipe.strength if mixed else 1.0, recipe.grain)
    return Origin(fingerprint, frames, finish, recipe.match_colour or is_classic(recipe.model))


def check_same_clip(origin: Origin, recipe: Recipe, clip: ClipInfo, path: Path) -> None:
    """See that a recorded take can be finished again as the recipe says.

    Raises:
        InputError: it was made of another clip, or without anything of a model.
        JobError: its colour was matched, and the recipe wants it unmatched.
    """
    if origin.fingerprint != clip.fingerprint:
        raise InputError(
            f"The take '{path}' was made from another clip than '{clip.path}'.",
            why="The fingerprint in its record is another.",
            fix="Give a take of this clip, or run the model.",
        )
    if origin.finish.strength == 0:
        raise InputError(
            f"The take '{path}' holds nothing of a model.", why="It was finished at strength 0.", fix="Give another take, or run the model."
        )
    if origin.matched and not recipe.match_colour:
        raise JobError(
            "The take's colour was matched to the source's when it was made.",
            why="What the model had made of it is not in the take any more.",
            fix="Leave the colour matched, or run the model again with --no-match-colour.",
        )


def first_frame(take: ClipInfo, origin: Origin | None, clip: ClipInfo, frames: FrameRange, target: Size) -> int:
    """The frame of the clip that a take begins with.

    Numbered pictures tell it by their numbers, which go on from the clip's own, or from 1001 for a movie's; movies by their
    record, else their timecode, else by having as many frames as the clip or as the job.

    Raises:
        InputError: the take is of another size, or does not hold all of `frames`.
    """
    if take.size != target:
        raise InputError(
            f"The take '{take.path}' is {take.size}; this job's pictures are {target}.",
            why="A take can only be finished again at its own size.",
            fix=f"Give --size {take.size}, or a take of {target}.",
        )
    first = _first(take, origin, clip, frames)
    if first is None or frames.first < first or frames.last >= first + take.frames:
        holds = f"It has {take.frames} frames" + ("." if first is None else f", {first}-{first + take.frames - 1} of the clip.")
        raise InputError(
            f"The take '{take.path}' does not hold frames {frames} of the clip.",
            why=f"{holds} {_RULE}",
            fix="Give --frames that it holds, or run the model.",
        )
    return first


_RULE = "Pictures are told by their numbers, movies by their timecode or their length."


def _first(take: ClipInfo, origin: Origin | None, clip: ClipInfo, frames: FrameRange) -> int | None:
    if take.is_sequence:
        return take.first_number - (clip.first_number if clip.is_sequence else FIRST_NUMBER)
    if origin is not None:
        return origin.range.first
    if take.timecode is not None and clip.timecode is not None and take.timecode.rate == clip.timecode.rate:
        return take.timecode.frame - clip.timecode.frame
    return {clip.frames: 0, len(frames): frames.first}.get(take.frames)
