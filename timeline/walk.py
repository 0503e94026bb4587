"""From a timeline of OpenTimelineIO to the clips that it shows, nested edits opened."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.timeline.labels import aliases_of, reel_of
from uprez.timeline.media import media_of
from uprez.timeline.nested import Lens
from uprez.timeline.placed import Note, Placed
from uprez.timeline.retime import retime_of
from uprez.timeline.span import Span, seconds, span_of

_DEEPEST = 50
"""Edits within edits."""


@dataclass(frozen=True, slots=True)
class _Child:
    """An item of a composition, at its place in it."""

    item: otio.core.Item
    place: Span
    """Time of the composition that it fills, without transitions."""
    head: Fraction
    """Seconds that a transition shows of it before `place`."""
    tail: Fraction
    """Seconds that a transition shows of it after `place`."""


@dataclass(frozen=True, slots=True)
class _Track:
    """A video track of the edit, that clips in nested edits lie on too."""

    name: str
    number: int
    """From 1, at the bottom."""


class Walk:
    """One way through a timeline."""

    def __init__(self, folder: Path, note: Note, reels: Mapping[str, str] | None = None, *, sound: bool = False) -> None:
        """Relative media starts at `folder`; what is left out is told to `note`; `reels` are known by the media's address.

        With `sound` it is the audio tracks that are walked, and not the video tracks.
        """
        self._sound = sound
        self._folder = folder
        self._reels = reels or {}
        self._note = note

    def clips(self, timeline: otio.schema.Timeline) -> Iterator[Placed]:
        """The clips of all video tracks, or of all audio tracks.

        Raises:
            InputError: a time makes no sense, or edits are nested without end.
        """
        for number, track in enumerate(timeline.audio_tracks() if self._sound else timeline.video_tracks(), 1):
            place = _Track(track.name or f"{'A' if self._sound else 'V'}{number}", number)
            if not track.enabled:
                self._note(f"Track {place.name} is switched off and was left out.")
                continue
            shown = _extent(track)
            yield from self._inside(track, Lens(shown, Span(Fraction(0), shown.length)), place, depth=0)

    def _inside(self, parent: otio.core.Composition, lens: Lens, track: _Track, *, depth: int) -> Iterator[Placed]:
        """The clips that `parent` shows in the time of its own that `lens` lets through."""
        if depth > _DEEPEST:
            raise InputError(f"Edits are nested more than {_DEEPEST} deep.", fix="Flatten the edit, and export it again.")
        for child in _children(parent):
            if not child.item.enabled:
                self._note(f"'{child.item.name}' is switched off and was left out.")
                continue
            visible = lens.visible(Span(child.place.start - child.head, child.place.end + child.tail))
            if visible is None:
                continue
            if isinstance(child.item, otio.schema.Clip):
                yield from self._clip(child, visible, lens, track)
            elif isinstance(child.item, otio.core.Composition) and not self._is_other(child.item):
                yield from self._inside(child.item, self._within(child, visible, lens), track, depth=depth + 1)

    def _is_other(self, item: otio.core.Composition) -> bool:
        """Whether an item is a track of the kind that is not walked."""
        return isinstance(item, otio.schema.Track) and (item.kind == otio.schema.TrackKind.Audio) != self._sound

    def _within(self, child: _Child, visible: Span, lens: Lens) -> Lens:
        """What is seen of a composition in another, where `visible` of the outer one's time is."""
        inner: Any = child.item
        whole = _extent(inner)
        own = visible.moved(whole.start - child.place.start)
        retime = retime_of(inner, own, whole, Fraction(0))
        if retime.speed is None and retime.used is None:
            self._note(f"The nested edit '{child.item.name}' changes speed in a way that is not said; all that it holds was taken.")
        return lens.into(visible, own, retime, _held(inner))

    def _clip(self, child: _Child, visible: Span, lens: Lens, track: _Track) -> Iterator[Placed]:
        clip: Any = child.item
        own = visible.moved(_extent(clip).start - child.place.start)
        ends = max(Fraction(0), child.place.start - visible.start), max(Fraction(0), visible.end - child.place.end)
        media = media_of(clip.media_reference, self._folder)
        if media.fault:
            self._note(f"'{clip.name}' {media.fault}; it was left out.")
            return
        retime = retime_of(clip, own, _extent(clip), media.whole.start if media.whole else Fraction(0))
        seen = lens.seen(visible, own, retime, ends)
        yield Placed(
            clip.name,
            media,
            seen.shown,
            seen.record,
            track.name,
            origin=seen.shown.start,
            head=seen.head,
            tail=seen.tail,
            speed=seen.speed,
            used=seen.used,
            reel=reel_of(clip) or self._reels.get(getattr(clip.media_reference, "target_url", None) or "", ""),
            aliases=aliases_of(clip, media.path),
            effects=seen.effects,
            number=track.number,
        )


def _children(parent: otio.core.Composition) -> Iterator[_Child]:
    """Tracks lie on one another from second 0; the items of a track follow one another."""
    items = list(parent)
    at = Fraction(0)
    for index, item in enumerate(items):
        if not isinstance(item, otio.core.Item):
            continue
        extent = _extent(item)
        start = at if isinstance(parent, otio.schema.Track) else Fraction(0)
        at = start + extent.length
        if isinstance(item, otio.schema.Gap):
            continue
        before = items[index - 1] if index else None
        after = items[index + 1] if index + 1 < len(items) else None
        yield _Child(item, Span(start, at), _overlap(before, "in_offset"), _overlap(after, "out_offset"))


def _overlap(neighbour: Any, side: str) -> Fraction:
    """Seconds by which a neighbour that is a transition reaches over the cut."""
    return seconds(getattr(neighbour, side)) if isinstance(neighbour, otio.schema.Transition) else Fraction(0)


def _extent(item: otio.core.Item) -> Span:
    """The time of its own that an item shows."""
    if item.source_range is not None:
        return span_of(item.source_range)
    if isinstance(item, otio.core.Composition):
        return _held(item)
    try:
        return span_of(item.available_range())
    except otio.exceptions.OTIOError:  # neither the clip nor its media says how long it is
        return Span(Fraction(0), Fraction(0))


def _held(item: otio.core.Composition) -> Span:
    """The time of its own that a composition has in all, shown or not; gaps count."""
    lengths = [_extent(child).length for child in item if isinstance(child, otio.core.Item)]
    return Span(Fraction(0), sum(lengths, Fraction(0)) if isinstance(item, otio.schema.Track) else max(lengths, default=Fraction(0)))
