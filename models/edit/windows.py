"""The frames of a shot that the base model sees at once. Each window goes on where the one before stops."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from uprez.core.cover import Span
from uprez.models.unimmvsr.windows import FRAMES, latents_of

LENGTH = 81
"""Frames in the training of Wan's models: 21 latents."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Spans of frames, each of 1 + 4k; the last may reach beyond the shot, whose last frame then goes on."""

    spans: tuple[Span, ...]
    shared: int
    """Frames that a window takes over from the one before, 1 + 4k; a multiple of four lies between two windows' starts."""
    frames: int
    """Of the shot."""

    @classmethod
    def over(cls, frames: int, length: int = LENGTH) -> Windows:
        """As few windows of at most `length` frames as there can be, about equally long; a quarter of a window's latents is shared.

        Raises:
            ValueError: windows of that length cannot go on.
        """
        most = 1 + (length - 1) // FRAMES * FRAMES
        if most < 1 + FRAMES:
            raise ValueError(f"windows of {length} frames hold no two latents")
        if frames <= most:
            return cls((Span(0, _whole(frames)),), 0, frames)
        shared = 1 + FRAMES * (max(1, latents_of(most) // 4) - 1)
        fewest = -(-(frames - shared) // (most - shared))
        step = FRAMES * -(-(frames - shared) // (fewest * FRAMES))
        count = -(-(frames - shared) // step)
        spans = [Span(start, start + shared + step) for start in range(0, (count - 1) * step, step)]
        last = (count - 1) * step
        return cls((*spans, Span(last, last + _whole(frames - last))), shared, frames)

    def __len__(self) -> int:
        return len(self.spans)

    def weight(self, index: int, frame: int) -> float:
        """Share of window `index` in a frame of the shot: a window fades into the next over the frames that they share."""
        span = self.spans[index]
        into = _share(frame - span.start, self.shared) if index else 1.0
        out = _share(frame - self.spans[index + 1].start, self.shared) if index + 1 < len(self.spans) else 0.0
        return into - out if span.start <= frame < span.stop else 0.0

    def holding(self, frame: int) -> list[tuple[int, float]]:
        """The windows that decide a frame, and the share of each."""
        last = bisect_right(self.spans, frame, key=lambda span: span.start) - 1
        shares = ((index, self.weight(index, frame)) for index in range(max(0, last - 1), last + 1))
        return [(index, share) for index, share in shares if share > 0]


def _whole(frames: int) -> int:
    """As many frames, or the next more that the VAE takes."""
    return 1 + FRAMES * (latents_of(frames) - 1)


def _share(into: int, shared: int) -> float:
    """How far a fade is `into` frames after its start."""
    return min(1.0, max(0.0, (into + 1) / (shared + 1)))
