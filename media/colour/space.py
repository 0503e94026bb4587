"""The models' own colour space: display-like numbers around 0 to 1, from any clip and exactly back.

Networks are trained on display-referred pictures from 0 to 1. Display-referred and logarithmic pictures go as they are;
scene-linear ones go through a logarithm, as a network that sees light values loses highlights by stops. Nothing is clipped:
what lies outside 0 to 1 passes a smooth shoulder or toe that the inverse undoes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from uprez.core.colour import ColourTag, Transfer
from uprez.core.frame import Pixels
from uprez.media.colour.ocio import chromaticities_of_space, find_space, is_linear, space_names

__all__ = ["ModelSpace", "chromaticities_of_space", "clean", "model_space", "space_names"]

_KNEE = np.float32(0.5)
"""Softness of shoulder and toe: an excess e becomes knee · ln(1 + e / knee), so 1.09 becomes 1.083 and 65504 becomes 6.9."""
_HALF_MAX = 65504.0
_STRIP = 1 << 16
"""Samples worked on at a time, so that they stay in the cache."""

_SLOPE = np.float32(10.5402377416545)
_OFFSET = np.float32(0.0729055341958355)
_ZERO_LIGHT = -0.0729055341958355 / 10.5402377416545
_CUT = np.float32(0.0078125)
_CUT_CODE = np.float32(0.155251141552511)
_PER_LOG = np.float32(1 / (17.52 * math.log(2)))
_MIDDLE = np.float32(9.72 / 17.52)
"""ACEScct, S-2016-001: slope · x + offset up to the cut, (log2 x + 9.72) / 17.52 above."""
_TOP_LOG = np.float32(math.log(_HALF_MAX) + 0.01)
_FLOAT_MAX = np.finfo(np.float32).max
_MOST = np.float32(20)
"""Beyond any excess that a half gives (7.1), so that exp does not overflow on a network's wild number."""


@dataclass(frozen=True, slots=True)
class ModelSpace:
    """A declared transform into the models' space, and its exact inverse."""

    name: str
    """What it is, in words for reports."""
    forward: Callable[[Pixels], Pixels]
    """(3, H, W) float32 in the clip's own colour, finite, to model space, nominally 0 to 1. The input is never changed,
    and is returned itself when nothing has to change."""
    inverse: Callable[[Pixels], Pixels]
    """The exact inverse, to within half precision for every finite half and 0.001 of a 10-bit code in video; same rules."""

    @property
    def bends_outside_only(self) -> bool:
        """True when 0 to 1 goes as it is; what needs no network's range, such as a classic kernel, may then do without."""
        return self.forward is soften


def model_space(tag: ColourTag, *, is_float: bool) -> ModelSpace:
    """The model space of a clip's colour; both its functions are C1 and strictly rising over all floats.

    `is_float` says that the samples are floats, which are scene-linear unless the tag says otherwise.

    Raises:
        InputError: `tag.space` names a space that OpenColorIO does not know, or that holds data.
    """
    if tag.space:
        space = find_space(tag.space)
        kind = space.getEncoding() or "display"
        return _LINEAR if is_linear(space) else ModelSpace(f"{'log' if kind == 'log' else kind} as is, shoulder", soften, harden)
    if tag.transfer is Transfer.LINEAR or (is_float and tag.transfer is Transfer.UNSPECIFIED):
        return _LINEAR
    named = {Transfer.PQ: "pq", Transfer.HLG: "hlg", Transfer.LOG100: "log", Transfer.LOG316: "log"}.get(tag.transfer)
    return ModelSpace(f"{named} as is, shoulder" if named else "display, shoulder", soften, harden)


def clean(rgb: Pixels) -> tuple[Pixels, int]:
    """Pixels without NaN (0 instead) and beyond no half's reach (±65504 instead), and how many samples were not finite.

    Any shape, float32. The input is never changed, and is returned itself when it was clean.
    """
    flat = rgb.reshape(-1)
    with np.errstate(all="ignore"):
        if np.dot(flat, flat) <= _HALF_MAX**2:  # no square is larger then: one pass, where a look at each sample takes two
            return rgb, 0
    if cv2.norm(flat, cv2.NORM_INF) <= _HALF_MAX and math.isfinite(cv2.sumElems(flat)[0]):  # the norm overlooks NaN
        return rgb, 0
    count = int(rgb.size - np.count_nonzero(np.isfinite(rgb)))
    return np.clip(np.nan_to_num(rgb, nan=0.0), -_HALF_MAX, _HALF_MAX).astype(np.float32, copy=False), count


def soften(rgb: Pixels) -> Pixels:
    """Leave 0 to 1 as it is, compress what lies outside by logarithms that start with slope 1. Any shape."""
    return _outside(rgb, lambda excess: _KNEE * np.log1p(excess / _KNEE))


def harden(rgb: Pixels) -> Pixels:
    """Undo `soften`; values beyond what a half's largest gives come back as ±65504. Any shape."""
    out = _outside(rgb, lambda excess: _KNEE * np.expm1(np.minimum(excess, _MOST) / _KNEE))
    return out if out is rgb else np.clip(out, -_HALF_MAX, _HALF_MAX, out=out)


def _outside(rgb: Pixels, bend: Callable[[Pixels], Pixels]) -> Pixels:
    """A copy of `rgb` in which `bend` has changed the distance of every sample below 0 or above 1 to that range."""
    out, source = rgb, rgb.reshape(-1)
    for start in range(0, source.size, _STRIP):
        low, high, _, _ = cv2.minMaxLoc(source[start : start + _STRIP].reshape(1, -1))
        if low >= 0 and high <= 1:
            continue
        if out is rgb:
            out = rgb.copy()
        strip = out.reshape(-1)[start : start + _STRIP]
        if high > 1:
            where = np.flatnonzero(strip > 1)
            strip[where] = 1 + bend(strip[where] - 1)
        if low < 0:
            where = np.flatnonzero(strip < 0)
            strip[where] = -bend(-strip[where])
    return out


def to_acescct(rgb: Pixels) -> Pixels:
    """Scene-linear to ACEScct per channel, on the picture's own primaries; below code 0 (light −0.0069) a toe. Any shape."""
    return _by_strips(rgb, _strip_to_acescct)


def from_acescct(rgb: Pixels) -> Pixels:
    """Undo `to_acescct`, within ±65504. Any shape."""
    return _by_strips(rgb, _strip_from_acescct)


def _by_strips(rgb: Pixels, work: Callable[[Pixels, Pixels], None]) -> Pixels:
    """A new array of the same shape, made by `work` from (1, n) rows of the old one."""
    out = np.empty(rgb.shape, np.float32)
    source, target = np.ascontiguousarray(rgb).reshape(1, -1), out.reshape(1, -1)
    for start in range(0, source.size, _STRIP):
        work(source[:, start : start + _STRIP], target[:, start : start + _STRIP])
    return out


def _strip_to_acescct(light: Pixels, code: Pixels) -> None:
    low = cv2.minMaxLoc(light)[0]
    light.clip(_CUT, _FLOAT_MAX, out=code)
    cv2.log(code, dst=code)  # four times faster than NumPy's, as precise
    code *= _PER_LOG
    code += _MIDDLE
    if low <= _CUT:
        line = light * _SLOPE
        line += _OFFSET
        if low < _ZERO_LIGHT:
            where = np.flatnonzero(line < 0)
            line[0, where] = -_KNEE * np.log1p(-line[0, where] / _KNEE)
        cv2.copyTo(line, (light <= _CUT).view(np.uint8), code)


def _strip_from_acescct(code: Pixels, light: Pixels) -> None:
    low = cv2.minMaxLoc(code)[0]
    np.subtract(code, _MIDDLE, out=light)
    light *= np.float32(1 / _PER_LOG)
    light.clip(-_FLOAT_MAX, _TOP_LOG, out=light)
    cv2.exp(light, dst=light)
    if low <= _CUT_CODE:
        line = code.copy()
        if low < 0:
            where = np.flatnonzero(code < 0)
            line[0, where] = -_KNEE * np.expm1(np.minimum(-code[0, where], _MOST) / _KNEE)
        line -= _OFFSET
        line /= _SLOPE
        cv2.copyTo(line, (code <= _CUT_CODE).view(np.uint8), light)
    np.clip(light, -_HALF_MAX, _HALF_MAX, out=light)


_LINEAR = ModelSpace("acescct", to_acescct, from_acescct)
