"""From the network's outputs to the clean latent: guidance by a negative prompt, and x0."""

from __future__ import annotations

from dataclasses import dataclass

from uprez.models.star.schedule import Step
from uprez.models.star.solver import Array


@dataclass(frozen=True, slots=True)
class Guidance:
    """How far a prediction goes away from the negative prompt's; the defaults are the release's."""

    scale: float = 7.5
    """1 follows the prompt alone, in a pass of half the size."""
    rescale: float = 0.2
    """How much of the contrast that guidance adds is taken back, 0 to 1."""

    @property
    def both(self) -> bool:
        """Whether the negative prompt is asked at all."""
        return self.scale != 1

    def joined(self, text: Array, negative: Array | None) -> Array:
        """v of the prompt and of the negative prompt, each (B, ...), to one v.

        Ho and Salimans, 2022 (arXiv 2207.12598) eq. 6; rescaled as in Lin et al., 2023 (arXiv 2305.08891) eq. 15-16, by the
        standard deviation of each clip.
        """
        if negative is None:
            return text
        v = negative + self.scale * (text - negative)
        return v * (self.rescale * (_deviation(text) / _deviation(v)) + (1 - self.rescale)) if self.rescale else v


def clean(step: Step, latent: Array, v: Array) -> Array:
    """x0 from what the network saw and v (Salimans and Ho, 2022, arXiv 2202.00512, appendix D)."""
    return step.x_to_x0 * latent + step.v_to_x0 * v


def _deviation(values: Array) -> Array:
    """The standard deviation of each of a batch, shaped to be multiplied with it."""
    axes = tuple(range(1, values.ndim))
    centred = values - values.mean(axes, keepdims=True)
    return (centred * centred).mean(axes, keepdims=True) ** 0.5
