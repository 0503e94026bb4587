"""RAFT on ONNX Runtime, from an exported graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.flow.margins import margins
from uprez.models.runtime.ort import OrtSession, open_first


class OnnxRaft:
    """`Raft.estimate` for one pair of host arrays; see `uprez.models.flow.raft_graph` for its memory."""

    def __init__(self, path: Path, *, device: str = "auto", on_note: Callable[[str], None] | None = None) -> None:
        """Load a `raft.onnx`; `auto` takes the fastest device that works.

        Raises:
            ModelError: the file is damaged, or there is no such device.
            ResourceError: out of memory.
        """
        self._session = open_first(device, lambda chosen: OrtSession(path, device=chosen), on_note=on_note)

    def estimate(self, target: Pixels, source: Pixels) -> Pixels:
        """Where each pixel of `target` lies in `source`.

        Takes two times (3, H, W) float32, R'G'B' from -1 to 1, of any size; gives (2, H, W) float32: x and y offsets in pixels.
        Sides below 128, or no multiple of 8, are padded by repeating the edge, and cropped again.

        Raises:
            ValueError: the two differ in size.
            ResourceError: out of memory.
        """
        if target.shape != source.shape:
            raise ValueError(f"target {target.shape} and source {source.shape} differ in size")
        height, width = target.shape[1:]
        left, right, top, bottom = margins(height, width)
        around = ((0, 0), (top, bottom), (left, right))
        ours, theirs = (np.pad(frame, around, mode="edge")[None] for frame in (target, source))
        flow = self._session.run({"target": ours, "source": theirs})[0]
        return np.ascontiguousarray(flow[0, :, top : top + height, left : left + width])
