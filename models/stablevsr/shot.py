"""A shot on disk: its frames, flows and finished pictures, so that memory does not grow with its length."""

from __future__ import annotations

import hashlib

import cv2
import numpy as np

from uprez.core.errors import OutputError
from uprez.core.frame import Pixels
from uprez.models.shelf import Shelf
from uprez.models.stablevsr.flows import Estimator
from uprez.models.stablevsr.networks import FACTOR

FRAMES = "frame_"
"""What the names of pushed frames begin with; all else is made of these."""
_WHAT = "values"


class ShelvedShot:
    """Frames as they are pushed, and what is made of them; see `sampler.Footage` for what the sampler asks.

    Pictures in model space lie nominally in [0, 1]; the networks see them clipped to it, in [-1, 1].
    """

    def __init__(self, shelf: Shelf, flows: Estimator) -> None:
        """Frames, flows and pictures lie on `shelf`."""
        self._shelf = shelf
        self._way = flows.name
        self._flows = flows.of_shot(self.enlarged)
        self._count = 0
        self._digest = hashlib.sha256()

    def __len__(self) -> int:
        """Frames pushed so far."""
        return self._count

    @property
    def sha256(self) -> str:
        """SHA-256 of all frames pushed, in order."""
        return self._digest.hexdigest()

    @property
    def flows(self) -> str:
        """What the names of this shot's flows begin with: they depend on nothing but its frames."""
        return f"{self._way}_{self.sha256[:16]}_"

    def add(self, frame: Pixels) -> None:
        """Take the next frame, (3, h, w) float32 in model space."""
        self._shelf.put(f"{FRAMES}{self._count:06}", {_WHAT: frame})
        self._digest.update(np.ascontiguousarray(frame).data)
        self._count += 1

    def source(self, frame: int) -> Pixels:
        """A frame as it was pushed."""
        found = self._shelf.get(f"{FRAMES}{frame:06}")
        if found is None:
            raise OutputError(
                "A frame of the shot, laid on disk a while ago, cannot be read any more.",
                why="Somebody else removed or damaged it.",
                fix="Run the same command again: finished passes are kept.",
            )
        return found[_WHAT]

    def picture(self, frame: int) -> Pixels:
        """See `Footage`."""
        return self.source(frame).clip(0, 1) * 2 - 1

    def enlarged(self, frame: int) -> Pixels:
        """See `Footage`."""
        return bicubic(self.picture(frame))

    def flow(self, target: int, source: int) -> Pixels:
        """See `Footage`; estimated when it is first asked for."""
        name = f"{self.flows}{target:06}_{source:06}"
        kept = self._shelf.get(name)
        if kept is not None:
            return kept[_WHAT]
        flow = self._flows.flow(target, source)
        self._shelf.put(name, {_WHAT: flow})
        return flow

    def keep_result(self, frame: int, picture: Pixels) -> None:
        """Lay a final picture (3, 4h, 4w) down."""
        self._shelf.put(f"result_{frame:06}", {_WHAT: picture})

    def result(self, frame: int) -> Pixels | None:
        """A final picture that was laid down, if any."""
        found = self._shelf.get(f"result_{frame:06}")
        return None if found is None else found[_WHAT]


def bicubic(picture: Pixels) -> Pixels:
    """A picture (3, h, w) at four times the size, bicubic (a = -0.75, half-pixel centres) and unclipped, as torch's and OpenCV's."""
    _, height, width = picture.shape
    planes = [cv2.resize(plane, (width * FACTOR, height * FACTOR), interpolation=cv2.INTER_CUBIC) for plane in picture]
    return np.stack(planes).astype(np.float32, copy=False)
