"""VAEs in the hub's layout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from uprez.core.errors import ModelError


def read_vae(folder: Path, files: Sequence[Path], *, kind: str, repository: str) -> Any:
    """Diffusers' network in a folder of the hub's layout, in the precision of its `files`, which hold its weights; on the CPU.

    `kind` is diffusers' class, `repository` where the folder `vae` comes from.

    Raises:
        ModelError: a file is missing, damaged, or another network's.
    """
    import diffusers

    fix = f"Get the folder 'vae' of the hub repository {repository} again."
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
        weights: dict[str, torch.Tensor] = {}
        for path in files:
            weights |= load_file(path)
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelError(f"The VAE in '{folder}' cannot be read.", why=f"{error}.", fix=fix) from error
    if not weights:
        raise ModelError(f"The VAE in '{folder}' cannot be read.", why="No weights lie there.", fix=fix)
    named = config.get("_class_name", kind) if isinstance(config, dict) else None
    if named != kind:
        raise ModelError(f"'{folder}' holds another VAE.", why=f"Its config.json describes '{named}'; '{kind}' belongs there.", fix=fix)
    network_class: Any = getattr(diffusers, kind)
    try:
        with torch.device("meta"):
            network = network_class.from_config({key: value for key, value in config.items() if not key.startswith("_")})
        network.load_state_dict(weights, assign=True)
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        raise ModelError(f"The weights in '{folder}' do not fit their config.json.", why=f"{error}.", fix=fix) from error
    return network
