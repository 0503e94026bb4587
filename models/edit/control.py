"""What VACE is told beside the text: source, mask and reference pictures (Jiang et al., 2025, arXiv 2503.07598, section 3.2).

Pictures are float32, -1 to 1. Where the mask is 0 they are kept, where it is 1 made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels, Size
from uprez.models.resample import resample
from uprez.models.star.cog.cuts import encoded_at_once
from uprez.models.star.margins import enlarge
from uprez.models.unimmvsr.windows import FRAMES, latents_of

Encode = Callable[[Iterable[Pixels]], Iterator[Pixels]]
"""See `networks.Networks.encode`."""
FACTOR = 8
"""Pixels a latent, along each side."""
CELLS = FACTOR * FACTOR
"""Channels of a mask among latents: one for each pixel of theirs."""
_CANVAS = 1.0
"""What surrounds a reference picture: white, as in training."""


def on_white(picture: Pixels, alpha: Pixels | None) -> Pixels:
    """A reference picture (3, H, W), 0 to 1, with what its alpha (H, W) clears in white, as VACE's cut out subjects are."""
    picture = picture.clip(0, 1)
    return picture if alpha is None else np.asarray(picture * alpha + (1 - alpha), np.float32)


def letterboxed(picture: Pixels, size: Size) -> Pixels:
    """A picture (3, H, W), -1 to 1, whole and centred on white, (3, height, width).

    Enlarged bilinearly as in diffusers; shrunk by averaging, where diffusers skips pixels.
    """
    height, width = picture.shape[1:]
    scale = min(size.height / height, size.width / width)
    fitted = Size(max(1, int(width * scale)), max(1, int(height * scale)))
    made = resample(picture[None], fitted, kernel="area") if scale < 1 else enlarge(picture[None], fitted.height, fitted.width)
    top, left = (size.height - fitted.height) // 2, (size.width - fitted.width) // 2
    canvas = np.full((3, size.height, size.width), _CANVAS, np.float32)
    canvas[:, top : top + fitted.height, left : left + fitted.width] = made[0]
    return canvas


def packed(masks: Pixels, kept: int = 0) -> Pixels:
    """Masks (f, H, W) of a window's frames to (64, k, H/8, W/8): each latent pixel with the mask of its own 8 x 8 pixels, in one frame.

    As in the authors' code that frame is the nearest when the frames are spread evenly over the latents, which may be the one behind a
    latent's own. So the first `kept` latents, all of whose frames are kept, are said to be.
    """
    frames, height, width = masks.shape
    latents = latents_of(frames)
    chosen = masks[[(2 * index + 1) * frames // (2 * latents) for index in range(latents)]]
    cells = chosen.reshape(latents, height // FACTOR, FACTOR, width // FACTOR, FACTOR)
    cells = cells.transpose(2, 4, 0, 1, 3).reshape(CELLS, latents, height // FACTOR, width // FACTOR)
    cells[:, :kept] = 0
    return cells


def changing(masks: Pixels) -> Pixels:
    """Masks (f, H, W) to (1, 1, k, H/8, W/8): 1 where any pixel of a latent's frames may change, else 0."""
    frames, height, width = masks.shape
    cells = masks.reshape(frames, height // FACTOR, FACTOR, width // FACTOR, FACTOR).max((2, 4))
    fours = cells[1:].reshape(-1, FRAMES, *cells.shape[1:]).max(1)
    return np.concatenate((cells[:1], fours))[None, None]


def control(encode: Encode, shown: Callable[[Span], Pixels], masks: Pixels, references: Sequence[Pixels], kept: int = 0) -> Pixels:
    """All that the network is told of a window, (1, 2C + 64, n + k, h, w), the n references in front, in order.

    `shown` gives some of the window's pictures (f, 3, H, W); `masks` are all of theirs, (f, H, W), 0 or 1; `references` are latents
    (1, C, h, w) of letterboxed pictures; of the window's first `kept` latents all frames are kept.
    """
    each, spans = masks[:, None], encoded_at_once(len(masks))
    still, remade = (
        np.concatenate([*encode(np.asarray(shown(span) * (side[span.start : span.stop]), np.float32) for span in spans)])
        for side in (1 - each, each)
    )
    video = np.concatenate((still.swapaxes(0, 1), remade.swapaxes(0, 1), packed(masks, kept)))
    if not references:
        return video[None]
    latents = np.concatenate(references).swapaxes(0, 1)
    nothing = np.zeros((latents.shape[0] + CELLS, *latents.shape[1:]), np.float32)
    return np.concatenate((np.concatenate((latents, nothing)), video), axis=1)[None]
