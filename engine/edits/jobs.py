"""Pulls of an edit as jobs, and the takes that finished jobs leave."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from uprez import __version__
from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.errors import InputError
from uprez.core.job import Job
from uprez.engine.planning import target_size
from uprez.engine.record import Record
from uprez.engine.request import absolute, make_job
from uprez.engine.run import Result, result_paths
from uprez.media.atomic import check_not_source
from uprez.media.locate import Sequence as Pictures
from uprez.media.locate import locate
from uprez.media.reader import open_clip
from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.pulls import Pull, media_in_order, require_there
from uprez.timeline.take import Take

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PullJob:
    """A pull and the request that makes it."""

    pull: Pull
    job: Job
    clip: ClipInfo
    """What probing found of its media."""


def measured(chosen: Sequence[EditClip], options: ReadOptions, note: Note) -> tuple[tuple[EditClip, ...], dict[str, ClipInfo]]:
    """The chosen clips with the true length of their media, and what probing found of each media by its path.

    Raises:
        InputError: a media is missing, or cannot be read as it is, or a clip shows frames that its media does not have.
    """
    require_there(chosen)
    found: dict[str, ClipInfo] = {}
    clips: list[EditClip] = []
    for clip in chosen:
        if clip.path not in found:
            with open_clip(clip.path, replace(options, rate=clip.rate)) as reader:
                found[clip.path] = reader.info
            _note_rate(clip, found[clip.path], note)
        clips.append(_within(clip, found[clip.path]))
    return tuple(clips), found


def _note_rate(clip: EditClip, info: ClipInfo, note: Note) -> None:
    counted, runs = clip.counted_at, info.rate
    if info.variable_rate:
        note(f"'{info.path.name}' has a variable frame rate; its frames were counted one by one, and the edit may count them otherwise.")
    elif round(counted) != round(runs) and clip.first is not None:
        note(f"The edit counts the frames of '{info.path.name}' at {float(counted):.5g} a second, the file has {float(runs):.5g}.")


def _within(clip: EditClip, info: ClipInfo) -> EditClip:
    if clip.last is not None and clip.last >= info.frames:
        raise InputError(
            f"Clip {clip.index}, '{clip.name}', shows frames {clip.first}-{clip.last} of its media.",
            why=f"'{info.path.name}' has {info.frames} frames, 0-{info.frames - 1}.",
            fix="Trim the clip in the edit, give the right media, or choose other clips with --clips.",
        )
    return replace(clip, frames=info.frames)


def jobs_of(
    edit: Edit, pulled: Sequence[Pull], found: Mapping[str, ClipInfo], folder: str | Path, fields: Mapping[str, Any]
) -> tuple[PullJob, ...]:
    """A job for each pull; `fields` are those of `make_job` but for path, frames, rate and name.

    The result of a pull is called after its media, its frames and the scale, the same at every call, so that a stopped run is
    taken up again. Media of the same name are told apart by a number.

    Raises:
        JobError: a field is unknown or impossible.
        OutputError: `folder` lies in the media.
    """
    names = _names(edit)
    made: list[PullJob] = []
    for pull in pulled:
        clip = found[pull.path]
        check_not_source(Path(absolute(folder)), clip)
        given = dict(fields)
        if pull.cuts and given.get("cuts") is None:
            given["cuts"] = pull.cuts
        last = clip.frames - 1 if pull.last is None else pull.last
        rate = None if pull.rate is None else str(pull.rate)
        job = make_job(pull.path, folder, frames=(pull.first, last), rate=rate, **given)
        if not job.output.name:
            scale = target_size(job.recipe, clip.size).width / clip.size.width
            part = "" if (pull.first, last) == (0, clip.frames - 1) else f"_{pull.first}-{last}"
            name = f"{names[pull.path]}{part}_{scale:.4g}x"
            job = job.model_copy(update={"output": job.output.model_copy(update={"name": name})})
        made.append(PullJob(replace(pull, last=last), job, clip))
    return tuple(made)


def _names(edit: Edit) -> dict[str, str]:
    """A name for each media of the edit, whichever clips are chosen; without what no file's name may hold."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in media_in_order(edit):
        stem = Path(path).name
        hole = re.search(r"%(?:0\d+)?d|#+|@+|\[-?\d+-\d+\]", stem)
        stem = stem[: hole.start()].replace("%%", "%").rstrip("._- ") if hole else Path(path).stem
        stem = re.sub(r'[<>:"/\\|?*%\x00-\x1f]', "_", stem) or "clip"
        name, count = stem, 1
        while name.casefold() in taken:
            count += 1
            name = f"{stem}_{count}"
        taken.add(name.casefold())
        names[path] = name
    return names


def takes_of(plain: Edit, made: PullJob, result: Result) -> Iterator[Take]:
    """The takes that a finished job leaves, as `write_back` wants them: in the words and the counting of the edit itself.

    `plain` is the edit read without a search: media that was found elsewhere goes by the name that the edit has for it, and its
    frames are counted as the edit counts them. The first of the job's formats is what the edit is to show.
    """
    path, number = _shown(result.job, made.clip)
    plan = result.job.plan
    if plan is None or made.pull.last is None:
        raise AssertionError
    asked = made.job  # of an edit and its upscale the result's own job is the latter, of other media
    facts = {
        "model": asked.recipe.model,
        "weights": plan.weights,
        "seed": str(asked.recipe.seed),
        "recipe": json.dumps(asked.recipe.model_dump(mode="json"), sort_keys=True),
        "job": asked.name,
        "version": __version__,
    }
    known = {clip.index: clip for clip in plain.clips}
    width, height = plan.output_size
    places = dict.fromkeys((known[clip.index].named, _shift(known[clip.index], clip), _rate(clip, made.clip)) for clip in made.pull.clips)
    for media, shift, rate in places:
        yield Take(media, made.pull.first + shift, made.pull.last + shift, str(path), number, rate, width, height, facts)


def _rate(clip: EditClip, info: ClipInfo) -> Fraction:
    """The media's rate; as the edit counts it where only the thousandth of NTSC lies between them."""
    return clip.counted_at if round(clip.counted_at) == round(info.rate) else info.rate


def _shift(plain: EditClip, found: EditClip) -> int:
    """Frames between the edit's own counting and that of the media that was found."""
    return 0 if plain.first is None or found.first is None else plain.first - found.first


def _shown(job: Job, clip: ClipInfo) -> tuple[Path, int | None]:
    """The result that the edit is to show, a movie or a pattern of pictures, and the number of the first picture."""
    kind = job.output.formats[0]
    target = result_paths(Record(Path(job.output.folder), job.output.name), job.output.formats)[kind]
    if kind.is_movie:
        return target, None
    files = locate(target)
    if not isinstance(files, Pictures):
        raise AssertionError
    return files.folder / files.pattern, files.first
