"""Which clips of an edit are meant: by track, by number, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from uprez.core.errors import InputError
from uprez.timeline.edit import Edit, EditClip

_NUMBERS = re.compile(r"^(\d+)(?:-(\d+))?$")
_SHOWN = 12


def choose(edit: Edit, tracks: Sequence[str] = (), clips: Sequence[str] = ()) -> tuple[EditClip, ...]:
    """The clips on any of `tracks` that any of `clips` means, in the edit's order; all where nothing is given.

    A track is its name, or `V1` for the lowest. A word of `clips` holds numbers, ranges and names with commas between,
    `1,3-5,sh01*`; a name in which a comma stands is given as a word of its own.

    Raises:
        InputError: a track or a clip is not in the edit, or no clip is left.
    """
    on_tracks = set(edit.clips) if not tracks else {clip for track in tracks for clip in _on(edit, track)}
    meant = set(edit.clips) if not clips else {clip for word in clips for clip in _meant(edit, word)}
    chosen = tuple(clip for clip in edit.clips if clip in on_tracks and clip in meant)
    if not chosen:
        where = f" on track {', '.join(tracks)}" if tracks and edit.clips else ""
        raise InputError(f"No clip of '{edit.name}' is chosen.", why=f"It has none{where}.", fix="See `uprez timeline list`.")
    return chosen


def _on(edit: Edit, track: str) -> list[EditClip]:
    found = [clip for clip in edit.clips if clip.track.casefold() == track.casefold()]
    found = found or [clip for clip in edit.clips if clip.number and f"v{clip.number}" == track.casefold()]
    if not found:
        known = ", ".join(dict.fromkeys(clip.track for clip in edit.clips))
        raise InputError(
            f"No clip of '{edit.name}' lies on a track '{track}'.", why=f"Its tracks with clips are {known}.", fix="Choose one."
        )
    return found


def _meant(edit: Edit, word: str) -> list[EditClip]:
    named = _named(edit, word)
    return named or [clip for part in word.split(",") if part.strip() for clip in _part(edit, part.strip())]


def _part(edit: Edit, part: str) -> list[EditClip]:
    if (match := _NUMBERS.match(part)) is not None:
        first, last = int(match[1]), int(match[2] or match[1])
        if 1 <= first <= last <= len(edit.clips):
            return list(edit.clips[first - 1 : last])
    found = _named(edit, part)
    if not found:
        names = list(dict.fromkeys(clip.name for clip in edit.clips))
        listed = ", ".join(f"'{name}'" for name in names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        why = f"Its {len(edit.clips)} clips are called {listed}."
        raise InputError(f"'{edit.name}' has no clip '{part}'.", why=why, fix="Give numbers or names from `uprez timeline list`.")
    return found


def _named(edit: Edit, name: str) -> list[EditClip]:
    """Clips of this name; else of names that it is a pattern for."""
    same = [clip for clip in edit.clips if clip.name == name]
    return same or [clip for clip in edit.clips if fnmatchcase(clip.name.casefold(), name.casefold())]
