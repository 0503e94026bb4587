"""Takes as media of an AAF: copies of master and file mobs, and what a clip keeps of both.

Source: AMWA, "AAF Object Specification".
"""
# pyright: reportUnknownParameterType=false
# aaf2 has no types.

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import aaf2.components  # pyright: ignore[reportMissingTypeStubs]
import aaf2.misc  # pyright: ignore[reportMissingTypeStubs]
import aaf2.mobid  # pyright: ignore[reportMissingTypeStubs]
import aaf2.mobs  # pyright: ignore[reportMissingTypeStubs]

from uprez.timeline.take import Take
from uprez.timeline.write.address import shown_name, url

_components: Any = aaf2.components
_misc: Any = aaf2.misc
_mobs: Any = aaf2.mobs
_SIZES = {
    "width": ("StoredWidth", "SampledWidth", "DisplayWidth"),
    "height": ("StoredHeight", "SampledHeight", "DisplayHeight"),
}
_ADDRESS = "UNC Path"
"""A user comment in which some editors keep the address too."""
_COMMENT = "uprez"
"""The user comment of a clip that holds its `Pair`."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two media of a clip that was given a take."""

    original: str
    """Mob of the media that it was made of."""
    take: str
    """Mob of the take."""
    shift: int
    """Edit units by which a frame's place in the original lies after its place in the take."""


def pair_of(clip: Any) -> Pair | None:
    """The pair that a clip keeps; None where it has none that makes sense."""
    said = dict(_misc.TaggedValueHelper(clip["UserComments"]).items()).get(_COMMENT)
    try:
        held = json.loads(str(said))
        return Pair(str(held["original"]), str(held["take"]), int(held["shift"]))
    except (ValueError, KeyError, TypeError):
        return None


def keep_pair(clip: Any, pair: Pair) -> None:
    """Let a clip keep its pair."""
    _misc.TaggedValueHelper(clip["UserComments"])[_COMMENT] = json.dumps(asdict(pair))


def source_clips(segment: Any) -> Iterator[Any]:
    """The source clips in a segment, in order."""
    if isinstance(segment, _components.SourceClip):
        yield segment
    elif isinstance(segment, _components.Sequence):
        for each in segment.components:
            yield from source_clips(each)
    elif isinstance(segment, _components.OperationGroup):
        for each in segment.segments:
            yield from source_clips(each)
    elif isinstance(segment, _components.NestedScope):
        for each in segment.slots:
            yield from source_clips(each)
    elif isinstance(segment, _components.Selector):
        yield from source_clips(segment.getvalue("Selected"))
        for each in segment.getvalue("Alternates", None) or ():
            yield from source_clips(each)
    elif isinstance(segment, _components.EssenceGroup):
        for each in segment["Choices"].value:
            yield from source_clips(each)


def master_of(file: Any, old: Any, take: Take) -> Any:
    """A master mob whose pictures are a take."""
    master = copied(file, old)
    for slot in master.slots:
        length = max(1, int(take.frames * _rate(slot) / take.rate)) if getattr(slot, "edit_rate", None) else take.frames
        for clip in source_clips(slot.segment):
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
    mob = copied(file, old)
    mob.name = shown_name(take)
    for slot in mob.slots:
        if not getattr(slot, "edit_rate", None):
            continue
        moved, length = round(take.first * _rate(slot) / take.rate), max(1, int(take.frames * _rate(slot) / take.rate))
        if isinstance(slot.segment, _components.Timecode):
            slot.segment.start += moved
            slot.segment.length = length
        for clip in source_clips(slot.segment):
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


def copied(file: Any, mob: Any) -> Any:
    """A copy of a mob, with an id of its own."""
    copy = mob.copy()
    copy.mob_id = aaf2.mobid.MobID.new()
    file.content.mobs.append(copy)
    return copy


def _rate(slot: Any) -> Fraction:
    return Fraction(slot.edit_rate.numerator, slot.edit_rate.denominator)
