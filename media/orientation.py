"""Turning stored pictures the right way up."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from uprez.core.frame import Size


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture becomes the shown one: first `swap`, then the mirrors."""

    swap: bool = False
    """Exchange rows and columns."""
    mirror: bool = False
    """Left becomes right."""
    flip: bool = False
    """Top becomes bottom."""

    @classmethod
    def of_exif(cls, number: int) -> Orientation:
        """From the Orientation of TIFF 6.0 and EXIF, 1 to 8; others mean upright."""
        marks = {2: ".m.", 3: ".mf", 4: "..f", 5: "s..", 6: "sm.", 7: "smf", 8: "s.f"}.get(number, "...")
        return cls("s" in marks, "m" in marks, "f" in marks)

    @classmethod
    def of_display_matrix(cls, data: bytes) -> Orientation:
        """From FFmpeg's display matrix, nine int32: column = m0 x + m3 y, row = m1 x + m4 y; to the nearest quarter turn."""
        across, down, _, aslant, along = struct.unpack("=5i", data[:20])
        if abs(across) + abs(along) >= abs(down) + abs(aslant):
            return cls(False, across < 0, along < 0)
        return cls(True, aslant < 0, down < 0)

    @property
    def degrees(self) -> int:
        """Turn counter-clockwise, of 0, 90, 180, 270; a mirrored picture is named by the turn that comes after its mirroring."""
        if self.swap:
            return 90 if self.flip else 270
        return 180 if self.flip else 0

    @property
    def mirrored(self) -> bool:
        """Whether more than a turn is needed."""
        return self.swap ^ self.mirror ^ self.flip

    def size(self, stored: Size) -> Size:
        """Size as shown."""
        return Size(stored.height, stored.width) if self.swap else stored

    def shown(self, planes: NDArray[Any]) -> NDArray[Any]:
        """(..., H, W) as stored to a view of it as shown."""
        turned = planes.swapaxes(-1, -2) if self.swap else planes
        return turned[..., :: -1 if self.flip else 1, :: -1 if self.mirror else 1]


UPRIGHT = Orientation()
"""Stored as shown."""
