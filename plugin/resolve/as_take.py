"""A result as a take of the clip: its place, grade and settings stay, and the user flips between the takes."""

from __future__ import annotations

from typing import Any

from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import Session, ask, can
from uprez.plugin.resolve.bins import shows
from uprez.plugin.resolve.shown import Shown, lie_of
from uprez.plugin.resolve.way import CannotPlace, LeftChanged, extents, frames_in, positions, shows_take, still_there

_NEEDED = ("AddTake", "GetTakesCount", "GetTakeByIndex", "SelectTakeByIndex", "DeleteTakeByIndex", "GetSelectedTakeIndex")


def place_take(session: Session, clip: Shown, taken: Taken, media: Any) -> str:
    """Add `media` as a take and select it; what was done, in words.

    Raises:
        CannotPlace: it does not fit there, or this Resolve cannot; all is as it was.
        LeftChanged: a take that shows something else cannot be removed again.
    """
    if not clip.is_whole:
        raise CannotPlace("Only a part of the clip was sent, and a take stands for all of it.")
    if missing := [name for name in _NEEDED if not can(clip.item, name)]:
        raise CannotPlace(f"This version of Resolve lacks {missing[0]}.")
    still_there(clip)
    first, end = frames_in(clip, taken)
    around = positions(session, clip.track)
    count, before = int(clip.item.GetTakesCount()), int(clip.item.GetSelectedTakeIndex())
    for index in range(1, count + 1):
        if shows((clip.item.GetTakeByIndex(index) or {}).get("mediaPoolItem"), taken):
            if _select(session, clip, taken, index, around):
                return "was there as a take, and is selected again"
            _back(session, clip, before, around)
            raise CannotPlace("A take of these frames is there, but shows others.")
    for start, stop in extents(media, first, end):
        if not clip.item.AddTake(media, start, stop) or int(clip.item.GetTakesCount()) <= count:
            continue
        index = int(clip.item.GetTakesCount())
        if _select(session, clip, taken, index, around):
            return f"is take {index} of the clip"
        _remove(session, clip, index, before or 1, around)
        count = int(clip.item.GetTakesCount())
    if count and not before and can(clip.item, "FinalizeTake"):
        clip.item.FinalizeTake()  # the selector that trying has made, with the original alone in it
    raise CannotPlace("Resolve did not add it as a take that shows the same frames.")


def select_take(session: Session, clip: Shown, index: int) -> bool:
    """Flip to a take; whether the clip still lies where it lay."""
    around = positions(session, clip.track)
    done = bool(clip.item.SelectTakeByIndex(index)) and int(clip.item.GetSelectedTakeIndex()) == index
    return done and positions(session, clip.track) == around


def _select(session: Session, clip: Shown, taken: Taken, index: int, around: list[tuple[int, int]]) -> bool:
    if not clip.item.SelectTakeByIndex(index) or int(clip.item.GetSelectedTakeIndex()) != index:
        return False
    right = shows_take(clip.item, taken) and clip.lie.agrees(lie_of(clip.item), taken.first)
    return right and positions(session, clip.track) == around


def _remove(session: Session, clip: Shown, index: int, before: int, around: list[tuple[int, int]]) -> None:
    _back(session, clip, before, around)
    clip.item.DeleteTakeByIndex(index)
    if int(clip.item.GetTakesCount()) >= index:
        raise LeftChanged("A take that shows other frames could not be removed again: remove it from the clip's take selector.")


def _back(session: Session, clip: Shown, before: int, around: list[tuple[int, int]]) -> None:
    ask(clip.item, "SelectTakeByIndex", before)
    if lie_of(clip.item) != clip.lie or positions(session, clip.track) != around:
        raise LeftChanged("The clip does not lie as before any more: undo the last step in Resolve.")
