"""Segments joined into the take's movie without encoding again, with sound, timecode, reel and the source's metadata."""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from uprez import __version__
from uprez.core.errors import OutputError
from uprez.core.job import Format
from uprez.core.time import FrameRange
from uprez.media.atomic import check_not_source, whole_file
from uprez.media.described import describe_picture, room_to_describe
from uprez.media.encodings import Encoding, describe, encoding_of, prores_encoder
from uprez.media.movie_out import muxer_options, speaking
from uprez.media.sound import Sound, Timed, stretch_of
from uprez.media.take import TakeSpec

Note = Callable[[str], None]

_FILE_FACTS = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "duration", "timecode", "reel_name", "handler_name"}
)
"""Metadata that describe the old file, or that the take states itself."""
_FINEST_CLOCK = 10_000_000
"""Ticks a second of a movie's own clock beyond which players may overflow."""


def assemble_movie(take: TakeSpec, format: Format, segments: Sequence[Path], target: Path, on_note: Note) -> None:
    """Join the segments of a take, in order, into `target`; the same input gives the same bytes.

    The movie is written beside `target`, opens even when the process is killed meanwhile, and takes
    its name only when every frame is counted in it.

    Raises:
        OutputError: the segments are not the whole take, `target` is the source, or it cannot be written.
        InputError: the source's sound cannot be read.
        ResourceError: the disk is full.
    """
    check_not_source(target, take.source)
    encoding = encoding_of(take, format)
    if format is Format.PRORES and prores_encoder(take) != take.output.prores_encoder:
        on_note(f"FFmpeg's prores_{take.output.prores_encoder} cannot make odd widths such as {take.size.width}; prores_ks did.")
    with whole_file(target) as temp, speaking(target):
        _write(take, encoding, segments, temp, on_note)
        describe_picture(temp, take)
        _check(take, temp, target, on_note)


def _write(take: TakeSpec, encoding: Encoding, segments: Sequence[Path], temp: Path, on_note: Note) -> None:
    with ExitStack() as open_files:
        first = open_files.enter_context(_opened(segments[0] if segments else None))
        sounds = take.source.audio if take.output.audio else ()
        options = muxer_options(temp) | room_to_describe(temp, take) | _clock(take, encoding, temp)
        out = open_files.enter_context(av.open(str(temp), "w", container_options=options))
        picture = _picture_stream(out, first, take, encoding)
        tracks: list[Iterator[Timed]] = [_pictures(take, encoding, segments, picture)]
        stretch = stretch_of(take) if sounds else None
        for track in sounds:
            if stretch is not None:
                sound = Sound(take, track, stretch, out, on_note)
                open_files.callback(sound.close)
                tracks.append(sound.packets())
        out.metadata.update(_metadata(take))
        for _, packet in heapq.merge(*tracks, key=lambda timed: timed[0]):
            out.mux(packet)


def _opened(segment: Path | None) -> Any:
    if segment is None:
        raise OutputError("There are no segments to make a movie of.", fix="Run the job again; what is missing is made.")
    try:
        return av.open(str(segment))
    except (FFmpegError, OSError) as error:
        raise OutputError(
            f"{segment} cannot be read.", why=f"{error.strerror or error}.", fix="Delete it and run the job again; it is made anew."
        ) from error


def _clock(take: TakeSpec, encoding: Encoding, temp: Path) -> dict[str, str]:
    """Edit lists, which hide codecs' lead-in, and a clock for them that counts pictures and samples exactly.

    Only for sound: a movie killed while it is written reads better without.
    """
    if temp.suffix != ".mov" or not (take.output.audio and take.source.audio):
        return {}
    ticks = math.lcm(encoding.time_base.denominator, *(track.rate for track in take.source.audio))
    return {"use_editlist": "1", "avoid_negative_ts": "disabled", "movie_timescale": str(ticks if ticks <= _FINEST_CLOCK else 90000)}


def _picture_stream(out: Any, first: Any, take: TakeSpec, encoding: Encoding) -> Any:
    stream = out.add_stream_from_template(first.streams.video[0])
    stream.time_base = encoding.time_base
    describe(stream.codec_context, take, encoding)
    if take.timecode is not None:
        stream.metadata["timecode"] = str(take.timecode)
    if take.reel:
        stream.metadata["reel_name"] = take.reel
    return stream


def _metadata(take: TakeSpec) -> dict[str, str]:
    kept = {key: value for key, value in take.metadata.items() if not key.startswith("stream ") and key.lower() not in _FILE_FACTS}
    return {"com.apple.quicktime.software": f"uprez {__version__}", **kept}


def _pictures(take: TakeSpec, encoding: Encoding, segments: Sequence[Path], stream: Any) -> Iterator[Timed]:
    """The pictures of all segments, stamped from the take's first."""
    tick = encoding.time_base
    place = take.range.first
    origin: Fraction | None = None
    for segment in segments:
        with _opened(segment) as held:
            first, start = _label(segment, held)
            origin = start if origin is None else origin
            if first != place:
                raise _gap(FrameRange(min(first, place), max(first, place)), segment)
            packets: list[Any] = [packet for packet in held.demux(video=0) if packet.size]
            base = place - take.range.first if not take.source.variable_rate else round((start - origin) / tick)
            earliest = min(packet.pts for packet in packets)
            for packet in packets:
                unit = packet.time_base
                packet.pts = base + round((packet.pts - earliest) * unit / tick)
                packet.dts = base + round((packet.dts - earliest) * unit / tick) if packet.dts is not None else packet.pts
                packet.time_base = tick
                packet.duration = 1 if not take.source.variable_rate else round((packet.duration or 0) * unit / tick)
                packet.stream = stream
                yield packet.dts * tick, packet
            place += len(packets)
    if place != take.range.last + 1:
        raise _gap(FrameRange(min(place, take.range.last), take.range.last), segments[-1])


def _label(segment: Path, held: Any) -> tuple[int, Fraction]:
    """Position and time of a segment's first frame, as `MovieSegment` wrote them down."""
    tags = {key.lower(): value for key, value in held.metadata.items()}
    try:
        label = json.loads(tags["comment"])
        return int(label["first"]), Fraction(label["time"])
    except (KeyError, ValueError, TypeError) as error:
        raise OutputError(
            f"{segment} is not a segment of this take.",
            why="It does not say which frames it holds.",
            fix="Delete it and run the job again.",
        ) from error


def _gap(frames: FrameRange, segment: Path) -> OutputError:
    return OutputError(
        f"The movie's segments do not join at frames {frames}.",
        why=f"{segment.name} holds other frames than its place asks for.",
        fix="Delete the segments' folder and run the job again; they are made anew.",
    )


def _check(take: TakeSpec, temp: Path, target: Path, on_note: Note) -> None:
    """Count the frames of the finished file, and see that the timecode is in it."""
    with av.open(str(temp)) as movie:
        stream = movie.streams.video[0]
        held = sum(packet.size > 0 for packet in movie.demux(stream))
        texts = {tags[key] for tags in (stream.metadata, movie.metadata) for key in tags if key.lower() == "timecode"}
    if held != len(take.range):
        raise OutputError(f"{target} holds {held} of {len(take.range)} frames.", why="The disk lost some.", fix="Run the job again.")
    if take.timecode is not None and str(take.timecode) not in texts:
        on_note(f"The start timecode {take.timecode} is left out: {take.rate} frames a second has none in this kind of file.")
