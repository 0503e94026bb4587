"""The frames of one window, as the base model sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.edit.settings import Shown
from uprez.models.star.footage import Footage
from uprez.models.unimmvsr.windows import latents_of

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32).reshape(3, 1, 1)
"""Of the primaries of Rec. 709."""
_HALF = 0.5
"""A mask that is lighter changes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Frames of a shot, the first of which may be those that the window before made."""

    footage: Footage
    """(3, h, w), or (4, h, w) with the mask behind, at the base model's size."""
    span: Span
    """The window among the shot's frames."""
    before: Pixels
    """(n, 3, h, w), 0 to 1: the pictures of its first frames, which stay; n from 0."""

    @property
    def kept(self) -> int:
        """Latents of the frames that stay."""
        return latents_of(len(self.before)) if len(self.before) else 0

    def pictures(self, part: Span) -> Pixels:
        """Some of its frames as the VAE takes them, counted from the window's first: (f, 3, h, w), -1 to 1."""
        return np.stack([self._picture(index) for index in range(part.start, part.stop)]) * 2 - 1

    def shown(self, part: Span, how: Shown) -> Pixels:
        """The same as the base model is shown it, where it may change something, and as it is elsewhere."""
        pictures = self.pictures(part)
        if how == "source":
            return pictures
        grey = (pictures * _LUMA).sum(1, keepdims=True) if how == "grey" else np.zeros_like(pictures[:, :1])
        masks = np.stack([self._mask(index) for index in range(part.start, part.stop)])[:, None]
        return np.asarray(pictures * (1 - masks) + grey * masks, np.float32)

    def masks(self) -> Pixels:
        """(f, h, w): 1 where its frames may change, else 0."""
        return np.stack([self._mask(index) for index in range(len(self.span))])

    def _picture(self, index: int) -> Pixels:
        if index < len(self.before):
            return self.before[index]
        return self.footage.frame(self.span.start + index)[:3].clip(0, 1)

    def _mask(self, index: int) -> Pixels:
        if index < len(self.before):
            return np.zeros(self.footage.size, np.float32)
        return may_change(self.footage.frame(self.span.start + index))


def softness(frame: Pixels) -> Pixels | np.float32:
    """How much of an edit is taken of each pixel of a frame as `Scene.footage` holds it, (h, w), 0 to 1."""
    return frame[3].clip(0, 1) if len(frame) > 3 else np.float32(1)


def may_change(frame: Pixels) -> Pixels:
    """(h, w): 1 where a frame as `Scene.footage` holds it may change, else 0."""
    return (frame[3] > _HALF).astype(np.float32) if len(frame) > 3 else np.ones(frame.shape[1:], np.float32)
