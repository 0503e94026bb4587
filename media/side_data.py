"""What FFmpeg lays beside a decoded frame's pixels."""

from __future__ import annotations

from typing import Any

from av.sidedata import sidedata
from av.video.frame import VideoFrame


def _unknown(kinds: Any, value: object) -> Any:
    """A kind that PyAV has no name for."""
    made = object.__new__(kinds)
    made._name_, made._value_ = f"UNKNOWN_{value}", value
    return made


_kinds: Any = sidedata.Type
_kinds._missing_ = classmethod(_unknown)  # FFmpeg has more kinds than PyAV, which else fails over all that a frame has beside one


def side_data_of(frame: VideoFrame) -> dict[str, bytes]:
    """All of it, by the names that PyAV gives its kinds."""
    held: Any = frame.side_data  # a mapping by its types, which iterates over its values
    return {data.type.name: bytes(data) for data in held}
