"""What a writer must know about a result before its first frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha, ColourTag
from uprez.core.frame import Size
from uprez.core.job import Output
from uprez.core.time import FrameRange, Timecode


@dataclass(frozen=True, slots=True)
class TakeSpec:
    """A result as it will be written: the source's identity at the new size."""

    source: ClipInfo
    range: FrameRange
    """The source frames that the take holds."""
    size: Size
    output: Output
    """How the user wants it written."""
    tag: ColourTag
    alpha: Alpha
    rate: Fraction
    pixel_aspect: Fraction = Fraction(1)
    timecode: Timecode | None = None
    """Timecode of the take's first frame: the source's, moved by the range's start."""
    reel: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, source: ClipInfo, frames: FrameRange, size: Size, output: Output) -> TakeSpec:
        """The take of a range of `source` at a new size; everything else comes from the source."""
        timecode = source.timecode + frames.first if source.timecode else None
        return cls(
            source=source,
            range=frames,
            size=size,
            output=output,
            tag=source.tag,
            alpha=source.alpha,
            rate=source.rate,
            pixel_aspect=source.pixel_aspect,
            timecode=timecode,
            reel=source.reel,
            metadata=source.metadata,
        )
