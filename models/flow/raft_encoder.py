"""RAFT's picture encoder: pixels to features at an eighth of the size.

Teed and Deng, "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", 2020, section 3.1 and appendix A.
Module names are the keys of torchvision's published weights.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

Norm = Callable[[int], nn.Module]
"""Makes the normalisation of so many channels."""

_STAGES = ((64, 1), (96, 2), (128, 2))
"""Channels and first stride of the three pairs of residual blocks; a stride 2 stands before them."""


def convolution(inputs: int, outputs: int, size: int, *, stride: int = 1, norm: Norm | None = None, active: bool = True) -> nn.Sequential:
    """A convolution of odd `size` that keeps the picture's size (over `stride`), then a normalisation and a ReLU, if asked for."""
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, size, stride, padding=size // 2)]
    if norm is not None:
        layers.append(norm(outputs))
    if active:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class Encoder(nn.Module):
    """(B, 3, H, W) to (B, channels, H/8, W/8), H and W multiples of 8."""

    def __init__(self, channels: int, norm: Norm) -> None:
        super().__init__()
        width = _STAGES[0][0]
        self.convnormrelu = convolution(3, width, 7, stride=2, norm=norm)
        stages = list[nn.Sequential]()
        for outputs, stride in _STAGES:
            stages.append(nn.Sequential(_Residual(width, outputs, stride, norm), _Residual(outputs, outputs, 1, norm)))
            width = outputs
        self.layer1, self.layer2, self.layer3 = stages
        self.conv = nn.Conv2d(width, channels, 1)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """The features of each frame by itself."""
        return self.conv(self.layer3(self.layer2(self.layer1(self.convnormrelu(frames)))))


class _Residual(nn.Module):
    """Two 3x3 convolutions beside a shortcut, which is a 1x1 convolution where the size changes."""

    def __init__(self, inputs: int, outputs: int, stride: int, norm: Norm) -> None:
        super().__init__()
        self.convnormrelu1 = convolution(inputs, outputs, 3, stride=stride, norm=norm)
        self.convnormrelu2 = convolution(outputs, outputs, 3, norm=norm)
        plain = stride == 1
        self.downsample = nn.Identity() if plain else convolution(inputs, outputs, 1, stride=stride, norm=norm, active=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.downsample(x) + self.convnormrelu2(self.convnormrelu1(x)))
