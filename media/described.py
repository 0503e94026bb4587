"""What a movie must say of its picture and PyAV cannot: written into the finished file."""

from __future__ import annotations

from pathlib import Path

from uprez.media import matroska, quicktime
from uprez.media.take import TakeSpec


def room_to_describe(path: Path, take: TakeSpec) -> dict[str, str]:
    """Options for the muxer of the movie at `path`, so that `describe_picture` finds room."""
    return {"metadata_header_padding": str(matroska.PADDING)} if path.suffix == ".mkv" and _lacking(path, take) else {}


def describe_picture(path: Path, take: TakeSpec) -> None:
    """State the grading display and the brightness of HDR pictures in a finished movie; in Matroska the pixels' aspect too.

    Raises:
        OutputError: the file is laid out otherwise than expected.
        OSError: the file cannot be read or written.
    """
    if not _lacking(path, take):
        return
    display, light = take.source.mastering, take.source.light
    if path.suffix == ".mkv":
        matroska.describe_picture(path, take.size, take.pixel_aspect, display, light)
    else:
        quicktime.describe_picture(path, quicktime.mastering_boxes(display, light))


def _lacking(path: Path, take: TakeSpec) -> bool:
    """Whether there is anything that PyAV leaves out; it states the aspect in QuickTime itself."""
    source = take.source
    return bool(source.mastering or source.light or (path.suffix == ".mkv" and take.pixel_aspect != 1))
