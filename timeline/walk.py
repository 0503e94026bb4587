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

    def __init__(self, folder: Path, note: Note, reels: Mapping[str, str] | None = None) -> None:
        """Relative media starts at `folder`; what is left out is told to `note`; `reels` are known by the media's address."""
        self._folder = folder
        self._reels = reels or {}
        self._note = note

    def clips(self, timeline: otio.schema.Timeline) -> Iterator[Placed]:
        """The clips of all video tracks.

        Raises:
            InputError: a time makes no sense, or edits are nested without end.
        """
        for number, track in enumerate(timeline.video_tracks(), 1):
            place = _Track(track.name or f"V{number}", number)
            if not track.enabled:
                self._note(f"Track {place.name} is switched off and was left out.")
                continue
            yield from self._inside(track, _extent(track), Fraction(0), place, depth=0)

    def _inside(self, parent: otio.core.Composition, shown: Span, record: Fraction, track: _Track, *, depth: int) -> Iterator[Placed]:
        """The clips that `parent` shows in the time `shown` of its own, which begins at second `record` of the edit."""
        if depth > _DEEPEST:
            raise InputError(f"Edits are nested more than {_DEEPEST} deep.", fix="Flatten the edit, and export it again.")
        for child in _children(parent):
            if not child.item.enabled:
                self._note(f"'{child.item.name}' is switched off and was left out.")
                continue
            widest = Span(child.place.start - child.head, child.place.end + child.tail)
            visible = widest.inside(shown)
            if visible.empty:
                continue
            own = visible.moved(_extent(child.item).start - child.place.start)
            at = record + visible.start - shown.start
            if isinstance(child.item, otio.schema.Clip):
                head = max(Fraction(0), child.place.start - visible.start)
                tail = max(Fraction(0), visible.end - child.place.end)
                yield from self._clip(child.item, own, at, track, head=head, tail=tail)
            elif isinstance(child.item, otio.core.Composition):
                if _is_audio(child.item):
                    continue
                if retime_of(child.item, own, _extent(child.item), Fraction(0)).speed != 1:
                    self._note(f"The nested edit '{child.item.name}' changes speed; all that it holds was taken at its own speed.")
                    own = _extent(child.item)
                yield from self._inside(child.item, own, at, track, depth=depth + 1)

    def _clip(self, clip: otio.schema.Clip, own: Span, at: Fraction, track: _Track, *, head: Fraction, tail: Fraction) -> Iterator[Placed]:
        media = media_of(clip.media_reference, self._folder)
        if media.fault:
            self._note(f"'{clip.name}' {media.fault}; it was left out.")
            return
        retime = retime_of(clip, own, _extent(clip), media.whole.start if media.whole else Fraction(0))
        shown = own if retime.start is None else own.moved(retime.start - own.start)
        yield Placed(
            clip.name,
            media,
            shown,
            at,
            track.name,
            origin=shown.start,
            head=head,
            tail=tail,
            speed=retime.speed,
            used=retime.used,
            reel=reel_of(clip) or self._reels.get(getattr(clip.media_reference, "target_url", None) or "", ""),
            aliases=aliases_of(clip, media.path),
            effects=retime.effects,
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
        lengths = [_extent(child).length for child in item if isinstance(child, otio.core.Item)]  # gaps count
        return Span(Fraction(0), sum(lengths, Fraction(0)) if isinstance(item, otio.schema.Track) else max(lengths, default=Fraction(0)))
    try:
        return span_of(item.available_range())
    except otio.exceptions.OTIOError:  # neither the clip nor its media says how long it is
        return Span(Fraction(0), Fraction(0))


def _is_audio(item: otio.core.Composition) -> bool:
    return isinstance(item, otio.schema.Track) and item.kind == otio.schema.TrackKind.Audio
