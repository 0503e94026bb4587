"""Wan's block for a sequence whose parts have timesteps of their own."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from diffusers.models.transformers.transformer_wan import WanTransformerBlock

from uprez.models.unimmvsr.attention import Sight


class UniMMVSRBlock(WanTransformerBlock):
    """Parameters and names are Wan's.

    diffusers' own block takes a modulation for each token, (B, tokens, 6, C) in float32: 5.9 GB at 1888x1088x77, and a sum of that size in
    every block. There are only as many different ones as there are timesteps, so parts of the sequence take them by row.
    """

    def forward(  # pyright: ignore[reportIncompatibleMethodOverride] -- rows instead of one modulation, and what is seen
        self,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        temb: torch.Tensor,
        rotary_emb: tuple[torch.Tensor, torch.Tensor],
        sight: Sight | None = None,
    ) -> torch.Tensor:
        """(B, tokens, C) to the same; text (B, words, C), modulation (B, rows, 6, C).

        Without `sight` all tokens share the first row.
        """
        lengths = (hidden_states.shape[1],) if sight is None else sight.lengths
        table = self.scale_shift_table.unsqueeze(1) + temb.float()
        shift, scale, gate, ff_shift, ff_scale, ff_gate = table.unbind(2)
        normed = _scaled(self.norm1(hidden_states.float()), scale, shift, lengths).type_as(hidden_states)
        made = self.attn1(normed, None, None, rotary_emb, sight=sight)
        hidden_states = _added(hidden_states, made, gate, lengths)
        normed = self.norm2(hidden_states.float()).type_as(hidden_states)
        hidden_states = hidden_states + self.attn2(normed, encoder_hidden_states, None, None)
        normed = _scaled(self.norm3(hidden_states.float()), ff_scale, ff_shift, lengths).type_as(hidden_states)
        return _added(hidden_states, self.ffn(normed).float(), ff_gate, lengths)


def _scaled(tokens: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """Tokens (B, L, C) times 1 + `scale` and `shift` more, each (B, rows, C)."""
    parts = [part * (1 + scale[:, row, None]) + shift[:, row, None] for row, part in enumerate(tokens.split(list(lengths), dim=1))]
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)


def _added(tokens: torch.Tensor, made: torch.Tensor, gate: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """Tokens (B, L, C) and what a branch made of them, times `gate` (B, rows, C)."""
    pairs = zip(tokens.split(list(lengths), dim=1), made.split(list(lengths), dim=1), strict=True)
    parts = [(part.float() + new * gate[:, row, None]).type_as(tokens) for row, (part, new) in enumerate(pairs)]
    return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)
