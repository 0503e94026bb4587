"""diffusers' blocks, cheaper at equal output: no layout changes, no needless passes over memory, fewer multiplications.

Each block here takes over a diffusers block's own layers, so weights are neither copied nor renamed.
Tensors stay channels last from end to end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from uprez.core.errors import ModelError


def quicken(network: nn.Module) -> None:
    """Replace a UNet's, ControlNet's or VAE's blocks in place, where they are of the kind that StableVSR has.

    A UNet's or ControlNet's blocks then take the time embedding with its SiLU already applied.

    Raises:
        ModelError: a block computes otherwise than StableVSR's do.
    """
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            kind = type(child).__name__
            if kind in _TAKEN_OVER:
                quick, as_expected = _TAKEN_OVER[kind]
                if not as_expected(child):
                    raise ModelError(
                        f"A {kind} of the checkpoint is of a kind that StableVSR has none of.",
                        why="Its config.json asks for it.",
                        fix="Get the checkpoint again from the hub repository claudiom4sir/StableVSR.",
                    )
                setattr(parent, name, quick(child))


class _Residual(nn.Module):
    """ResnetBlock2D without change of size."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        self._norm1, self._conv1, self._time = block.norm1, block.conv1, block.time_emb_proj
        self._norm2, self._conv2, self._shortcut = block.norm2, block.conv2, block.conv_shortcut

    def forward(self, inputs: torch.Tensor, temb: torch.Tensor | None = None) -> torch.Tensor:
        """(B, C, H, W) and the activated time embedding (B, E) or None to (B, C', H, W)."""
        hidden = self._conv1(functional.silu(self._norm1(inputs), inplace=True))
        if temb is not None and self._time is not None:
            hidden += self._time(temb)[:, :, None, None]
        hidden = self._conv2(functional.silu(self._norm2(hidden), inplace=True))
        hidden += inputs if self._shortcut is None else self._shortcut(inputs)
        return hidden


class _Transformer(nn.Module):
    """Transformer2DModel with linear projections."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self._norm, self._enter, self._blocks, self._leave = model.norm, model.proj_in, model.transformer_blocks, model.proj_out

    def forward(self, inputs: torch.Tensor, *, encoder_hidden_states: torch.Tensor, **_: Any) -> tuple[torch.Tensor]:
        """(B, C, H, W), text (B, 77, D) to (B, C, H, W), in a tuple as diffusers' own."""
        tokens = self._enter(self._norm(inputs).permute(0, 2, 3, 1).flatten(1, 2))
        for block in self._blocks:
            tokens = block(tokens, encoder_hidden_states=encoder_hidden_states)
        hidden = self._leave(tokens).unflatten(1, inputs.shape[2:]).permute(0, 3, 1, 2)
        hidden += inputs
        return (hidden,)


class _Enlarging(nn.Module):
    """Upsample2D: nearest neighbour to twice the size, then a 3x3 convolution, as four 2x2 convolutions on the small picture.

    Every output pixel sees only 2x2 different inputs, so the taps that meet the same one are added up
    beforehand: 4 multiplications instead of 9, equal to rounding.
    """

    def __init__(self, block: Any) -> None:
        super().__init__()
        self._conv = block.conv
        self._phases: torch.Tensor | None = None

    def forward(self, inputs: torch.Tensor, output_size: Any = None, **_: Any) -> torch.Tensor:
        """(B, C, H, W) to (B, C, 2H, 2W), or to `output_size`."""
        height, width = inputs.shape[2:]
        if output_size is not None and tuple(output_size) != (2 * height, 2 * width):
            return self._conv(functional.interpolate(inputs, size=tuple(output_size), mode="nearest"))
        if self._phases is None:
            weight = self._conv.weight
            self._phases = _phases(weight.float()).to(weight.dtype)
        shape = (len(inputs), self._conv.out_channels, 2 * height, 2 * width)
        result = torch.empty(shape, dtype=inputs.dtype, device=inputs.device, memory_format=torch.channels_last)
        for down in (0, 1):
            for across in (0, 1):
                made = functional.conv2d(inputs, self._phases[down, across], self._conv.bias, padding=1)  # a row and a column too many
                result[:, :, down::2, across::2] = made[:, :, down : down + height, across : across + width]
        return result


def _phases(weight: torch.Tensor) -> torch.Tensor:
    """The 2x2 kernels (2, 2, C', C, 2, 2) of even and odd output rows and columns, from a 3x3 kernel (C', C, 3, 3)."""
    groups = (((0,), (1, 2)), ((0, 1), (2,)))  # which taps meet the first and the second input row: of an even output row, of an odd one
    rows = [torch.stack([weight[:, :, list(taps)].sum(2) for taps in phase], 2) for phase in groups]
    return torch.stack([torch.stack([torch.stack([row[..., list(taps)].sum(3) for taps in phase], 3) for phase in groups]) for row in rows])


def _plain_residual(block: Any) -> bool:
    resized = block.upsample is not None or block.downsample is not None
    plain = block.time_embedding_norm in ("default", "group") and block.output_scale_factor == 1 and isinstance(block.nonlinearity, nn.SiLU)
    return plain and not resized and isinstance(block.norm1, nn.GroupNorm)


def _plain_transformer(model: Any) -> bool:
    return bool(model.is_input_continuous and model.use_linear_projection)


def _plain_enlarging(block: Any) -> bool:
    convolves = block.use_conv and not block.use_conv_transpose and block.interpolate
    return bool(convolves and block.norm is None and block.conv.kernel_size == (3, 3))


_TAKEN_OVER: dict[str, tuple[Callable[[Any], nn.Module], Callable[[Any], bool]]] = {
    "ResnetBlock2D": (_Residual, _plain_residual),
    "Transformer2DModel": (_Transformer, _plain_transformer),
    "Upsample2D": (_Enlarging, _plain_enlarging),
}
"""diffusers' blocks by name: what takes over, and whether the block is as StableVSR's are."""
