"""STAR's convolutions: residual blocks with their temporal part, and the changes of size."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.attention import added, in_place
from uprez.models.star.slices import frame_norm, frames_at_once, over_rows, sliced
from uprez.models.star.told import Told, for_batch
from uprez.models.star.transformers import pointwise

_GROUPS = 32


class TemporalConv(nn.Module):
    """Four convolutions over three frames, each behind the clip's group norm, around a residual."""

    def __init__(self, width: int) -> None:
        super().__init__()
        for number in range(1, 5):
            before = [nn.GroupNorm(_GROUPS, width), nn.SiLU(), *([nn.Dropout(0.1)] if number > 1 else [])]
            self.add_module(f"conv{number}", nn.Sequential(*before, nn.Conv3d(width, width, (3, 1, 1), padding=(1, 0, 0))))

    def forward(self, features: torch.Tensor, told: Told) -> torch.Tensor:
        """(B, F, h, w, C) to (B, F, h, w, C); frames before the first and after the last are 0."""
        hidden = features
        for layers in self.children():
            norm, _, *dropout, conv = layers.children()

            def step(_: torch.Tensor, normed: torch.Tensor, drop: list[nn.Module] = dropout, conv: nn.Module = conv) -> torch.Tensor:
                normed = activated(normed)
                return _over_time(conv, drop[0](normed) if drop else normed)

            assert isinstance(norm, nn.GroupNorm)
            hidden = over_rows(step, norm, hidden, told.at_once)
        return added(hidden, features)


class ResBlock(nn.Module):
    """Two 3x3 convolutions with the time added between them, around a residual; then a temporal convolution."""

    def __init__(self, width: int, out: int, time: int) -> None:
        """`width` channels to `out`, told of `time` channels."""
        super().__init__()
        self.in_layers: Any = nn.Sequential(nn.GroupNorm(_GROUPS, width), nn.SiLU(), nn.Conv2d(width, out, 3, padding=1))
        self.emb_layers: Any = nn.Sequential(nn.SiLU(), nn.Linear(time, out))
        self.out_layers: Any = nn.Sequential(nn.GroupNorm(_GROUPS, out), nn.SiLU(), nn.Dropout(0.1), nn.Conv2d(out, out, 3, padding=1))
        self.skip_connection = nn.Identity() if width == out else nn.Conv2d(width, out, 1)
        self.temopral_conv = TemporalConv(out)  # the release's spelling

    def forward(self, features: torch.Tensor, told: Told, *more: torch.Tensor) -> torch.Tensor:
        """(B, F, h, w, C) to (B, F, h, w, C'); `more` are further channels of the same, joined only where they are used."""
        return self.temopral_conv(self.within_frames(features, told, *more), told)

    def within_frames(self, features: torch.Tensor, told: Told, *more: torch.Tensor) -> torch.Tensor:
        """The block but for its temporal part."""
        time = for_batch(self.emb_layers[1](told.time), features.shape[0])[:, None, None, None]

        def work(*parts: torch.Tensor) -> torch.Tensor:
            frames = torch.cat(parts, dim=4) if more else parts[0].contiguous()
            hidden = added(conv(self.in_layers[2], activated(frame_norm(self.in_layers[0], frames))), time)
            hidden = conv(self.out_layers[3], self.out_layers[2](activated(frame_norm(self.out_layers[0], hidden))))
            skip = self.skip_connection
            return added(hidden, frames if isinstance(skip, nn.Identity) else pointwise(skip, frames))

        return sliced(work, (features, *more), 1, frames_at_once(features, told.at_once))


class Downsample(nn.Module):
    """Half the size; two rows of zeros above and below, so that h rows become h/2 + 1."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.op = nn.Conv2d(width, width, 3, stride=2, padding=(2, 1))

    def forward(self, features: torch.Tensor, told: Told) -> torch.Tensor:
        """(B, F, h, w, C) to (B, F, h/2 + 1, w/2, C)."""

        def work(frames: torch.Tensor) -> torch.Tensor:
            return conv(self.op, frames)

        return sliced(work, (features,), 1, frames_at_once(features, told.at_once))


class Upsample(nn.Module):
    """Twice the size by repeating pixels, less the first and last row, which a descent added; then a 3x3 convolution."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, features: torch.Tensor, told: Told) -> torch.Tensor:
        """(B, F, h, w, C) to (B, F, 2h - 2, 2w, C)."""

        def work(frames: torch.Tensor) -> torch.Tensor:
            batch, count, height, width, channels = frames.shape
            large = frames[:, :, :, None, :, None].expand(-1, -1, -1, 2, -1, 2, -1).reshape(batch, count, 2 * height, 2 * width, channels)
            return conv(self.conv, large[:, :, 1:-1])

        return sliced(work, (features,), 1, frames_at_once(features, told.at_once, grown=4))


def conv(layer: nn.Module, features: torch.Tensor) -> torch.Tensor:
    """A 2-D convolution of each frame: (B, F, h, w, C) to (B, F, h', w', C')."""
    made = layer(features.flatten(0, 1).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).contiguous()
    return made.view(*features.shape[:2], *made.shape[1:])


def activated(values: torch.Tensor) -> torch.Tensor:
    """SiLU, in place where nothing is trained or exported."""
    return functional.silu(values, inplace=in_place())


def _over_time(layer: nn.Module, features: torch.Tensor) -> torch.Tensor:
    """A convolution over frames, as a 2-D one over frames and pixels: their order in memory is already that."""
    assert isinstance(layer, nn.Conv3d)
    batch, frames, height, width, channels = features.shape
    plane = features.reshape(batch, frames, height * width, channels).permute(0, 3, 1, 2)
    made = functional.conv2d(plane, layer.weight.squeeze(-1), layer.bias, padding=(1, 0))
    return made.permute(0, 2, 3, 1).contiguous().view(batch, frames, height, width, -1)
