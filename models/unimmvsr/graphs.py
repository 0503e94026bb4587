"""UniMMVSR's networks as they are exported: every size and number of references free, places and caches from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import WanResample, WanUpsample, patchify, unpatchify
from torch import nn

from uprez.models.runtime.onnx_attention import fused
from uprez.models.runtime.onnx_trace import Axes, Traced
from uprez.models.star.cog.rotary import turned
from uprez.models.unimmvsr.exported import CACHE
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.vae import Vae

_LATENT: Axes = {2: "frames", 3: "height", 4: "width"}
_FREE: Mapping[str, Axes] = {
    "latent": _LATENT,
    "footage": _LATENT,
    "text": {1: "words"},
    "patches": {1: "given"},
    "kinds": {1: "given"},
    "cosines": {0: "tokens"},
    "sines": {0: "tokens"},
    "v": _LATENT,
}


class NetworkGraph(nn.Module):
    """The transformer; float32 at the ends whatever it computes in. References are patches, so that there may be any number of any size."""

    def __init__(self, network: UniMMVSRTransformer3DModel) -> None:
        super().__init__()
        self._network: Any = network
        told: Any = network.config
        self._clean, self._apart = bool(told.references_clean), bool(told.references_apart)
        self._patch = tuple(told.patch_size)
        self.eval()

    def forward(
        self,
        latent: torch.Tensor,
        footage: torch.Tensor,
        timestep: torch.Tensor,
        level: torch.Tensor,
        text: torch.Tensor,
        patches: torch.Tensor,
        kinds: torch.Tensor,
        cosines: torch.Tensor,
        sines: torch.Tensor,
    ) -> torch.Tensor:
        """Latents (1, C, f, h, w), (1,), (1,), text (1, words, D), references as patches (1, given, C x patch) and their kinds, one of
        them 1 (1, given, kinds), turns of all tokens (tokens, head / 2) to v (1, C, f, h, w)."""
        network = self._network
        dtype = network.blocks[0].attn1.to_q.weight.dtype
        inputs = torch.cat((latent, footage), dim=1).to(dtype)
        target = network.patch_embedding(inputs).flatten(2).transpose(1, 2)
        weights = network.ref_embedding.weight.flatten(1)
        given = nn.functional.linear(patches.to(dtype), weights, network.ref_embedding.bias)
        given = given + (kinds @ network.kind_bias.float()).to(dtype)
        words = network.condition_embedder.text_embedder(text.to(dtype))
        time, row = network._time(timestep, words, level)
        other = network._time(torch.zeros_like(timestep), words, None)[1] if self._clean else row
        count = target.shape[1]
        tokens, rows = torch.cat((target, given), dim=1), torch.stack((row, other), dim=1)
        for block in network.blocks:
            tokens = self._block(block, tokens, count, words, rows, (cosines[:, None], sines[:, None]))
        shift, scale = (network.scale_shift_table + time.unsqueeze(1)).chunk(2, dim=1)
        made = network.norm_out(tokens[:, :count].float()) * (1 + scale) + shift
        return self._video(network.proj_out(made.to(dtype)), latent).float()

    def _block(self, block: Any, tokens: torch.Tensor, count: Any, words: torch.Tensor, rows: torch.Tensor, turns: Any) -> torch.Tensor:
        """One block; target tokens are the first `count`. As `UniMMVSRBlock`, in operations that take any length."""
        table = block.scale_shift_table.unsqueeze(1) + rows.float()
        shift, scale, gate, ff_shift, ff_scale, ff_gate = table.unbind(2)

        def each(values: torch.Tensor, times: torch.Tensor, more: torch.Tensor | None = None) -> torch.Tensor:
            parts = (values[:, :count] * times[:, :1], values[:, count:] * times[:, 1:])
            if more is not None:
                parts = (parts[0] + more[:, :1], parts[1] + more[:, 1:])
            return torch.cat(parts, dim=1)

        seen = each(block.norm1(tokens.float()), 1 + scale, shift).to(tokens.dtype)
        tokens = (tokens.float() + each(self._self_attention(block.attn1, seen, count, turns).float(), gate)).to(tokens.dtype)
        seen = block.norm2(tokens.float()).to(tokens.dtype)
        query, key, value = block.attn2.to_q(seen), block.attn2.to_k(words), block.attn2.to_v(words)
        query, key = _normed(block.attn2.norm_q, query), _normed(block.attn2.norm_k, key)
        tokens = tokens + block.attn2.to_out[0](fused(query, key, value, block.attn2.heads))
        seen = each(block.norm3(tokens.float()), 1 + ff_scale, ff_shift).to(tokens.dtype)
        return (tokens.float() + each(block.ffn(seen).float(), ff_gate)).to(tokens.dtype)

    def _self_attention(self, attention: Any, seen: torch.Tensor, count: Any, turns: Any) -> torch.Tensor:
        heads = attention.heads
        query, key, value = attention.to_q(seen), attention.to_k(seen), attention.to_v(seen)
        query, key = (
            turned(_normed(norm, each).unflatten(2, (heads, -1)), turns).flatten(2)
            for norm, each in ((attention.norm_q, query), (attention.norm_k, key))
        )
        if not self._apart:
            return attention.to_out[0](fused(query, key, value, heads))
        whole = fused(query[:, :count], key, value, heads)
        alone = fused(query[:, count:], key[:, count:], value[:, count:], heads)
        return attention.to_out[0](torch.cat((whole, alone), dim=1))

    def _video(self, tokens: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        """Target tokens to latents of the shape of `like`."""
        _, rows, columns = self._patch
        grid = (like.shape[2], like.shape[3] // rows, like.shape[4] // columns)
        values = tokens.reshape(1, *grid, rows, columns, -1).permute(0, 6, 1, 2, 4, 3, 5)
        return values.reshape(1, -1, grid[0], like.shape[3], like.shape[4])

    def traced(self, examples: Mapping[str, torch.Tensor]) -> Traced:
        """The inputs of `forward`, by name, to `v`."""
        return Traced(self, examples, ["v"], _FREE)


def _normed(norm: Any, values: torch.Tensor) -> torch.Tensor:
    """RMS norm, of which the exporter knows no node, in float32."""
    wide = values.float()
    made = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + (norm.eps or torch.finfo(values.dtype).eps))
    return (made * norm.weight.float()).to(values.dtype)


class VaeGraph(nn.Module):
    """A half of the VAE on the first part of a video, or on a later one with what was carried along: encoder, one picture and then four;
    decoder, one latent. Caches of one frame have a frame of zeros before it, so that every cache has two."""

    def __init__(self, vae: Vae, half: str, *, first: bool) -> None:
        """`half` is `encoder` or `decoder`; enlarging is changed in place to what the exporter knows, the same at twice the size."""
        super().__init__()
        self._vae: Any = vae.network
        self._encodes, self._first = half == "encoder", first
        told: Any = vae.network.config
        self._pixels: int | None = told.patch_size
        self._mean, self._deviation = (torch.tensor(values).view(1, -1, 1, 1) for values in (told.latents_mean, told.latents_std))
        self._count: int = vae.network._cached_conv_counts[half]
        for module in vae.network.modules():
            if isinstance(module, WanUpsample):
                module.mode = "nearest"
        self.eval()

    def forward(self, given: torch.Tensor, *caches: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Pictures (f, 3, H, W) to latents (1, C, h, w), or latents (1, C, h, w) to pictures (f, 3, H, W); and the caches."""
        kept: list[Any] = [*caches, *([None] * (self._count - len(caches)))]
        waiting: list[torch.Tensor] = []
        hooks = [
            each.register_forward_pre_hook(lambda _, told: waiting.append(told[0]))
            for each in self._vae.decoder.modules()
            if isinstance(each, WanResample) and each.mode == "upsample3d"
        ]
        try:
            made = self._encoded(given, kept) if self._encodes else self._decoded(given, kept)
        finally:
            for hook in hooks:
                hook.remove()
        empty = iter(waiting)
        return made, *(_two_frames(next(empty) if isinstance(each, str) else each, zero=isinstance(each, str)) for each in _live(kept))

    def _encoded(self, pictures: torch.Tensor, kept: list[Any]) -> torch.Tensor:
        video = pictures.transpose(0, 1)[None]
        video = video if self._pixels is None else patchify(video, self._pixels)
        hidden = self._vae.quant_conv(self._vae.encoder(video, feat_cache=kept, feat_idx=[0]))
        return (hidden[0].transpose(0, 1).chunk(2, dim=1)[0] - self._mean) / self._deviation

    def _decoded(self, latents: torch.Tensor, kept: list[Any]) -> torch.Tensor:
        hidden = self._vae.post_quant_conv((latents * self._deviation + self._mean).transpose(0, 1)[None])
        video = self._vae.decoder(hidden, feat_cache=kept, feat_idx=[0], first_chunk=self._first)
        return (video if self._pixels is None else unpatchify(video, self._pixels))[0].transpose(0, 1)

    def traced(self, given: torch.Tensor, caches: Sequence[torch.Tensor] = ()) -> Traced:
        """`given`, `cache_0` … to `made`, `next_0` …"""
        count = len(self(given, *caches)) - 1
        inputs = {"given": given, **{f"{CACHE}{index}": each for index, each in enumerate(caches)}}
        free: dict[str, Axes] = {"given": {2: "height", 3: "width"}, "made": {2: "made_height", 3: "made_width"}}
        for index in range(count):
            free |= {name: {3: f"height_{index}", 4: f"width_{index}"} for name in (f"{CACHE}{index}", f"next_{index}")}
        named = ["made", *(f"next_{index}" for index in range(count))]
        return Traced(self, inputs, named, {name: axes for name, axes in free.items() if name in inputs or name in named})


def _live(kept: Sequence[Any]) -> list[Any]:
    """Caches that the network uses; those that it counts but never fills are at the end."""
    return [each for each in kept if each is not None]


def _two_frames(values: torch.Tensor, *, zero: bool) -> torch.Tensor:
    """A cache of one or two frames as two; `zero` ones where diffusers writes that a layer waits for its second part."""
    if zero:
        return torch.zeros_like(torch.cat((values, values), dim=2))
    return values if values.shape[2] == 2 else torch.cat((torch.zeros_like(values), values), dim=2)
