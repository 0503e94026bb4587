"""Networks run in float64 by NumPy alone, straight from the definition of each operation: the yardstick of the runtimes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


class NumpyOps:
    """Carries each operation out on float64 arrays (N, C, H, W)."""

    def __init__(self, tensors):
        self.tensors = {name: np.asarray(values, np.float64) for name, values in tensors.items()}

    def conv(self, x, name, *, padding=1, stride=1):
        weight, bias = self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"]
        padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
        views = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], (2, 3))[:, :, ::stride, ::stride]
        return np.einsum("nihwyx,oiyx->nohw", views, weight, optimize=True) + bias[:, None, None]

    def prelu(self, x, name):
        return np.where(x > 0, x, x * self.tensors[f"{name}.weight"][:, None, None])

    def leaky_relu(self, x, slope):
        return np.where(x > 0, x, x * slope)

    def silu(self, x):
        return x * self.sigmoid(x)

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def add(self, a, b):
        return a + b

    def mul(self, a, b):
        return a * b

    def affine(self, x, scale, offset=0.0):
        return (x + (self.tensors[offset][:, None, None] if isinstance(offset, str) else offset)) * scale

    def concat(self, parts):
        return np.concatenate(parts, axis=1)

    def pixel_shuffle(self, x, factor):
        count, channels, height, width = x.shape
        split = x.reshape(count, channels // factor**2, factor, factor, height, width)
        return split.transpose(0, 1, 4, 2, 5, 3).reshape(count, channels // factor**2, height * factor, width * factor)

    def nearest(self, x, factor):
        return x.repeat(factor, 2).repeat(factor, 3)

    def cubic(self, x, factor):
        return _cubic_axis(_cubic_axis(x, Fraction(factor), 2), Fraction(factor), 3)


def _cubic_axis(x, factor, axis):
    """Keys' cubic with a = -0.75 along one axis, one output position at a time."""
    have = x.shape[axis]
    result = []
    for position in range(int(have * factor)):
        centre = (position + 0.5) / float(factor) - 0.5
        first = int(np.floor(centre)) - 1
        taps = [(min(max(tap, 0), have - 1), _keys(abs(centre - tap))) for tap in range(first, first + 4)]
        result.append(sum(weight * x.take(tap, axis=axis) for tap, weight in taps))
    return np.stack(result, axis=axis)


def _keys(t, a=-0.75):
    return (a + 2) * t**3 - (a + 3) * t**2 + 1 if t <= 1 else a * (t**3 - 5 * t**2 + 8 * t - 4)
