"""3x3 convolutions on a CPU with a quarter of the multiplications: Winograd's F(4x4, 3x3).

Source: A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4: 36 multiplications
a channel for 16 output pixels in place of 144. Additions and memory eat most of the gain, unless what is worked on stays in
the processor's cache: pictures are taken in strips of a few rows of tiles, small ones some at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import torch
from torch import nn

TILE = 4
"""Output pixels along a side of a tile, which is made from `TILE` + 2 input pixels."""
_POINTS = TILE + 2
_STRIP = 256
"""Tiles that are worked on at a time: enough for a product of matrices, few enough for the cache."""
_CHANNELS = range(64 * 128, 512 * 1024 + 1)
"""Channels, in times out, where it pays; layers of more see small pictures only, and have the most weights."""
_TILES = 64
"""Fewest tiles where it pays: below, reading the transformed weights takes longer than they save."""
_NEAR, _FAR = 0.5**0.5, 2**0.5
"""The points are 0, these two of either sign, and infinity: results are off by a quarter of what 1 and 2 give."""
_WEIGHTS = torch.tensor(
    [
        [1, 0, 0],
        *(
            [point / scale for point in (1, at, at * at)]
            for at, scale in zip((_NEAR, -_NEAR, _FAR, -_FAR), (-1.5, -1.5, 6, 6), strict=True)
        ),
        [0, 0, 1],
    ],
    dtype=torch.float64,
)
"""G of equation 13."""


def sped_up(network: nn.Module) -> None:
    """Replace a network's plain 3x3 convolutions of many channels in place, where they are float32 and on a CPU; for use there only.

    Results are as near to exact ones as those of direct convolutions. Beside a layer's weights lie the transformed ones,
    which take four times their memory.
    """
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if _suits(child):
                setattr(parent, name, _Winograd(child))


def _suits(layer: nn.Module) -> TypeGuard[nn.Conv2d]:
    if type(layer) is not nn.Conv2d or layer.in_channels * layer.out_channels not in _CHANNELS:
        return False
    if layer.weight.device.type != "cpu" or layer.weight.dtype != torch.float32:
        return False
    plain = (layer.kernel_size, layer.stride, layer.padding, layer.dilation) == ((3, 3), (1, 1), (1, 1), (1, 1))
    return plain and layer.groups == 1 and layer.padding_mode == "zeros"


class _Winograd(nn.Conv2d):
    """Takes over a layer's weights."""

    def __init__(self, layer: nn.Conv2d) -> None:
        super().__init__(layer.in_channels, layer.out_channels, 3, padding=1, device="meta")
        self.weight, self.bias = layer.weight, layer.bias
        taps = layer.weight.detach().permute(2, 3, 1, 0).reshape(9, -1)
        points = (torch.kron(_WEIGHTS, _WEIGHTS) @ taps.double()).float()
        self._weights = points.view(-1, layer.in_channels, layer.out_channels)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """(B, C, H, W) to (B, C', H, W), both float32 and channels last."""
        count, _, height, width = input.shape
        tall, wide = _tiles(height), _tiles(width)
        if count * tall * wide < _TILES:
            return super().forward(input)
        down = min(max(_STRIP // wide, 1), tall)
        together = min(max(_STRIP // (down * wide), 1), count)
        result = torch.empty((count, self.out_channels, height, width), memory_format=torch.channels_last)
        pictures, places = input.permute(0, 2, 3, 1).split(together), result.permute(0, 2, 3, 1).split(together)
        for some, place in zip(pictures, places, strict=True):
            self._in_strips(some, place, down, wide)
        return result

    def _in_strips(self, pictures: torch.Tensor, result: torch.Tensor, down: int, across: int) -> None:
        """Pictures (B, H, W, C) into (B, H, W, C'), `down` rows of `across` tiles of each at a time."""
        count, height, width, channels = pictures.shape
        strip = pictures.new_zeros(count, down * TILE + 2, across * TILE + 2, channels)
        for top in range(0, height, down * TILE):
            first, last, bottom = max(top - 1, 0), min(top + down * TILE + 1, height), min(top + down * TILE, height)
            start = first - top + 1
            strip[:, start : start + last - first, 1 : width + 1] = pictures[:, first:last]
            strip[:, start + last - first :] = 0
            made = self._strip(strip, down, across)[:, : bottom - top, :width]
            if self.bias is None:
                result[:, top:bottom] = made
            else:
                torch.add(made, self.bias, out=result[:, top:bottom])

    def _strip(self, strip: torch.Tensor, down: int, across: int) -> torch.Tensor:
        """(B, 4 `down` + 2, 4 `across` + 2, C) to (B, 4 `down`, 4 `across`, C')."""
        count, channels, made = len(strip), self.in_channels, self.out_channels
        rows = strip.new_empty(_POINTS, count, down, across * TILE + 2, channels)
        _to_points([strip[:, at : at + (down - 1) * TILE + 1 : TILE] for at in range(_POINTS)], rows.unbind(0))
        points = strip.new_empty(_POINTS, _POINTS, count, down, across, channels)
        _to_points([rows[..., at : at + (across - 1) * TILE + 1 : TILE, :] for at in range(_POINTS)], points.unbind(1))
        products = torch.bmm(points.view(_POINTS**2, -1, channels), self._weights)
        tall = strip.new_empty(TILE, _POINTS, count, down, across, made)
        _to_pixels(products.view(_POINTS, *tall.shape[1:]).unbind(0), tall.unbind(0))
        result = strip.new_empty(count, down, TILE, across, TILE, made)
        _to_pixels(tall.unbind(1), result.permute(4, 2, 0, 1, 3, 5).unbind(0))
        return result.view(count, down * TILE, across * TILE, made)


def _tiles(length: int) -> int:
    return -(-length // TILE)


def _to_points(pixels: Sequence[torch.Tensor], points: Sequence[torch.Tensor]) -> None:
    """B of equation 13: 6 pixels in a line to their 6 points."""
    for at, others, place in ((_NEAR, _FAR, 1), (_FAR, _NEAR, 3)):
        even, odd = (torch.sub(pixels[high], pixels[high - 2], alpha=others**2) for high in (4, 3))
        torch.add(even, odd, alpha=at, out=points[place])
        torch.sub(even, odd, alpha=at, out=points[place + 1])
    for first in (0, 1):
        torch.sub(pixels[first + 4], pixels[first + 2], alpha=_NEAR**2 + _FAR**2, out=points[first * 5]).add_(pixels[first])


def _to_pixels(points: Sequence[torch.Tensor], pixels: Sequence[torch.Tensor]) -> None:
    """A of equation 13: 6 points to 4 pixels in a line."""
    near, far = points[1] + points[2], points[3] + points[4]
    torch.add(near, far, out=pixels[0]).add_(points[0])
    torch.add(near, far, alpha=4, out=pixels[2]).mul_(_NEAR**2)
    torch.sub(points[1], points[2], out=near)
    torch.sub(points[3], points[4], out=far)
    torch.add(near, far, alpha=2, out=pixels[1]).mul_(_NEAR)
    torch.add(points[5], near.add_(far, alpha=8), alpha=_NEAR**3, out=pixels[3])
