"""From times in seconds to frames of media."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from uprez.timeline.edit import EditClip
from uprez.timeline.placed import Note, Placed
from uprez.timeline.search import Search
from uprez.timeline.span import Span, frames_of, whole_if_near


def counted(placed: Placed, edit_rate: Fraction, *, index: int, search: Search | None, note: Note) -> EditClip:
    """A clip in frames; media that is not there is looked for. What the user should know is told to `note`.

    Raises:
        InputError: several files may be its media.
    """
    name = placed.name or Path(placed.media.path).name or "a clip"
    named = placed.media.path or placed.reel or next(iter(placed.aliases), "")
    if search is not None:
        placed = search.found(placed, name, note)
    media = placed.media
    rate = media.rate or edit_rate
    _note_media(placed, name, note)
    _note_speed(placed, name, rate, edit_rate, note)
    span = _within_media(placed, name, note)
    first, last = (None, None) if span is None else frames_of(span, rate)
    head, tail = _ends(placed, first, last, rate)
    late, early = _lacking(placed)
    return EditClip(
        name=name,
        path=media.path,
        rate=rate if media.sequence else None,
        first=first,
        last=last,
        record=round(whole_if_near((placed.record + late) * edit_rate)),
        track=placed.track,
        head=head,
        tail=tail,
        speed=placed.speed,
        missing=not media.there,
        index=index,
        record_length=round(whole_if_near((placed.shown.length - late - early) * edit_rate)),
        named=named,
        reel=placed.reel,
        start=media.whole.start if media.whole else None,
        frames=1 if media.still else round(whole_if_near(media.whole.length * rate)) if media.whole else None,
        effects=("still", *placed.effects) if media.still else placed.effects,
        number=placed.number,
        counted_at=rate,
    )


def _lacking(placed: Placed) -> tuple[Fraction, Fraction]:
    """Seconds of the edit at either end, within transitions, for which the media has nothing."""
    span, speed = placed.of_media(), placed.speed
    if span is None or not speed or placed.media.still:
        return Fraction(0), Fraction(0)
    whole = placed.media.whole or Span(Fraction(0), max(span.end, Fraction(0)))
    if span.inside(whole).empty:
        return Fraction(0), Fraction(0)
    late, early = ((whole.start - span.start) / speed, (span.end - whole.end) / speed)
    return min(max(late, Fraction(0)), placed.head), min(max(early, Fraction(0)), placed.tail)


def _ends(placed: Placed, first: int | None, last: int | None, rate: Fraction) -> tuple[int, int]:
    """How many frames at either end belong to transitions alone."""
    span, whole = placed.of_media(), placed.media.whole
    if first is None or last is None or span is None or not placed.speed or placed.media.still:
        return 0, 0
    offset = whole.start if whole else Fraction(0)
    body = Span(span.start + placed.head * placed.speed - offset, span.end - placed.tail * placed.speed - offset)
    if body.empty:
        return round(placed.head * rate), round(placed.tail * rate)
    start, end = frames_of(body, rate)
    return min(max(0, start - first), last - first), min(max(0, last - end), last - first)


def _within_media(placed: Placed, name: str, note: Note) -> Span | None:
    """What is shown, counted from the media's first frame; None for all of it."""
    span, whole = placed.of_media(), placed.media.whole
    if placed.media.still:
        return Span(Fraction(0), Fraction(0))
    if span is None:
        return None
    if placed.speed == 0:
        span = Span(span.start, span.start)  # frames_of gives the one frame
    if whole is None:
        if span.start > 0 and placed.media.path:
            note(f"The edit does not say where the media of '{name}' starts; its times were counted from the first frame.")
        return span.inside(Span(Fraction(0), max(span.end, Fraction(0))))
    inside = span.inside(whole)
    if inside.empty and (placed.speed != 0 or not whole.start <= span.start < whole.end):
        note(f"'{name}' shows time that its media does not have; all of the media was taken.")
        return None
    if placed.speed is not None and inside.length < span.length - (placed.head + placed.tail) * placed.speed:
        note(f"'{name}' shows more than its media has; what is there was taken.")
    return inside.moved(-whole.start)


def _note_media(placed: Placed, name: str, note: Note) -> None:
    if not placed.media.path:
        note(f"The edit does not say where the media of '{name}' is.")
    elif not placed.media.there:
        note(f"The media of '{name}' is not at {placed.media.path}.")


def _note_speed(placed: Placed, name: str, rate: Fraction, edit_rate: Fraction, note: Note) -> None:
    speed = placed.speed
    if placed.media.still:
        note(f"'{name}' is a still picture; this one frame was taken.")
    elif speed is None:
        how = "runs backwards" if any(each.startswith("reverse") for each in placed.effects) else "changes speed"
        taken = "all of its media was taken" if placed.used is None else "the frames it uses were taken"
        note(f"'{name}' {how}; {taken}, and the speed stays in the edit.")
    elif speed == 0:
        note(f"'{name}' is a still frame; this one frame was taken.")
    elif speed != 1:
        note(f"'{name}' runs at {float(speed):.4g} times its speed; the frames it uses were taken, and the speed stays in the edit.")
    if speed == 1 and rate != edit_rate and not placed.media.still:
        note(f"'{name}' runs at {float(rate):.5g} frames a second, the edit at {float(edit_rate):.5g}; every frame it touches was taken.")
