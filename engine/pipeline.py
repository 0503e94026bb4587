"""Windows through the machine: decode, model and encode overlap in threads; every window ends in a receipt."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.events import Event, Listen
from uprez.core.frame import Frame, Pixels
from uprez.core.job import Format
from uprez.core.plan import Shot, Window
from uprez.core.time import FrameRange
from uprez.engine.passes import Passes
from uprez.engine.record import Record, WrittenFile
from uprez.engine.threads import Prefetch
from uprez.engine.upscaler import Prepared, Upscaler
from uprez.media.movie_out import MovieSegment, suffix_of
from uprez.media.pictures import PictureWriter
from uprez.media.reader import ClipReader
from uprez.media.take import TakeSpec
from uprez.models.contract import Reach, State, Stream, Workspace, drain

READ_AHEAD = 3
"""Decoded frames that wait for the model."""
FINISHERS = 2
"""Threads that bring outputs home and write picture files."""
IN_FLIGHT = FINISHERS
"""Outputs that may wait for the disk before the model does."""


Show = Callable[[Frame], None]
"""Called from the finishing threads with each frame that is finished, about in order; must be quick, and keep nothing of it."""


def show_nobody(frame: Frame) -> None:
    """Nobody looks."""


class Progress(Protocol):
    """Who wants to know how far the work is. Either call may raise `Cancelled`."""

    def made(self, window: Window) -> None:
        """A frame of `window` is made."""
        ...

    def recorded(self, window: Window) -> None:
        """All frames of `window` are made and recorded."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """Windows of one shot, one after the other, that one pass of the model makes."""

    shot: Shot
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Finished:
    frame: Frame
    files: list[WrittenFile]


def stretches(shots: Sequence[Shot], windows: Sequence[Window]) -> Iterator[Stretch]:
    """Group windows that are still to do into passes: neighbours within a shot go together."""
    group: list[Window] = []
    for window in windows:
        if group and (window.shot != group[-1].shot or window.index != group[-1].index + 1):
            yield Stretch(shots[group[0].shot], tuple(group))
            group = []
        group.append(window)
    if group:
        yield Stretch(shots[group[0].shot], tuple(group))


_Made = tuple[Window, Prepared, Pixels, Pixels | None]
"""A window, a source frame in it, the model's output for that, and its alpha."""


class Pipeline:
    """Runs stretches of windows of one job."""

    def __init__(
        self,
        reader: ClipReader,
        upscaler: Upscaler,
        take: TakeSpec,
        record: Record,
        pictures: Sequence[PictureWriter],
        show: Show = show_nobody,
    ) -> None:
        """All parts are ready to use; the pipeline owns none of them."""
        self._reader = reader
        self._upscaler = upscaler
        self._take = take
        self._record = record
        self._pictures = pictures
        self._show = show
        self._movies = [format for format in take.output.formats if format.is_movie]
        self._filled: dict[int, Stream] = {}

    def fill(self, stretches: Sequence[Stretch], listen: Listen) -> None:
        """Push several whole shots before the first is run, so that the model may work on them at once.

        Raises:
            OutOfMemory: out of memory.
            Cancelled: raised by `listen`.
        """
        for stretch in stretches:
            self._filled[stretch.windows[0].index] = self._pushed(stretch, listen)

    def run(self, stretch: Stretch, facts: dict[str, str], progress: Progress, listen: Listen) -> None:
        """Make and record all windows of `stretch`.

        Raises:
            OutOfMemory: the model ran out of memory; windows that are recorded stay recorded.
            PictureError: the model made a broken picture.
            ModelError: the model made fewer pictures than it was given.
            Cancelled: raised by `listen` or `progress`.
        """
        writer = _WindowWriter(self._take, self._record, self._movies, facts)
        waiting: deque[tuple[Window, Future[bool]]] = deque()
        with (
            ThreadPoolExecutor(FINISHERS, "finish") as finishing,
            closing(writer),
            ThreadPoolExecutor(1, "write") as writing,
            closing(self._outputs(stretch, listen)) as outputs,
        ):
            try:
                for window, prepared, output, alpha in outputs:
                    finished = finishing.submit(self._finish, prepared, output, alpha)
                    waiting.append((window, writing.submit(writer.add, window, finished)))
                    while len(waiting) > IN_FLIGHT or (waiting and waiting[0][1].done()):
                        _tell(progress, *waiting.popleft())
                while waiting:
                    _tell(progress, *waiting.popleft())
            finally:
                for _, written in waiting:
                    written.cancel()
        for window in stretch.windows:
            self._record.clear(window)

    def _finish(self, prepared: Prepared, output: Pixels, alpha: Pixels | None) -> _Finished:
        frame = self._upscaler.finish(prepared, output, alpha)
        self._show(frame)
        return _Finished(frame, [self._record.file(writer.write(frame)) for writer in self._pictures])

    def _outputs(self, stretch: Stretch, listen: Listen) -> Generator[_Made]:
        """Every frame that the stretch writes."""
        return (self._of_whole_shot if self._upscaler.spec.temporal.reach is Reach.SHOT else self._as_they_come)(stretch, listen)

    def _as_they_come(self, stretch: Stretch, listen: Listen) -> Generator[_Made]:
        upscaler, shot, windows = self._upscaler, stretch.shot, stretch.windows
        state, first_in, first_out = self._start(windows[0])
        rest_of_shot = Shot(index=shot.index, first=min(first_in, first_out), last=shot.last)
        stream = upscaler.open(rest_of_shot, state, Workspace(tell=Passes(listen, shot=shot.index).tell))
        remaining = deque(windows)
        sources: deque[Prepared] = deque()
        position = first_out
        with closing(self._sources(rest_of_shot.first, windows[-1].read_last, listen)) as frames:
            for prepared in frames:
                sources.append(prepared)
                number = prepared.frame.number
                given = [*stream.push(prepared.rgb[None])] if number >= first_in else []
                rest: Iterable[Pixels] = drain(stream) if number == shot.last else ()
                for index, output in enumerate(chain(given, rest), start=1):
                    ready = sources.popleft()
                    while remaining and position > remaining[0].last:
                        remaining.popleft()
                    if remaining and remaining[0].first <= position:
                        yield remaining[0], ready, output, upscaler.upscale_alpha(ready)
                        if position == remaining[0].last and index == len(given):  # else the state is already beyond this frame
                            self._keep_state(remaining[0], stream, position + 1, number + 1)
                    position += 1
        if position <= windows[-1].last:
            raise ModelError(
                f"The model '{upscaler.spec.name}' gave no picture for frame {position}.", fix="Report it: it is a fault of uprez."
            )

    def _of_whole_shot(self, stretch: Stretch, listen: Listen) -> Generator[_Made]:
        """The shot is read twice, once for the model and once to go with its outputs: a frame kept in between would fill the memory."""
        (window,), shot = stretch.windows, stretch.shot
        stream = self._filled.pop(window.index, None) or self._pushed(stretch, listen)
        given = 0
        with closing(self._sources(shot.first, shot.last, lambda event: None)) as sources:  # its notes are told
            for output, prepared in zip(drain(stream), sources, strict=False):
                given += 1
                yield window, prepared, output, self._upscaler.upscale_alpha(prepared)
        if given < len(shot.range):
            raise ModelError(
                f"The model '{self._upscaler.spec.name}' gave {given} of {len(shot.range)} pictures.",
                fix="Report it: it is a fault of uprez.",
            )

    def _pushed(self, stretch: Stretch, listen: Listen) -> Stream:
        (window,), shot = stretch.windows, stretch.shot
        tell = Passes(listen, shot=shot.index, window=window.index).tell
        stream = self._upscaler.open(shot, None, Workspace(self._record.workspace(window), tell))
        with closing(self._sources(shot.first, shot.last, listen)) as sources:
            for prepared in sources:
                stream.push(prepared.rgb[None])
        return stream

    def _sources(self, first: int, last: int, listen: Listen) -> Generator[Prepared]:
        """Frames `first` to `last`, ready for the model; a thread decodes ahead from the first that is asked for."""
        frames = (self._prepare(frame, listen) for frame in self._reader.frames(first, last))
        with Prefetch(frames, depth=READ_AHEAD, name="decode") as ahead:
            yield from ahead

    def _prepare(self, frame: Frame, listen: Listen) -> Prepared:
        prepared = self._upscaler.prepare(frame)
        if prepared.repaired:
            listen(Event("note", f"Frame {frame.number} had {prepared.repaired} NaN or infinite samples; they were made finite."))
        return prepared

    def _start(self, window: Window) -> tuple[State | None, int, int]:
        """Saved state or none, first frame to push, first frame that comes out."""
        if self._upscaler.spec.temporal.reach is Reach.PAST and window.first > window.read_first:
            before = window.model_copy(update={"index": window.index - 1})
            kept = self._record.load_state(before)
            if kept is not None:
                next_out, next_in, tiles = (int(value) for value in kept["uprez.positions"])
                if tiles == self._upscaler.tiles:  # a state of other tiles is of no use
                    return {name: value for name, value in kept.items() if name != "uprez.positions"}, next_in, next_out
        return None, window.read_first, window.read_first

    def _keep_state(self, window: Window, stream: Stream, next_out: int, next_in: int) -> None:
        state = stream.state() if self._upscaler.spec.temporal.reach is Reach.PAST else None
        if state is not None:
            self._record.save_state(window, {**state, "uprez.positions": np.array([next_out, next_in, self._upscaler.tiles])})


class _WindowWriter:
    """Takes finished frames in order, feeds the movie segments, writes a receipt at each window's end."""

    def __init__(self, take: TakeSpec, record: Record, movies: Sequence[Format], facts: dict[str, str]) -> None:
        self._take = take
        self._record = record
        self._movies = movies
        self._facts = facts
        self._segments: list[tuple[Path, MovieSegment]] = []
        self._files: list[WrittenFile] = []
        self._started = time.monotonic()
        self._failed = False

    def add(self, window: Window, finished: Future[_Finished]) -> bool:
        """Write a frame once it is finished; True when it completed its window. After a failure nothing more is written."""
        if self._failed:
            return False
        try:
            done = finished.result()
            number = done.frame.number
            if number == window.first:
                self._begin(window)
            for _, segment in self._segments:
                segment.write(done.frame)
            self._files += done.files
            if number == window.last:
                self._end(window)
        except BaseException:
            self._failed = True
            raise
        return number == window.last

    def _begin(self, window: Window) -> None:
        self._files = []
        self._segments = []
        for movie in self._movies:
            path = self._record.segment(window, f"_{movie}{suffix_of(movie)}")
            self._segments.append((path, MovieSegment(self._take, movie, path, window.first)))

    def _end(self, window: Window) -> None:
        while self._segments:
            path, segment = self._segments.pop(0)
            segment.close()
            self._files.append(self._record.file(path))
        seconds = round(time.monotonic() - self._started, 3)
        self._record.write_receipt(window, self._files, {**self._facts, "seconds": seconds})
        self._started = time.monotonic()

    def close(self) -> None:
        """Throw away what is not finished."""
        for _, segment in self._segments:
            segment.abandon()


def _tell(progress: Progress, window: Window, written: Future[bool]) -> None:
    completed = written.result()
    progress.made(window)
    if completed:
        progress.recorded(window)


def select(windows: Sequence[Window], frames: FrameRange | None) -> tuple[Window, ...]:
    """The windows that write any of `frames`; all without a choice."""
    return tuple(window for window in windows if frames is None or (window.first <= frames.last and window.last >= frames.first))
