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
import aaf2.components  # pyright: ignore[reportMissingTypeStubs]
import aaf2.mobid  # pyright: ignore[reportMissingTypeStubs]
import aaf2.mobs  # pyright: ignore[reportMissingTypeStubs]

from uprez.core.errors import InputError
from uprez.timeline.edit import EditClip
from uprez.timeline.take import Take
from uprez.timeline.write.address import shown_name, url
from uprez.timeline.write.document import Document, mark, whole_frames
from uprez.timeline.write.whole import whole_file

_components: Any = aaf2.components
_mobs: Any = aaf2.mobs
_SIZES = {
    "width": ("StoredWidth", "SampledWidth", "DisplayWidth"),
    "height": ("StoredHeight", "SampledHeight", "DisplayHeight"),
}
_ADDRESS = "UNC Path"
"""A user comment in which some editors keep the address too."""


@dataclass(frozen=True, slots=True)
class _Place:
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
        with self._opened(path, "r") as file:
            self._rates = [place.rate for place in _places(file)]

    def save_marked(self, path: Path) -> None:
        """See `Document`."""
        shutil.copyfile(self._path, path)
        with self._opened(path, "rw") as file:
            for number, place in enumerate(list(_places(file))):
                master = _copied(file, place.clip.mob)
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
            with self._opened(temp, "rw") as file:
                made: dict[tuple[str, str], Any] = {}
                places = list(_places(file))
                for number, take in sorted(takes.items()):
                    clip = places[number].clip
                    key = (str(clip.mob_id), take.path)
                    if key not in made:
                        made[key] = _master(file, clip.mob, take)
                    clip.mob_id = made[key].mob_id
                    clip.start = clip.start - (whole_frames(take.first, places[number].rate, take.rate) or 0)

    @contextmanager
    def _opened(self, path: Path, mode: str) -> Generator[Any]:
        try:
            file: Any = aaf2.open(str(path), mode)
        except OSError:
            raise
        except Exception as error:  # its parser raises what it likes over a broken file
            why = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise InputError(f"{self._path} cannot be read as AAF.", why=f"{why}.", fix="Export the edit again.") from error
        with file:
            yield file


def _places(file: Any) -> Iterator[_Place]:
    """The clips with pictures in all compositions."""
    for mob in file.content.compositionmobs():
        for slot in mob.slots:
            rate = getattr(slot, "edit_rate", None)
            if rate is None or not rate:
                continue
            for clip in _source_clips(slot.segment):
                if isinstance(clip.mob, _mobs.MasterMob) and clip.media_kind == "Picture":
                    yield _Place(clip, Fraction(rate.numerator, rate.denominator))


def _source_clips(segment: Any) -> Iterator[Any]:
    """The source clips in a segment, in order."""
    if isinstance(segment, _components.SourceClip):
        yield segment
    elif isinstance(segment, _components.Sequence):
        for each in segment.components:
            yield from _source_clips(each)
    elif isinstance(segment, _components.OperationGroup):
        for each in segment.segments:
            yield from _source_clips(each)
    elif isinstance(segment, _components.NestedScope):
        for each in segment.slots:
            yield from _source_clips(each)
    elif isinstance(segment, _components.Selector):
        yield from _source_clips(segment.getvalue("Selected"))
        for each in segment.getvalue("Alternates", None) or ():
            yield from _source_clips(each)
    elif isinstance(segment, _components.EssenceGroup):
        for each in segment["Choices"].value:
            yield from _source_clips(each)


def _master(file: Any, old: Any, take: Take) -> Any:
    """A master mob whose pictures are a take."""
    master = _copied(file, old)
    for slot in master.slots:
        length = max(1, int(take.frames * _rate(slot) / take.rate)) if getattr(slot, "edit_rate", None) else take.frames
        for clip in _source_clips(slot.segment):
            if clip.media_kind == "Picture" and isinstance(clip.mob, _mobs.SourceMob):
                clip.mob_id = _file(file, clip.mob, take).mob_id
                clip.length = length
        if isinstance(slot.segment, _components.Sequence) and slot.segment.media_kind == "Picture":
            slot.segment.length = length
    if _ADDRESS in {name for name, _ in master.comments.items()}:
        master.comments[_ADDRESS] = url(take)
    return master


def _file(file: Any, old: Any, take: Take) -> Any:
    """A file mob that is the take; it lies where the media's own frames lie on its tape."""
    mob = _copied(file, old)
    mob.name = shown_name(take)
    for slot in mob.slots:
        if not getattr(slot, "edit_rate", None):
            continue
        moved, length = round(take.first * _rate(slot) / take.rate), max(1, int(take.frames * _rate(slot) / take.rate))
        if isinstance(slot.segment, _components.Timecode):
            slot.segment.start += moved
            slot.segment.length = length
        for clip in _source_clips(slot.segment):
            if clip.media_kind == "Picture":
                clip.start = (clip.start or 0) + (moved if clip.mob is not None else 0)
                clip.length = length
    _describe(file, mob.descriptor, take)
    return mob


def _describe(file: Any, descriptor: Any, take: Take) -> None:
    """The take's address, length and size."""
    locator = file.create.NetworkLocator()
    locator["URLString"].value = url(take)
    descriptor["Locator"].value = [locator]
    known = {each.name for each in descriptor.properties()}
    if "Length" in known:
        descriptor["Length"].value = take.frames
    for side, names in _SIZES.items():
        for name in names:
            if name in known:
                descriptor[name].value = take.width if side == "width" else take.height


def _copied(file: Any, mob: Any) -> Any:
    """A copy of a mob, with an id of its own."""
    copy = mob.copy()
    copy.mob_id = aaf2.mobid.MobID.new()
    file.content.mobs.append(copy)
    return copy


def _rate(slot: Any) -> Fraction:
    return Fraction(slot.edit_rate.numerator, slot.edit_rate.denominator)
