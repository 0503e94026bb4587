"""Picture buffers that are used again once nobody looks at them, which saves the system's page faults."""

from __future__ import annotations

import sys
from typing import Any

import av
import av.filter
import numpy as np

from uprez.core.frame import Pixels


class PixelPool:
    """float32 arrays of one shape, lent again when the last view of them is gone; one thread's own."""

    def __init__(self, keep: int = 6) -> None:
        self._keep = keep
        self._arrays: list[Pixels] = []

    def take(self, shape: tuple[int, ...]) -> Pixels:
        """An array of this shape with arbitrary contents that nobody else holds."""
        self._arrays = [array for array in self._arrays if array.shape == shape]
        for array in self._arrays:
            if sys.getrefcount(array) == _UNHELD:  # a view or a tensor of it counts too, through its base
                return array
        array = np.empty(shape, np.float32)
        if len(self._arrays) < self._keep:
            self._arrays.append(array)
        return array


_UNHELD = 3
"""References to a pooled array that is free: the list, the loop, the call itself."""


class FramePool:
    """Video frames of one size and format whose memory FFmpeg takes back when the last holder, an encoder say, lets go."""

    def __init__(self) -> None:
        self._key: tuple[int, int, str, str] | None = None
        self._graph: Any = None

    def take(self, width: int, height: int, pixel_format: str, chroma: str) -> av.VideoFrame:
        """A frame with arbitrary contents, no time, no picture type, and FFmpeg's chroma location `chroma`."""
        key = (width, height, pixel_format, chroma)
        if key != self._key:
            graph = av.filter.Graph()
            source = graph.add("nullsrc", f"size={width}x{height}")
            layout, sited = graph.add("format", pixel_format), graph.add("setparams", f"chroma_location={chroma}")
            sink = graph.add("buffersink")
            source.link_to(layout)
            layout.link_to(sited)
            sited.link_to(sink)
            graph.configure()
            self._graph, self._key = graph, key
        frame: av.VideoFrame = self._graph.vpull()
        frame.pts, frame.duration = None, 0
        frame.pict_type = 0  # nullsrc says I, which would force key frames  # pyright: ignore[reportAttributeAccessIssue]
        return frame
