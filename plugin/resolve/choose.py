"""Which clips of the timeline are meant: selected, inside the marks, of one colour, or all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from uprez.plugin.errors import ServiceError
from uprez.plugin.resolve.api import Session, ask, can
from uprez.plugin.resolve.shown import Lie, Shown, lie_of, part_of, shown_of

Choice = tuple[list[Shown], list[str]]
"""Clips to send, and a sentence for each that cannot be."""


def selected(session: Session) -> Choice:
    """The clips that are selected in the timeline; before Resolve 21.0.4, which does not tell them, the one under the playhead.

    Raises:
        ServiceError: there is none.
    """
    tells = can(session.timeline, "GetSelectedClips")
    items = list(ask(session.timeline, "GetSelectedClips") or []) if tells else [ask(session.timeline, "GetCurrentVideoItem")]
    named = {key for item in items if item is not None and (key := _key(item))}
    found = [(item, track) for item, track in items_of(session) if _key(item) in named]
    if found:
        return _read(session, found)
    if tells:
        raise _nothing("No clip is selected.", "Select clips in the timeline, then start this again.")
    raise _nothing(
        "There is no clip under the playhead.",
        "Put the playhead on the clip. This version of Resolve does not tell scripts what is selected: for several clips, "
        "set in and out points, or give them a clip colour, and start the script for these.",
    )


def marked(session: Session) -> Choice:
    """What the enabled video tracks show between the in and out points.

    Raises:
        ServiceError: no range is marked, or nothing lies in it.
    """
    marks = marks_of(session)
    if marks is None:
        raise _nothing("No range is marked.", "Set in and out points in the timeline, then start this again.")
    start, end = marks
    found = [(item, track) for item, track in items_of(session) if _within(lie_of(item), start, end) and _is_on(session, item, track)]
    if not found:
        raise _nothing("No clip lies between the in and out points.", "Move them, then start this again.")
    clips, refused = _read(session, found)
    return [part for clip in clips if (part := part_of(clip, start, end)) is not None], refused


def coloured(session: Session) -> Choice:
    """All clips that have the clip colour of the one under the playhead.

    Raises:
        ServiceError: there is none, or it has no colour.
    """
    colour = ask(ask(session.timeline, "GetCurrentVideoItem"), "GetClipColor")
    if not colour:
        raise _nothing(
            "The clip under the playhead has no clip colour.",
            "Give the clips that you want a colour (right click, Clip Color), put the playhead on one of them, and start this again.",
        )
    return _read(session, [(item, track) for item, track in items_of(session) if ask(item, "GetClipColor") == colour])


def marked_or_all(session: Session) -> Choice:
    """What lies between the in and out points, or all of the timeline where there are none.

    Raises:
        ServiceError: nothing lies there.
    """
    if marks_of(session) is not None:
        return marked(session)
    found = list(items_of(session))
    if not found:
        raise _nothing("There is no clip in the timeline.", "Open the timeline that the clips were sent from.")
    return _read(session, found)


def items_of(session: Session, track: int | None = None) -> Iterator[tuple[Any, int]]:
    """Items of all video tracks, or of one, each with its track, from 1."""
    count = int(ask(session.timeline, "GetTrackCount", "video") or 0)
    for index in range(1, count + 1) if track is None else [track]:
        for item in ask(session.timeline, "GetItemListInTrack", "video", index) or []:
            yield item, index


def marks_of(session: Session) -> tuple[int, int] | None:
    """Frames of the timeline from the in point to after the out point; None where not both are set."""
    said = (ask(session.timeline, "GetMarkInOut") or {}).get("video") or {}
    if said.get("in") is None or said.get("out") is None:
        return None
    first, last = int(said["in"]), int(said["out"])
    begin, end = (int(ask(session.timeline, name) or 0) for name in ("GetStartFrame", "GetEndFrame"))
    # The documents count marks from 0 and clips from the timeline's start; marks that lie on the timeline as they are, are believed.
    shift = 0 if begin <= first and last <= end else begin
    return first + shift, last + shift + 1


def _read(session: Session, found: list[tuple[Any, int]]) -> Choice:
    clips: list[Shown] = []
    refused: list[str] = []
    for item, track in found:
        told = shown_of(session, item, track)
        if isinstance(told, str):
            refused.append(told)
        else:
            clips.append(told)
    return clips, refused


def _within(lie: Lie, start: int, end: int) -> bool:
    return lie.start < end and start < lie.end


def _is_on(session: Session, item: Any, track: int) -> bool:
    return ask(session.timeline, "GetIsTrackEnabled", "video", track) is not False and ask(item, "GetClipEnabled") is not False


def _key(item: Any) -> str:
    return str(ask(item, "GetUniqueId") or "")


def _nothing(what: str, fix: str) -> ServiceError:
    return ServiceError(what, "", fix, kind="HostError")
