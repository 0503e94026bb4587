"""What the ways of bringing a take back have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import Session, ask
from uprez.plugin.resolve.bins import shows
from uprez.plugin.resolve.choose import items_of
from uprez.plugin.resolve.shown import Shown, lie_of


class CannotPlace(Exception):
    """This way cannot place a take, and has left everything as it was. Its text says why, a sentence."""


class LeftChanged(Exception):
    """Resolve did something else, and would not take it back. Its text says what to look at."""


def still_there(clip: Shown) -> None:
    """Refuse when the clip lies elsewhere, or shows something else, than when it was read.

    Raises:
        CannotPlace: it was changed or deleted.
    """
    if lie_of(clip.item) != clip.lie:
        raise CannotPlace("The clip was moved, trimmed or deleted since.")


def frames_in(clip: Shown, taken: Taken) -> tuple[int, int]:
    """First frame of the take that is shown, and the one after the last.

    Raises:
        CannotPlace: the take does not hold them, or a changed speed makes them unknown.
    """
    if clip.plain:
        first = (clip.sent.first or 0) - taken.first
        if first < 0 or first + clip.length > taken.frames:
            raise CannotPlace("The take does not hold all frames that the clip shows.")
        return first, first + clip.length
    if taken.first != 0 or (clip.sent.frames and taken.frames != clip.sent.frames):
        raise CannotPlace("The clip has another speed or rate than its media: only a take of the whole media fits.")
    low, high = sorted(clip.lie.source)
    return low, min(max(high, low + 1), taken.frames)


def extents(media: Any, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end frames to try, until Resolve shows the right ones.

    The end counts as not included (measured, version 21), or as included; pictures count from their first number, or
    from 0. What is shown is read again each time, so that trying costs nothing but time.
    """
    base = str(ask(media, "GetClipProperty", "Start") or "0").strip()
    bases = dict.fromkeys((int(base) if base.lstrip("-").isdigit() else 0, 0))
    for start in bases:
        yield start + first, start + end
        yield start + first, start + end - 1


def positions(session: Session, track: int) -> list[tuple[int, int]]:
    """Start and end of all items of a track."""
    lies = [lie_of(item) for item, _ in items_of(session, track)]
    return sorted((lie.start, lie.end) for lie in lies)


def shows_take(item: Any, taken: Taken) -> bool:
    """Whether a timeline item shows media of that take now."""
    return shows(ask(item, "GetMediaPoolItem"), taken)
