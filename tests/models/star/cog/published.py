"""Small random networks in the published layouts, and what diffusers makes of the same transformer."""

from __future__ import annotations

from typing import Any

import diffusers
import torch
from torch import nn

PREFIX = "model.diffusion_model."
HEADS, HEAD, LAYERS, TIME, TEXT, LATENT = 2, 32, 2, 24, 40, 4
WIDTH, INNER = HEADS * HEAD, 96


class _Drawn:
    """Random tensors under SAT's names."""

    def __init__(self, seed: int) -> None:
        self._drawn = torch.Generator().manual_seed(seed)
        self.made: dict[str, torch.Tensor] = {}

    def values(self, *shape: int, scale: float = 0.0) -> torch.Tensor:
        return torch.randn(shape, generator=self._drawn) * (scale or shape[-1] ** -0.5)

    def linear(self, key: str, outputs: int, inputs: int) -> None:
        self.made |= {f"{key}.weight": self.values(outputs, inputs), f"{key}.bias": self.values(outputs, scale=0.1)}

    def norm(self, key: str, channels: int) -> None:
        self.made |= {f"{key}.weight": 1 + self.values(channels, scale=0.2), f"{key}.bias": self.values(channels, scale=0.2)}

    def layer(self, layer: int, rank: int) -> None:
        self.linear(f"mixins.adaln_layer.adaLN_modulations.{layer}.1", 12 * WIDTH, TIME)
        for name in ("query", "key"):
            self.norm(f"mixins.adaln_layer.{name}_layernorm_list.{layer}", HEAD)
        stem = f"transformer.layers.{layer}"
        for name in ("input_layernorm", "post_attention_layernorm"):
            self.norm(f"{stem}.{name}", WIDTH)
        for name, parts in (("query_key_value", 3), ("dense", 1)):
            key = f"{stem}.attention.{name}"
            self.linear(f"{key}.original" if rank else key, parts * WIDTH, WIDTH)
            for part in range(parts if rank else 0):
                self.made |= {f"{key}.matrix_A.{part}": self.values(rank, WIDTH), f"{key}.matrix_B.{part}": self.values(WIDTH, rank)}
        self.linear(f"{stem}.mlp.dense_h_to_4h", INNER, WIDTH)
        self.linear(f"{stem}.mlp.dense_4h_to_h", WIDTH, INNER)
        self.made[f"{stem}.spa_local.conv1.weight"] = self.values(1, 2, 7, 7, scale=0.3)
        self.made[f"{stem}.temp_local.conv1.weight"] = self.values(1, 2, scale=0.5)


def sat_weights(*, rank: int = 0, seed: int = 0) -> dict[str, torch.Tensor]:
    """A transformer as SAT stores it; `rank` for low-rank additions to attentions."""
    drawn = _Drawn(seed)
    drawn.linear("time_embed.0", TIME, WIDTH)
    drawn.linear("time_embed.2", TIME, TIME)
    drawn.linear("mixins.patch_embed.text_proj", WIDTH, TEXT)
    drawn.made |= {
        "mixins.patch_embed.proj_sr.weight": drawn.values(WIDTH, 2 * LATENT, 2, 2),
        "mixins.patch_embed.proj_sr.bias": drawn.values(WIDTH, scale=0.1),
        "mixins.pos_embed.freqs_sin": drawn.values(7, HEAD),
        "mixins.pos_embed.freqs_cos": drawn.values(7, HEAD),
        "transformer.position_embeddings.weight": drawn.values(64, WIDTH),
    }
    for layer in range(LAYERS):
        drawn.layer(layer, rank)
    drawn.norm("transformer.final_layernorm", WIDTH)
    drawn.norm("mixins.final_layer.norm_final", WIDTH)
    drawn.linear("mixins.final_layer.adaLN_modulation.1", 2 * WIDTH, TIME)
    drawn.linear("mixins.final_layer.linear", 4 * LATENT, WIDTH)
    return {PREFIX + key: value for key, value in drawn.made.items()}


class Reference:
    """diffusers' own transformer with a SAT checkpoint's weights; LIEM, literally, in front of each attention."""

    def __init__(self, stored: dict[str, torch.Tensor], *, inner: int = INNER) -> None:
        own = {key.removeprefix(PREFIX): value for key, value in stored.items()}
        self.network: Any = diffusers.CogVideoXTransformer3DModel(
            num_attention_heads=HEADS,
            attention_head_dim=HEAD,
            in_channels=2 * LATENT,
            out_channels=LATENT,
            time_embed_dim=TIME,
            text_embed_dim=TEXT,
            num_layers=LAYERS,
            sample_width=8,
            sample_height=8,
            use_rotary_positional_embeddings=True,
        ).eval()
        for block in self.network.transformer_blocks:
            block.ff.net[0].proj, block.ff.net[2] = nn.Linear(WIDTH, inner), nn.Linear(inner, WIDTH)
        self.network.norm_out.norm.eps = 1e-6  # SAT's; diffusers has 1e-5 there
        self.network.load_state_dict(_for_diffusers(own))
        self._grid = (0, 0, 0)
        for layer, block in enumerate(self.network.transformer_blocks):
            block.attn1.register_forward_pre_hook(self._liem(own, layer), with_kwargs=True)

    def __call__(self, latent: torch.Tensor, timestep: int, text: torch.Tensor, footage: torch.Tensor) -> torch.Tensor:
        """As our transformer."""
        from diffusers.models.embeddings import get_3d_rotary_pos_embed

        frames, height, width = latent.shape[2:]
        rows, columns = height // 2, width // 2
        self._grid = (frames, rows, columns)
        turns = get_3d_rotary_pos_embed(HEAD, ((0, 0), (rows, columns)), (rows, columns), frames, device=torch.device("cpu"))
        both = torch.cat((latent, footage), dim=1).transpose(1, 2).expand(len(text), -1, -1, -1, -1)
        steps = torch.full((len(text),), timestep)
        with torch.no_grad():
            return self.network(both, text, steps, image_rotary_emb=turns, return_dict=False)[0].transpose(1, 2)

    def _liem(self, own: dict[str, torch.Tensor], layer: int) -> Any:
        spatial, temporal = (own[f"transformer.layers.{layer}.{name}_local.conv1.weight"] for name in ("spa", "temp"))

        def gate(_: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
            frames, rows, columns = self._grid
            tokens = named["hidden_states"]
            pictures = tokens.unflatten(1, (frames, rows, columns)).permute(0, 1, 4, 2, 3).flatten(0, 1)
            seen = torch.cat((pictures.amax(1, keepdim=True), pictures.mean(1, keepdim=True)), dim=1)
            pictures = nn.functional.conv2d(seen, spatial, padding=3).sigmoid() * pictures
            pixels = pictures.unflatten(0, (-1, frames)).permute(0, 3, 4, 1, 2)
            seen = torch.cat((pixels.amax(-1, keepdim=True), pixels.mean(-1, keepdim=True)), dim=-1)
            pixels = (seen @ temporal.T).sigmoid() * pixels
            named["hidden_states"] = pixels.permute(0, 3, 1, 2, 4).flatten(1, 3)
            return given, named

        return gate


def _for_diffusers(own: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """SAT's tensors as diffusers' conversion script has them (repository huggingface/diffusers, scripts)."""
    pairs = {
        "time_embed.0": "time_embedding.linear_1",
        "time_embed.2": "time_embedding.linear_2",
        "mixins.patch_embed.text_proj": "patch_embed.text_proj",
        "mixins.patch_embed.proj_sr": "patch_embed.proj",
        "transformer.final_layernorm": "norm_final",
        "mixins.final_layer.norm_final": "norm_out.norm",
        "mixins.final_layer.adaLN_modulation.1": "norm_out.linear",
        "mixins.final_layer.linear": "proj_out",
    }
    made: dict[str, torch.Tensor] = {}
    for kind in ("weight", "bias"):
        made |= {f"{to}.{kind}": own[f"{of}.{kind}"] for of, to in pairs.items()}
        for layer in range(LAYERS):
            of, to = f"transformer.layers.{layer}", f"transformer_blocks.{layer}"
            parts = own[f"mixins.adaln_layer.adaLN_modulations.{layer}.1.{kind}"].chunk(12)
            made[f"{to}.norm1.linear.{kind}"] = torch.cat(parts[0:3] + parts[6:9])
            made[f"{to}.norm2.linear.{kind}"] = torch.cat(parts[3:6] + parts[9:12])
            made[f"{to}.norm1.norm.{kind}"] = own[f"{of}.input_layernorm.{kind}"]
            made[f"{to}.norm2.norm.{kind}"] = own[f"{of}.post_attention_layernorm.{kind}"]
            for name, part in zip("qkv", own[f"{of}.attention.query_key_value.{kind}"].chunk(3), strict=True):
                made[f"{to}.attn1.to_{name}.{kind}"] = part
            made[f"{to}.attn1.to_out.0.{kind}"] = own[f"{of}.attention.dense.{kind}"]
            for name in ("query", "key"):
                made[f"{to}.attn1.norm_{name[0]}.{kind}"] = own[f"mixins.adaln_layer.{name}_layernorm_list.{layer}.{kind}"]
            made[f"{to}.ff.net.0.proj.{kind}"] = own[f"{of}.mlp.dense_h_to_4h.{kind}"]
            made[f"{to}.ff.net.2.{kind}"] = own[f"{of}.mlp.dense_4h_to_h.{kind}"]
    return made


def small_vae() -> Any:
    """CogVideoX's VAE with few channels: the factors are the release's, 8 in space and 4 in time."""
    torch.manual_seed(5)
    return diffusers.AutoencoderKLCogVideoX(
        block_out_channels=(8, 8, 8, 8), latent_channels=LATENT, layers_per_block=1, norm_num_groups=4, scaling_factor=0.7
    ).eval()
