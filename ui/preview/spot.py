"""Where and when a comparison looks."""

from __future__ import annotations

from dataclasses import dataclass

from uprez.ui.draft_clip import DraftClip
from uprez.ui.preview.region import DEFAULT, FRAMES, Region, frames_around, inside, placed


@dataclass(frozen=True)
class Spot:
    """What the user chose, whatever the clip."""

    chosen: Region | None = None
    """In source pixels; None for the middle."""
    playhead: int = 0
    """Frame that the previewed ones lie around."""
    count: int = FRAMES
    """Frames that are wanted."""

    def region(self, clip: DraftClip | None) -> Region:
        """The chosen region inside a clip; in the middle when none was chosen."""
        width, height = (clip and clip.size) or (DEFAULT.long, DEFAULT.short)
        return inside(self.chosen, width, height) if self.chosen else placed(DEFAULT, width, height)

    def frames(self, clip: DraftClip | None) -> tuple[int, int]:
        """First and last frame of a clip that previews are made of."""
        return frames_around(self.playhead, self.count, clip.first, clip.last) if clip and clip.length else (0, 0)
