"""How alike the pixels of one frame are to those around a place in another, at four sizes of the other.

Teed and Deng, "RAFT", 2020, section 3.2. The paper correlates all pairs of pixels first and looks up in that
volume, which grows with the square of the picture: 1.1 GB at 1280x720, 5.6 GB at 1920x1080. Because pooling
the volume equals pooling the features, the same numbers can be had for the looked-up places alone, with memory
that grows with the picture only; that is done wherever the volume would not fit its budget.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)

LEVELS = 4
"""Sizes at which the other frame is looked at, each half of the one before."""
RADIUS = 4
"""Pixels of a level looked at to each side of a place."""
CHANNELS = LEVELS * (2 * RADIUS + 1) ** 2
"""Numbers looked up for a pixel."""

_SIDE = 2 * RADIUS + 2
"""Whole pixels a side that the window between them is mixed from."""
_GPU_CHUNK = 16
"""Larger, and so fewer, steps on a GPU: each has to be started from the CPU."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much memory a correlation may take, beside the features."""

    volume: int = 512 * 2**20
    """Bytes up to which the correlation of all pairs is kept."""
    chunk: int = 8 * 2**20
    """Bytes that a lookup works in at a time on a CPU: what its caches hold. A GPU takes _GPU_CHUNK times as many."""


class Correlation:
    """Looks up how one frame's pixels (the target's) correlate with another's (the source's)."""

    def __init__(self, target: torch.Tensor, source: torch.Tensor, budget: Budget) -> None:
        """`target`, `source`: features (1, C, h, w) float32 of equal size, no side below 8."""
        scaled = target[0].flatten(1).T / target.shape[1] ** 0.5
        self._points = scaled.contiguous()  # (h*w, C)
        self._budget = budget
        pyramid = [source]
        while len(pyramid) < LEVELS:
            pyramid.append(F.avg_pool2d(pyramid[-1], 2))
        self._sizes = [(level.shape[2], level.shape[3]) for level in pyramid]
        self._levels = [level[0].flatten(1).T.contiguous() for level in pyramid]  # (h_l*w_l, C)
        self._volumes: list[torch.Tensor] | None = None
        if 4 * len(self._points) * sum(map(len, self._levels)) <= budget.volume:
            self._volumes = [self._points @ level.T for level in self._levels]  # (h*w, h_l*w_l)

    def lookup(self, places: torch.Tensor) -> torch.Tensor:
        """The windows around `places` (1, 2, h, w), x and y in pixels of the source's features; zero outside of it.

        Returns (1, CHANNELS, h, w): levels, finest first, in each the offsets in x, and for each of them those in y.
        """
        _, _, height, width = places.shape
        across, down = places[0].flatten(1)
        found = places.new_empty((len(across), CHANNELS))
        width_found = CHANNELS // LEVELS
        for start in range(0, len(across), self._step):
            part = slice(start, start + self._step)
            for level in range(LEVELS):
                window = self._window(level, part, across[part] / 2**level, down[part] / 2**level)
                found[part, level * width_found : (level + 1) * width_found] = window
        return found.T.reshape(1, CHANNELS, height, width)

    @property
    def _step(self) -> int:
        """Target pixels that a chunk holds: for each, window pixels with index, mask, value and mixes of it, and features."""
        features = 0 if self._volumes is not None else 4 * self._points.shape[1]
        chunk = self._budget.chunk * (1 if self._points.device.type == "cpu" else _GPU_CHUNK)
        return max(1, chunk // (_SIDE**2 * (32 + features)))

    def _window(self, level: int, part: slice, across: torch.Tensor, down: torch.Tensor) -> torch.Tensor:
        """(n, 81) correlations of n target pixels with the window around their places in one level."""
        height, width = self._sizes[level]
        columns, right = _taps(across, width)
        rows, lower = _taps(down, height)
        index = rows.clamp(0, height - 1)[:, :, None] * width + columns.clamp(0, width - 1)[:, None, :]
        values = self._values(level, part, index.flatten(1)).view(index.shape)
        inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[:, None, :]
        values = values * inside
        values = torch.lerp(values[:, :, :-1], values[:, :, 1:], right[:, None, None])
        values = torch.lerp(values[:, :-1], values[:, 1:], lower[:, None, None])
        return values.transpose(1, 2).flatten(1)

    def _values(self, level: int, part: slice, index: torch.Tensor) -> torch.Tensor:
        """(n, k) correlations of n target pixels with the k pixels of a level that `index` names for each."""
        if self._volumes is not None:
            return self._volumes[level][part].gather(1, index)
        points = self._points[part]
        features = self._levels[level].index_select(0, index.flatten()).view(*index.shape, -1)
        return torch.bmm(points[:, None], features.transpose(1, 2))[:, 0]  # on a CPU a tenth of the time of features @ points


def _taps(places: torch.Tensor, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Whole pixels (n, _SIDE) around n places along one side, and how far (n) each place is past its own."""
    near = places.clamp(-RADIUS - 2, size + RADIUS + 1)  # from there on all is outside; keeps whole numbers small
    first = near.floor()
    offsets = torch.arange(-RADIUS, RADIUS + 2, device=places.device)
    return first.long()[:, None] + offsets, near - first
