"""A finished result, as an edit has to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Take:
    """Frames of one media, upscaled."""

    media: str
    """The media that it was made of, as `EditClip.path` names it."""
    first: int
    """Its first frame: a frame of the media, from 0."""
    last: int
    """Its last frame, included."""
    path: str
    """A movie, or a pattern of pictures, `/shots/a.%04d.exr`; absolute."""
    number: int | None
    """Number of the first picture; None for a movie."""
    rate: Fraction
    """Frames a second, the media's."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    facts: Mapping[str, str]
    """What made it: `model`, `weights` (SHA-256), `seed`, `recipe` (JSON), `job` (name), `version` of uprez."""

    @property
    def frames(self) -> int:
        """How many it holds."""
        return self.last - self.first + 1

    def holds(self, first: int, last: int) -> bool:
        """Whether frames `first` to `last` of the media are all in it."""
        return self.first <= first and last <= self.last
