"""How near a result is to the truth, picture by picture and along time. All on luma (BT.709 weights) of 0-to-1 pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the frames of a clip."""

    psnr: float
    """Peak signal to noise ratio, dB; higher is nearer."""
    ssim: float
    """Structural similarity, 0 to 1; higher is nearer."""
    warping: float
    """Mean squared change along the true motion, times 1000, where nothing is hidden; lower is steadier."""
    temporal: float
    """PSNR of the changes from frame to frame, dB: unlike `warping`, not bettered by blur."""


def mean(scores: Sequence[Quality]) -> Quality:
    """Mean of each measure over clips."""
    return Quality(*(float(np.mean([getattr(score, field.name) for score in scores])) for field in fields(Quality)))


def quality(result: NDArray[np.float32], truth: NDArray[np.float32], *, border: int) -> Quality:
    """Compare clips (T, 3, H, W) float32; `border` pixels at each edge do not count for PSNR and SSIM."""
    ours, true = [luma(frame) for frame in result], [luma(frame) for frame in truth]
    inner = (slice(border, -border or None), slice(border, -border or None))
    steps = range(1, len(true))
    return Quality(
        psnr=float(np.mean([psnr(a[inner], b[inner]) for a, b in zip(ours, true, strict=True)])),
        ssim=float(np.mean([ssim(a[inner], b[inner]) for a, b in zip(ours, true, strict=True)])),
        warping=float(np.mean([1000 * warping_error(ours[t - 1], ours[t], true[t - 1], true[t]) for t in steps])),
        temporal=float(np.mean([psnr(ours[t] - ours[t - 1], true[t] - true[t - 1]) for t in steps])),
    )


def luma(frame: NDArray[np.float32]) -> Plane:
    """Luma (H, W) of a frame (3, H, W)."""
    return (np.float32(0.2126) * frame[0] + np.float32(0.7152) * frame[1] + np.float32(0.0722) * frame[2]).astype(np.float32)


def psnr(ours: Plane, true: Plane) -> float:
    """Peak signal to noise ratio in dB at a peak of 1; at most 100."""
    return float(min(100.0, -10 * np.log10(max(1e-10, float(np.square(ours.astype(np.float64) - true).mean())))))


def ssim(ours: Plane, true: Plane) -> float:
    """Structural similarity (Wang et al., 2004): Gaussian of 1.5 pixels over 11x11, K 0.01 and 0.03, whole windows only."""
    a, b = ours.astype(np.float64), true.astype(np.float64)
    mean_a, mean_b = _blurred(a), _blurred(b)
    var_a, var_b = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    both = _blurred(a * b) - mean_a * mean_b
    light = (2 * mean_a * mean_b + 1e-4) / (mean_a**2 + mean_b**2 + 1e-4)
    return float((light * (2 * both + 9e-4) / (var_a + var_b + 9e-4)).mean())


def warping_error(before: Plane, after: Plane, true_before: Plane, true_after: Plane) -> float:
    """Mean squared difference between a frame and the one before it, moved by the truth's flow, where nothing is hidden
    (Lai et al., "Learning Blind Video Temporal Consistency", 2018; flow by Dense Inverse Search)."""
    flow, back = _flow(true_after, true_before), _flow(true_before, true_after)
    height, width = after.shape
    across = flow[..., 0] + np.arange(width, dtype=np.float32)
    down = flow[..., 1] + np.arange(height, dtype=np.float32)[:, None]
    returned = cv2.remap(back, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    miss = np.square(flow + returned).sum(axis=-1)
    lengths = np.square(flow).sum(axis=-1) + np.square(returned).sum(axis=-1)
    seen = (miss < 0.01 * lengths + 0.5) & (across >= 0) & (across <= width - 1) & (down >= 0) & (down <= height - 1)
    moved = cv2.remap(before, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return float((np.square(after - moved) * seen).sum() / max(1, int(seen.sum())))


def _blurred(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5), np.float64)[5:-5, 5:-5]


def _flow(here: Plane, there: Plane) -> NDArray[np.float32]:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    greys = [np.rint(np.clip(plane, 0, 1) * 255).astype(np.uint8) for plane in (here, there)]
    flow = search.calc(greys[0], greys[1], None)  # pyright: ignore[reportArgumentType, reportCallIssue]  # None: no guess
    return np.asarray(flow, np.float32)
