"""One shot through a base model, as a stream: frames are shrunk and laid on disk as they come, the first flush makes the edit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.core.plan import Shot
from uprez.models.contract import Workspace
from uprez.models.resample import resample
from uprez.models.star.stream import ShotStream, Work

MaskAt = Callable[[int], Pixels]
"""Takes an absolute frame number; gives (h, w) float32 of any size, white 1 where the frame may change."""


class EditStream(ShotStream):
    """See `uprez.models.contract.Stream`. What goes out has the edit's own size, which the engine brings to the one that is asked."""

    def __init__(
        self,
        shot: Shot,
        workspace: Workspace,
        *,
        runtime: str,
        work: Work,
        size_of: Callable[[Size], Size],
        scale: int,
        mask: MaskAt | None,
    ) -> None:
        """`size_of` tells the edit's size by the source's; results are not larger than `scale` times the source."""
        super().__init__(shot, workspace, runtime=runtime, work=work)
        self._next, self._mask, self._size_of, self._scale = shot.first, mask, size_of, scale
        self._most = Size(0, 0)

    def push(self, frames: Pixels) -> Pixels:
        """Take frames; gives none."""
        height, width = frames.shape[2:]
        self._most = Size(width * self._scale, height * self._scale)
        small = resample(frames, self._size_of(Size(width, height)))
        if self._mask is not None:
            masks = [self._shrunk(self._mask(self._next + index), small) for index in range(len(frames))]
            small = np.concatenate((small, np.stack(masks)), axis=1)
        self._next += len(frames)
        super().push(small)
        return self._none()

    def flush(self) -> Pixels:
        """Give the next picture, (1, 3, h, w), or none at the end."""
        picture = super().flush()
        fitted = Size(min(picture.shape[3], self._most.width), min(picture.shape[2], self._most.height))
        return resample(picture, fitted) if len(picture) else self._none()

    def _shrunk(self, mask: Pixels, like: Pixels) -> Pixels:
        return resample(mask[None, None], Size(like.shape[3], like.shape[2]), kernel="area")[0].clip(0, 1)

    def _none(self) -> Pixels:
        return np.empty((0, 3, self._most.height, self._most.width), np.float32)
