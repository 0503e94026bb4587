"""A transformer on disk, in diffusers' layout: `config.json` and `.safetensors`, whole or in shards; UniMMVSR's own, or a plain Wan."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from safetensors import SafetensorError
from safetensors.torch import load_file

from uprez.core.errors import ModelError
from uprez.models.unimmvsr.tiles import FACTOR
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.weights.tensors import sha256

if TYPE_CHECKING:
    from uprez.models.unimmvsr.vae import Vae

_FIX = "Give the transformer's folder as diffusers saves it: of a UniMMVSR that was trained, or of Wan-AI/Wan2.1-T2V-1.3B-Diffusers."
_DAMAGED = (OSError, SafetensorError, RuntimeError, KeyError, TypeError, ValueError, AttributeError, AssertionError)
"""What torch and diffusers raise where a configuration makes no network, or other weights lie beside it."""


def read(folder: Path) -> UniMMVSRTransformer3DModel:
    """A transformer in the stored precision, on the CPU; a plain text-to-video Wan becomes an untrained UniMMVSR.

    Raises:
        ModelError: a file is missing, damaged or another network's, or the Wan expects an image.
    """
    config = config_of(folder, fix=_FIX)
    if config.get("_class_name") == UniMMVSRTransformer3DModel.__name__:
        return loaded(UniMMVSRTransformer3DModel, folder, config, fix=_FIX)
    if config.get("_class_name") == WanTransformer3DModel.__name__:
        return UniMMVSRTransformer3DModel.from_base(loaded(WanTransformer3DModel, folder, config, fix=_FIX))
    raise ModelError(f"'{folder}' holds no transformer of UniMMVSR or Wan.", why=f"It describes a {config.get('_class_name')}.", fix=_FIX)


def config_of(folder: Path, *, fix: str) -> dict[str, Any]:
    """What a network's folder says of it.

    Raises:
        ModelError: nothing, or nothing that can be read; `fix` is what to do.
    """
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The transformer in '{folder}' cannot be read.", why=f"{error}.", fix=fix) from error
    if not isinstance(config, dict):
        raise ModelError(f"'{folder / 'config.json'}' describes no network.", fix=fix)
    return config


def loaded(kind: Any, folder: Path, config: dict[str, Any], *, fix: str) -> Any:
    """One of diffusers' Wan transformers, of class `kind`, in the stored precision, on the CPU, without a second copy of its weights;
    diffusers' own loader needs another package for that.

    Raises:
        ModelError: weights are missing, damaged or another network's; `fix` is what to do.
    """
    try:
        weights: dict[str, torch.Tensor] = {}
        for path in sorted(folder.glob("*.safetensors")):
            weights |= load_file(path)
        with torch.device("meta"):
            network = kind.from_config(config)
        network.load_state_dict(weights, assign=True)
        told = network.config
        with torch.device("cpu"):  # its buffers are computed, not stored
            network.rope = type(network.rope)(told.attention_head_dim, told.patch_size, told.rope_max_seq_len)
    except _DAMAGED as error:
        why = f"{type(error).__name__}: {str(error)[:500].rstrip('.')}."
        raise ModelError(f"The transformer in '{folder}' cannot be read.", why=why, fix=fix) from error
    return network.eval()


def digest_of(folder: Path) -> str:
    """SHA-256 over all that a checkpoint's transformer and VAE are made of."""
    parts = [folder / part for part in ("transformer", "vae")]
    files = [path for part in parts for path in (part / "config.json", *sorted(part.glob("*.safetensors")))]
    return hashlib.sha256("".join(map(sha256, files)).encode()).hexdigest()


def check_parts(folder: Path, told: Any, vae: Vae, *, words: int | None = None) -> None:
    """See that the parts of a checkpoint belong together, and are of Wan2.1: the transformer, which `told` configures, the VAE, and
    texts of `words` numbers a token, where they are known.

    Raises:
        ModelError: they do not.
    """
    channels = int(told.out_channels or told.in_channels)
    if vae.factor != FACTOR or channels != vae.channels:
        raise ModelError(
            f"The VAE in '{folder}' is not the transformer's.",
            why=f"It makes {vae.channels} channels, one value for {vae.factor} pixels; {channels} for {FACTOR} pixels are wanted.",
            fix="Give both of one checkpoint that is made from Wan2.1; Wan2.2's VAE is another.",
        )
    if words is not None and int(told.text_dim) != words:
        raise ModelError(
            f"The transformer in '{folder}' is told words of {told.text_dim} numbers, the text encoder gives {words}.",
            fix="Give both of one checkpoint.",
        )
