"""What comes after the model: how much of its detail is used, and how much of the source's grain comes back.

Both happen in the space in which classic resampling works: the clip's own colour where that is made for screens or is a
camera's log, ACEScct where it is scene-linear. So strength 0 is what the model `lanczos` gives, and grain is as even over
shadows and highlights as the clip's own. Nothing is clipped. Where colour is matched, result and enlargement have the same
low frequencies, and strength weighs nothing but detail.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.engine.grain import grain_of
from uprez.media.colour.space import ModelSpace, model_space
from uprez.models.contract import ModelSpec
from uprez.models.resample import resample

AS_IS = ModelSpace("as is", lambda rgb: rgb, lambda rgb: rgb)
"""For classic kernels, strength and grain on pictures that are not scene-linear."""


def mixing_space(clip: ClipInfo) -> ModelSpace:
    """The space of classic resampling, strength and grain."""
    space = model_space(clip.tag, is_float=clip.is_float)
    return AS_IS if space.bends_outside_only else space


def working_space(clip: ClipInfo, spec: ModelSpec) -> ModelSpace:
    """The space that a model is given the clip's pictures in."""
    return mixing_space(clip) if spec.faithful else model_space(clip.tag, is_float=clip.is_float)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a result is finished."""

    strength: float = 1.0
    """Share of the model's detail, 0 to 1; the rest is the source by Lanczos."""
    grain: float = 0.0
    """Share of the source's grain that is added, 0 to 1."""

    @classmethod
    def of(cls, recipe: Recipe, spec: ModelSpec) -> Finish:
        """What a recipe asks for after a model; one that takes the strength in its own sampling is not mixed again."""
        return cls(1.0 if "strength" in spec.conditions else recipe.strength, recipe.grain)

    @property
    def changes_nothing(self) -> bool:
        """True when the model's pictures are the result."""
        return self.strength == 1 and self.grain == 0

    def apply(self, result: Pixels, source: Pixels) -> Pixels:
        """Finish a picture (3, H', W') with its source (3, H, W), both float32 in the mixing space; a new array, unclipped."""
        if self.changes_nothing:
            return result
        size = Size(result.shape[2], result.shape[1])
        finished = np.empty_like(result)
        for plane, of_source, out in zip(result, source, finished, strict=True):  # by planes: the memory stays that of one
            np.copyto(out, plane)
            if self.strength != 1:
                base = resample(of_source[None, None], size)[0, 0]
                out -= base
                out *= np.float32(self.strength)
                out += base
            if self.grain:
                out += np.float32(self.grain) * grain_of(of_source, size)
        return finished

    def undo(self, finished: Pixels, source: Pixels) -> Pixels:
        """The picture that `apply` made `finished` of, as far as its numbers allow; `strength` is above 0."""
        if self.changes_nothing:
            return finished
        size = Size(finished.shape[2], finished.shape[1])
        result = np.empty_like(finished)
        for plane, of_source, out in zip(finished, source, result, strict=True):
            np.copyto(out, plane)
            if self.grain:
                out -= np.float32(self.grain) * grain_of(of_source, size)
            if self.strength != 1:
                base = resample(of_source[None, None], size)[0, 0]
                out -= base
                out /= np.float32(self.strength)
                out += base
        return result


def enlarged(source: Pixels, size: Size, space: ModelSpace) -> Pixels:
    """The source's colour (3, H, W) by Lanczos at `size`, in the clip's own colour, as strength 0 gives it; `space` is the mixing space."""
    return space.inverse(resample(space.forward(source)[None], size)[0])
