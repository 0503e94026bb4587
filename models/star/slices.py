"""Work on a part of a clip at a time: the result is the whole one's, the memory is the part's.

Features are (B, F, h, w, C), contiguous: batch, frames, rows, columns, channels. What looks at single frames or single
pixels only is cut along frames or rows. Group norm over a whole clip is the one thing that is not local: its
mean and variance are measured first, part by part, then applied part by part.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

Work = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
"""Some rows of the features and the same rows normalised, to new rows; both (B, F, rows, w, C)."""


def sliced(work: Callable[..., torch.Tensor], parts: tuple[torch.Tensor, ...], axis: int, size: int) -> torch.Tensor:
    """What `work` makes of tensors of equal length along an axis, `size` positions of it at a time."""
    length = parts[0].shape[axis]
    if size >= length:
        return work(*parts)
    whole: torch.Tensor | None = None
    for start in range(0, length, size):
        count = min(size, length - start)
        made = work(*(part.narrow(axis, start, count) for part in parts))
        if whole is None:
            whole = made.new_empty((*made.shape[:axis], length, *made.shape[axis + 1 :]))
        whole.narrow(axis, start, count).copy_(made)
    assert whole is not None
    return whole


def frames_at_once(features: torch.Tensor, at_once: int, *, grown: int = 1) -> int:
    """Frames that go together when `at_once` positions may (0: all); `grown` positions come of each."""
    if not at_once:
        return features.shape[1]
    batch, _, height, width = features.shape[:4]
    return max(1, at_once // (grown * batch * height * width))


def rows_at_once(features: torch.Tensor, at_once: int) -> int:
    """Rows that go together when `at_once` positions may (0: all)."""
    if not at_once:
        return features.shape[2]
    batch, frames, _, width = features.shape[:4]
    return max(1, at_once // (batch * frames * width))


def frame_norm(norm: nn.GroupNorm, features: torch.Tensor) -> torch.Tensor:
    """Group norm of each frame by itself."""
    return _normed(norm, features.flatten(0, 1)).view_as(features)


def over_rows(work: Work, norm: nn.GroupNorm, features: torch.Tensor, at_once: int) -> torch.Tensor:
    """Group norm over each whole clip, then `work`, on all rows or on as many as `at_once` positions make."""
    size = rows_at_once(features, at_once)
    if size >= features.shape[2]:
        return work(features, _normed(norm, features.flatten(1, 2)).view_as(features))
    scale, shift = _measured(norm, features, size)

    def step(rows: torch.Tensor) -> torch.Tensor:
        return work(rows, torch.addcmul(shift, rows.to(scale.dtype), scale).to(rows.dtype))

    return sliced(step, (features,), 2, size)


def _normed(norm: nn.GroupNorm, features: torch.Tensor) -> torch.Tensor:
    """(N, h, w, C), each of the N by itself."""
    normed = functional.group_norm(features.permute(0, 3, 1, 2), norm.num_groups, norm.weight, norm.bias, norm.eps)
    return normed.permute(0, 2, 3, 1).contiguous()


def _measured(norm: nn.GroupNorm, features: torch.Tensor, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Scale and shift (B, 1, 1, 1, C), at least float32, of a group norm over whole clips, measured on `size` rows at a time.

    Means and variances of parts are joined as in Chan, Golub and LeVeque, 1983 (The American Statistician 37, 3).
    """
    batch, channels = features.shape[0], features.shape[4]
    precise = torch.promote_types(features.dtype, torch.float32)
    count, mean, squares = 0, torch.zeros(()), torch.zeros(())
    for rows in features.split(size, dim=2):
        parts = rows.reshape(batch, -1, norm.num_groups, channels // norm.num_groups)
        variance, middle = torch.var_mean(parts.to(precise), dim=(1, 3), correction=0)
        more = parts.shape[1] * parts.shape[3]
        if not count:
            count, mean, squares = more, middle, variance * more
            continue
        gap = middle - mean
        squares = squares + variance * more + gap * gap * (count * more / (count + more))
        mean = mean + gap * (more / (count + more))
        count += more
    width = channels // norm.num_groups
    deviation = (squares / count + norm.eps).sqrt().repeat_interleave(width, dim=1)
    scale = norm.weight.to(precise) / deviation
    shift = norm.bias.to(precise) - mean.repeat_interleave(width, dim=1) * scale
    return scale.view(batch, 1, 1, 1, channels), shift.view(batch, 1, 1, 1, channels)
