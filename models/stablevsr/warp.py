"""Backward warping of the neighbour's texture: the authors' grid, and the exact one.

The authors normalise coordinates by (W-1, H-1) and sample with `align_corners=False`, so that a pixel
x is read at (x + dx) W / (W-1) - 1/2: half a pixel to the left at the left edge, half a pixel to the
right at the right one, and the border mixes with mid-grey. The TCM was trained with that, so it stays
the default; `exact` reads at x + dx, and repeats the edge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels

if TYPE_CHECKING:
    import torch


def warp_numpy(pictures: Pixels, flow: Pixels, *, exact: bool) -> Pixels:
    """Read `pictures` (B, C, H, W) at each pixel plus `flow` (B, 2, H, W), (dx, dy) in pixels; bilinear, float32.

    Beyond the picture lies 0 (mid-grey), or the edge pixel when `exact`.
    """
    _, _, height, width = pictures.shape
    x, y = _positions(np.arange(width, dtype=np.float32), flow[:, 0], exact), _positions_down(height, flow[:, 1], exact)
    left, top = np.floor(x), np.floor(y)
    right_share, bottom_share = x - left, y - top
    result = np.zeros_like(pictures)
    for down, row_share in ((0, 1 - bottom_share), (1, bottom_share)):
        for across, share in ((0, 1 - right_share), (1, right_share)):
            weight = (row_share * share)[:, None]
            result += weight * _fetch(pictures, top + down, left + across, exact)
    return result


def _positions(grid: NDArray[np.float32], offset: Pixels, exact: bool) -> Pixels:
    length = len(grid)
    places = grid + offset
    if exact or length == 1:
        return places
    unit = 2 * places / np.float32(length - 1) - 1
    return (((unit + 1) * length - 1) / 2).astype(np.float32, copy=False)


def _positions_down(height: int, offset: Pixels, exact: bool) -> Pixels:
    return _positions(np.arange(height, dtype=np.float32), offset.swapaxes(-1, -2), exact).swapaxes(-1, -2)


def _fetch(pictures: Pixels, rows: Pixels, columns: Pixels, exact: bool) -> Pixels:
    """Pixels at whole positions (B, H, W); what lies outside is 0, or the edge's."""
    _, _, height, width = pictures.shape
    y, x = rows.clip(-1, height).astype(np.intp), columns.clip(-1, width).astype(np.intp)
    inside_y, inside_x = y.clip(0, height - 1), x.clip(0, width - 1)
    found = np.stack([picture[:, v, h] for picture, v, h in zip(pictures, inside_y, inside_x, strict=True)])
    if not exact:
        found *= ((y == inside_y) & (x == inside_x))[:, None]
    return found


def warp_torch(pictures: torch.Tensor, flow: torch.Tensor, grid: torch.Tensor, *, exact: bool) -> torch.Tensor:
    """As `warp_numpy`; `grid` (1, H, W, 2) float32 holds each pixel's own x and y, see `pixel_grid`.

    Positions are float32 whatever the pictures are: in half precision they would be wrong by up to a pixel.
    """
    from torch.nn.functional import grid_sample

    _, _, height, width = pictures.shape
    places = grid + flow.permute(0, 2, 3, 1)
    spans = places.new_tensor([max(width - 1, 1), max(height - 1, 1)])
    units = 2 * places / spans - 1
    padding = "border" if exact else "zeros"
    return grid_sample(pictures.float(), units, mode="bilinear", padding_mode=padding, align_corners=exact)


def pixel_grid(height: int, width: int, device: torch.device) -> torch.Tensor:
    """Each pixel's own x and y, (1, H, W, 2) float32."""
    import torch

    rows = torch.arange(height, dtype=torch.float32, device=device)
    columns = torch.arange(width, dtype=torch.float32, device=device)
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return torch.stack([x, y], -1)[None]
