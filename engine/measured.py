"""The mask `auto`: where an edit differs from its original, steady in time.

A frame's own mask flickers where an edit is faint or a codec coarse. So what is compared is averaged over the frames around it, and
the masks of those are closed in time: a place that one of them marks is marked in all, and fades in and out over five frames. Both
happen only where nothing moves. A mask depends on `REACH` frames to either side and on nothing else, so that every machine and every
split of a shot measures the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.clip import ClipInfo
from uprez.core.frame import Pixels
from uprez.core.job import Job
from uprez.core.time import FrameRange
from uprez.engine.difference import Compared, Plane, beyond, difference_mask
from uprez.engine.planning import resolved
from uprez.engine.reference_clip import Shares, open_clip_itself, open_reference
from uprez.media.colour.space import clean, model_space

_NEAR = 2
"""Frames to either side that are averaged, that mark what one of them marks, and that the result fades over."""
REACH = 3 * _NEAR
"""Frames to either side that a mask depends on."""
_KEPT = 3
"""Frames that others may be behind: threads that finish pictures ask in any order."""

_Halves = NDArray[np.float16]
Pair = tuple[Pixels, Pixels]
"""A frame of the edit and of its original, (3, H, W) float32 in one model space."""


class MeasuredMask:
    """See `uprez.engine.keeping.Mask`. What is measured stays for the frames that come next: about 0.2 GB."""

    def __init__(self, pictures: Callable[[int], Pair], frames: FrameRange, close: Callable[[], None] = lambda: None) -> None:
        """`pictures` gives both of a frame of the clip; none outside of `frames` is asked."""
        self._pictures, self._frames, self._close = pictures, frames, close
        self._lock = Lock()
        self._compared = lru_cache(2 * _NEAR + 1 + _KEPT)(self._compare)
        self._still = lru_cache(2 * _NEAR * (4 * _NEAR + _KEPT))(self._stand)
        self._alone = lru_cache(4 * _NEAR + 1 + _KEPT)(self._measure)
        self._spread = lru_cache(2 * _NEAR + 1 + _KEPT)(self._reach)

    def at(self, number: int) -> Pixels:
        """See `Mask`."""
        with self._lock:
            whole, weight = self._spread(number).copy(), np.float32(1)
            for other in self._near(number):
                still = self._stands(number, other)[1]
                whole += still * self._spread(other)
                weight = weight + still
            return np.maximum(self._alone(number), whole / weight)  # whatever moves, nothing that the frame itself marks is lost

    def close(self) -> None:
        """See `Mask`."""
        self._close()

    def _near(self, number: int) -> list[int]:
        """The frames around one."""
        first, last = max(self._frames.first, number - _NEAR), min(self._frames.last, number + _NEAR)
        return [other for other in range(first, last + 1) if other != number]

    def _compare(self, number: int) -> Compared:
        return Compared.of(*self._pictures(number))

    def _stands(self, one: int, other: int) -> tuple[Plane, Plane]:
        """Where nothing moves between two frames, and where nothing does as far around as a mask reaches."""
        near, far = self._still(min(one, other), max(one, other))
        return near.astype(np.float32), far.astype(np.float32)

    def _stand(self, one: int, other: int) -> tuple[_Halves, _Halves]:
        """As `_stands`, in half the memory."""
        still = self._compared(one).stillness(self._compared(other))
        around = 2 * beyond(min(still.shape)) + 1
        return still.astype(np.float16), cv2.erode(still, np.ones((around, around), np.uint8)).astype(np.float16)

    def _measure(self, number: int) -> Plane:
        """A frame's mask, with those around it averaged in."""
        moments = {each: self._compared(each) for each in sorted((number, *self._near(number)))}  # in the order that files are read in
        now = moments.pop(number)
        return difference_mask(now, ((moment, self._stands(number, other)[0]) for other, moment in moments.items()))

    def _reach(self, number: int) -> Plane:
        """All that a frame's mask marks, or one of those around it."""
        marked = self._alone(number)
        for other in self._near(number):
            marked = np.maximum(marked, self._stands(number, other)[1] * self._alone(other))
        return marked


def open_measured(job: Job, base: Path, video: Path, clip: ClipInfo, frames: FrameRange, part: Shares) -> MeasuredMask:
    """The mask of `clip`, the job's source, against `video`, which it was made of; `part` is what is shown of both.

    Both are read a second time: the mask is ahead of the frame that is finished.

    Raises:
        InputError: one cannot be read, or does not hold `frames`.
    """
    theirs = open_reference(video, clip, frames, on_note=lambda _: None).part(part, keeps=1)  # its notes were told when it was opened first
    ours = open_clip_itself(resolved(job.source.path, base), job.source.options, part)
    space = model_space(clip.tag, is_float=clip.is_float)

    def pictures(number: int) -> Pair:
        edited, original = (space.forward(clean(each.frame(number).rgb)[0]) for each in (ours, theirs))
        return edited, original

    def close() -> None:
        ours.close()
        theirs.close()

    return MeasuredMask(pictures, frames, close)
