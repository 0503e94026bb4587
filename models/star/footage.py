"""A shot's frames on disk, as they were pushed."""

from __future__ import annotations

from dataclasses import dataclass

from uprez.core.frame import Pixels
from uprez.models.star.frame_file import FrameFile


@dataclass(frozen=True, slots=True)
class Footage:
    """Frames (3, h, w) float32 in model space."""

    file: FrameFile
    first: int
    """Absolute number of the first frame."""
    count: int
    size: tuple[int, int]
    """Height and width."""
    sha256: str
    """Of all frames, in order."""

    def frame(self, index: int) -> Pixels:
        """A frame as it came, (3, h, w), counted from the first; after the last one that again."""
        index = min(index, self.count - 1)
        return self.file.read(index, index + 1)[0]
