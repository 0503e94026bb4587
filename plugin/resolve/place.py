"""Finished takes into the timeline, each the best way that works: as a take, on a new track, in place of the media."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from uprez.plugin.host import ServiceError, Taken
from uprez.plugin.resolve.api import Session, ask, can
from uprez.plugin.resolve.as_take import place_take, select_take
from uprez.plugin.resolve.bins import BIN, bin_paths, imported
from uprez.plugin.resolve.on_track import Tracks, place_on_track
from uprez.plugin.resolve.replaced import replace_media
from uprez.plugin.resolve.shown import Shown, path_of
from uprez.plugin.resolve.way import CannotPlace, LeftChanged


@dataclass(frozen=True)
class Placed:
    """What became of a take."""

    clip: Shown
    done: bool
    """Whether the timeline shows it now, as read again from Resolve."""
    text: str
    """A sentence for the user."""


def place_all(session: Session, clips: Sequence[Shown], takes: Sequence[Taken]) -> list[Placed]:
    """Bring back `takes`, matched to `clips` by key; one answer a take."""
    by_key = {clip.sent.key: clip for clip in clips}
    tracks = Tracks(session)
    placed: list[Placed] = []
    try:
        for taken in takes:
            clip = by_key[taken.key]
            placed.append(_placed(session, clip, taken, tracks))
    finally:
        wrong = tracks.close()
    if wrong:
        placed = [Placed(one.clip, one.done, f"{one.text} {wrong}") if one is placed[-1] else one for one in placed]
    return placed


def switch(session: Session, clips: Sequence[Shown], on_tracks: bool) -> list[str]:
    """Flip the clips between their original and uprez's latest take of it, and with `on_tracks` the tracks of uprez too."""
    takes, said = bin_paths(session), list[str]()
    for clip in clips:
        if (index := _other(clip, takes)) is None:
            continue
        shown = "the original" if path_of(clip.media) in takes else "uprez's take"
        done = select_take(session, clip, index)
        said.append(f"{clip.sent.name}: shows {shown}." if done else f"{clip.sent.name}: Resolve did not flip its takes.")
    if on_tracks:
        said += _flipped_tracks(session)
    return said


def _placed(session: Session, clip: Shown, taken: Taken, tracks: Tracks) -> Placed:
    name, reasons = clip.sent.name, list[str]()
    try:
        media = imported(session, taken, clip.media)
    except ServiceError as error:
        return Placed(clip, False, f"{name}: {error}")
    ways: tuple[Callable[[], str], ...] = (
        lambda: place_take(session, clip, taken, media),
        lambda: place_on_track(session, clip, taken, media, tracks),
        lambda: replace_media(clip, taken),
    )
    for way in ways:
        try:
            return Placed(clip, True, f"{name}: {way()}.")
        except CannotPlace as error:
            reasons.append(str(error))
        except LeftChanged as error:
            return Placed(clip, False, f"{name}: not brought back. {error}")
    why = " ".join(dict.fromkeys(reasons))
    return Placed(clip, False, f"{name}: not brought back. {why} The take is in the bin {BIN}.")


def _other(clip: Shown, takes: set[str]) -> int | None:
    """The take to flip to: uprez's latest, or the first that is not uprez's when one of uprez's is shown."""
    count = int(ask(clip.item, "GetTakesCount") or 0)
    paths = {index: path_of((ask(clip.item, "GetTakeByIndex", index) or {}).get("mediaPoolItem")) for index in range(1, count + 1)}
    if path_of(clip.media) in takes:
        return next((index for index, path in paths.items() if path not in takes), None)
    return max((index for index, path in paths.items() if path in takes), default=None)


def _flipped_tracks(session: Session) -> list[str]:
    timeline, said = session.timeline, list[str]()
    if not can(timeline, "SetTrackEnable"):
        return said
    for track in range(1, int(timeline.GetTrackCount("video")) + 1):
        if ask(timeline, "GetTrackName", "video", track) != BIN:
            continue
        wanted = not timeline.GetIsTrackEnabled("video", track)
        timeline.SetTrackEnable("video", track, wanted)
        if bool(timeline.GetIsTrackEnabled("video", track)) is wanted:
            said.append(f"Video track {track}, made by uprez, is {'on' if wanted else 'off'}.")
        else:
            said.append(f"Resolve did not switch video track {track}.")
    return said
