"""The source's sound, cut to a take: copied packet by packet where that is exact, else decoded to PCM.

The picture's first frame is time 0 of the take; sound keeps its distance from it to the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import av.stream
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from uprez.core.clip import AudioTrack
from uprez.core.errors import InputError
from uprez.media.container import open_movie
from uprez.media.index import index_movie
from uprez.media.take import TakeSpec

Timed = tuple[Fraction, Any]
"""Seconds from the take's first frame, and a packet ready to be muxed."""
Note = Callable[[str], None]

_COPIED = frozenset({"aac", "ac3", "alac", "eac3", "mp3", "pcm_f32be", "pcm_f32le", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le"})
"""Codecs that QuickTime movies hold and editors read."""
_KEPT_PCM = frozenset({"pcm_f32le", "pcm_f64le", "pcm_s16le", "pcm_s24le", "pcm_s32le"})
_STATELESS = ("pcm_", "flac", "alac")
"""Codecs whose packets decode to the same samples wherever decoding starts; AAC's noise, for one, does not."""
_PREROLL = 1
"""Seconds before the take to jump to."""
_BLOCK = 4096
"""Samples a packet of PCM."""
_TAGS = ("language", "title", "handler_name")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the source that a take holds, in the container's own seconds."""

    start: Fraction
    """When the take's first frame is shown."""
    stop: Fraction | None
    """When the frame after its last is shown; None when the take holds the whole clip, and all its sound."""


def stretch_of(take: TakeSpec) -> Stretch:
    """Find when the take's pictures are shown in its movie."""
    index = index_movie(take.source.path)
    first, last = take.range.first, take.range.last
    origin = Fraction(0) if index.by_count else int(index.pts[0]) * index.time_base
    if first == 0 and last == index.frames - 1:
        return Stretch(origin, None)
    if not index.variable:  # as the take's own pictures are stamped; the container's stamps may be rounded
        return Stretch(origin + first / index.rate, origin + (last + 1) / index.rate)
    after = index.time(last + 1) if last + 1 < index.frames else index.time(last) + 1 / index.rate
    return Stretch(origin + index.time(first), origin + after)


class Sound:
    """One audio track on its way into a take's movie."""

    def __init__(self, take: TakeSpec, track: AudioTrack, stretch: Stretch, out: Any, on_note: Note) -> None:
        """Open the track and give `out`, an open `av` output, a stream for it.

        Raises:
            InputError: the track is gone, or nothing here decodes it.
        """
        self._path = take.source.path
        self._codec = track.codec
        self._name = f"Audio track {take.source.audio.index(track) + 1} ({track.codec})"
        self._stretch = stretch
        self._on_note = on_note
        self._container = open_movie(self._path)
        self._source: Any = self._found(track)
        for other in self._container.streams:
            if other.index != track.index:
                other.discard = av.stream.Discard.all  # so that FFmpeg does not read the pictures
        self.copied = self._can_copy(out)
        if self.copied:
            self._stream: Any = out.add_stream_from_template(self._source)
        else:
            codec = _pcm_codec(self._source.codec_context)
            self._stream = out.add_stream(codec, rate=self._source.rate, layout=self._source.layout.name)
            why = (
                "its part of the clip is cut out"
                if stretch.stop is not None
                else "copied as it is, it would not stay in place to the sample"
            )
            if codec != track.codec:
                on_note(f"{self._name} becomes {codec}: {why}.")
        for name in _TAGS:
            if name in self._source.metadata:
                self._stream.metadata[name] = self._source.metadata[name]
        self._stream.disposition = self._source.disposition

    @property
    def rate(self) -> int:
        """Samples a second."""
        return int(self._source.rate)

    def close(self) -> None:
        """Let go of the source."""
        self._container.close()

    def packets(self) -> Iterator[Timed]:
        """The track's packets in order, stamped for the take."""
        return self._copied_packets() if self.copied else self._pcm_packets()

    def _found(self, track: AudioTrack) -> Any:
        streams = self._container.streams
        stream = streams[track.index] if track.index < len(streams) else None
        if stream is None or stream.type != "audio" or stream.codec_context is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.close()
            raise InputError(
                f"{self._name} of {self._path} cannot be read.",
                why="It is gone from the file, or of a kind that FFmpeg does not know.",
                fix="Put the clip back as it was, or run without sound (--no-audio).",
            )
        return stream

    def _can_copy(self, out: Any) -> bool:
        """Whole tracks from containers that stamp every sample, into QuickTime; Matroska's milliseconds would move them."""
        source = self._source
        exact = source.time_base is not None and (1 / source.time_base) % source.rate == 0
        told = self._codec != "aac" or source.codec_context.extradata is not None
        return self._stretch.stop is None and out.format.name == "mov" and exact and told and self._codec in _COPIED

    def _copied_packets(self) -> Iterator[Timed]:
        base = self._source.time_base
        shift = round(self._stretch.start / base)
        for packet in self._demuxed():
            if packet.size == 0 or packet.pts is None:
                continue
            packet.pts -= shift
            packet.dts = packet.dts - shift if packet.dts is not None else packet.pts
            packet.stream = self._stream
            yield packet.dts * base, packet

    def _pcm_packets(self) -> Iterator[Timed]:
        rate, place = self.rate, 0
        context = self._stream.codec_context
        for place, samples in self._samples():
            for begin in range(0, samples.shape[1], _BLOCK):
                part = samples[:, begin : begin + _BLOCK]
                frame = av.AudioFrame.from_ndarray(
                    _packed(part, context.format.name), format=context.format.name, layout=self._stream.layout.name
                )
                frame.sample_rate, frame.pts, frame.time_base = rate, place + begin, Fraction(1, rate)
                for packet in self._stream.encode(frame):
                    yield Fraction(place + begin, rate), packet
        for packet in self._stream.encode(None):
            yield Fraction(place, rate), packet

    def _samples(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Runs of samples (channels, n) and their places in the take; holes are filled with silence, aloud."""
        rate, stretch = self.rate, self._stretch
        stop = None if stretch.stop is None else round((stretch.stop - stretch.start) * rate)
        reached: int | None = None
        for frame in self._decoded():
            samples = _planar(frame)
            place = self._place(frame, reached)
            if reached is not None and place < reached:
                samples, place = samples[:, reached - place :], reached
            if reached is not None and place > max(0, reached):
                yield from self._silence(max(0, reached), place if stop is None else min(place, stop), samples)
            after = reached = place + samples.shape[1]
            samples, place = samples[:, max(0, -place) :], max(0, place)
            if stop is not None:
                samples = samples[:, : max(0, stop - place)]
            if samples.shape[1]:
                yield place, samples
            if stop is not None and after >= stop:
                return
        self._tell_end(reached, stop)

    def _place(self, frame: Any, reached: int | None) -> int:
        """Where a frame's first sample belongs; stamps that are off by less than their own coarseness do not tear the sound."""
        if frame.pts is None:
            return reached or 0
        stated = round((frame.pts * frame.time_base - self._stretch.start) * self.rate)
        slack = max(2, round(self.rate * self._source.time_base * 3 / 2))
        return stated if reached is None or abs(stated - reached) > slack else reached

    def _silence(self, begin: int, end: int, like: NDArray[Any]) -> Iterator[tuple[int, NDArray[Any]]]:
        """Zeros from sample `begin` up to `end`, and a note of them."""
        if end > begin:
            self._on_note(f"{self._name} has a hole of {end - begin} samples at {begin / self.rate:.3f} s; it is silent there.")
        silent = 128 if like.dtype == np.uint8 else 0
        for place in range(begin, end, self.rate):
            yield place, np.full((like.shape[0], min(self.rate, end - place)), silent, like.dtype)

    def _tell_end(self, reached: int | None, stop: int | None) -> None:
        """Say when the sound is shorter than the take, or not there at all."""
        if reached is None:
            self._on_note(f"{self._name} has no sound in this part of the clip.")
        elif stop is not None and reached < stop:
            self._on_note(f"{self._name} ends {(stop - reached) / self.rate:.3f} s before the picture, as in the clip.")

    def _demuxed(self) -> Iterator[Any]:
        """The track's packets; where the file breaks off, a note."""
        try:
            yield from self._container.demux(self._source)
        except FFmpegError as error:
            self._on_note(f"{self._name} breaks off: {error.strerror}.")

    def _decoded(self) -> Iterator[Any]:
        """Decoded frames, from a little before the take where that is exact; damaged packets are counted, and told."""
        source, container = self._source, self._container
        stamped = container.format.name.startswith(("mov", "matroska"))
        if self._stretch.stop is not None and stamped and self._codec.startswith(_STATELESS):
            container.seek(max(0, int((self._stretch.start - _PREROLL) / source.time_base)), stream=source)
        damaged = 0
        for packet in self._demuxed():
            try:
                yield from packet.decode()
            except FFmpegError:
                damaged += 1
        if damaged:
            self._on_note(f"{self._name} has {damaged} damaged packets.")


def _pcm_codec(context: Any) -> str:
    """PCM that holds what a codec decodes to without loss, up to 24 bits for codecs that lose themselves."""
    name, kind = context.name, context.format.name.removesuffix("p")
    if name in _KEPT_PCM:
        return name
    if name.startswith("pcm_s32"):
        return "pcm_s32le"
    if name.startswith("pcm_f"):
        return "pcm_f64le" if kind == "dbl" else "pcm_f32le"
    return "pcm_s16le" if kind in ("u8", "s16") else "pcm_s24le"


def _planar(frame: Any) -> NDArray[Any]:
    """A frame's samples as (channels, n), in their own type."""
    samples = frame.to_ndarray()
    return samples if frame.format.is_planar else samples.reshape(-1, frame.layout.nb_channels).T


def _packed(samples: NDArray[Any], wanted: str) -> NDArray[Any]:
    """Samples as FFmpeg's packed `s16`, `s32` (24-bit codecs take its upper bits), `flt` or `dbl`: (1, n · channels)."""
    flat = np.ascontiguousarray(samples.T).reshape(1, -1)
    if wanted == "s16":
        return flat if flat.dtype == np.int16 else ((flat.astype(np.int16) - 128) << 8)
    if wanted == "s32" and flat.dtype.kind == "f":
        codes = np.rint(flat.astype(np.float64) * (1 << 23))
        return np.clip(codes, -(1 << 23), (1 << 23) - 1).astype(np.int32) << 8
    if wanted == "s32" and flat.dtype == np.int64:
        return (flat >> 32).astype(np.int32)
    return flat
