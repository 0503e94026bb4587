"""Find out how a SPAN wants its input, which its weights do not say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.light.span import DIV2K_MEAN, IMAGENET_MEAN, Span
from uprez.models.runtime.choose import Described
from uprez.models.runtime.onnx_graph import build
from uprez.models.runtime.ort import OrtNetwork

_KNOWN = ((DIV2K_MEAN, 255.0), (IMAGENET_MEAN, 1.0), (DIV2K_MEAN, 1.0), ((0.0, 0.0, 0.0), 1.0), ((0.0, 0.0, 0.0), 255.0))
"""Means and ranges that published SPAN weights were trained with, the authors' own first."""
_FAITHFUL = 0.1
"""Mean error of a plain picture below which a normalisation counts as the right one."""


def settle(described: Described, *, stated: bool, on_note: Callable[[str], None]) -> Described:
    """The network with the normalisation under which it gives a plain picture back.

    The authors' own is kept when it does, or when none does; any other choice is told. `stated`
    means that the file itself says it.
    """
    span = described.architecture
    if stated or not isinstance(span, Span):
        return described
    picture = _plain()
    wanted = picture.repeat(span.scale, axis=2).repeat(span.scale, axis=3)
    for mean, value_range in _KNOWN:
        tried = Described(replace(span, range=value_range), {**described.tensors, "negative_mean": -np.array(mean, np.float32)})
        network = OrtNetwork(build(tried.architecture, tried.tensors).SerializeToString(), device="cpu", precision="fp32")
        if float(np.abs(network(picture) - wanted).mean()) < _FAITHFUL:
            if (mean, value_range) != _KNOWN[0]:
                on_note(f"This SPAN wants its input less {mean}, times {value_range:g}: found by trying, its file does not say.")
            return tried
    return described


def _plain() -> Pixels:
    """A soft ramp (1, 3, 32, 32) from dark to light, another in each channel."""
    down, right = np.mgrid[0:32, 0:32] / np.float32(31)
    return np.stack([0.2 + 0.6 * right, 0.2 + 0.6 * down, 0.8 - 0.6 * right])[None].astype(np.float32)
