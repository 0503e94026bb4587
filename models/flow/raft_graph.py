"""RAFT as it is exported: all iterations in one graph, the correlation of all pairs looked up by bilinear sampling."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)
from torch import nn

from uprez.models.flow.correlation import LEVELS, RADIUS
from uprez.models.flow.margins import LEAST_SIDE
from uprez.models.flow.raft import ITERATIONS, Raft
from uprez.models.flow.raft_update import HIDDEN, enlarge
from uprez.models.runtime.onnx_trace import Traced


class RaftGraph(nn.Module):
    """`Raft.estimate` of one pair whose sides are multiples of 8 and no less than LEAST_SIDE.

    Its memory grows with the square of the picture: 1.1 GB at 1280x720, 5.6 GB at 1920x1080 for the correlation alone.
    """

    def __init__(self, raft: Raft) -> None:
        super().__init__()
        self._raft = raft

    def forward(self, target: torch.Tensor, source: torch.Tensor) -> torch.Tensor:
        """(1, 3, H, W) twice, R'G'B' from -1 to 1, to the flow (1, 2, H, W) on `target` in pixels."""
        raft = self._raft
        matching = raft.feature_encoder(target)
        volumes = _volumes(matching, raft.feature_encoder(source))
        start, context = raft.context_encoder(target).split(HIDDEN, dim=1)
        hidden, shared = torch.tanh(start), raft.update_block.begin(torch.relu(context))
        places = home = _home(matching)
        for _ in range(ITERATIONS):
            hidden, change = raft.update_block(hidden, shared, _looked_up(volumes, places), places - home)
            places = places + change
        return enlarge(places - home, raft.mask_predictor(hidden))

    def traced(self) -> Traced:
        """`target` and `source` to `flow`."""
        generator = torch.Generator().manual_seed(0)
        target, source = torch.rand(2, 3, LEAST_SIDE, LEAST_SIDE + 16, generator=generator).split(1)
        sizes = {2: "height", 3: "width"}
        return Traced(self, {"target": target, "source": source}, ["flow"], {"target": sizes, "source": sizes, "flow": sizes})


def _volumes(target: torch.Tensor, source: torch.Tensor) -> list[torch.Tensor]:
    """How each of the target's pixels correlates with all of the source's, (h*w, 1, h_l, w_l) for each level."""
    points = target[0].flatten(1).T / target.shape[1] ** 0.5
    volumes: list[torch.Tensor] = []
    for _ in range(LEVELS):
        volume = points @ source[0].flatten(1)
        volumes.append(volume.reshape(-1, 1, source.shape[2], source.shape[3]))
        source = F.avg_pool2d(source, 2)
    return volumes


def _looked_up(volumes: list[torch.Tensor], places: torch.Tensor) -> torch.Tensor:
    """As `Correlation.lookup`."""
    offsets = torch.arange(-RADIUS, RADIUS + 1, dtype=torch.float32)
    down, across = torch.meshgrid(offsets, offsets, indexing="xy")
    window = torch.stack((across, down), -1)  # (9 in x, 9 in y, 2)
    centres = places[0].flatten(1).T[:, None, None]  # (h*w, 1, 1, 2)
    found: list[torch.Tensor] = []
    for level, volume in enumerate(volumes):
        spans = torch.stack([torch.as_tensor(volume.shape[3] - 1), torch.as_tensor(volume.shape[2] - 1)]).float()
        units = (centres / 2**level + window) * (2 / spans) - 1
        found.append(F.grid_sample(volume, units, mode="bilinear", padding_mode="zeros", align_corners=True).flatten(1))
    return torch.cat(found, 1).T.reshape(1, -1, places.shape[2], places.shape[3])


def _home(features: torch.Tensor) -> torch.Tensor:
    """Every pixel's own place, x and y, (1, 2, h, w) float32."""
    down, across = torch.meshgrid(torch.arange(features.shape[2]), torch.arange(features.shape[3]), indexing="ij")
    return torch.stack((across, down))[None].float()
