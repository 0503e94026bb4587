"""RAFT's update step: from what was looked up to a better flow, and from the last flow to full size.

Teed and Deng, "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", 2020, section 3.3 and appendices A, B.
Module names are the keys of torchvision's published weights.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import nn

from uprez.models.flow.margins import FACTOR
from uprez.models.flow.raft_encoder import convolution

HIDDEN = 128
"""Channels of the state that is carried from step to step, and of the context beside it."""


class Gates(NamedTuple):
    """What the three gates of a recurrent unit share over the steps of a pair."""

    weights: torch.Tensor
    """(3 * 128, 2 * 128, rows, columns): of the hidden state and the motion."""
    context: torch.Tensor
    """(B, 3 * 128, h, w): what the context and the biases give."""


class Update(nn.Module):
    """One step of the refinement."""

    def __init__(self, looked_up: int) -> None:
        """`looked_up`: channels of the correlation."""
        super().__init__()
        self.motion_encoder = _Motion(looked_up)
        self.recurrent_block = _Recurrent()
        self.flow_head = _FlowHead()

    def begin(self, context: torch.Tensor) -> tuple[Gates, Gates]:
        """What all steps of a pair share, from its context (B, 128, h, w)."""
        return self.recurrent_block.begin(context)

    def forward(
        self, hidden: torch.Tensor, shared: tuple[Gates, Gates], correlation: torch.Tensor, flow: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The next hidden state (B, 128, h, w), and what to add to the flow (B, 2, h, w)."""
        hidden = self.recurrent_block(hidden, shared, self.motion_encoder(flow, correlation))
        return hidden, self.flow_head(hidden)


class Mask(nn.Module):
    """Predicts how each pixel of the picture mixes the nine coarse flows around it."""

    def __init__(self) -> None:
        super().__init__()
        self.convrelu = convolution(HIDDEN, 256, 3)
        self.conv = nn.Conv2d(256, 9 * FACTOR**2, 1)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """(B, 9 * 64, h, w), before the softmax; the quarter is from training, where it damps the gradients."""
        return 0.25 * self.conv(self.convrelu(hidden))


def enlarge(flow: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """A flow (B, 2, h, w) at FACTOR times its size and length, each pixel a convex mix of nine (appendix B)."""
    batch, _, height, width = flow.shape
    weights = mask.view(batch, 1, 9, FACTOR, FACTOR, height, width).softmax(dim=2)
    around = F.unfold(FACTOR * flow, 3, padding=1).view(batch, 2, 9, 1, 1, height, width)
    fine = (weights * around).sum(dim=2)  # (B, 2, 8, 8, h, w)
    return fine.permute(0, 1, 4, 2, 5, 3).reshape(batch, 2, FACTOR * height, FACTOR * width)


class _Motion(nn.Module):
    """Features of the present flow and of what was looked up with it."""

    def __init__(self, looked_up: int) -> None:
        super().__init__()
        self.convcorr1 = convolution(looked_up, 256, 1)
        self.convcorr2 = convolution(256, 192, 3)
        self.convflow1 = convolution(2, 128, 7)
        self.convflow2 = convolution(128, 64, 3)
        self.conv = convolution(192 + 64, HIDDEN - 2, 3)

    def forward(self, flow: torch.Tensor, correlation: torch.Tensor) -> torch.Tensor:
        both = torch.cat((self.convcorr2(self.convcorr1(correlation)), self.convflow2(self.convflow1(flow))), dim=1)
        return torch.cat((self.conv(both), flow), dim=1)


class _Recurrent(nn.Module):
    """A gated unit along rows, then one along columns."""

    def __init__(self) -> None:
        super().__init__()
        self.convgru1 = _Gru((1, 5))
        self.convgru2 = _Gru((5, 1))

    def begin(self, context: torch.Tensor) -> tuple[Gates, Gates]:
        return self.convgru1.begin(context), self.convgru2.begin(context)

    def forward(self, hidden: torch.Tensor, shared: tuple[Gates, Gates], motion: torch.Tensor) -> torch.Tensor:
        hidden = self.convgru1(hidden, shared[0], motion)
        return self.convgru2(hidden, shared[1], motion)


class _Gru(nn.Module):
    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__()
        self._padding = (size[0] // 2, size[1] // 2)
        self.convz = nn.Conv2d(3 * HIDDEN, HIDDEN, size, padding=self._padding)
        self.convr = nn.Conv2d(3 * HIDDEN, HIDDEN, size, padding=self._padding)
        self.convq = nn.Conv2d(3 * HIDDEN, HIDDEN, size, padding=self._padding)

    def begin(self, context: torch.Tensor) -> Gates:
        """The context's part of the gates: a third of the work, once for all steps."""
        weights = torch.cat([gate.weight for gate in (self.convz, self.convr, self.convq)])
        biases = torch.cat([gate.bias for gate in (self.convz, self.convr, self.convq) if gate.bias is not None])
        state, constant, motion = weights.split(HIDDEN, dim=1)
        return Gates(torch.cat((state, motion), dim=1), F.conv2d(context, constant, biases, padding=self._padding))

    def forward(self, hidden: torch.Tensor, shared: Gates, motion: torch.Tensor) -> torch.Tensor:
        """Equations 4 to 6 of the paper."""
        weights, context = (values.split((2 * HIDDEN, HIDDEN), dim) for values, dim in ((shared.weights, 0), (shared.context, 1)))
        gates = F.conv2d(torch.cat((hidden, motion), dim=1), weights[0], padding=self._padding)
        keep, reset = torch.sigmoid(gates + context[0]).chunk(2, dim=1)
        new = F.conv2d(torch.cat((reset * hidden, motion), dim=1), weights[1], padding=self._padding)
        return (1 - keep) * hidden + keep * torch.tanh(new + context[1])


class _FlowHead(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(HIDDEN, 256, 3, padding=1)
        self.conv2 = nn.Conv2d(256, 2, 3, padding=1)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        return self.conv2(torch.relu(self.conv1(hidden)))
