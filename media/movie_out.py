"""A window's frames as a piece of movie, later joined with its neighbours by `uprez.media.assemble`."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from uprez.core.colour import Alpha
from uprez.core.errors import OutputError, UprezError
from uprez.core.frame import Frame
from uprez.core.job import Format
from uprez.media.alpha import straight
from uprez.media.atomic import publish, temp_beside, write_error
from uprez.media.colour.yuv import YuvEncoder
from uprez.media.encodings import Encoding, check_format, encoding_of, set_up, suffix_of
from uprez.media.take import TakeSpec

__all__ = ["MovieSegment", "check_format", "suffix_of"]


class MovieSegment:
    """Writes the frames of one window, in order, with an encoder of its own.

    The file is written under a temporary name, which opens even after a kill, and gets its own name
    when it is closed. Equal frames give equal bytes, on any number of threads.
    """

    def __init__(self, take: TakeSpec, format: Format, path: Path, first: int) -> None:
        """Begin at position `first` of the source.

        Raises:
            OutputError: `take` cannot be written as `format`, or the folder cannot be written.
            ResourceError: the disk is full.
        """
        self._take = take
        self._path = path
        self._first = first
        self._frames = 0
        self._encoding = encoding_of(take, format)
        self._to_codes = YuvEncoder()
        self._start: Fraction | None = None
        self._temp = temp_beside(path)
        self._out: Any = None
        self._stream: Any = None
        check_format(take, format)

    def write(self, frame: Frame) -> None:
        """Add the next frame.

        Values beyond what the codes hold are clipped. Premultiplied colour is divided by alpha: movies'
        alpha is straight.

        Raises:
            ResourceError: the disk is full.
            OutputError: the encoder or the disk fails.
        """
        if frame.number != self._first + self._frames or frame.size != self._take.size:
            raise ValueError(f"frame {frame.number} of {frame.size} does not follow {self._first + self._frames - 1}")
        with speaking(self._path):
            if self._start is None:
                self._start = frame.time
                self._open(frame.time)
            picture = self._encoded(frame)
            picture.pts = self._stamp(frame)
            picture.time_base = self._encoding.time_base
            self._out.mux(self._stream.encode(picture))
        self._frames += 1

    def close(self) -> None:
        """Finish the file and give it its name.

        Raises:
            ResourceError, OutputError: as `write`; or the file does not hold every frame.
        """
        try:
            with speaking(self._path):
                if self._out is None:
                    raise ValueError("a segment without frames")
                self._out.mux(self._stream.encode(None))
                out, self._out = self._out, None  # closed once, whatever happens: FFmpeg must not write a trailer twice
                out.close()
                held = _pictures(self._temp)
                if held != self._frames:
                    raise OutputError(
                        f"{self._path} holds {held} of {self._frames} frames.",
                        why="The disk or the encoder lost some.",
                        fix="Run it again.",
                    )
                publish(self._temp, self._path)
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Throw away what was written."""
        if self._out is not None:
            with suppress(FFmpegError, OSError):
                self._out.close()
            self._out = None
        with suppress(OSError):
            self._temp.unlink(missing_ok=True)

    def _open(self, start: Fraction) -> None:
        self._temp.parent.mkdir(parents=True, exist_ok=True)
        self._out = av.open(str(self._temp), "w", container_options=muxer_options(self._temp))
        self._out.metadata["comment"] = json.dumps({"first": self._first, "time": str(start)})
        self._stream = self._out.add_stream(self._encoding.codec, rate=self._take.rate)
        set_up(self._stream.codec_context, self._take, self._encoding)

    def _encoded(self, frame: Frame) -> Any:
        rgb, alpha = frame.rgb, None
        if self._take.alpha is not Alpha.NONE:
            alpha = frame.alpha
            if alpha is not None and self._take.alpha is Alpha.PREMULTIPLIED:
                rgb = straight(rgb, alpha)
        picture: Any = self._to_codes.encode(rgb, alpha, self._encoding.tag, self._encoding.pixel_format)
        picture.color_primaries, picture.color_trc, picture.colorspace = self._encoding.picture_codes
        return picture

    def _stamp(self, frame: Frame) -> int:
        """Ticks from the segment's first frame."""
        if not self._take.source.variable_rate:
            return self._frames
        return stamp(frame.time - (self._start or Fraction(0)), self._encoding)


def stamp(seconds: Fraction, encoding: Encoding) -> int:
    """Seconds in whole ticks of an encoding's time base."""
    return round(seconds / encoding.time_base)


def muxer_options(path: Path) -> dict[str, str]:
    """What every movie is written with: openable after a kill, and without the clock, chance or versions in its bytes."""
    options = {"fflags": "+bitexact", "flush_packets": "1"}
    if path.suffix == ".mov":
        options["movflags"] = "+hybrid_fragmented+use_metadata_tags"
    return options


def _pictures(path: Path) -> int:
    with av.open(str(path)) as held:
        return sum(packet.size > 0 for packet in held.demux(video=0))


@contextmanager
def speaking(path: Path) -> Generator[None]:
    """FFmpeg's and the system's failures in our words."""
    try:
        yield
    except (FFmpegError, OSError) as error:
        if isinstance(error, UprezError):
            raise
        raise write_error(path, OSError(error.errno, error.strerror)) from error
