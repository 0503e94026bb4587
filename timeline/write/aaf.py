"""Takes in AAF.

A source clip that a take covers refers to a master mob of its own, a copy of the old one, whose file mob has the take's address.
Its start is counted from the take's first frame. Tape mobs, with timecode and reel, stay. Source: AMWA, "AAF Object Specification".
"""
# pyright: reportUnknownParameterType=false
# aaf2 has no types.

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import aaf2  # pyright: ignore[reportMissingTypeStubs]
import aaf2.mobs  # pyright: ignore[reportMissingTypeStubs]

from uprez.core.errors import InputError
from uprez.timeline.edit import EditClip
from uprez.timeline.take import Take
from uprez.timeline.write.aaf_media import Pair, copied, keep_pair, master_of, pair_of, source_clips
from uprez.timeline.write.document import Document, mark, whole_frames
from uprez.timeline.write.whole import whole_file

_mobs: Any = aaf2.mobs


@dataclass(frozen=True, slots=True)
class Place:
    """A use of media in a composition."""

    clip: Any
    """A source clip in a composition."""
    rate: Fraction
    """Edit units a second of the slot that it lies in."""


class Aaf(Document):
    """An AAF file."""

    def __init__(self, path: Path) -> None:
        """Look at its clips.

        Raises:
            InputError: it is no AAF.
        """
        self._path = path
        with opened(path, "r", path) as file:
            places = list(places_of(file))
            self._rates = [place.rate for place in places]
            pairs = [(str(place.clip.mob_id), pair_of(place.clip)) for place in places]
        self.shows_takes = any(pair is not None and pair.take == mob for mob, pair in pairs)
        """Whether a clip shows a take of uprez now."""

    def save_marked(self, path: Path) -> None:
        """See `Document`."""
        shutil.copyfile(self._path, path)
        with opened(path, "rw", self._path) as file:
            for number, place in enumerate(list(places_of(file))):
                master = copied(file, place.clip.mob)
                master.name = mark(number)
                place.clip.mob_id = master.mob_id

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        whole = take.first == 0 and all(clip.frames is None or clip.frames <= take.frames for clip in clips)
        if not whole and any(clip.speed != 1 for clip in clips):
            return "changes speed, which this format can carry over only to a take of all its media"
        if whole_frames(take.first, self._rates[place], take.rate) is None:
            return "is counted at another rate than its media, and the take begins between two of its frames"
        return ""

    def save(self, takes: Mapping[int, Take], path: Path) -> None:
        """See `Document`."""
        with whole_file(path) as temp:
            shutil.copyfile(self._path, temp)
            with opened(temp, "rw", self._path) as file:
                made: dict[tuple[str, str], Any] = {}
                places = list(places_of(file))
                for number, take in sorted(takes.items()):
                    clip = places[number].clip
                    key = (str(clip.mob_id), take.path)
                    if key not in made:
                        made[key] = master_of(file, clip.mob, take)
                    shift = whole_frames(take.first, places[number].rate, take.rate) or 0
                    keep_pair(clip, Pair(str(clip.mob_id), str(made[key].mob_id), shift))
                    clip.mob_id, clip.start = made[key].mob_id, clip.start - shift


@contextmanager
def opened(path: Path, mode: str, named: Path) -> Generator[Any]:
    """A file of aaf2 at `path`; errors tell of `named`.

    Raises:
        InputError: it is no AAF.
        OSError: it cannot be read.
    """
    try:
        file: Any = aaf2.open(str(path), mode)
    except OSError:
        raise
    except Exception as error:  # its parser raises what it likes over a broken file
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise InputError(f"{named} cannot be read as AAF.", why=f"{why}.", fix="Export the edit again.") from error
    with file:
        yield file


def places_of(file: Any) -> Iterator[Place]:
    """The clips with pictures in all compositions."""
    for mob in file.content.compositionmobs():
        for slot in mob.slots:
            rate = getattr(slot, "edit_rate", None)
            if rate is None or not rate:
                continue
            for clip in source_clips(slot.segment):
                if isinstance(clip.mob, _mobs.MasterMob) and clip.media_kind == "Picture":
                    yield Place(clip, Fraction(rate.numerator, rate.denominator))
