"""What RAFT asks of a picture's size, and how much to add to one that is otherwise."""

from __future__ import annotations

LEAST_SIDE = 128
"""Smaller pictures are padded to this, so that the coarsest of the four correlation levels has two pixels."""
FACTOR = 8
"""Features and flow are this much smaller than the picture."""


def margins(height: int, width: int) -> tuple[int, int, int, int]:
    """Pixels to add left, right, above and below."""
    across, down = (max(LEAST_SIDE, -(-side // FACTOR) * FACTOR) - side for side in (width, height))
    return across // 2, across - across // 2, down // 2, down - down // 2
