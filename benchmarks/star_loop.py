"""The yardstick: one pass of STAR's UNet and ControlNet as published, straight from the weights, in float32.

Features are (B F) C h w around 2-D work and B C F h w around work along time, rearranged from one to the other for each block; each
prompt is a pass of its own; the text's keys and values are made anew for every frame; nothing is cut into slices.
Attention is torch's own. Weights go by the release's keys.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch.nn import functional


class StraightLoop:
    """A network of the release's layout."""

    def __init__(self, weights: Mapping[str, torch.Tensor], head: int) -> None:
        """`head` is the channels of an attention head."""
        self._weights, self._head = weights, head
        self._parts = {key[:end] for key in weights for end in range(len(key)) if key[end] == "."}

    def __call__(self, x: torch.Tensor, timestep: int, text: torch.Tensor, hint: torch.Tensor) -> torch.Tensor:
        """Latents (1, 4, F, h, w) and a text (1, tokens, C) to v (1, 4, F, h, w)."""
        count = x.shape[2]
        latents, seen = (values.permute(0, 2, 1, 3, 4).flatten(0, 1).contiguous() for values in (x, hint))
        text = text.repeat_interleave(count, dim=0)
        control = self._descent("VideoControlNet.", latents, timestep, text, count, seen)
        gained = [self._conv(f"VideoControlNet.zero_convs.{index}.0", each, 0) for index, each in enumerate(control[:-1])]
        middle = self._conv("VideoControlNet.middle_block_out.0", control[-1], 0)
        *skips, features = self._descent("", latents, timestep, text, count, None)
        features, time = features + middle, self._time("", timestep, count)
        for index in range(len(skips)):
            features = torch.cat((features, skips.pop() + gained.pop()), dim=1)
            features = self._block(f"output_blocks.{index}", features, time, text, count)
        made = self._conv("out.2", functional.silu(self._norm("out.0", features)))
        return made.unflatten(0, (1, count)).permute(0, 2, 1, 3, 4)

    def _descent(
        self, of: str, latents: torch.Tensor, timestep: int, text: torch.Tensor, count: int, seen: torch.Tensor | None
    ) -> list[torch.Tensor]:
        """All input blocks and the middle of the UNet, or of the ControlNet, which sees the footage."""
        time = self._time(of, timestep, count)
        features = self._conv(f"{of}input_blocks.0.0", latents)
        if seen is not None:
            features = features + self._conv(f"{of}input_hint_block", seen)
        made = [self._over_time(f"{of}input_blocks.0.1", features, count)]
        while self._has(f"{of}input_blocks.{len(made)}"):
            made.append(self._block(f"{of}input_blocks.{len(made)}", made[-1], time, text, count))
        return [*made, self._block(f"{of}middle_block", made[-1], time, text, count)]

    def _block(self, name: str, features: torch.Tensor, time: torch.Tensor, text: torch.Tensor, count: int) -> torch.Tensor:
        """A block of any parts, told by their weights."""
        if self._has(f"{name}.op"):
            return functional.conv2d(features, *self._layer(f"{name}.op"), stride=2, padding=(2, 1))
        for index in range(4):
            part = f"{name}.{index}"
            if self._has(f"{part}.in_layers"):
                features = self._residual(part, features, time, count)
            elif self._has(f"{part}.conv"):
                large = functional.interpolate(features, scale_factor=2.0, mode="nearest")[:, :, 1:-1]
                features = self._conv(f"{part}.conv", large)
            elif self._has(f"{part}.transformer_blocks.0.local2"):
                features = self._over_time(part, features, count)
            elif self._has(f"{part}.transformer_blocks"):
                features = self._over_space(part, features, text)
        return features

    def _residual(self, name: str, features: torch.Tensor, time: torch.Tensor, count: int) -> torch.Tensor:
        hidden = self._conv(f"{name}.in_layers.2", functional.silu(self._norm(f"{name}.in_layers.0", features)))
        hidden = hidden + functional.linear(functional.silu(time), *self._layer(f"{name}.emb_layers.1"))[:, :, None, None]
        hidden = self._conv(f"{name}.out_layers.3", functional.silu(self._norm(f"{name}.out_layers.0", hidden)))
        skip = self._conv(f"{name}.skip_connection", features, 0) if self._has(f"{name}.skip_connection") else features
        clip = _clip(skip + hidden, count)
        moved = clip
        for number in range(1, 5):
            part = f"{name}.temopral_conv.conv{number}"
            normed = functional.silu(self._norm(f"{part}.0", moved))
            moved = functional.conv3d(normed, *self._layer(f"{part}.{2 if number == 1 else 3}"), padding=(1, 0, 0))
        return _frames(clip + moved)

    def _over_space(self, name: str, features: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        _, _, height, width = features.shape
        tokens = self._norm(f"{name}.norm", features, 1e-6).flatten(2).transpose(1, 2).contiguous()
        tokens = functional.linear(tokens, *self._layer(f"{name}.proj_in"))
        block = f"{name}.transformer_blocks.0"
        picture = tokens.transpose(1, 2).unflatten(2, (height, width))
        seen = torch.cat((picture.amax(1, keepdim=True), picture.mean(1, keepdim=True)), dim=1)
        gate = torch.sigmoid(functional.conv2d(seen, self._weights[f"{block}.local1.conv1.weight"], padding=3))
        gated = (gate * picture).flatten(2).transpose(1, 2).contiguous()
        tokens = self._attention(f"{block}.attn1", self._layer_norm(f"{block}.norm1", gated)) + tokens
        tokens = self._attention(f"{block}.attn2", self._layer_norm(f"{block}.norm2", tokens), text) + tokens
        tokens = self._forward(f"{block}.ff", self._layer_norm(f"{block}.norm3", tokens)) + tokens
        tokens = functional.linear(tokens, *self._layer(f"{name}.proj_out"))
        return features + tokens.transpose(1, 2).unflatten(2, (height, width)).contiguous()

    def _over_time(self, name: str, features: torch.Tensor, count: int) -> torch.Tensor:
        clip = _clip(features, count)
        _, _, _, height, width = clip.shape
        normed = self._norm(f"{name}.norm", clip, 1e-6)
        tokens = normed.permute(0, 3, 4, 1, 2).flatten(0, 2).contiguous()
        tokens = functional.conv1d(tokens, *self._layer(f"{name}.proj_in")).transpose(1, 2).contiguous()
        block = f"{name}.transformer_blocks.0"
        for number in (1, 2):
            gate = self._weights[f"{block}.local{number}.conv1.weight"]
            seen = torch.cat((tokens.amax(2, keepdim=True), tokens.mean(2, keepdim=True)), dim=2)
            gated = tokens * torch.sigmoid(functional.linear(seen, gate))
            tokens = self._attention(f"{block}.attn{number}", self._layer_norm(f"{block}.norm{number}", gated)) + tokens
        tokens = self._forward(f"{block}.ff", self._layer_norm(f"{block}.norm3", tokens)) + tokens
        moved = functional.conv1d(tokens.transpose(1, 2).contiguous(), *self._layer(f"{name}.proj_out"))
        moved = moved.unflatten(0, (1, height, width)).permute(0, 3, 4, 1, 2).contiguous()
        return _frames(clip + moved)

    def _attention(self, name: str, tokens: torch.Tensor, text: torch.Tensor | None = None) -> torch.Tensor:
        seen = tokens if text is None else text
        query = functional.linear(tokens, self._weights[f"{name}.to_q.weight"])
        key, value = (functional.linear(seen, self._weights[f"{name}.to_{kind}.weight"]) for kind in "kv")
        query, key, value = (part.unflatten(2, (-1, self._head)).transpose(1, 2).flatten(0, 1).contiguous() for part in (query, key, value))
        mixed = functional.scaled_dot_product_attention(query[None], key[None], value[None])[0]
        mixed = mixed.unflatten(0, (len(tokens), -1)).transpose(1, 2).flatten(2)
        return functional.linear(mixed, *self._layer(f"{name}.to_out.0"))

    def _forward(self, name: str, tokens: torch.Tensor) -> torch.Tensor:
        values, gate = functional.linear(tokens, *self._layer(f"{name}.net.0.proj")).chunk(2, dim=-1)
        return functional.linear(values * functional.gelu(gate), *self._layer(f"{name}.net.2"))

    def _time(self, of: str, timestep: int, count: int) -> torch.Tensor:
        """The time embedding, repeated for all frames."""
        half = self._weights[f"{of}time_embed.0.weight"].shape[1] // 2
        angles = timestep * torch.pow(10000.0, -torch.arange(half) / half)
        waves = torch.cat((angles.cos(), angles.sin()))[None].to(self._weights[f"{of}time_embed.0.weight"])
        hidden = functional.silu(functional.linear(waves, *self._layer(f"{of}time_embed.0")))
        return functional.linear(hidden, *self._layer(f"{of}time_embed.2")).repeat(count, 1)

    def _conv(self, name: str, features: torch.Tensor, padding: int = 1) -> torch.Tensor:
        return functional.conv2d(features, *self._layer(name), padding=padding)

    def _norm(self, name: str, features: torch.Tensor, eps: float = 1e-5) -> torch.Tensor:
        return functional.group_norm(features, 32, *self._layer(name), eps)

    def _layer_norm(self, name: str, tokens: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(tokens, tokens.shape[-1:], *self._layer(name))

    def _layer(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]

    def _has(self, name: str) -> bool:
        return name in self._parts


def _clip(frames: torch.Tensor, count: int) -> torch.Tensor:
    """(B F) C h w to B C F h w."""
    return frames.unflatten(0, (-1, count)).transpose(1, 2).contiguous()


def _frames(clip: torch.Tensor) -> torch.Tensor:
    """B C F h w to (B F) C h w."""
    return clip.transpose(1, 2).flatten(0, 1).contiguous()
