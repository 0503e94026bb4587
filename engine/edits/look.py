"""What a media file's header says, for the search that an edit makes: no frame is decoded, no packet counted."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from uprez.core.clip import ReadOptions
from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.media.container import open_movie, picture_stream
from uprez.media.locate import Sequence, locate
from uprez.media.picture import read_header
from uprez.media.sequence_info import survey_sequence
from uprez.timeline.search import Looked

_REELS = ("reel_name", "com.apple.proapps.reel", "reel")
_RATES = ("FramesPerSecond", "dpx:TemporalFrameRate", "dpx:FrameRate")
"""Attributes of pictures that state a rate."""


def look(path: str) -> Looked | None:
    """Length, rate, timecode and reel of a movie or of pictures; None for what cannot be opened as either."""
    try:
        found = locate(path)
        return _pictures(found) if isinstance(found, Sequence) else _movie(found.path)
    except (InputError, FFmpegError, OSError):
        return None


def _pictures(files: Sequence) -> Looked:
    """From the first picture; the others are taken to be like it."""
    number = min(files.files)
    alone = Sequence(files.folder, files.pattern, {number: files.files[number]}, files.first, number)
    info = survey_sequence(alone, ReadOptions(), "").info
    states = any(name in read_header(files.path(number)).attributes for name in _RATES)
    return Looked(files.frames, info.rate if states else None, None if info.timecode is None else info.timecode.frame, info.reel)


def _movie(path: Path) -> Looked | None:
    with open_movie(path) as container:
        stream = picture_stream(container, path)
        rate = stream.average_rate or stream.guessed_rate
        if not rate:
            return None
        rate = Fraction(rate)
        tags = [stream.metadata, *(other.metadata for other in container.streams if other.type == "data"), container.metadata]
        reel = next((held[name] for name in _REELS for held in tags if held.get(name)), "")
        label = next((held["timecode"] for held in tags if "timecode" in held), "")
        return Looked(_frames(container, stream, rate), rate, _start(label, rate), reel)


def _frames(container: InputContainer, stream: VideoStream, rate: Fraction) -> int:
    if stream.frames > 0:
        return stream.frames
    if stream.duration is not None and stream.time_base is not None:
        return max(1, round(stream.duration * stream.time_base * rate))
    return max(1, round(Fraction(container.duration or 0, 1_000_000) * rate))


def _start(label: str, rate: Fraction) -> int | None:
    """A timecode as frames since midnight; None without one, or for one that makes no sense."""
    with suppress(InputError):
        return Timecode.parse(label, rate).frame
    return None
