"""The plan of a job: shots, windows and tiles, fixed once."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from uprez.core.time import FrameRange


class Part(BaseModel):
    """A frozen part of the document; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


class Shot(Part):
    """Frames between two cuts; nothing is ever shared across a cut."""

    index: int = Field(ge=0)
    first: int = Field(ge=0)
    """First frame, position in the clip."""
    last: int = Field(ge=0)
    """Last frame, included."""

    @property
    def range(self) -> FrameRange:
        """The shot's frames."""
        return FrameRange(self.first, self.last)


class Window(Part):
    """A run of frames that is made, written and recorded together."""

    index: int = Field(ge=0)
    """Place among all windows of the job."""
    shot: int = Field(ge=0)
    """Index of the shot it lies in."""
    first: int = Field(ge=0)
    """First frame that this window writes."""
    last: int = Field(ge=0)
    """Last frame that this window writes, included."""
    read_first: int = Field(ge=0)
    """First frame that must be read to make it from nothing."""
    read_last: int = Field(ge=0)
    """Last frame that must be read to make it."""

    @property
    def range(self) -> FrameRange:
        """The frames that this window writes."""
        return FrameRange(self.first, self.last)


class Tile(Part):
    """A rectangle of the source picture, in source pixels."""

    x: int = Field(ge=0)
    y: int = Field(ge=0)
    width: int = Field(ge=1)
    height: int = Field(ge=1)


class Plan(Part):
    """Fixed when the job is submitted: the same windows and tiles on one machine or a hundred."""

    shots: tuple[Shot, ...]
    windows: tuple[Window, ...]
    tiles: tuple[Tile, ...]
    """One tile is the whole picture."""
    source_size: tuple[int, int]
    """Source width and height, as shown."""
    output_size: tuple[int, int]
    """Result width and height."""
    fingerprint: str
    """Fingerprint of the source that the plan was made for."""
    weights: str
    """SHA-256 of the model's weights; empty for a model without any."""
    runtime: str
    """Runtime, device and precision, for example `onnxruntime cpu fp32`."""
    stabilise: bool
    """Whether neighbouring outputs are fused."""
    memory: str
    """The memory plan in one sentence."""
    bytes: int = Field(default=0, ge=0)
    """Bytes at work, planned; 0 where unknown."""
    model: str = ""
    """The model that a look at the source decided on; empty where the recipe names it."""
    prompt: str = ""
    """What a captioner said of the source; empty where it was not asked."""
