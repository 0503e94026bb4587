"""Reference images and a reference video: clean latents with a place in time of their own, and what attention keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch

from uprez.core.cover import Span

Kind = Literal["image", "video"]
"""An image of a subject, anywhere in the picture; or a video that is nearly aligned with the target."""
KINDS: tuple[Kind, ...] = ("image", "video")

KeyValue = tuple[torch.Tensor, torch.Tensor]
"""Keys and values of an attention, each (B, tokens, heads, channels of a head); keys are turned by their place."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference, encoded by the VAE, without noise."""

    latents: torch.Tensor
    """(B, C, f, h, w), of any size that patches divide; an image has one frame."""
    kind: Kind = "image"
    start: int | None = None
    """Its first place in time, in latent frames; None: behind what comes before it."""

    def part(self, span: Span) -> Reference:
        """What a window over latent frames of the target sees of it: all of an image, the same frames of a video."""
        return self if self.kind == "image" else replace(self, latents=self.latents[:, :, span.start : span.stop])


@dataclass(frozen=True, slots=True)
class Kept:
    """References as every attention of the transformer sees them. Exact for all steps where they see neither target nor time."""

    of_blocks: tuple[KeyValue, ...]
    """Keys and values of each block."""
    target: int
    """Latent frames of the target that they were placed behind."""

    @property
    def bytes(self) -> int:
        """Memory that it takes."""
        return sum(values.nbytes for pair in self.of_blocks for values in pair)


def places(frames: int, references: Sequence[Reference], first: int = 0) -> tuple[int, ...]:
    """The first place in time of each reference beside a target at places 0 to `frames` - 1 (section 3.2 of the paper).

    They stand behind each other, from `first` on if the target leaves it free (a fixed place does not move when clips get longer).

    Raises:
        ValueError: two of them, or one and the target, would share a place.
    """
    starts: list[int] = []
    taken = [range(frames)]
    behind = max(first, frames)
    for reference in references:
        start, length = behind if reference.start is None else reference.start, reference.latents.shape[2]
        if any(start < other.stop and other.start < start + length for other in taken):
            raise ValueError(f"places {start} to {start + length - 1} of a reference are taken, by the target or another reference")
        starts.append(start)
        taken.append(range(start, start + length))
        behind = max(behind, start + length)
    return tuple(starts)
