"""What probing a clip finds out, and what a user decides about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from pathlib import Path

from uprez.core.colour import Alpha, ColourTag
from uprez.core.frame import Size
from uprez.core.mastering import ContentLight, MasteringDisplay
from uprez.core.time import FrameRange, Timecode


class Fields(Enum):
    """Scan of a clip."""

    PROGRESSIVE = "progressive"
    TOP_FIRST = "top field first"
    BOTTOM_FIRST = "bottom field first"


class Missing(Enum):
    """What to do where a sequence lacks a frame."""

    ERROR = "error"
    """Refuse, naming the frames."""
    HOLD = "hold"
    """Repeat the frame before (the one after, at the start)."""
    BLACK = "black"
    """Put a black, clear frame."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user decided about a source; a reader never guesses these aloud or silently."""

    missing: Missing = Missing.ERROR
    deinterlace: bool = False
    """Deinterlace (one frame out per frame in); without it an interlaced clip is refused."""
    colour: str = ""
    """OpenColorIO colour space of the pixels; empty to believe the tags."""
    alpha: Alpha | None = None
    """Overrides what the file says of its alpha; `Alpha.NONE` ignores the channel."""
    rate: Fraction | None = None
    """Frames a second of a sequence; None to believe the files, else 24."""


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio stream of a movie."""

    index: int
    """Stream index in the container."""
    codec: str
    channels: int
    rate: int
    """Samples a second."""
    seconds: Fraction
    """Length as the container states it."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """A clip as its file describes it. Sizes are as shown, after rotation."""

    path: Path
    """The movie, or the folder of the sequence."""
    pattern: str
    """File name with `%0Nd` for a sequence; empty for a movie."""
    size: Size
    frames: int
    """Frames that can be shown, counted, not believed from the header."""
    rate: Fraction
    """Frames a second; the average when `variable_rate`."""
    variable_rate: bool
    tag: ColourTag
    guessed: tuple[str, ...]
    """Fields of `tag` that the file does not state, and were chosen by the usual rule."""
    bit_depth: int
    """Bits a sample, 8 to 32."""
    is_float: bool
    pixel_format: str
    """FFmpeg's or OpenImageIO's name for the stored pixels, for people to read."""
    codec: str
    alpha: Alpha
    first_number: int = 0
    """Number in the first file's name, for a sequence; 0 for a movie."""
    missing: tuple[int, ...] = ()
    """File numbers that a sequence lacks between its first and last."""
    extra_channels: tuple[str, ...] = ()
    pixel_aspect: Fraction = Fraction(1)
    rotation: int = 0
    """Degrees counter-clockwise that the reader has already applied: 0, 90, 180, 270."""
    fields: Fields = Fields.PROGRESSIVE
    timecode: Timecode | None = None
    """Timecode of the first frame."""
    reel: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    mastering: MasteringDisplay | None = None
    """The display that an HDR movie was graded on, where it says so."""
    light: ContentLight | None = None
    """How bright an HDR movie gets, where it says so."""
    audio: tuple[AudioTrack, ...] = ()
    fingerprint: str = ""
    """SHA-256 over the file's size and its first and last MiB; over names and sizes for a sequence."""
    notes: tuple[str, ...] = ()
    """What the user should know of the source, one sentence each: frames lost at the end, a timecode that makes no sense."""

    @property
    def is_sequence(self) -> bool:
        """True for numbered files, False for a movie."""
        return bool(self.pattern)

    @property
    def range(self) -> FrameRange:
        """All frames of the clip."""
        return FrameRange(0, self.frames - 1)
