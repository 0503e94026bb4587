"""The engine's own result for frames of a host: what the plugin has to give."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.frame import Frame, Size
from uprez.core.plan import Shot
from uprez.engine.planning import target_size, wanted_factor, wants_stabiliser
from uprez.engine.request import make_job
from uprez.engine.tiled import plan_tiles
from uprez.engine.upscaler import Upscaler
from uprez.models.contract import drain
from uprez.models.open import open_model

FULL = {"uint8": 255.0, "uint16": 65535.0}


def floats(pixels: np.ndarray) -> np.ndarray:
    """(H, W, C) of any depth as (C, H, W) float32."""
    full = FULL.get(pixels.dtype.name, 1.0)
    return np.ascontiguousarray(np.moveaxis(pixels.astype(np.float32) / np.float32(full), -1, 0))


def engine_frame(
    pictures: list[np.ndarray],
    at: int,
    size: tuple[int, int],
    *,
    model: str = "lanczos",
    colour: str = "display",
    premult: bool = False,
    **recipe,
) -> np.ndarray:
    """Frame `at` of `pictures`, each (H, W, C) as the host has them, upscaled to `size` (width, height): (H', W', C) float32."""
    planes = [floats(picture) for picture in pictures]
    tag = _tag(colour)
    frames = [_frame(number, plane, tag) for number, plane in enumerate(planes)]
    upscaler = _upscaler(planes[0].shape[2], planes[0].shape[1], len(planes), size, model, colour, premult, tuple(sorted(recipe.items())))
    prepared = [upscaler.prepare(frame) for frame in frames]
    stream = upscaler.open(Shot(index=0, first=0, last=len(frames) - 1))
    outputs = [output for one in prepared for output in stream.push(one.rgb[None])]
    outputs.extend(drain(stream))
    done = upscaler.finish(prepared[at], outputs[at], upscaler.upscale_alpha(prepared[at]))
    if done.alpha is None:
        return np.moveaxis(done.rgb, 0, -1)
    return np.moveaxis(np.concatenate([done.rgb, done.alpha[None]]), 0, -1)


def _frame(number: int, planes: np.ndarray, tag: ColourTag) -> Frame:
    rgb, alpha = planes[:3], planes[3] if len(planes) == 4 else None
    return Frame(rgb=np.ascontiguousarray(rgb), tag=tag, number=number, time=Fraction(number, 24), alpha=alpha)


def _tag(colour: str) -> ColourTag:
    tag = ColourTag(Primaries.BT709, Transfer.LINEAR if colour == "linear" else Transfer.BT709, Matrix.RGB, Range.FULL)
    return tag if colour in ("display", "linear") else tag.with_space(colour)


@cache
def _upscaler(
    width: int,
    height: int,
    frames: int,
    size: tuple[int, int],
    name: str,
    colour: str,
    premult: bool,
    fields: tuple[tuple[str, object], ...],
) -> Upscaler:
    recipe = make_job("-", "-", model=name, size=size, cuts="none", **dict(fields)).recipe
    source = Size(width, height)
    target = target_size(recipe, source)
    clip = ClipInfo(
        path=Path(),
        pattern="",
        size=source,
        frames=frames,
        rate=Fraction(24),
        variable_rate=False,
        tag=_tag(colour),
        guessed=(),
        bit_depth=32,
        is_float=colour == "linear",
        pixel_format="",
        codec="",
        alpha=Alpha.PREMULTIPLIED if premult else Alpha.STRAIGHT,
    )
    model = open_model(recipe, wanted_factor(source, target), on_note=lambda note: None)
    return Upscaler(clip, recipe, model, target, tiles=plan_tiles(source, None, model.spec), stabilise=wants_stabiliser(recipe, model.spec))


def same(result: np.ndarray, expected: np.ndarray) -> None:
    """Assert that a host's picture is the engine's: within half precision, or one code of an integer depth."""
    got = floats(result) if result.dtype.kind == "u" else np.moveaxis(result.astype(np.float32), -1, 0)
    want = np.moveaxis(expected, -1, 0)
    if result.dtype.kind == "u":
        want = np.clip(want, 0, 1)
        slack = np.full_like(want, 1.001 / FULL[result.dtype.name] + 2.0**-11)
    else:
        slack = np.maximum(np.abs(want), 1.0) * 2.0**-10
    assert got.shape == want.shape
    apart = np.abs(got - want)
    assert bool((apart <= slack).all()), f"{float(apart.max())} apart at most, {int((apart > slack).sum())} samples too far"
