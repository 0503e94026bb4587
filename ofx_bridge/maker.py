"""Makes the frames that are asked for, as a run of the engine on the same frames would."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np

from uprez.core.errors import ModelError, OutOfMemory
from uprez.core.frame import Frame, Pixels
from uprez.core.plan import Shot
from uprez.engine.memory import keep_freed_memory
from uprez.engine.upscaler import Prepared
from uprez.models.contract import Reach, Workspace, drain
from uprez.ofx_bridge.ask import Ask
from uprez.ofx_bridge.bench import Bench, Benches
from uprez.ofx_bridge.pictures import Planes, constant, result_planes, source_planes, to_floats, write
from uprez.ofx_bridge.remember import Memory


@dataclass(frozen=True, slots=True)
class _Ready:
    """A source frame on its way through the model."""

    position: int
    """In the window."""
    prepared: Prepared
    alpha: Future[Pixels | float | None] | None
    """Its alpha at the target's size, or the value of a flat one, which another thread makes beside a classic model; None for networks."""


class Maker:
    """Works for one thread."""

    def __init__(self) -> None:
        keep_freed_memory()
        self._memory = Memory()
        self._benches = Benches(self._memory)
        self._hands = ThreadPoolExecutor(1, "hands")

    def make(self, ask: Ask) -> list[str]:
        """Make a frame, and write it where it is wanted; gives what the user should know.

        Raises:
            UprezError: any of its children; Cancelled when nobody wants the frame any more.
        """
        notes: list[str] = []
        bench = self._benches.bench(ask.said, notes.append)
        while True:
            try:
                if bench.upscaler.spec.temporal.reach in (Reach.WINDOW, Reach.SHOT):
                    self._from_whole(ask, bench, notes)
                else:
                    self._from_neighbours(ask, bench, notes)
                return notes
            except OutOfMemory as error:
                bench = bench.smaller(error)
                notes.append(f"{error.what} Going on with {len(bench.tiles)} tiles.")
            finally:
                self._hands.submit(int).result()  # nothing is at work in a slot any more
            self._benches.keep(bench)

    def _from_neighbours(self, ask: Ask, bench: Bench, notes: list[str]) -> None:
        """Only the wanted frame is finished; its neighbours go through the model as far as it looks."""
        temporal, count = bench.upscaler.spec.temporal, len(ask.said.frames)
        first = 0 if temporal.reach is Reach.PAST else max(0, ask.wanted - temporal.radius)
        last = min(count - 1, ask.wanted + temporal.radius)
        with closing(self._outputs(ask, bench, range(first, last + 1), range(ask.wanted, ask.wanted + 1), notes)) as outputs:
            for ready, output in outputs:
                if ready.position == ask.wanted:
                    self._finish(bench, ready, output, result_planes(ask))
                    return
        raise _missing(bench, ask)

    def _from_whole(self, ask: Ask, bench: Bench, notes: list[str]) -> None:
        """All frames are finished, and remembered: the next one that is asked for lies there already."""
        said = ask.said
        key: Hashable = (bench.name, said.channels, said.sample, said.alpha, tuple(frame[1:] for frame in said.frames))
        made, out = self._memory.find(key), result_planes(ask)
        if made is None:
            pictures: list[Planes] = []
            every = range(len(said.frames))
            with closing(self._outputs(ask, bench, every, every, notes)) as outputs:
                for ready, output in outputs:
                    pictures.append(np.empty(out.shape, out.dtype))
                    self._finish(bench, ready, output, pictures[-1])
                    ask.tell("Finishing", len(pictures), len(every))
            if len(pictures) < len(every):
                raise _missing(bench, ask)
            made = tuple(pictures)
            self._memory.keep(key, made)
        np.copyto(out, made[ask.wanted])

    def _outputs(self, ask: Ask, bench: Bench, positions: range, finished: range, notes: list[str]) -> Generator[tuple[_Ready, Pixels]]:
        """The model's output for each frame of a part of the window, taken as a shot, beside that frame; some will be finished."""
        shot = Shot(index=0, first=positions.start, last=positions.stop - 1)
        stream = bench.upscaler.open(shot, None, Workspace(tell=ask.tell))
        waiting: deque[_Ready] = deque()
        for position in positions:
            ask.check()
            if len(positions) > 1:
                ask.tell("Frames", position - positions.start, len(positions))
            ready = self._ready(ask, bench, position, position in finished, notes)
            waiting.append(ready)
            given = stream.push(ready.prepared.rgb[None])
            rest = drain(stream) if position == positions[-1] else ()
            for output in chain(given, rest):
                ask.check()
                yield waiting.popleft(), output

    def _ready(self, ask: Ask, bench: Bench, position: int, finished: bool, notes: list[str]) -> _Ready:
        """A source frame, in model space."""
        floats = to_floats(source_planes(ask, position), self._hands)
        frame = Frame(floats[:3], bench.clip.tag, position, Fraction(position) / bench.clip.rate, floats[3] if len(floats) > 3 else None)
        alpha = None
        if finished and bench.model.spec.faithful:
            alpha = self._hands.submit(_alpha, bench, Prepared(frame, frame.rgb, 0))  # it needs no more of it, and need not wait
        prepared = bench.upscaler.prepare(frame)
        if prepared.repaired:
            number = ask.said.frames[position][0]
            notes.append(f"Frame {number} had {prepared.repaired} NaN or infinite samples; they were made finite.")
        return _Ready(position, prepared, alpha)

    def _finish(self, bench: Bench, ready: _Ready, output: Pixels, out: Planes) -> None:
        """Bring a model's output home, and write it to `out`."""
        if ready.alpha is None:
            frame = bench.upscaler.finish(ready.prepared, output, bench.upscaler.upscale_alpha(ready.prepared))
            rgb, alpha = frame.rgb, frame.alpha
        else:
            rgb, alpha = bench.upscaler.finish(ready.prepared, output, None).rgb, ready.alpha.result()
        if isinstance(alpha, np.ndarray):
            write(alpha, out[3], self._hands)
        elif alpha is not None:
            out[3].fill(alpha)
        write(rgb, out[:3], self._hands)


def _alpha(bench: Bench, prepared: Prepared) -> Pixels | float | None:
    """The alpha at the target's size; of a flat one its value, which spares the engine's looks at it."""
    alpha = prepared.frame.alpha
    if alpha is not None and (flat := constant(alpha)) is not None:
        return flat
    return bench.upscaler.upscale_alpha(prepared)


def _missing(bench: Bench, ask: Ask) -> ModelError:
    name, time = bench.model.spec.name, ask.said.time
    return ModelError(f"The model '{name}' gave no picture for frame {time}.", fix="Report it: it is a fault of uprez.")
