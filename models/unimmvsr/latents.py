"""A shot's latents on disk: however long the shot, memory holds a window of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.errors import OutputError, PictureError
from uprez.core.frame import Pixels
from uprez.models.shelf import Shelf
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.latents import SOURCE
from uprez.models.star.patches import Patches
from uprez.models.unimmvsr.flow import FlowState, Plms, UniPC

GIVEN = "given_"
"""Begins the names of what is encoded, which outlives a step."""
_RECORD, _PART, _HELD = "run", "part_", 3
_FILES = ("footage", "latents_0", "latents_1", "before_")
_CHUNK = 64
"""Frames times channels that are taken through a step at once, once the network has seen them all."""

Solving = Callable[[Pixels], Plms | UniPC]
"""Gives a run's solver for some frames' latents at its start, (1, C, f, h, w)."""


class FlowLatents:
    """What a run has made of a shot so far, in files that outlive the process.

    Each step reads one generation of latents, and of what the solver remembers, and writes the other. A step counts as made when the
    record says so, and what a killed run wrote after that is written again, so that a run may stop anywhere.
    """

    def __init__(self, folder: Path, key: str, solving: Solving, shape: tuple[int, int, int, int], *, patches: str = "") -> None:
        """`key` (hex) names everything that the result depends on: what another run left in `folder` is thrown away.

        `shape` is (frames, C, h, w) of the latents. `patches` names how they are cut, where the key does not: whole steps outlive
        a change of that, which comes when the memory runs out, and patches of a step at hand do not.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        self.frames, *size = shape
        self._shape, self._solving, self._patches = shape, solving, patches
        self._chunk = max(1, _CHUNK // shape[1])
        self._shelf = Shelf(folder)
        self._key = np.frombuffer(bytes.fromhex(key), np.uint8)
        self._paths = {name: folder / name for name in _FILES}

        def file(name: str) -> FrameFile:
            return FrameFile(folder / name, tuple(size))

        self._footage, self._latents = file("footage"), (file("latents_0"), file("latents_1"))
        self._before = tuple(tuple(file(f"before_{side}_{index}") for index in range(_HELD)) for side in (0, 1))
        self.encoded, self.done, self._held = self._recorded() or self._begun()

    def encode(self, footage: Pixels, start: Pixels) -> None:
        """Take the next frames' latents of the footage, and those that the first step takes, each (1, C, f, h, w).

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        span = Span(self.encoded, self.encoded + footage.shape[2])
        for file, values in ((self._footage, footage), (self._latents[0], start)):
            file.write(span.start, _rows(values))
            file.sync()
        self._record(span.stop, 0, 0)

    def read(self, span: Span) -> Pixels:
        """Some frames' latents, (1, C, f, h, w)."""
        return _clip(self._latents[self.done % 2].read(span.start, span.stop))

    @property
    def footage(self) -> Pixels:
        """The latents of all footage, (1, C, F, h, w), which stay on disk until they are read."""
        return mapped(self._paths["footage"], self._shape)

    def has_part(self, index: int) -> bool:
        """True when patch `index`'s velocity of this step is kept."""
        return self._shelf.get(self._part(index)) is not None

    def keep_part(self, index: int, velocity: Pixels) -> None:
        """Keep patch `index`'s velocity of this step.

        Raises:
            PictureError: it holds NaN or infinities, and is not kept.
            OutputError: the disk is full or cannot be written.
        """
        if not np.isfinite(velocity).all():
            raise PictureError(
                f"UniMMVSR made NaN or infinite numbers in step {self.done + 1}.",
                why="Half precision overflows, or the weights are damaged.",
                fix="Run again with --precision bf16 or fp32, and --overwrite; or get the weights again.",
            )
        self._shelf.put(self._part(index), {"velocity": velocity})

    def advance(self, patches: Patches) -> None:
        """Join the parts of this step, which are all kept, and make it.

        Raises:
            OutputError: a part was damaged, or the disk is full or cannot be written.
        """
        old, new = self.done % 2, (self.done + 1) % 2
        held = 0
        for start in range(0, self.frames, self._chunk):
            span = Span(start, min(start + self._chunk, self.frames))
            latent = self.read(span)
            before = tuple(_clip(file.read(span.start, span.stop)) for file in self._before[old][: self._held])
            run = self._solving(latent).restored(FlowState(self.done, latent, before))
            run.advance(patches.frames(span, self._kept, latent))
            held = len(run.state.before)
            self._latents[new].write(span.start, _rows(run.state.latent))
            for file, values in zip(self._before[new], run.state.before, strict=False):
                file.write(span.start, _rows(values))
        for file in (self._latents[new], *self._before[new][:held]):
            file.sync()
        self._record(self.encoded, self.done + 1, held)
        self._shelf.keep_only(SOURCE, GIVEN, _RECORD, *_FILES)

    def _recorded(self) -> tuple[int, int, int] | None:
        kept = self._shelf.get(_RECORD)
        if kept is not None and np.array_equal(kept["key"], self._key):
            encoded, done, held = (int(kept[name][0]) for name in ("encoded", "done", "held"))
            if all(file.frames >= encoded for file in (self._footage, self._latents[done % 2], *self._before[done % 2][:held])):
                return encoded, done, held
        return None

    def _begun(self) -> tuple[int, int, int]:
        """Say that what comes into the folder is this run's."""
        self._shelf.keep_only(SOURCE)
        self._record(0, 0, 0)
        return 0, 0, 0

    def _kept(self, index: int) -> Pixels:
        found = self._shelf.get(self._part(index))
        if found is None:
            raise OutputError(
                "A part of a step, laid on disk a while ago, cannot be read any more.",
                why="Somebody else removed or damaged it.",
                fix="Run the same command again: finished steps are kept.",
            )
        return found["velocity"]

    def _part(self, index: int) -> str:
        return f"{_PART}{self.done:04}_{self._patches}_{index:06}"

    def _record(self, encoded: int, done: int, held: int) -> None:
        counts = {"encoded": np.array([encoded]), "done": np.array([done]), "held": np.array([held])}
        self._shelf.put(_RECORD, {"key": self._key, **counts})
        self.encoded, self.done, self._held = encoded, done, held


def mapped(path: Path, shape: tuple[int, int, int, int]) -> Pixels:
    """A file of frames (f, C, h, w) as (1, C, f, h, w), of which only what is looked at is read."""
    return np.memmap(path, np.float32, "c", shape=shape).swapaxes(0, 1)[None]


def _rows(values: Pixels) -> Pixels:
    """(1, C, f, h, w) to (f, C, h, w)."""
    return values[0].swapaxes(0, 1)


def _clip(frames: Pixels) -> Pixels:
    """(f, C, h, w) to (1, C, f, h, w)."""
    return frames.swapaxes(0, 1)[None]
