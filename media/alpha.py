"""Alpha multiplied into colour, or taken out of it, to suit what a format means by alpha."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels


def premultiplied(rgb: Pixels, alpha: Pixels) -> Pixels:
    """Straight colour (3, H, W) times `alpha` (H, W), in the clip's own encoding, as compositors divide it out again."""
    return rgb * alpha


def straight(rgb: Pixels, alpha: Pixels) -> Pixels:
    """Premultiplied colour (3, H, W) divided by `alpha` (H, W); colour as it stands where alpha is not above 0."""
    divisor: Pixels = np.where(alpha > 0, alpha, np.ones_like(alpha))
    return rgb / divisor
