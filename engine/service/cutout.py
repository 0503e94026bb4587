"""A reference picture cut out of its background: reading, cutting, writing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from uprez.core.errors import InputError
from uprez.models.cutout import Cutter

LARGEST = 1 << 27
"""Pixels of a picture that is still cut out: a phone's have a twentieth of it."""


def cut_out(path: str, network: str) -> bytes:
    """A picture as PNG whose alpha is 0 where its background was, by a segmentation network.

    Raises:
        InputError: it cannot be read, or nothing stands out in it.
        ModelError: the network is none.
        ResourceError: out of memory.
    """
    pixels, alpha = read_picture(path)
    shown = (pixels / np.iinfo(pixels.dtype).max).astype(np.float32)
    mask = Cutter(Path(network)).mask(shown)
    return png(pixels, mask if alpha is None else mask * alpha)


def read_picture(path: str) -> tuple[NDArray[Any], NDArray[np.float32] | None]:
    """A picture upright, as a screen shows it: (H, W, 3) uint8, or uint16 where the file has more; its alpha, (H, W) float32.

    Raises:
        InputError: it cannot be read.
    """
    hints = oiio.ImageSpec()
    hints.attribute("oiio:UnassociatedAlpha", 1)
    buffer = oiio.ImageBuf(path, 0, 0, hints)
    spec = buffer.spec()
    if buffer.has_error or not buffer.initialized or spec.width * spec.height > LARGEST or min(spec.width, spec.height) < 1:
        why = buffer.geterror().strip().rstrip(".") or "It is no picture, or larger than 134 million pixels"
        raise InputError(f"The picture {path} cannot be read.", why=f"{why}.", fix="Give it as PNG, JPEG, TIFF or OpenEXR.")
    upright = oiio.ImageBufAlgo.reorient(buffer)
    values = upright.get_pixels(oiio.FLOAT)
    if upright.has_error or values is None:
        why = f"{upright.geterror().strip().rstrip('.')}."
        raise InputError(f"The picture {path} cannot be read.", why=why, fix="Give it as PNG, JPEG, TIFF or OpenEXR.")
    values = np.nan_to_num(np.asarray(values, np.float32), nan=0.0, posinf=1.0, neginf=0.0)
    place = spec.alpha_channel
    alpha = values[..., place].clip(0, 1) if place >= 0 else None
    colours = [at for at in range(spec.nchannels) if at != place][:3]
    rgb = values[..., colours] if len(colours) == 3 else np.repeat(values[..., :1], 3, axis=2)
    held = buffer.nativespec().format
    if str(held) in ("half", "float", "double"):
        rgb = rgb.clip(0, 1)  # scene-linear: through the sRGB curve (IEC 61966-2-1)
        rgb = np.where(rgb <= 0.0031308, rgb * 12.92, 1.055 * np.maximum(rgb, 1e-9) ** (1 / 2.4) - 0.055)
    kind = np.uint8 if str(held) == "uint8" else np.uint16
    return np.rint(rgb.clip(0, 1) * np.iinfo(kind).max).astype(kind), alpha


def png(pixels: NDArray[Any], alpha: NDArray[np.float32]) -> bytes:
    """(H, W, 3) uint8 or uint16 and (H, W) float32 as the bytes of a PNG; colours behind the mask are kept."""
    most = np.iinfo(pixels.dtype).max
    last = np.rint(alpha.clip(0, 1) * most).astype(pixels.dtype)[..., None]
    written, data = cv2.imencode(".png", np.concatenate([pixels[..., ::-1], last], axis=2))
    if not written:
        raise AssertionError
    return data.tobytes()
