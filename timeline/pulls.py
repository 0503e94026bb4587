"""Pulls: the frames of each media that chosen clips need, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from uprez.core.errors import InputError
from uprez.timeline.edit import Edit, EditClip


@dataclass(frozen=True, slots=True)
class Pull:
    """Frames of one media that are upscaled in one job."""

    path: str
    """The media: a movie, or a pattern of pictures."""
    rate: Fraction | None
    """Frames a second of numbered pictures; None for a movie."""
    first: int
    """First frame of the media, from 0, handles included."""
    last: int | None
    """Last frame, included; None for the media's last, where its length is not known."""
    clips: tuple[EditClip, ...]
    """The clips that show it, in the order of their frames; each lies in it whole."""
    cuts: tuple[int, ...]
    """Frames at which one clip of the edit ends and the next begins; empty where the edit has none."""

    @property
    def frames(self) -> int | None:
        """How many there are."""
        return None if self.last is None else self.last - self.first + 1


def pulls(edit: Edit, chosen: Sequence[EditClip], handles: int = 0) -> tuple[Pull, ...]:
    """The pulls of the chosen clips, in the order in which the edit first shows their media.

    Clips of one media share a pull where their ranges, with `handles` frames more at both ends, overlap or touch. Handles end
    where the media ends, as far as `EditClip.frames` tells. A clip without a range takes all of its media.

    Raises:
        InputError: the media of a chosen clip is missing, or handles are fewer than 0.
    """
    if handles < 0:
        raise InputError(f"Handles of {handles} frames make no sense.", fix="Give 0 or more.")
    require_there(chosen)
    order = {path: place for place, path in reversed(list(enumerate(clip.path for clip in edit.clips)))}
    made: list[Pull] = []
    for path, sharing in groupby(sorted(chosen, key=lambda clip: (order[clip.path], clip.path)), key=lambda clip: clip.path):
        reaches = sorted(((_reach(clip, handles), clip) for clip in sharing), key=lambda each: (each[0][0], each[1].index))
        cuts = _cuts(clip for clip in edit.clips if clip.path == path)
        group: list[EditClip] = []
        first, last = reaches[0][0]
        for (start, end), clip in reaches:
            if group and last is not None and start > last + 1:
                made.append(_pull(group, first, last, cuts))
                group, first, last = [], start, end
            group.append(clip)
            last = None if last is None or end is None else max(last, end)
        made.append(_pull(group, first, last, cuts))
    return tuple(made)


def media_in_order(edit: Edit) -> tuple[str, ...]:
    """Every media of the edit, in the order in which it is first met."""
    return tuple(dict.fromkeys(clip.path for clip in edit.clips if clip.path))


def require_there(chosen: Iterable[EditClip]) -> None:
    """Refuse clips whose media is missing.

    Raises:
        InputError: some is; names it.
    """
    missing = [clip for clip in chosen if clip.missing or not clip.path]
    if not missing:
        return
    listed = "; ".join(f"{clip.index} '{clip.name}' ({clip.named or 'without a name'})" for clip in missing[:6])
    more = f"; and {len(missing) - 6} more" if len(missing) > 6 else ""
    count = "1 chosen clip" if len(missing) == 1 else f"{len(missing)} chosen clips"
    fix = "Give the folder where it lies with --media, or choose other clips with --clips."
    raise InputError(f"The media of {count} is not there.", why=f"Missing: {listed}{more}.", fix=fix)


def _reach(clip: EditClip, handles: int) -> tuple[int, int | None]:
    """First and last frame that a clip needs."""
    end = None if clip.frames is None else clip.frames - 1
    first = 0 if clip.first is None else max(0, clip.first - handles)
    if clip.last is None:
        return first, end
    return first, clip.last + handles if end is None else max(clip.last, min(clip.last + handles, end))


def _cuts(clips: Iterable[EditClip]) -> frozenset[int]:
    """Frames at which, in the media, one clip begins where another ends; transitions do not count."""
    bodies = [clip.body for clip in clips if clip.speed == 1 and clip.body is not None]
    return frozenset(first for first, _ in bodies) & frozenset(last + 1 for _, last in bodies)


def _pull(clips: list[EditClip], first: int, last: int | None, cuts: frozenset[int]) -> Pull:
    inside = sorted(cut for cut in cuts if first < cut and (last is None or cut <= last))
    return Pull(clips[0].path, clips[0].rate, first, last, tuple(clips), tuple(inside))
