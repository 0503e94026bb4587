"""An edit in the form that an editor really reads, with the media that it shows now."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.timeline.opening import require_known
from uprez.timeline.read import read_edit
from uprez.timeline.span import exact_rate
from uprez.timeline.write.fcpxml_out import fcpxml_of
from uprez.timeline.write.mlt_out import mlt_of
from uprez.timeline.write.openclip import write_open_clips
from uprez.timeline.write.opened import is_flat, otio_document, refuse_same_file
from uprez.timeline.write.otio_file import METADATA, OtioFile, made_absolute
from uprez.timeline.write.plain import for_aaf, for_final_cut_7, left_out, plain_timeline, with_reels
from uprez.timeline.write.sounds import sounds_of
from uprez.timeline.write.whole import whole_file, write_whole

HOSTS = {
    "resolve": (".xml",),
    "premiere": (".xml", ".otio"),
    "finalcut": (".fcpxml",),
    "avid": (".aaf", ".edl"),
    "kdenlive": (".otio", ".mlt"),
    "shotcut": (".mlt",),
    "flame": (".otio",),
}
"""The editors, and the endings of what is written for them, the best first."""
_RECORDED = re.compile(r"^(\d+ .*?\S+ +\S+ )(\d\d:\d\d:\d\d[:;]\d\d) (\d\d:\d\d:\d\d[:;]\d\d)(?=\s*$)", re.MULTILINE)
"""An event's line up to its record times, and these."""
Sizes = dict[str, tuple[int, int]]
"""Width and height of media, by the address that the edit has for it."""


def export(edit: Path, host: str, target: Path) -> tuple[str, ...]:
    """Write `edit` for an editor of `HOSTS`; gives what could not be carried over, a sentence each.

    Raises:
        InputError: the edit cannot be read, or the target's ending is none of the editor's.
        OutputError: the target cannot be written.
    """
    suffix = target.suffix.lower()
    if suffix not in HOSTS[host]:
        known = " or ".join(HOSTS[host])
        raise InputError(f"{target.name} is no file for {host}.", why=f"It reads {known}.", fix=f"Choose a name that ends in {known}.")
    require_known(edit)
    refuse_same_file(edit, target)
    notes: list[str] = []
    timeline = _timeline(edit)
    if suffix in (".fcpxml", ".mlt"):
        read = read_edit(edit)
        sounds = sounds_of(timeline, edit.absolute().parent, read.rate, notes.append)
        notes.append(_not_flat(edit, suffix))
        write: Callable[..., str] = fcpxml_of if suffix == ".fcpxml" else mlt_of
        write_whole(target, write(read, sounds, _sizes(timeline), notes.append).encode())
    elif suffix == ".otio":
        _write_otio(timeline, host, edit, target, notes)
    else:
        _ADAPTERS[suffix](timeline, host, target, notes)
    return tuple(dict.fromkeys(notes))


def _timeline(edit: Path) -> otio.schema.Timeline:
    document = otio_document(edit, None, "")
    root: Any = document.root if isinstance(document, OtioFile) else None
    if isinstance(document, OtioFile):
        made_absolute(root, document.folder)
    if isinstance(root, otio.schema.Timeline):
        return root
    inside = (
        [each for each in root if isinstance(each, otio.schema.Timeline)] if isinstance(root, otio.schema.SerializableCollection) else []
    )
    if len(inside) != 1:
        raise InputError(f"{edit} does not hold one edit.", fix="Export the one that you want.")
    return inside[0]


def _write_otio(timeline: otio.schema.Timeline, host: str, edit: Path, target: Path, notes: list[str]) -> None:
    """One media a clip, in the schema of readers that know no second one."""
    pictures = any(isinstance(clip.media_reference, otio.schema.ImageSequenceReference) for clip in timeline.find_clips())
    if pictures and host == "kdenlive":
        notes.append("Kdenlive leaves out clips of numbered pictures when it reads .otio; upscale to a movie for it (`--to prores` first).")
    made: Any = timeline
    for clip in made.find_clips():
        if len(clip.media_references()) > 1 and METADATA not in clip.media_reference.metadata:
            notes.append(f"'{clip.name}' is written with its original media, which is what it shows now.")
    if host == "flame":
        notes += write_open_clips(timeline, edit, target)
    if host == "premiere" or (pictures and host == "kdenlive"):
        made = plain_timeline(timeline, brackets=False)
    with whole_file(target) as temp:
        otio.adapters.write_to_file(made, str(temp), adapter_name="otio_json", target_schema_versions={"Clip": 1})


def _write_fcp7(timeline: otio.schema.Timeline, host: str, target: Path, notes: list[str]) -> None:
    made = for_final_cut_7(timeline, notes.append, brackets=host == "resolve")
    pictures = any(isinstance(clip.media_reference, otio.schema.ImageSequenceReference) for clip in timeline.find_clips())
    if pictures and host == "premiere":
        notes.append("Premiere reads numbered pictures from XML as one still; upscale to a movie for it (`--to prores` first).")
    _write(made, target, "fcp_xml")


def _write_aaf(timeline: otio.schema.Timeline, host: str, target: Path, notes: list[str]) -> None:
    made = plain_timeline(timeline, brackets=False, keep="AAF")
    if any(clip.effects for clip in made.find_clips()):
        notes.append("Speeds and effects are not in the AAF; set them in the editor.")
    for_aaf(made, notes.append)
    _write(made, target, "AAF", use_empty_mob_ids=True)


def _write_edl(timeline: otio.schema.Timeline, host: str, target: Path, notes: list[str]) -> None:
    made = plain_timeline(timeline, brackets=True, keep="cmx_3600")
    videos = list(made.video_tracks())
    if len(videos) > 1:
        notes.append(f"An EDL holds one video track: '{videos[0].name}' was written, {len(videos) - 1} more left out.")
        left_out(made, videos[1:])
    with_reels(made)
    start = timeline.global_start_time
    with tempfile.TemporaryDirectory(prefix="uprez-") as folder:
        first = Path(folder) / "edit.edl"
        _write(made, first, "cmx_3600")
        text = first.read_text(encoding="utf-8")
    if start is not None:
        text = _from_start(text, round(start.value), exact_rate(start.rate))
    write_whole(target, text.encode())


def _from_start(text: str, start: int, rate: Fraction) -> str:
    """Record times counted from the edit's own start, which the writer forgets."""

    def moved(label: str) -> str:
        return str(Timecode.parse(label, rate) + start)

    return _RECORDED.sub(lambda found: f"{found[1]}{moved(found[2])} {moved(found[3])}", text)


def _write(made: otio.schema.Timeline, target: Path, adapter: str, **options: Any) -> None:
    """Write through an adapter, whose failures become words."""
    try:
        with whole_file(target) as temp:
            otio.adapters.write_to_file(made, str(temp), adapter_name=adapter, **options)
    except (OSError, InputError):
        raise
    except Exception as error:  # an adapter may raise anything over an edit that it did not expect
        if type(error).__module__.startswith("uprez."):
            raise
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise InputError(f"The edit cannot be written as {target.suffix}.", why=f"{why}.", fix="Export it in another form.") from error


def _sizes(timeline: otio.schema.Timeline) -> Sizes:
    """Sizes of takes, by file name."""
    found: Sizes = {}
    for clip in timeline.find_clips():
        facts: Any = clip.media_reference.metadata.get(METADATA, {})
        if "width" in facts:
            found[clip.media_reference.name] = (int(facts["width"]), int(facts["height"]))
    return found


def _not_flat(edit: Path, suffix: str) -> str:
    """What is lost where only clips are written; the reader of some formats passes sound over."""
    lost = "Sound, titles, markers" if is_flat(edit) else "Titles, markers, levels"
    return f"{lost} and effects other than speed are not in the {suffix} file."


_ADAPTERS = {".xml": _write_fcp7, ".aaf": _write_aaf, ".edl": _write_edl}
