"""A shot's latents on disk: however long the shot, memory holds a window of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.errors import OutputError, PictureError
from uprez.core.frame import Pixels
from uprez.models.shelf import Shelf
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.patches import Patches
from uprez.models.star.schedule import Step
from uprez.models.star.solver import Solver, SolverState

SOURCE = "source"
"""The shot's frames, beside what is made of them."""
_RECORD, _PART = "run", "part_"
_FILES = ("footage", "latents_0", "latents_1", "before_0", "before_1")
_CHUNK = 64
"""Frames times channels that are taken through a step at once, once the network has seen them all."""

Fresh = Callable[[int, Span], Pixels]
"""Takes a step's number and some frames; gives the noise that the step adds to them, (1, C, f, h, w)."""


class ShotLatents:
    """What a run has made of a shot so far, in files that outlive the process.

    Each step reads one generation of latents and writes the other. A step counts as made when the record says so, and
    what a killed run wrote after that is written again, so that a run may stop anywhere.
    """

    def __init__(
        self, folder: Path, key: str, steps: Sequence[Step], fresh: Fresh, shape: tuple[int, int, int, int], *, patches: str = ""
    ) -> None:
        """`key` (hex) names everything that the result depends on but the patches: what another run left in `folder` is thrown away.

        `shape` is (frames, C, h, w) of the latents. `patches` names how they are cut, where the key does not: whole steps outlive
        a change of that, which comes when the memory runs out, and patches of a step at hand do not.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        self.frames, channels, height, width = shape
        self._steps, self._fresh, self._patches = tuple(steps), fresh, patches
        self._chunk = max(1, _CHUNK // channels)
        self._shelf = Shelf(folder)
        self._key = np.frombuffer(bytes.fromhex(key), np.uint8)
        self._footage, *files = (FrameFile(folder / name, (channels, height, width)) for name in _FILES)
        self._latents, self._before = files[:2], files[2:]
        self.encoded, self.done = self._recorded() or self._begun()

    def _recorded(self) -> tuple[int, int] | None:
        kept = self._shelf.get(_RECORD)
        if kept is not None and np.array_equal(kept["key"], self._key):
            encoded, done = int(kept["encoded"][0]), int(kept["done"][0])
            needed = (self._footage, self._latents[done % 2], *([self._before[done % 2]] if done else []))
            if all(file.frames >= encoded for file in needed):
                return encoded, done
        return None

    def _begun(self) -> tuple[int, int]:
        """Say that what comes into the folder is this run's."""
        self._shelf.keep_only(SOURCE)
        self._record(0, 0)
        return 0, 0

    def encode(self, footage: Pixels, start: Pixels) -> None:
        """Take the next frames' latents of the footage, and those that the first step takes, each (1, C, f, h, w).

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        span = Span(self.encoded, self.encoded + footage.shape[2])
        for file, values in ((self._footage, footage), (self._latents[0], start)):
            file.write(span.start, _rows(values))
            file.sync()
        self._record(span.stop, 0)

    def read(self, span: Span) -> tuple[Pixels, Pixels]:
        """The latents and the footage's of some frames, each (1, C, f, h, w)."""
        latents, footage = self._latents[self.done % 2], self._footage
        return _clip(latents.read(span.start, span.stop)), _clip(footage.read(span.start, span.stop))

    def has_part(self, index: int) -> bool:
        """True when patch `index`'s x0 of this step is kept."""
        return self._shelf.get(self._part(index)) is not None

    def keep_part(self, index: int, x0: Pixels) -> None:
        """Keep patch `index`'s x0 of this step.

        Raises:
            PictureError: it holds NaN or infinities, and is not kept.
            OutputError: the disk is full or cannot be written.
        """
        if not np.isfinite(x0).all():
            raise PictureError(
                f"STAR made NaN or infinite numbers in step {self.done + 1}.",
                why="Half precision overflows, or the weights are damaged.",
                fix="Run again with --precision fp32, or bf16 on torch, and --overwrite; or get the weights again.",
            )
        self._shelf.put(self._part(index), {"x0": x0})

    def advance(self, patches: Patches) -> None:
        """Join the parts of this step, which are all kept, and make it.

        Raises:
            OutputError: a part was damaged, or the disk is full or cannot be written.
        """
        old, new = self.done % 2, (self.done + 1) % 2
        for start in range(0, self.frames, self._chunk):
            span = Span(start, min(start + self._chunk, self.frames))
            latents = _clip(self._latents[old].read(span.start, span.stop))
            before = _clip(self._before[old].read(span.start, span.stop)) if self.done else None
            solver = Solver.restored(self._steps, SolverState(self.done, latents, before))
            x0 = patches.frames(span, self._kept, latents)
            last = self.done + 1 == len(self._steps)
            solver.advance(x0, None if last else self._fresh(self.done, span))
            self._latents[new].write(span.start, _rows(solver.latent))
            self._before[new].write(span.start, _rows(x0))
        self._latents[new].sync()
        self._before[new].sync()
        self._record(self.encoded, self.done + 1)
        self._shelf.keep_only(SOURCE, _RECORD, *_FILES)

    def _kept(self, index: int) -> Pixels:
        found = self._shelf.get(self._part(index))
        if found is None:
            raise OutputError(
                "A part of a step, laid on disk a while ago, cannot be read any more.",
                why="Somebody else removed or damaged it.",
                fix="Run the same command again: finished steps are kept.",
            )
        return found["x0"]

    def _part(self, index: int) -> str:
        return f"{_PART}{self.done:04}_{self._patches}_{index:06}"

    def _record(self, encoded: int, done: int) -> None:
        self._shelf.put(_RECORD, {"key": self._key, "encoded": np.array([encoded]), "done": np.array([done])})
        self.encoded, self.done = encoded, done


def _rows(values: Pixels) -> Pixels:
    """(1, C, f, h, w) to (f, C, h, w)."""
    return values[0].swapaxes(0, 1)


def _clip(frames: Pixels) -> Pixels:
    """(f, C, h, w) to (1, C, f, h, w)."""
    return frames.swapaxes(0, 1)[None]
