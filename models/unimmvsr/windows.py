"""Windows of the lengths that the paper trains: 21 frames, and 77 in its last stage; joined as STAR's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from uprez.models.star.windows import Windows

_PictureT = TypeVar("_PictureT")

FRAMES = 4
"""Frames a latent, but for a clip's first, which is one frame's own: Wan's causal VAE."""
SHORT, LONG = 21, 77
"""Frames: 6 and 20 latents."""
SHARED = 2
"""Latent frames that neighbours share, at least, as a third of a short window."""


def latents_of(frames: int) -> int:
    """Latent frames of a clip; one whose frames are not 1 + 4k is longer once decoded."""
    return 1 + -(-(frames - 1) // FRAMES)


def in_groups(parts: Iterable[Iterable[_PictureT]]) -> Iterator[list[_PictureT]]:
    """Pictures of parts of a video as its VAE's encoder takes them: one, then four at a time.

    Raises:
        ValueError: there are not 1 + 4k of them.
    """
    each = (picture for part in parts for picture in part)
    group, wanted = list(islice(each, 1)), 1
    while len(group) == wanted:
        yield group
        wanted = FRAMES
        group = list(islice(each, wanted))
    if group:
        raise ValueError(f"{len(group)} pictures are left over: the VAE takes 1 + {FRAMES}k of them")


def windows(latents: int, length: int = SHORT) -> Windows:
    """Windows of at most `length` frames over a clip's latents, as few as there can be, equally long, fading into each other.

    A window that starts inside a clip starts with a latent of four frames, where training knows one of one frame.
    """
    most = latents_of(length)
    return Windows.balanced(latents, most, min(SHARED, most // 3))
