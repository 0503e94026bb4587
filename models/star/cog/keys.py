"""The release's tensors by its own names (those of the package SwissArmyTransformer, SAT), and what each is here.

A layer's attention may be stored with low-rank additions (LoRA: Hu et al., 2021, arXiv 2106.09685), which are added to it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import torch

from uprez.core.errors import ModelError
from uprez.models.star.cog.transformer import Sizes
from uprez.models.weights.torch_file import Part

PREFIX = "model.diffusion_model."
"""What the transformer's keys begin with in a SAT checkpoint; VAE and text encoder, if they lie beside it, begin otherwise."""
FIX = "Get CogVideoX-5B-based/1/mp_rank_00_model_states.pt again from the hub repository SherryX/STAR."

_WHOLE = {
    "time_embed.0": "time_in",
    "time_embed.2": "time_out",
    "mixins.patch_embed.proj_sr": "patch_in",
    "mixins.patch_embed.text_proj": "text_in",
    "transformer.final_layernorm": "norm",
    "mixins.final_layer.norm_final": "norm_out",
    "mixins.final_layer.adaLN_modulation.1": "modulate_out",
    "mixins.final_layer.linear": "patch_out",
}
_LAYER = {
    "mixins.adaln_layer.adaLN_modulations.{}.1": "modulate",
    "mixins.adaln_layer.query_layernorm_list.{}": "norm_query",
    "mixins.adaln_layer.key_layernorm_list.{}": "norm_key",
    "transformer.layers.{}.input_layernorm": "norm1",
    "transformer.layers.{}.post_attention_layernorm": "norm2",
    "transformer.layers.{}.attention.query_key_value": "query_key_value",
    "transformer.layers.{}.attention.dense": "attended",
    "transformer.layers.{}.mlp.dense_h_to_4h": "widen",
    "transformer.layers.{}.mlp.dense_4h_to_h": "narrow",
    "transformer.layers.{}.spa_local.conv1": "liem.spatial",
    "transformer.layers.{}.temp_local.conv1": "liem.temporal",
}
_UNUSED = ("mixins.pos_embed.freqs_", "transformer.word_embeddings.", "transformer.position_embeddings.", "mixins.patch_embed.proj.")
"""Tables that can be computed, embeddings that nothing reads, and the convolution that `proj_sr` took the place of."""
_NUMBER = re.compile(r"(?<=\.)\d+(?=\.)")
_LOW_RANK = re.compile(r"\.matrix_[AB]\.\d+$")

Shape = tuple[int, ...]


def of_sat(stored: Mapping[str, torch.Tensor]) -> dict[str, Part]:
    """The transformer's tensors by the names they have here, of a SAT checkpoint's.

    Raises:
        ModelError: there is no transformer of STAR among them, or it is CogVideoX-2B's.
    """
    own = {key.removeprefix(PREFIX): value for key, value in stored.items() if key.startswith(PREFIX)}
    if "mixins.pos_embed.pos_embedding" in own:
        raise ModelError("These are weights of the 2B variant.", why="They carry a table of positions, as CogVideoX-2B does.", fix=FIX)
    if not any(".spa_local." in key for key in own) or "mixins.patch_embed.proj_sr.weight" not in own:
        raise ModelError(
            "The file holds no STAR transformer.",
            why=f"Nothing in it is called '{PREFIX}mixins.patch_embed.proj_sr' and '…spa_local'.",
            fix=FIX,
        )
    made: dict[str, Part] = {}
    for key, value in own.items():
        if key.startswith(_UNUSED) or _LOW_RANK.search(key):
            continue
        stem, _, kind = key.replace(".original.", ".").rpartition(".")
        low = tuple(_low_rank(own, PREFIX + key, stem)) if ".original.weight" in key else ()
        made[_renamed(stem, kind)] = Part(tuple(value.shape), lambda value=value, low=low: _merged(value, low))
    return made


def sizes_of(shapes: Mapping[str, Shape]) -> Sizes:
    """A transformer's sizes, from its tensors' shapes.

    Raises:
        ModelError: what says a size is missing or of another kind.
    """
    try:
        width, inputs, side, _ = shapes["patch_in.weight"]
        layers = {int(key.split(".")[1]) for key in shapes if key.startswith("layers.")}
        sizes = Sizes(
            width=width,
            head=shapes["layers.0.norm_query.weight"][0],
            layers=len(layers),
            inner=shapes["layers.0.widen.weight"][0],
            time=shapes["time_out.weight"][0],
            text=shapes["text_in.weight"][1],
            latent=inputs // 2,
            patch=side,
        )
    except (KeyError, ValueError, IndexError) as error:
        raise ModelError(
            "These are not the weights of a STAR transformer on CogVideoX.", why=f"What is wrong: {error}.", fix=FIX
        ) from error
    if sizes.head % 16 or width % sizes.head or inputs % 2:
        raise ModelError(f"A transformer of width {width} with heads of {sizes.head} and {inputs} inputs is none of CogVideoX's.", fix=FIX)
    return sizes


def _renamed(stem: str, kind: str) -> str:
    """The name here of a SAT tensor; its own, which then belongs nowhere, if it is unknown."""
    number = _NUMBER.search(f"{stem}.")
    if stem in _WHOLE:
        return f"{_WHOLE[stem]}.{kind}"
    if number:
        pattern = f"{stem[: number.start()]}{{}}{stem[number.end() :]}"
        if pattern in _LAYER:
            return f"layers.{number.group()}.{_LAYER[pattern]}.{kind}"
    return f"{stem}.{kind}"


def _low_rank(own: Mapping[str, torch.Tensor], shown: str, stem: str) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """The pairs A (rank, in), B (part of out, rank) that belong to a weight, in the order of its rows."""
    index = 0
    while (first := own.get(f"{stem}.matrix_A.{index}")) is not None:
        second = own.get(f"{stem}.matrix_B.{index}")
        if second is None or second.shape[1] != first.shape[0]:
            raise ModelError(
                f"The low-rank addition to '{shown}' is not whole.", why=f"matrix_B.{index} is missing or does not fit.", fix=FIX
            )
        yield first, second
        index += 1


def _merged(value: torch.Tensor, low: tuple[tuple[torch.Tensor, torch.Tensor], ...]) -> torch.Tensor:
    """A weight and its low-rank additions, each divided by its rank, as SAT's LoRA with its alpha of 1."""
    if not low:
        return value
    added = torch.cat([second.float() @ first.float() / len(first) for first, second in low])
    if added.shape != value.shape:
        raise ModelError("A low-rank addition does not fit its weight.", why=f"{tuple(added.shape)} to {tuple(value.shape)}.", fix=FIX)
    return (value.float() + added).to(value.dtype)
