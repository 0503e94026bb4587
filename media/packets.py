"""The packets of a movie's picture: when each is shown, where decoding can start, and whether the file is whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from uprez.media.container import open_movie, picture_stream, reason


@dataclass(slots=True)
class Packets:
    """What the packets and the header say."""

    container: str
    """FFmpeg's name of the container."""
    time_base: Fraction
    """Seconds a tick."""
    stated_rate: Fraction | None
    """Frames a second as the header has it."""
    promised: Fraction | None
    """Seconds that the picture lasts as the header has it."""
    shown: list[int] = field(default_factory=list[int])
    """Stamps of the frames to show, in the order sent, which is the order of decoding."""
    keys: list[int] = field(default_factory=list[int])
    """Stamps of the packets at which decoding can start."""
    tidy: bool = True
    """Every packet is stamped, and decoding stamps never run backwards."""
    whole: bool = True
    """No packet was damaged, and the file did not end in the middle of one."""
    why: str = ""
    """Why the packets broke off, if they did."""


def read_packets(path: Path) -> Packets:
    """All packets of the picture, by reading the file through, or by QuickTime's own table where that tells the same.

    Raises:
        InputError: no movie, or no picture in it.
    """
    with open_movie(path) as container:
        stream = picture_stream(container, path)
        packets = _header(container, stream)
        if _tabled(container, stream, path, packets):
            return packets
    with open_movie(path) as container:
        stream = picture_stream(container, path)
        packets = _header(container, stream)
        _read_through(container, stream, packets)
    return packets


def _header(container: InputContainer, stream: VideoStream) -> Packets:
    rate = stream.guessed_rate or stream.average_rate or stream.base_rate
    stated = Fraction(rate) if rate and 0 < rate <= 1000 else None
    return Packets(container.format.name, stream.time_base or Fraction(1, 1000), stated, _promised_seconds(container, stream))


def _promised_seconds(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """How long the header says that the picture lasts, where it says so of the picture itself."""
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    clock = stream.metadata.get("DURATION", "").split(":")
    if len(clock) == 3:
        try:
            return Fraction(clock[0]) * 3600 + Fraction(clock[1]) * 60 + Fraction(clock[2])
        except ValueError:
            return None
    return Fraction(container.duration, av.time_base) if len(container.streams) == 1 and container.duration else None


def _tabled(container: InputContainer, stream: VideoStream, path: Path, packets: Packets) -> bool:
    """Take the packets from QuickTime's table, when each frame stands alone and the ends and the middle prove it right.

    Reading a file of ProRes through would read all its gigabytes.
    """
    entries = list(stream.index_entries) if container.format.name.startswith("mov") else []
    size = path.stat().st_size
    held = [entry for entry in entries if entry.pos + entry.size <= size]
    if not held or not stream.codec_context.codec.intra_only or not all(entry.is_keyframe for entry in held):
        return False
    try:
        for place in (0, len(held) // 2, len(held) - 1):
            container.seek(held[place].timestamp, stream=stream)
            found = [packet.pts for packet in islice((packet for packet in container.demux(stream) if packet.size), 2)]
            listed = [entry.timestamp for entry in entries[place : place + 2]]
            cut_off = place == len(held) - 1 and found == listed[:1]
            if found != listed and not cut_off:  # a fragmented file's table is not complete; others hold stamps apart from it
                return False
    except FFmpegError:
        return False
    packets.shown = [entry.timestamp for entry in held if not entry.is_discard]
    packets.keys = [entry.timestamp for entry in held]
    lost = len(entries) - len(held)
    packets.whole = not lost
    packets.why = f"The data of its last {lost} frames {'is' if lost == 1 else 'are'} not in the file." if lost else ""
    return True


def _read_through(container: InputContainer, stream: VideoStream, packets: Packets) -> None:
    last: int | None = None
    try:
        for packet in container.demux(stream):
            if packet.size == 0:  # the end, or Theora's 'as before'
                continue
            packets.whole &= not packet.is_corrupt
            if packet.pts is None or (last is not None and packet.dts is not None and packet.dts < last):
                packets.tidy = False
                continue
            last = packet.dts if packet.dts is not None else last
            if packet.is_keyframe:
                packets.keys.append(packet.pts)
            if not packet.is_discard:
                packets.shown.append(packet.pts)
    except FFmpegError as error:
        packets.whole = False
        packets.why = reason(error, [])
