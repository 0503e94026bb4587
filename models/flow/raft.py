"""RAFT large: optical flow by recurrent refinement, as torch modules that take torchvision's published weights.

Teed and Deng, "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", 2020, arXiv 2003.12039.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import nn

from uprez.models.flow.correlation import CHANNELS, Budget, Correlation
from uprez.models.flow.margins import margins
from uprez.models.flow.raft_encoder import Encoder
from uprez.models.flow.raft_update import HIDDEN, Mask, Update, enlarge
from uprez.models.runtime.torch_net import exact

ITERATIONS = 12
"""Refinement steps; as torchvision's default, and StableVSR's."""


@dataclass(frozen=True, slots=True)
class Features:
    """What RAFT knows of each of some frames: 2 kB for every 64 pixels of a frame. Take frames out with a slice."""

    matching: torch.Tensor
    """(B, 256, h, w) float32: what is correlated."""
    context: torch.Tensor
    """(B, 256, h, w) float32: the first hidden state and the context of a target, before their activations."""
    height: int
    """Rows of the frames, before padding."""
    width: int
    """Columns of the frames, before padding."""

    def __getitem__(self, frames: slice) -> Features:
        return Features(self.matching[frames], self.context[frames], self.height, self.width)


class Raft(nn.Module):
    """RAFT large, for use only: its batch norms never learn. Computes in float32 on its weights' device, one pair at a time,
    so neither the memory nor a pair's result depends on how many frames come together."""

    def __init__(self, budget: Budget | None = None) -> None:
        """Weights are random until loaded; see `uprez.models.flow.weights`."""
        super().__init__()
        self._budget = budget or Budget()
        self.feature_encoder = Encoder(256, nn.InstanceNorm2d)
        self.context_encoder = Encoder(2 * HIDDEN, nn.BatchNorm2d)
        self.update_block = Update(CHANNELS)
        self.mask_predictor = Mask()
        self.requires_grad_(False)
        self.train(False)

    def train(self, mode: bool = True) -> Raft:
        """Stays as it is for use, also inside a module that is trained."""
        super().train(False)
        return self

    def estimate(self, target: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
        """Where each pixel of `target` lies in `source`.

        Takes two times (B, 3, H, W), R'G'B' from -1 to 1, of any size. Gives (B, 2, H, W) float32: x and y offsets in pixels.
        Sides below 128, or no multiple of 8, are padded by repeating the edge, and cropped again.

        Raises:
            ValueError: the two differ in size.
        """
        _require_equal(target.shape, source.shape)
        with _exact(target.device):
            ours, theirs = _each(self.feature_encoder, target), _each(self.feature_encoder, source)
            context = _each(self.context_encoder, target)
            return self._flows(Features(ours, context, *target.shape[2:]), theirs)

    def features(self, frames: torch.Tensor) -> Features:
        """What `from_features` needs of frames (B, 3, H, W), R'G'B' from -1 to 1, each encoded once for all its pairs."""
        with _exact(frames.device):
            return Features(_each(self.feature_encoder, frames), _each(self.context_encoder, frames), *frames.shape[2:])

    def from_features(self, target: Features, source: Features) -> torch.Tensor:
        """As `estimate`, of frames that are encoded: `from_features(shot[1:], shot[:-1])` is the flow of each frame into the one before.

        Raises:
            ValueError: the two differ in size.
        """
        _require_equal((*target.matching.shape, target.height, target.width), (*source.matching.shape, source.height, source.width))
        with _exact(target.matching.device):
            return self._flows(target, source.matching)

    def _flows(self, target: Features, source: torch.Tensor) -> torch.Tensor:
        left, _, top, _ = margins(target.height, target.width)
        flows = source.new_empty((len(source), 2, target.height, target.width))
        for k in range(len(source)):
            whole = self._flow(target.matching[k : k + 1], target.context[k : k + 1], source[k : k + 1])
            flows[k] = whole[0, :, top : top + target.height, left : left + target.width]
        return flows

    def _flow(self, matching: torch.Tensor, context: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
        """The flow of one pair, (1, 2, 8h, 8w)."""
        correlation = Correlation(matching, source, self._budget)
        start, inner = context.split(HIDDEN, dim=1)
        hidden, shared = torch.tanh(start), self.update_block.begin(torch.relu(inner))
        places = home = _grid(matching)
        for _ in range(ITERATIONS):
            hidden, change = self.update_block(hidden, shared, correlation.lookup(places), places - home)
            places = places + change
        return enlarge(places - home, self.mask_predictor(hidden))


def _each(encoder: Callable[[torch.Tensor], torch.Tensor], frames: torch.Tensor) -> torch.Tensor:
    """The features of frames (B, 3, H, W), padded and encoded one by one."""
    around = margins(*frames.shape[2:])
    return torch.cat([encoder(F.pad(frame[None].float(), around, mode="replicate")) for frame in frames])


def _grid(features: torch.Tensor) -> torch.Tensor:
    """Every pixel's own place, x and y, (1, 2, h, w) float32."""
    height, width = features.shape[2:]
    down, across = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack((across, down))[None].to(features.device, torch.float32)


def _require_equal(target: tuple[int, ...], source: tuple[int, ...]) -> None:
    if tuple(target) != tuple(source):
        raise ValueError(f"target {tuple(target)} and source {tuple(source)} differ in size")


@contextmanager
def _exact(device: torch.device) -> Generator[None]:
    """float32 whatever the caller runs in: no autocast, no TF32, no algorithm chosen by the clock, no graph."""
    with torch.no_grad(), torch.autocast(device.type, enabled=False), exact():
        yield
