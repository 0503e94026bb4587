"""Any frame of a movie by its number, exactly, as FFmpeg decodes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from uprez.core.errors import InputError
from uprez.media.container import flow, open_movie, picture_stream, reason
from uprez.media.index import MovieIndex


class MovieDecoder:
    """Frames of one movie; usable from one thread at a time."""

    def __init__(self, path: Path, index: MovieIndex) -> None:
        self._path, self._index = path, index
        self._faults: list[Exception] = []
        self._size: tuple[int, int] | None = None
        self._container, self._stream = self._opened("AUTO")
        self._flow: Iterator[VideoFrame] = flow(self._container, self._stream, self._faults)
        self._next = 0
        """The frame that decoding onwards gives next."""
        self._late = False
        """The last search found itself beyond its frame from the first."""

    def close(self) -> None:
        """Let go of the file."""
        self._flow = iter(())
        self._container.close()

    def frame(self, number: int) -> VideoFrame:
        """Frame `number`, counted from 0.

        Raises:
            InputError: the frame is damaged, or the movie changes size at it.
        """
        if self._index.by_count:
            return self._counted(number)
        target = int(self._index.pts[number])
        for back in count():
            at_start = False
            if back or not self._goes_on_to(number):
                at_start = self._seek(target, back)
            if (frame := self._until(target)) is not None:
                return self._given(frame, number)
            if at_start or (back >= 2 and not self._late):
                break
        return self._alone(target, number)

    def _goes_on_to(self, number: int) -> bool:
        """Whether decoding onwards reaches the frame, and passes no place where decoding could start anew."""
        if number <= self._next or self._next >= self._index.frames:
            return number == self._next
        keys, pts = self._index.keys, self._index.pts
        return not np.any((keys > pts[self._next]) & (keys <= pts[number]))

    def _seek(self, target: int, back: int) -> bool:
        """Stand at the last key frame at or before the target, or 2^back - 1 key frames earlier; True at the start of the file."""
        keys = self._index.keys
        place = int(np.searchsorted(keys, target, side="right")) - (1 << back)
        if place <= 0:
            self._restart("AUTO")
            return True
        self._container.seek(int(keys[place]), stream=self._stream)
        self._flow = flow(self._container, self._stream, self._faults)
        return False

    def _until(self, target: int) -> VideoFrame | None:
        """Decode up to the target; None when it does not come, or comes damaged."""
        self._faults.clear()
        self._late = True
        for frame in self._flow:
            if frame.pts is None:
                continue
            if frame.pts >= target:
                self._late &= frame.pts > target
                return frame if frame.pts == target and not frame.is_corrupt else None
            self._late = False
        return None

    def _alone(self, target: int, number: int) -> VideoFrame:
        """Try a frame that failed once more in one thread, where no other frame is lost with it."""
        place = int(np.searchsorted(self._index.keys, target, side="right")) - 2
        self._restart("NONE")
        if place > 0:
            self._container.seek(int(self._index.keys[place]), stream=self._stream)
            self._flow = flow(self._container, self._stream, self._faults)
        frame = self._until(target)
        if frame is None:
            self._restart("AUTO")
            raise self._damaged(number)
        return self._given(frame, number)

    def _counted(self, number: int) -> VideoFrame:
        if number < self._next:
            self._restart("AUTO")
        for frame in self._flow:
            self._next += 1
            if self._next > number and not frame.is_corrupt:
                return self._given(frame, number)
            if self._next > number:
                break
        self._restart("AUTO")
        raise self._damaged(number)

    def _given(self, frame: VideoFrame, number: int) -> VideoFrame:
        self._next = number + 1
        size = (frame.width, frame.height)
        self._size = self._size or size
        if size != self._size:
            raise InputError(
                f"Frame {number} of {self._path} is {size[0]}x{size[1]}; other frames are {self._size[0]}x{self._size[1]}.",
                why="The picture changes size within the file.",
                fix="Cut the file there and upscale the parts.",
            )
        return frame

    def _restart(self, threads: str) -> None:
        self.close()
        self._container, self._stream = self._opened(threads)
        self._flow = flow(self._container, self._stream, self._faults)
        self._next = 0

    def _opened(self, threads: str) -> tuple[InputContainer, VideoStream]:
        container = open_movie(self._path)
        stream = picture_stream(container, self._path)
        stream.thread_type = threads
        if threads == "NONE":
            stream.codec_context.thread_count = 1
        return container, stream

    def _damaged(self, number: int) -> InputError:
        why = reason(self._faults[-1], []) if self._faults else "Its data is damaged."
        fix = "Leave the frame out of the range, or get a whole copy of the file."
        return InputError(f"Frame {number} of {self._path} cannot be decoded.", why=why, fix=fix)
