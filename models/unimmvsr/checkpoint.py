"""A transformer on disk, in diffusers' layout: `config.json` and `.safetensors`, whole or in shards; UniMMVSR's own, or a plain Wan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from safetensors import SafetensorError
from safetensors.torch import load_file

from uprez.core.errors import ModelError
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

_FIX = "Give the transformer's folder as diffusers saves it: of a UniMMVSR that was trained, or of Wan-AI/Wan2.1-T2V-1.3B-Diffusers."


def read(folder: Path) -> UniMMVSRTransformer3DModel:
    """A transformer in the stored precision, on the CPU; a plain text-to-video Wan becomes an untrained UniMMVSR.

    Raises:
        ModelError: a file is missing, damaged or another network's, or the Wan expects an image.
    """
    config = _config(folder)
    if config.get("_class_name") == UniMMVSRTransformer3DModel.__name__:
        return _loaded(UniMMVSRTransformer3DModel, folder, config)
    if config.get("_class_name") == WanTransformer3DModel.__name__:
        return UniMMVSRTransformer3DModel.from_base(_loaded(WanTransformer3DModel, folder, config))
    raise ModelError(f"'{folder}' holds no transformer of UniMMVSR or Wan.", why=f"It describes a {config.get('_class_name')}.", fix=_FIX)


def _loaded(kind: Any, folder: Path, config: dict[str, Any]) -> Any:
    """A network without a second copy of its weights; diffusers' own loader needs another package for that."""
    try:
        weights: dict[str, torch.Tensor] = {}
        for path in sorted(folder.glob("*.safetensors")):
            weights |= load_file(path)
        with torch.device("meta"):
            network = kind.from_config(config)
        network.load_state_dict(weights, assign=True)
        with torch.device("cpu"):
            network.rope = type(network.rope)(config["attention_head_dim"], config["patch_size"], config["rope_max_seq_len"])
    except (OSError, SafetensorError, RuntimeError, KeyError, TypeError) as error:
        raise ModelError(f"The transformer in '{folder}' cannot be read.", why=f"{str(error)[:500]}.", fix=_FIX) from error
    return network.eval()


def _config(folder: Path) -> dict[str, Any]:
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The transformer in '{folder}' cannot be read.", why=f"{error}.", fix=_FIX) from error
    if not isinstance(config, dict):
        raise ModelError(f"'{folder / 'config.json'}' describes no network.", fix=_FIX)
    return config
