"""Takes in OpenTimelineIO: a second media reference of the clip, the active one. Nothing else of the edit changes."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.timeline.edit import EditClip
from uprez.timeline.span import exact_rate
from uprez.timeline.take import Take
from uprez.timeline.write.address import file_url, home_url, name_parts, shown_name, url
from uprez.timeline.write.document import Document, Shown, mark
from uprez.timeline.write.whole import whole_file

METADATA = "uprez"
"""Where a reference that uprez made keeps what made it."""


class OtioFile(Document):
    """A timeline, or what holds one."""

    def __init__(self, root: Any, folder: Path, key: str) -> None:
        """Relative media starts at `folder`; takes become the reference `key`."""
        self.root = root
        self.folder = folder
        self._key = key
        self.places = list(_clips(root))

    def shown(self, clips: Sequence[EditClip], suffix: str, rate: Fraction | None) -> Shown:
        """See `Document`; a marked copy is an .otio whatever the edit was."""
        return super().shown(clips, ".otio", None)

    def save_marked(self, path: Path) -> None:
        """See `Document`; relative media keeps its folder."""
        marked: Any = copy.deepcopy(self.root)
        for number, clip in enumerate(_clips(marked)):
            clip.name = mark(number)
        made_absolute(marked, self.folder)
        otio.adapters.write_to_file(marked, str(path), adapter_name="otio_json")

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        return ""

    def save(self, takes: Mapping[int, Take], path: Path) -> None:
        """See `Document`."""
        for place, take in takes.items():
            put(self.places[place], take, self._key)
        if path.absolute().parent != self.folder:
            made_absolute(self.root, self.folder)
        save(self.root, path)


def put(clip: otio.schema.Clip, take: Take, key: str) -> None:
    """Give a clip a take as its active reference."""
    # Copies: OpenTimelineIO 0.18.1 crashes over a reference that Python still holds when its clip gets others.
    references = {name: copy.deepcopy(each) for name, each in clip.media_references().items()}
    old = references[clip.active_media_reference_key]
    if clip.source_range is None and old.available_range is not None:
        clip.source_range = old.available_range  # the take may be longer or shorter
    references[key] = reference(take, old)
    clip.set_media_references(references, key)


def reference(take: Take, old: otio.core.MediaReference) -> otio.core.MediaReference:
    """A take as OpenTimelineIO names it, in the time of the media that it was made of."""
    rate = float(take.rate)
    start = otio.opentime.RationalTime(take.first, rate)
    if old.available_range is not None:
        begin = old.available_range.start_time
        start = begin + otio.opentime.RationalTime(float(take.first / take.rate * exact_rate(begin.rate)), begin.rate)
    length = otio.opentime.RationalTime(float(take.frames / take.rate * exact_rate(start.rate)), start.rate)
    available = otio.opentime.TimeRange(start, length)
    facts = {
        METADATA: {**take.facts, "media": take.media, "first": take.first, "last": take.last, "width": take.width, "height": take.height}
    }
    if take.number is None:
        made = otio.schema.ExternalReference(url(take), available, facts)
    else:
        before, digits, after = name_parts(take)
        base = file_url(os.path.dirname(take.path)) + "/"
        made = otio.schema.ImageSequenceReference(
            base, before, after, take.number, 1, rate, digits, available_range=available, metadata=facts
        )
    made.name = shown_name(take)
    made.available_image_bounds = old.available_image_bounds
    return made


def switched(clip: otio.schema.Clip, key: str, *, to_take: bool) -> bool:
    """Make a clip's take, or what it was made of, the active reference; False when it has no take of uprez."""
    references = clip.media_references()
    takes = [name for name, each in references.items() if METADATA in each.metadata]
    others = [name for name in references if name not in takes]
    if not takes or not others:
        return False
    chosen = (key if key in takes else takes[-1]) if to_take else ("DEFAULT_MEDIA" if "DEFAULT_MEDIA" in others else others[0])
    if clip.active_media_reference_key not in (takes if to_take else others):
        clip.active_media_reference_key = chosen
    return True


def opened(path: Path) -> Any:
    """What an .otio file, or an .otiod folder, holds.

    Raises:
        InputError: it cannot be read.
    """
    file = path / "content.otio" if path.is_dir() else path
    try:
        return otio.adapters.read_from_file(str(file), adapter_name="otio_json")
    except Exception as error:  # its parser raises what it likes over a broken file
        why = (str(error).strip().splitlines() or [""])[0]
        raise InputError(f"{path} cannot be read as an edit.", why=f"{why}.", fix="Export the edit again.") from error


def save(root: Any, path: Path) -> None:
    """Write an .otio file.

    Raises:
        OutputError: it cannot be written.
    """
    with whole_file(path) as temp:
        otio.adapters.write_to_file(root, str(temp), adapter_name="otio_json")


def _clips(root: Any) -> Iterator[otio.schema.Clip]:
    """All clips, in order; a timeline in a collection too."""
    if isinstance(root, otio.schema.Timeline):
        root = root.tracks
    if isinstance(root, otio.schema.Clip):
        yield root
    elif isinstance(root, otio.core.Composition | otio.schema.SerializableCollection):
        for child in root:
            yield from _clips(child)


def made_absolute(root: Any, folder: Path) -> None:
    """Name media in full that is named relatively to `folder`."""
    for clip in _clips(root):
        references = {name: copy.deepcopy(each) for name, each in clip.media_references().items()}  # see `put`
        for reference in references.values():
            name = "target_url_base" if isinstance(reference, otio.schema.ImageSequenceReference) else "target_url"
            said = getattr(reference, name, None)
            if said and (home := home_url(said, folder)):
                setattr(reference, name, home)
        clip.set_media_references(references, clip.active_media_reference_key)
