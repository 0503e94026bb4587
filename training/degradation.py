"""Low-resolution video as the world makes it: blur, scaling, noise, JPEG and video codecs, drifting over time.

Numbers are those of RealBasicVSR (Chan et al., 2022, arXiv 2111.12704; the repository open-mmlab/mmagic), which UniMMVSR's appendix A.4
names without any. The order is Real-ESRGAN's (arXiv 2107.10833, fig. 2), once or twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

from uprez.core.frame import Pixels, Size
from uprez.training.codec import CODECS, coded
from uprez.training.kernels import Form, Kernel

_FORMS: tuple[tuple[Form, bool, float], ...] = (
    ("gauss", True, 0.405),
    ("gauss", False, 0.225),
    ("generalised", True, 0.108),
    ("generalised", False, 0.027),
    ("plateau", True, 0.108),
    ("plateau", False, 0.027),
    ("sinc", True, 0.1),
)
"""Kernels, whether they are round, and how often they are drawn."""
_DRIFT = 0.06
"""How far a number moves from a frame to the next, at most, as a share of its range."""
_BITS = (1.5, 0.15)
"""Bits a pixel and frame of video codecs, mild and harsh: 10 to 100 thousand a picture of 256x256."""
_LEAST = 16
"""No side gets shorter: codecs' blocks."""


@dataclass(frozen=True, slots=True)
class Order:
    """Ranges of one order, mild first."""

    blur: tuple[float, float]
    """Standard deviation in pixels."""
    blurred: float
    """How often."""
    smaller: tuple[float, float]
    """Chance of getting smaller, and the smallest factor."""
    larger: tuple[float, float]
    """Chance of getting larger, and the largest factor."""
    gauss: tuple[float, float]
    """Standard deviation of noise, in codes of 255."""
    poisson: tuple[float, float]
    """Factor of shot noise."""


FIRST = Order((0.2, 3.0), 1.0, (0.7, 0.15), (0.2, 1.5), (1, 30), (0.05, 3.0))
SECOND = Order((0.2, 1.5), 0.8, (0.4, 0.3), (0.3, 1.2), (1, 25), (0.05, 2.5))
_JPEG = (95.0, 30.0)
"""Quality."""


class Degrader:
    """Degrades clips; the numbers are drawn anew for each, and drift from frame to frame within it."""

    def __init__(self, chance: Generator, harsh: tuple[float, float] = (0.0, 1.0), *, twice: bool = False) -> None:
        """`harsh`: the part of every range that is drawn from, 0 the mildest number, 1 the harshest; `twice` adds the second order."""
        self._chance, self._harsh, self._twice = chance, harsh, twice

    def __call__(self, pictures: Pixels, size: Size) -> Pixels:
        """Pictures (f, 3, H, W), 0 to 1, to (f, 3, size.height, size.width), 0 to 1.

        Raises:
            ResourceError: this FFmpeg lacks an encoder.
        """
        pictures = self._once(pictures, FIRST)
        pictures = self._coded(self._jpeg(pictures))
        if self._twice:
            pictures = self._jpeg(self._once(pictures, SECOND))
        last: list[Callable[[Pixels], Pixels]] = [lambda given: self._rung(_to(given, (size.height, size.width))), self._coded]
        for step in last if self._chance.random() < 0.5 else last[::-1]:
            pictures = step(pictures)
        return np.ascontiguousarray(pictures, np.float32)

    def _once(self, pictures: Pixels, order: Order) -> Pixels:
        if self._chance.random() < order.blurred:
            pictures = self._blurred(pictures, order.blur)
        return self._noisy(self._resized(pictures, order), order)

    def _between(self, mild: float, harsh: float) -> float:
        return mild + (harsh - mild) * self._chance.uniform(*self._harsh)

    def _drifting(self, count: int, mild: float, harsh: float) -> np.ndarray:
        """A number for each frame: a walk that stays inside of the part of the range."""
        ends: list[float] = sorted(mild + (harsh - mild) * part for part in self._harsh)
        values = np.empty(count)
        values[0] = self._chance.uniform(ends[0], ends[1])
        for index in range(1, count):
            step = self._chance.uniform(-_DRIFT, _DRIFT) * abs(harsh - mild)
            values[index] = min(max(values[index - 1] + step, ends[0]), ends[1])
        return values

    def _blurred(self, pictures: Pixels, widths: tuple[float, float]) -> Pixels:
        index = int(self._chance.choice(len(_FORMS), p=[chance for _, _, chance in _FORMS]))
        form, is_round, _ = _FORMS[index]
        side, angle = 2 * int(self._chance.integers(3, 11)) + 1, self._chance.uniform(-np.pi, np.pi)
        shape = self._chance.uniform(0.5, 4.0) if form == "generalised" else self._chance.uniform(1.0, 2.0)
        cuts = self._drifting(len(pictures), np.pi, np.pi / 3)
        first = self._drifting(len(pictures), *widths)
        second = first if is_round else self._drifting(len(pictures), *widths)
        kernels = [Kernel(form, side, (one, other), angle, shape, cut).taps() for one, other, cut in zip(first, second, cuts, strict=True)]
        return _each(pictures, lambda picture, number: _filtered(picture, kernels[number]))

    def _rung(self, pictures: Pixels) -> Pixels:
        """Four times in five: a scaler's ringing."""
        if self._chance.random() >= 0.8:
            return pictures
        side = 2 * int(self._chance.integers(3, 11)) + 1
        kernel = Kernel("sinc", side, cut=self._between(np.pi, np.pi / 3)).taps()
        return _each(pictures, lambda picture, _: _filtered(picture, kernel))

    def _resized(self, pictures: Pixels, order: Order) -> Pixels:
        """One factor for the clip: all frames of a video have one size."""
        drawn = self._chance.random()
        smaller, larger = order.smaller, order.larger
        if drawn < smaller[0]:
            factor = self._between(1, smaller[1])
        elif drawn < smaller[0] + larger[0]:
            factor = self._between(1, larger[1])
        else:
            return pictures
        how = int(self._chance.choice((cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
        sides = tuple(max(_LEAST, round(side * factor)) for side in pictures.shape[2:])
        return _to(pictures, (sides[0], sides[1]), how)

    def _noisy(self, pictures: Pixels, order: Order) -> Pixels:
        grey, shot = self._chance.random() < 0.4, self._chance.random() < 0.5
        levels = self._drifting(len(pictures), *(order.poisson if shot else order.gauss))
        made = np.empty_like(pictures)
        for number, picture in enumerate(pictures):
            light = picture.mean(0, keepdims=True) if grey else picture
            if shot:
                noise = (self._chance.poisson(light * 255) / 255 - light) * levels[number]
            else:
                noise = self._chance.standard_normal(light.shape) * levels[number] / 255
            made[number] = np.clip(picture + noise, 0, 1)
        return made

    def _jpeg(self, pictures: Pixels) -> Pixels:
        qualities = self._drifting(len(pictures), *_JPEG)

        def kept(picture: Any, number: int) -> Any:
            codes = np.rint(picture * 255).astype(np.uint8)
            data = cv2.imencode(".jpg", codes[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, round(qualities[number])])[1]
            return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.float32) / 255

        return _each(pictures, kept)

    def _coded(self, pictures: Pixels) -> Pixels:
        codec = CODECS[int(self._chance.integers(len(CODECS)))]
        mild, harsh = np.log(_BITS)
        return coded(pictures, codec, float(np.exp(self._between(mild, harsh))))


def _filtered(picture: Any, kernel: Pixels) -> Any:
    return np.clip(cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT), 0, 1)


def _to(pictures: Pixels, sides: tuple[int, int], how: int | None = None) -> Pixels:
    if pictures.shape[2:] == sides:
        return pictures
    chosen = how if how is not None else cv2.INTER_AREA if sides[0] < pictures.shape[2] else cv2.INTER_CUBIC

    def resized(picture: Any, _: int) -> Any:
        return np.clip(cv2.resize(picture, sides[::-1], interpolation=chosen), 0, 1)

    return _each(pictures, resized)


def _each(pictures: Pixels, make: Callable[[Any, int], Any]) -> Pixels:
    """`make` for each picture (H, W, 3) and its number."""
    made = [make(np.ascontiguousarray(picture.transpose(1, 2, 0)), number) for number, picture in enumerate(pictures)]
    return np.stack(made).transpose(0, 3, 1, 2).astype(np.float32)
