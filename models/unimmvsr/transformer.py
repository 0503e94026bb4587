"""The transformer: Wan's (Wan-AI/Wan2.1, through diffusers), which sees the low-resolution video and references.

Du et al., 2025 (arXiv 2510.08143), section 3.2: the low-resolution video is more channels of the noisy latents, references are more
tokens. What the paper leaves open is chosen in docs/models/unimmvsr.md.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import torch
from diffusers.configuration_utils import register_to_config
from diffusers.models.embeddings import TimestepEmbedding
from diffusers.models.modeling_outputs import Transformer2DModelOutput
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from torch import nn

from uprez.core.errors import ModelError
from uprez.models.unimmvsr.attention import Area, Grid, SequenceAttention, Sight
from uprez.models.unimmvsr.block import UniMMVSRBlock
from uprez.models.unimmvsr.references import KINDS, Kept, KeyValue, Reference, places

Turns = tuple[torch.Tensor, torch.Tensor]
"""Cosines and sines, each (1, tokens, 1, head), as Wan's blocks take them."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """References as tokens."""

    values: torch.Tensor
    """(B, tokens, C)."""
    turns: Turns


class UniMMVSRTransformer3DModel(WanTransformer3DModel):
    """Noisy latents, low-resolution latents, text and references to velocity, noise less clean latents as Wan's.

    Saves, loads and checkpoints gradients as any model of diffusers.
    """

    _no_split_modules = ["UniMMVSRBlock"]  # noqa: RUF012 (diffusers' own attribute)
    _repeated_blocks = ["UniMMVSRBlock"]  # noqa: RUF012
    _keep_in_fp32_modules = [*WanTransformer3DModel._keep_in_fp32_modules, "aug_embedder", "kind_bias"]  # noqa: RUF012
    _cp_plan = None  # diffusers' plan splits the output of `rope`, which a sequence with references does not call

    @register_to_config
    def __init__(
        self,
        patch_size: tuple[int, ...] = (1, 2, 2),
        num_attention_heads: int = 12,
        attention_head_dim: int = 128,
        in_channels: int = 32,
        out_channels: int = 16,
        lr_channels: int = 16,
        text_dim: int = 4096,
        freq_dim: int = 256,
        ffn_dim: int = 8960,
        num_layers: int = 30,
        cross_attn_norm: bool = True,
        qk_norm: str | None = "rms_norm_across_heads",
        eps: float = 1e-6,
        rope_max_seq_len: int = 1024,
        reference_start: int = 0,
        references_clean: bool = True,
        references_apart: bool = False,
    ) -> None:
        """The defaults are of Wan2.1-T2V-1.3B's size.

        `in_channels` are noisy and low-resolution channels together, `lr_channels` the latter. `reference_start`: references have places
        in time from there on, or behind a target that is longer. `references_clean`: they have timestep 0, else the target's.
        `references_apart`: they see each other, not the target (the paper's see all); only so can they be kept between steps.
        """
        heads, head, width = num_attention_heads, attention_head_dim, num_attention_heads * attention_head_dim
        given = self._internal_dict
        text: Any = {"text_dim": text_dim, "freq_dim": freq_dim, "rope_max_seq_len": rope_max_seq_len}
        of_blocks: Any = {"cross_attn_norm": cross_attn_norm, "qk_norm": qk_norm, "eps": eps}
        super().__init__(patch_size, heads, head, in_channels, out_channels, ffn_dim=ffn_dim, num_layers=0, **text, **of_blocks)
        self._internal_dict = given  # the base, which is told of no blocks, wrote what it was told over it
        blocks = [UniMMVSRBlock(width, ffn_dim, heads, **of_blocks) for _ in range(num_layers)]
        for block in blocks:
            attention: Any = block.attn1
            attention.set_processor(SequenceAttention())
        self.blocks = nn.ModuleList(blocks)
        patch: Any = patch_size
        self.ref_embedding = nn.Conv3d(in_channels - lr_channels, width, patch, patch)
        self._make_zero_parts(freq_dim, width)

    def _make_zero_parts(self, freq_dim: int, width: int) -> None:
        """What adds nothing before training."""
        self.kind_bias = nn.Parameter(torch.zeros(len(KINDS), width))
        self.aug_embedder = TimestepEmbedding(freq_dim, width)
        for zero in self.aug_embedder.linear_2.parameters():
            nn.init.zeros_(zero)

    @classmethod
    def from_base(cls, base: WanTransformer3DModel, **choices: Any) -> Self:
        """Start from a text-to-video Wan, whose output this equals without references; `base` is left as it is.

        New input channels, the noise level's embedding and the bias of kinds are zero; references are embedded as the base embeds video.
        `choices` are other values of the configuration.

        Raises:
            ModelError: `base` is conditioned on images.
        """
        config: Any = base.config
        known = {key: value for key, value in config.items() if not key.startswith("_")}
        others = [key for key in ("image_dim", "added_kv_proj_dim", "pos_embed_seq_len") if known.pop(key, None) is not None]
        if others or config.in_channels != config.out_channels:
            raise ModelError("This Wan cannot be a base of UniMMVSR.", why="It expects an image.", fix="Give a text-to-video Wan.")
        channels = config.in_channels
        known |= {"in_channels": 2 * channels, "out_channels": channels, "lr_channels": channels}
        with torch.device("meta"):
            model = cls(**(known | choices))
        weights = {key: value.detach().clone() for key, value in base.state_dict().items()}
        patches, bias = weights["patch_embedding.weight"], weights["patch_embedding.bias"]
        nothing = patches.new_zeros(len(patches), model._told.lr_channels, *patches.shape[2:])
        weights["patch_embedding.weight"] = torch.cat((patches, nothing), dim=1)
        weights |= {"ref_embedding.weight": patches.clone(), "ref_embedding.bias": bias.clone()}
        model.load_state_dict(weights, strict=False, assign=True)
        model.rope = copy.deepcopy(base.rope)
        with torch.device(base.device):
            model._make_zero_parts(model._told.freq_dim, len(bias))
        return model

    @property
    def in_float32(self) -> tuple[str, ...]:
        """Modules and parameters that stay in float32, as diffusers loads them."""
        return tuple(self._keep_in_fp32_modules)

    @property
    def _told(self) -> Any:
        """The configuration."""
        return self.config

    @property
    def keeps(self) -> bool:
        """Whether `keep` is exact for all steps of a run."""
        return bool(self._told.references_apart and self._told.references_clean)

    def forward(  # pyright: ignore[reportIncompatibleMethodOverride] -- the base's images are not taken
        self,
        hidden_states: torch.Tensor,
        timestep: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        lr_latents: torch.Tensor | None = None,
        references: Sequence[Reference] = (),
        lr_timestep: torch.Tensor | None = None,
        kept: Kept | None = None,
        window: Area | None = None,
        return_dict: bool = True,
    ) -> Any:
        """Velocity (B, 16, f, h, w) of noisy latents of that shape.

        `timestep` (B,), 0 to 1000; text (B, words, `text_dim`); `lr_latents` as the noisy ones, None is zero, under noise of `lr_timestep`
        (B,), None for none known. References as they are, or as `keep` has kept them. `window`: rows and columns of tokens, see `Sight`.

        Raises:
            ValueError: shapes do not fit, or kept references are another clip's.
        """
        grid = self._grid(hidden_states)
        lr_latents = torch.zeros_like(hidden_states) if lr_latents is None else lr_latents
        self._check(kept, references, hidden_states, lr_latents)
        inputs = torch.cat((hidden_states, lr_latents), dim=1)
        tokens = self.patch_embedding(inputs).flatten(2).transpose(1, 2).contiguous()
        text = self.condition_embedder.text_embedder(encoder_hidden_states)
        if references and self._told.references_apart:
            kept, references = self._kept(references, text, timestep, grid[0]), ()
        time, target_row = self._time(timestep, text, lr_timestep)
        tokens, lengths, turns, rows = self._sequence(tokens, grid, references, (timestep, text, target_row))
        checkpointed: Any = self._gradient_checkpointing_func
        for index, block in enumerate(self.blocks):
            more = None if kept is None else kept.of_blocks[index]
            sight = Sight(lengths, grid, window, shifted=bool(index % 2), more=more)
            if torch.is_grad_enabled() and self.gradient_checkpointing:
                tokens = checkpointed(block, tokens, text, rows, turns, sight)
            else:
                tokens = block(tokens, text, rows, turns, sight)
        made = self._video(tokens[:, : lengths[0]], time, grid)
        return Transformer2DModelOutput(sample=made) if return_dict else (made,)

    def keep(self, references: Sequence[Reference], encoder_hidden_states: torch.Tensor, frames: int) -> Kept:
        """Keys and values of references for all steps, beside a target of so many latent frames; each text has its own.

        Raises:
            ValueError: they would not be the same in every step; see `keeps`.
        """
        if not self.keeps:
            raise ValueError("references that see the target or its timestep are new in every step")
        text = self.condition_embedder.text_embedder(encoder_hidden_states)
        return self._kept(references, text, torch.zeros(len(text), device=text.device), frames)

    def _kept(self, references: Sequence[Reference], text: torch.Tensor, timestep: torch.Tensor, frames: int) -> Kept:
        row = self._time(torch.zeros_like(timestep) if self._told.references_clean else timestep, text, None)[1]
        given = self._embedded(references, frames)
        tokens, taken = given.values, list[KeyValue]()
        sight = Sight((tokens.shape[1],), (0, 0, 0), taken=taken)
        for block in self.blocks:
            tokens = block(tokens, text, row[:, None], given.turns, sight)
        return Kept(tuple(taken), frames)

    def _sequence(
        self, tokens: torch.Tensor, grid: Grid, references: Sequence[Reference], told: tuple[torch.Tensor, torch.Tensor, torch.Tensor]
    ) -> tuple[torch.Tensor, tuple[int, ...], Turns, torch.Tensor]:
        """Target and references as one sequence: tokens, lengths of parts with a timestep of their own, turns, modulation of the parts."""
        timestep, text, row = told
        turns = self._turns((0, grid[0]), grid[1:])
        if not references:
            return tokens, (tokens.shape[1],), turns, row[:, None]
        given = self._embedded(references, grid[0])
        lengths = (tokens.shape[1], given.values.shape[1])
        other = self._time(torch.zeros_like(timestep), text, None)[1] if self._told.references_clean else row
        turns = (torch.cat((turns[0], given.turns[0]), dim=1), torch.cat((turns[1], given.turns[1]), dim=1))
        return torch.cat((tokens, given.values), dim=1), lengths, turns, torch.stack((row, other), dim=1)

    def _embedded(self, references: Sequence[Reference], frames: int) -> _Tokens:
        starts = places(frames, references, self._told.reference_start)
        values: list[torch.Tensor] = []
        turns: list[Turns] = []
        for reference, start in zip(references, starts, strict=True):
            length, rows, columns = self._grid(reference.latents)
            tokens = self.ref_embedding(reference.latents).flatten(2).transpose(1, 2)
            values.append(tokens + self.kind_bias[KINDS.index(reference.kind)].to(tokens.dtype))
            turns.append(self._turns((start, start + length), (rows, columns)))
        cosines, sines = (torch.cat(parts, dim=1) for parts in zip(*turns, strict=True))
        return _Tokens(torch.cat(values, dim=1), (cosines, sines))

    def _time(self, timestep: torch.Tensor, text: torch.Tensor, lr_timestep: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
        """The time's embedding (B, C), and the modulation of blocks (B, 6, C) that is made of it."""
        embedder = self.condition_embedder
        dtype = embedder.time_embedder.linear_1.weight.dtype
        time = embedder.time_embedder(embedder.timesteps_proj(timestep).to(dtype))
        if lr_timestep is not None:
            time = time + self.aug_embedder(embedder.timesteps_proj(lr_timestep).to(self.aug_embedder.linear_1.weight.dtype)).to(dtype)
        time = time.type_as(text)
        return time, embedder.time_proj(embedder.act_fn(time)).unflatten(1, (6, -1))

    def _turns(self, frames: tuple[int, int], area: Area) -> Turns:
        """Places in time from `frames[0]` to before `frames[1]`, rows and columns from 0; tokens in that order."""
        (rows, columns), length = area, frames[1] - frames[0]
        rope: Any = self.rope
        if max(frames[1], rows, columns) > rope.max_seq_len:
            raise ValueError(f"the transformer knows {rope.max_seq_len} places along an axis, not {max(frames[1], rows, columns)}")

        def spread(table: torch.Tensor) -> torch.Tensor:
            time, down, across = table.split([rope.t_dim, rope.h_dim, rope.w_dim], dim=1)
            parts = (time[frames[0] : frames[1], None, None], down[None, :rows, None], across[None, None, :columns])
            return torch.cat([part.expand(length, rows, columns, -1) for part in parts], dim=-1).reshape(1, length * rows * columns, 1, -1)

        return spread(rope.freqs_cos), spread(rope.freqs_sin)

    def _video(self, tokens: torch.Tensor, time: torch.Tensor, grid: Grid) -> torch.Tensor:
        """Target tokens (B, L, C) to latents (B, 16, f, h, w)."""
        shift, scale = (self.scale_shift_table + time.unsqueeze(1)).chunk(2, dim=1)
        tokens = self.proj_out((self.norm_out(tokens.float()) * (1 + scale) + shift).type_as(tokens))
        values = tokens.unflatten(1, grid).unflatten(4, (*self._told.patch_size, -1))
        return values.permute(0, 7, 1, 4, 2, 5, 3, 6).flatten(6, 7).flatten(4, 5).flatten(2, 3)

    def _grid(self, latents: torch.Tensor) -> Grid:
        """Frames, rows and columns of tokens of (B, C, f, h, w)."""
        sizes = list(zip(latents.shape[2:], self._told.patch_size, strict=True))
        if any(size % patch or not size for size, patch in sizes):
            raise ValueError(f"latents of {tuple(latents.shape[2:])} cannot be cut into patches of {tuple(self._told.patch_size)}")
        frames, rows, columns = (size // patch for size, patch in sizes)
        return frames, rows, columns

    @staticmethod
    def _check(kept: Kept | None, references: Sequence[Reference], latents: torch.Tensor, lr_latents: torch.Tensor) -> None:
        if lr_latents.shape != latents.shape:
            raise ValueError(f"low-resolution latents are {tuple(lr_latents.shape)}, noisy ones {tuple(latents.shape)}")
        if kept is not None and (references or kept.target != latents.shape[2]):
            raise ValueError(
                f"references kept beside {kept.target} latent frames, for {latents.shape[2]} latent frames and {len(references)} others"
            )
