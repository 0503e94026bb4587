"""A shot's latents on disk, step by step: however long the shot, memory holds a window of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import numpy as np

from uprez.core.cover import Span
from uprez.core.errors import OutputError, PictureError
from uprez.core.frame import Pixels
from uprez.models.shelf import Shelf
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.patches import Patches

SOURCE = "source"
"""The shot's frames, beside what is made of them."""
FOOTAGE = "footage"
"""The file of the footage's latents, frames of (C, h, w) float32."""
_RECORD, _PART, _LATENTS, _BEFORE = "steps", "part_", "latents_", "before_"
_CHUNK = 64
"""Frames times channels that are taken through a step at once, once the network has seen them all."""


class KeptSteps(ABC):
    """What a run has made of a shot so far, in files that outlive the process.

    Each step reads one generation of latents, and of what the solver remembers, and writes the other. A step counts as made when the
    record says so, and what a killed run wrote after that is written again, so that a run may stop anywhere.
    """

    MODEL: ClassVar[str]
    """Whose steps they are, as a person calls it."""
    MOST_HELD: ClassVar[int]
    """Arrays of a latent's shape that the solver remembers, at most."""
    OUTLIVING: ClassVar[tuple[str, ...]] = ()
    """Begin the names of what others lay into the folder that a step leaves there."""

    def __init__(self, folder: Path, key: str, shape: tuple[int, int, int, int], *, patches: str) -> None:
        """`key` (hex) names everything that the result depends on but the patches: what another run left in `folder` is thrown away.

        `shape` is (frames, C, h, w) of the latents. `patches` names how they are cut, where the key does not: whole steps outlive
        a change of that, which comes when the memory runs out, and patches of a step at hand do not.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        self.frames, *size = shape
        self._patches, self._chunk = patches, max(1, _CHUNK // shape[1])
        self._shelf = Shelf(folder)
        self._key = np.frombuffer(bytes.fromhex(key), np.uint8)

        def file(name: str) -> FrameFile:
            return FrameFile(folder / name, tuple(size))

        self._footage, self._latents = file(FOOTAGE), (file(f"{_LATENTS}0"), file(f"{_LATENTS}1"))
        self._before = tuple(tuple(file(f"{_BEFORE}{side}_{index}") for index in range(self.MOST_HELD)) for side in (0, 1))
        self.encoded, self.done, self._held = self._recorded() or self._begun()

    @abstractmethod
    def _stepped(self, span: Span, latents: Pixels, before: tuple[Pixels, ...], made: Pixels) -> tuple[Pixels, tuple[Pixels, ...]]:
        """The step after `done` on some frames: their latents, and what the solver remembers for the next step, each (1, C, f, h, w).

        `made` is what the network made of them; `before` is what the solver remembers of earlier steps.
        """

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

    def has_part(self, index: int) -> bool:
        """True when what the network makes of patch `index` in this step is kept."""
        return self._shelf.get(self._part(index)) is not None

    def keep_part(self, index: int, made: Pixels) -> None:
        """Keep what the network makes of patch `index` in this step.

        Raises:
            PictureError: it holds NaN or infinities, and is not kept.
            OutputError: the disk is full or cannot be written.
        """
        if not np.isfinite(made).all():
            raise PictureError(
                f"{self.MODEL} made NaN or infinite numbers in step {self.done + 1}.",
                why="Half precision overflows, or the weights are damaged.",
                fix="Run again with --precision fp32, or bf16 on torch, and --overwrite; or get the weights again.",
            )
        self._shelf.put(self._part(index), {"made": made})

    def advance(self, patches: Patches) -> None:
        """Join the parts of this step, which are all kept, and make it.

        Raises:
            OutputError: a part was damaged, or the disk is full or cannot be written.
        """
        old, new = self.done % 2, (self.done + 1) % 2
        held = 0
        for start in range(0, self.frames, self._chunk):
            span = Span(start, min(start + self._chunk, self.frames))
            latents = self._now(span)
            before = tuple(_clip(file.read(span.start, span.stop)) for file in self._before[old][: self._held])
            latents, before = self._stepped(span, latents, before, patches.frames(span, self._kept, latents))
            held = len(before)
            for file, values in zip((self._latents[new], *self._before[new]), (latents, *before), strict=False):
                file.write(span.start, _rows(values))
        for file in (self._latents[new], *self._before[new][:held]):
            file.sync()
        self._record(self.encoded, self.done + 1, held)
        self._shelf.keep_only(SOURCE, *self.OUTLIVING, _RECORD, FOOTAGE, _LATENTS, _BEFORE)

    def _now(self, span: Span) -> Pixels:
        """Some frames' latents as the next step takes them, (1, C, f, h, w)."""
        return _clip(self._latents[self.done % 2].read(span.start, span.stop))

    def _seen(self, span: Span) -> Pixels:
        """The latents of some frames' footage, (1, C, f, h, w)."""
        return _clip(self._footage.read(span.start, span.stop))

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
        return found["made"]

    def _part(self, index: int) -> str:
        return f"{_PART}{self.done:04}_{self._patches}_{index:06}"

    def _record(self, encoded: int, done: int, held: int) -> None:
        counts = {"encoded": np.array([encoded]), "done": np.array([done]), "held": np.array([held])}
        self._shelf.put(_RECORD, {"key": self._key, **counts})
        self.encoded, self.done, self._held = encoded, done, held


def _rows(values: Pixels) -> Pixels:
    """(1, C, f, h, w) to (f, C, h, w)."""
    return values[0].swapaxes(0, 1)


def _clip(frames: Pixels) -> Pixels:
    """(f, C, h, w) to (1, C, f, h, w)."""
    return frames.swapaxes(0, 1)[None]
