"""A result on a new video track, above the clip that it was made of."""

from __future__ import annotations

from typing import Any

from uprez.plugin.host import Taken
from uprez.plugin.resolve.api import Session, ask, can
from uprez.plugin.resolve.bins import BIN
from uprez.plugin.resolve.choose import items_of
from uprez.plugin.resolve.shown import Shown, lie_of
from uprez.plugin.resolve.way import CannotPlace, LeftChanged, extents, frames_in, positions, shows_take, still_there

_VIDEO = 1
"""Resolve's number for the picture of a clip without its sound."""


class Tracks:
    """The tracks that one bringing back has made; made only when something has to lie on them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: list[int] = []
        self.placed: list[tuple[int, int, int]] = []
        """Track, start and end of what lies on them."""

    def free(self, start: int, end: int) -> int:
        """A track with room from frame `start` to before `end`.

        Raises:
            CannotPlace: Resolve makes none.
        """
        for track in self._made:
            if all(end <= low or high <= start for low, high in positions(self._session, track)):
                return track
        timeline = self._session.timeline
        count = int(timeline.GetTrackCount("video"))
        ask(timeline, "AddTrack", "video")
        if int(timeline.GetTrackCount("video")) != count + 1:
            raise CannotPlace("Resolve did not add a track.")
        ask(timeline, "SetTrackName", "video", count + 1, BIN)
        self._made.append(count + 1)
        return count + 1

    def close(self) -> str:
        """Save, take empty tracks away again, and look once more; what is wrong, empty when nothing is."""
        timeline = self._session.timeline
        for track in sorted(self._made, reverse=True):
            if not positions(self._session, track):
                ask(timeline, "DeleteTrack", "video", track)
                self._made.remove(track)
        if not self.placed:
            return ""
        if not self._session.is_saved:
            return "The project was never saved: save it, and see that the clips on the new track are still there."
        # What was appended has been seen to be gone after a save: only what is there then, is there.
        if not ask(self._session.manager, "SaveProject"):
            return "The project could not be saved: save it, and see that the clips on the new track are still there."
        lost = [one for one in self.placed if (one[1], one[2]) not in positions(self._session, one[0])]
        return f"{len(lost)} clips on the new track were gone after saving: bring back again." if lost else ""


def place_on_track(session: Session, clip: Shown, taken: Taken, media: Any, tracks: Tracks) -> str:
    """Append `media` to a new track, where the clip lies, with its grade and settings; what was done, in words.

    Raises:
        CannotPlace: it does not fit there, or this Resolve cannot; all is as it was.
        LeftChanged: what was appended wrongly cannot be removed again.
    """
    if not clip.plain:
        raise CannotPlace("The clip's speed cannot be set on a new track.")
    still_there(clip)
    first, end = frames_in(clip, taken)
    start = clip.lie.start + clip.offset
    track = tracks.free(start, start + clip.length)
    for low, high in extents(media, first, end):
        asked = {"mediaPoolItem": media, "startFrame": low, "endFrame": high, "trackIndex": track, "recordFrame": start}
        said = ask(session.pool, "AppendToTimeline", [{**asked, "mediaType": _VIDEO}])
        lies = [item for item, _ in items_of(session, track) if lie_of(item).start == start or lie_of(item).end == start + clip.length]
        right = [item for item in lies if _is_right(item, clip, taken, first)]
        if said and len(right) == len(lies) == 1:  # items of an append that failed are lost at the next save
            tracks.placed.append((track, start, start + clip.length))
            return f"lies on video track {track}{_dressed(clip.item, right[0])}"
        _delete(session, lies, track)
    raise CannotPlace("Resolve did not put it on a new track frame for frame.")


def _is_right(item: Any, clip: Shown, taken: Taken, first: int) -> bool:
    lie = lie_of(item)
    wanted = (clip.lie.start + clip.offset, clip.length, first)
    return (lie.start, lie.duration, lie.left) == wanted and shows_take(item, taken)


def _dressed(original: Any, item: Any) -> str:
    """Grade and settings copied; what could not be, as the end of a sentence."""
    lacking: list[str] = []
    if not ask(original, "CopyGrades", [item]):
        lacking.append("its grade")
    wanted = ask(original, "GetProperty")
    for name, value in (wanted if isinstance(wanted, dict) else {}).items():  # pyright: ignore[reportUnknownVariableType]
        if ask(item, "GetProperty", name) != value:
            ask(item, "SetProperty", name, value)
            if ask(item, "GetProperty", name) != value:
                lacking.append(str(name))  # pyright: ignore[reportUnknownArgumentType]
    return f", without {', '.join(lacking)}" if lacking else ""


def _delete(session: Session, items: list[Any], track: int) -> None:
    if not items:
        return
    there = len(positions(session, track))
    page = ask(session.resolve, "GetCurrentPage")
    ask(session.resolve, "OpenPage", "edit")  # on other pages nothing is deleted
    for _ in range(2):  # the first call has been seen to fail without a reason
        if can(session.timeline, "DeleteClips"):
            session.timeline.DeleteClips(items, False)
        if len(positions(session, track)) == there - len(items):
            break
    if page and page != "edit":
        ask(session.resolve, "OpenPage", page)
    if len(positions(session, track)) != there - len(items):
        raise LeftChanged(f"A clip with wrong frames could not be removed from video track {track}: delete that track.")
