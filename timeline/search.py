"""Media that is not where the edit says: found in folders by file name, else by reel and timecode."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.core.time import nominal_rate
from uprez.timeline.media import Media
from uprez.timeline.placed import Note, Placed
from uprez.timeline.shelf import Held, held_in, key_of, named_by, stem_of
from uprez.timeline.span import Span

_MOST_REELS = 3000
"""Files that are opened to read their reels."""
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Looked:
    """What a media file says of itself."""

    frames: int
    rate: Fraction | None = None
    """Frames a second; None for pictures that do not say."""
    start: int | None = None
    """Timecode of its first frame, as frames since midnight."""
    reel: str = ""


Look = Callable[[str], Looked | None]
"""Reads a file's header, a movie's or a pattern's; None for what is no media."""


class Search:
    """Folders in which media is looked for; read once, when it is first needed."""

    def __init__(self, folders: Sequence[Path], look: Look) -> None:
        """`look` belongs to a part that can open media."""
        self._folders = folders
        self._look = look
        self._held: tuple[Held, ...] | None = None
        self._looked: dict[str, Looked | None] = {}
        self._chosen = set[str]()

    def found(self, placed: Placed, name: str, note: Note) -> Placed:
        """The clip with its media, as it is when nothing is found; why not is told to `note`.

        Media that is where the edit says is opened only where the edit does not say what time it covers.

        Raises:
            InputError: several files fit, or the folders cannot be looked through.
        """
        if placed.media.there:
            return self._measured(placed)
        if not self._folders:
            return placed
        if self._held is None:
            self._held = held_in(self._folders)
        for candidates in self._candidates(placed):
            fits = {held.path: media for held in candidates if (media := self._media(held, placed)) is not None}
            chosen = self._by_reel(fits, placed.reel)
            if len(chosen) > 1:
                listed = ", ".join(list(chosen)[:_SHOWN]) + (f" and {len(chosen) - _SHOWN} more" if len(chosen) > _SHOWN else "")
                fix = "Give --media a folder that holds one of them only."
                raise InputError(f"The media of '{name}' may be any of {len(chosen)} files.", why=f"All of these fit: {listed}.", fix=fix)
            for path, media in chosen.items():
                self._chosen.add(path)
                return replace(placed, media=media)
            if candidates:
                note(f"{candidates[0].path} is named as the media of '{name}', but does not hold the time that the edit shows.")
        return placed

    def rate_behind(self, guess: Fraction) -> Fraction | None:
        """The one rate of all that was found, where a list whose labels led to `guess` may have it; else None.

        That is 24000/1001 behind 24, and 25 or 30 behind 24: a short list may lack the higher labels. One of 50 and more has
        them in a few lines.
        """
        rates = {seen.rate for path in self._chosen if (seen := self._seen(path)) and seen.rate is not None}
        rate = rates.pop() if len(rates) == 1 else guess
        fits = nominal_rate(guess) <= nominal_rate(rate) <= max(30, nominal_rate(guess))
        return rate if rate != guess and fits else None

    def _candidates(self, placed: Placed) -> Iterator[list[Held]]:
        """Files that may be meant, the surest names first."""
        held = self._held or ()
        for alias in placed.aliases:
            key = key_of(alias)
            yield [each for each in held if each.key == key]
        for alias in (*placed.aliases, placed.reel):
            stem = stem_of(alias)
            if stem and stem == key_of(alias):  # with an ending it means that file and no other
                yield [each for each in held if stem in (each.stem, each.folder if not each.is_movie else each.stem)]
        if len(placed.reel) > 2 and placed.media.whole is None:
            begins = named_by(placed.reel)
            yield [each for each in held if begins.match(each.stem) or (not each.is_movie and begins.match(each.folder))]
        if placed.reel and len(held) <= _MOST_REELS:
            yield [each for each in held if self._reel(each) == placed.reel.casefold()]

    def _by_reel(self, fits: dict[str, Media], reel: str) -> dict[str, Media]:
        """Of several, those whose own reel is the edit's."""
        if len(fits) < 2 or not reel:
            return fits
        same = {path: media for path, media in fits.items() if (seen := self._seen(path)) and seen.reel.casefold() == reel.casefold()}
        return same or fits

    def _reel(self, held: Held) -> str:
        seen = self._seen(held.path)
        return "" if seen is None else seen.reel.casefold()

    def _seen(self, path: str) -> Looked | None:
        if path not in self._looked:
            self._looked[path] = self._look(path)
        return self._looked[path]

    def _measured(self, placed: Placed) -> Placed:
        media = placed.media
        if media.whole is not None or media.still:
            return placed
        found = self._media(Held(media.path, "", "", "", 0 if media.sequence else None), placed)
        return placed if found is None else replace(placed, media=found)

    def _media(self, held: Held, placed: Placed) -> Media | None:
        """A file as the clip's media; None when it does not hold the time that is shown."""
        seen = self._seen(held.path)
        if seen is None:
            return None
        said = placed.media.whole
        rate = placed.media.rate or seen.rate
        if seen.rate is not None and (rate is None or nominal_rate(seen.rate) != nominal_rate(rate)):
            rate = seen.rate
        if held.still or placed.media.still:
            return Media(held.path, True, said, rate, sequence=True, still=True) if held.still else None
        if rate is None:
            return None
        if not held.is_movie and said is not None and (pattern := _same_numbers(held, placed.media.path)):
            return Media(pattern, True, said, rate, sequence=True)
        for whole in _wholes(seen, rate, placed.media):
            if _holds(whole, placed, rate):
                return Media(held.path, True, whole, rate, sequence=not held.is_movie)
        return None


def _same_numbers(held: Held, path: str) -> str:
    """The pattern of the edit in the folder of `held`; empty where it names no numbers, or some that are not there."""
    name = os.path.basename(path)
    numbers = re.search(r"\[(-?\d+)-(-?\d+)\]", name)
    if numbers is None or held.first is None or held.last is None or not held.first <= int(numbers[1]) <= int(numbers[2]) <= held.last:
        return ""
    return os.path.join(os.path.dirname(held.path), name)


def _wholes(seen: Looked, rate: Fraction, media: Media) -> Iterator[Span]:
    """The time that a file may cover, as the edit counts it: from where the edit says, from its own timecode, from 0.

    Timecode is compared by its labels: a list read at 24 a second means the same frame of a movie at 23.976.
    """
    said, counted_at = media.whole, media.rate or rate
    length = seen.frames / rate
    starts = [said.start] if said is not None and (seen.start is None or said.start == 0) else []
    if seen.start is not None:
        seconds = Fraction(seen.start, nominal_rate(seen.rate or rate))
        starts.append(seconds * nominal_rate(counted_at) / counted_at)
    if said is None:
        starts.append(Fraction(0))
    for start in starts:
        yield Span(start, start + length)


def _holds(whole: Span, placed: Placed, rate: Fraction) -> bool:
    """Whether what the clip shows lies in the time of a file, transitions and a frame's rounding left out."""
    span, frame = placed.of_media(), 1 / rate
    if span is None:
        return True
    if placed.speed is None:  # it is wide: what is used lies around its middle
        return whole.start - frame < (span.start + span.end) / 2 < whole.end + frame
    body = Span(span.start + placed.head * placed.speed, span.end - placed.tail * placed.speed)
    return whole.start - frame < body.start and body.end < whole.end + frame
