"""Reading the frames of a movie."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
from av.video.frame import VideoFrame

from uprez.core.clip import ClipInfo, Fields, ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import InputError
from uprez.core.frame import Frame
from uprez.media.colour.yuv import YuvDecoder
from uprez.media.decoder import MovieDecoder
from uprez.media.interlace import deinterlaced
from uprez.media.movie_info import MovieSurvey


class MovieReader:
    """A `uprez.media.reader.ClipReader` of a movie."""

    def __init__(self, survey: MovieSurvey, options: ReadOptions) -> None:
        self._survey = survey
        info = survey.info
        if info.fields is not Fields.PROGRESSIVE and not options.deinterlace:
            raise InputError(
                f"{info.path} is interlaced ({info.fields.value}).",
                why="Upscaling two half pictures as one draws combs.",
                fix="Add --deinterlace, or deinterlace it first.",
            )
        self._decoder = MovieDecoder(info.path, survey.index)
        self._to_rgb = YuvDecoder()

    @property
    def info(self) -> ClipInfo:
        """What probing found."""
        return self._survey.info

    def frames(self, first: int, last: int) -> Iterator[Frame]:
        """Frames `first` to `last`, as `ClipReader.frames`."""
        require_inside(self.info, first, last)
        for number, decoded in zip(range(first, last + 1), self.decoded(first, last), strict=True):
            yield self._frame(decoded, number)

    def decoded(self, first: int, last: int) -> Iterator[VideoFrame]:
        """The frames as FFmpeg decodes and deinterlaces them, neither turned nor converted."""
        numbers = range(first, last + 1)
        if self.info.fields is Fields.PROGRESSIVE:
            yield from map(self._decoder.frame, numbers)
            return
        # bwdif looks one frame back and one ahead; with both, a frame comes out the same in every range.
        before, after = max(0, first - 1), min(self.info.frames - 1, last + 1)
        woven = (self._decoder.frame(number) for number in range(before, after + 1))
        for number, frame in zip(range(before, after + 1), deinterlaced(woven, self.info.fields), strict=True):
            if number in numbers:
                yield frame

    def close(self) -> None:
        """Let go of the file."""
        self._decoder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _frame(self, decoded: VideoFrame, number: int) -> Frame:
        info, orientation = self.info, self._survey.orientation
        rgb, alpha = self._to_rgb.decode(decoded, info.tag)
        if info.alpha is Alpha.NONE:
            alpha = None
        return Frame(
            rgb=np.ascontiguousarray(orientation.shown(rgb)),
            tag=info.tag,
            number=number,
            time=self._survey.index.time(number),
            alpha=None if alpha is None else np.ascontiguousarray(orientation.shown(alpha)),
        )


def require_inside(info: ClipInfo, first: int, last: int) -> None:
    """Refuse a range that leaves the clip.

    Raises:
        InputError: it does.
    """
    if not 0 <= first <= last < info.frames:
        raise InputError(
            f"Frames {first} to {last} are not in {info.path}.",
            why=f"It has {info.frames} frame{'s' * (info.frames > 1)}, counted from 0.",
            fix=f"Give a range within 0-{info.frames - 1}.",
        )
