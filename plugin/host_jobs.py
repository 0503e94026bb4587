"""Job documents for the clips that a host sends."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from uprez.plugin.errors import ServiceError
from uprez.plugin.host_clips import HOLE, Sent, beside

FOLDER = "uprez"
"""Folder of the results, where none is given: beside a movie, or beside the folder of a sequence, which takes no results."""
_END = 1 << 62
"""Past the last frame of any media."""
_UNFIT = re.compile(r'[%/\\:*?"<>|\x00-\x1f]+')
"""What a file's name cannot hold somewhere, or would be taken for a number's place."""

Range = tuple[int, int]


def jobs_of(
    clips: Iterable[Sent],
    folder: str | None = None,
    handles: int = 0,
    formats: Sequence[str] = ("exr",),
    recipe: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The jobs that make takes of all `clips`, each frame once: a media's ranges are joined where they overlap or touch.

    `folder` takes the results, by default `uprez` beside each movie, or beside the folder of pictures. `handles` are frames
    more on both sides, as far as the media is known to reach. `formats` and `recipe` are as in the job document; `recipe`
    may be any part of one. With one, results get a name of their own that tells the request, so that no two requests write
    the same files; without one, they have uprez's usual names.

    Raises:
        ServiceError: a clip has no absolute path, or no frames.
    """
    media: dict[tuple[str, str], list[Sent]] = {}
    for clip in clips:
        _check(clip)
        media.setdefault((same_media(clip.path), "" if clip.is_movie else clip.rate or ""), []).append(clip)
    jobs: list[dict[str, Any]] = []
    for same in media.values():
        for chosen in _joined([_range(clip, max(0, handles)) for clip in same]):
            source = _source(same[0], chosen, max((clip.frames or 0 for clip in same), default=0))
            home = folder or os.path.join(beside(same[0].path), FOLDER)
            output: dict[str, Any] = {"folder": home, "formats": list(formats)}
            job: dict[str, Any] = {"schema": "uprez.job", "version": 1, "source": source, "output": output}
            if recipe is not None:
                job["recipe"] = dict(recipe)
                output["name"] = _name(source, recipe, formats)
            jobs.append(job)
    return jobs


def some_jobs_of(
    clips: Sequence[Sent], folder: str | None, handles: int, formats: Sequence[str], recipe: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """As `jobs_of`, for a user who has chosen at least one clip.

    Raises:
        ServiceError: no clip was given, or as `jobs_of`.
    """
    jobs = jobs_of(clips, folder, handles, formats, recipe)
    if not jobs:
        raise ServiceError("There is nothing to send.", "No clip was chosen.", "Choose clips that show a movie or pictures.")
    return jobs


def same_media(path: str) -> str:
    """A path as it is compared: one spelling for a place, as far as the text tells."""
    return os.path.normcase(os.path.normpath(path))


def _check(clip: Sent) -> None:
    what = f"'{clip.name}' cannot be sent."
    if not os.path.isabs(clip.path):
        raise ServiceError(what, f"'{clip.path}' is no full path.", "Save the project first, or give the clip its full path.")
    if (clip.first or 0) < 0 or (clip.last is not None and clip.last < (clip.first or 0)):
        raise ServiceError(what, f"Frames {clip.first} to {clip.last} of its media are none.", "Choose a part of it that exists.")


def _range(clip: Sent, handles: int) -> Range:
    """The frames to make, last included; without a known end, up to `_END`."""
    first = max(0, (clip.first or 0) - handles)
    if clip.last is None:
        return first, _END
    last = clip.last if clip.frames is None else max(clip.last, min(clip.last + handles, clip.frames - 1))
    return first, last


def _joined(ranges: list[Range]) -> list[Range]:
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _source(clip: Sent, chosen: Range, frames: int) -> dict[str, Any]:
    source: dict[str, Any] = {"path": os.path.normpath(clip.path)}
    first, last = chosen
    if last == _END and first > 0:
        source["first"] = first
    elif last != _END and (first, last) != (0, frames - 1):
        source |= {"first": first, "last": last}
    if clip.rate and not clip.is_movie:
        source["rate"] = clip.rate
    return source


def _name(source: Mapping[str, Any], recipe: Mapping[str, Any], formats: Sequence[str]) -> str:
    """Clip, frames, model, size, and a word that differs with everything else that is asked for."""
    path = PurePath(source["path"])
    hole = HOLE.search(path.name)
    stem = path.name[: hole.start()].rstrip("._-") if hole else path.stem
    words = [stem]
    if "first" in source:
        words.append(f"{source['first']}-{source.get('last', '')}".rstrip("-"))
    words.append(PurePath(str(recipe.get("model") or "")).stem)
    if recipe.get("size"):
        words.append("x".join(str(side) for side in recipe["size"]))
    elif recipe.get("scale"):
        words.append(f"{recipe['scale']:g}x")
    asked = json.dumps([dict(source), dict(recipe), list(formats)], sort_keys=True)
    words.append(hashlib.sha256(asked.encode()).hexdigest()[:6])
    return _UNFIT.sub("-", "_".join(word for word in words if word))
