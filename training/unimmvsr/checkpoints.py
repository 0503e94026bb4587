"""Checkpoints: each a folder that `uprez upscale --model` takes, and that the trainer goes on from. Whole or absent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from uprez.core.errors import ResourceError
from uprez.media.atomic import free_bytes
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.training.folders import lend, remove_whole, whole_folder
from uprez.training.unimmvsr.config import Config

_NAME = re.compile(r"^step-(\d{8})$")
_LENT = ("vae", "text_encoder", "tokenizer")
"""Folders of a model that training does not change."""
_ROOM = 1.05
"""Room that a checkpoint is taken to need, in its tensors' bytes."""
Tensors = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class State:
    """A run between two steps."""

    step: int
    """Steps made."""
    weights: Tensors
    """What learns, float32."""
    optimiser: dict[str, Any]
    """As torch's `state_dict`."""
    average: Tensors | None = None
    """Moving average of the weights."""
    scaler: dict[str, Any] | None = None
    """Of fp16's loss."""


def checkpoints(output: Path) -> list[tuple[int, Path]]:
    """Whole checkpoints of a run, by the steps made."""
    found = [(match, path) for path in output.glob("step-*") if (match := _NAME.match(path.name)) and path.is_dir()]
    return sorted((int(match[1]), path) for match, path in found)


def save(config: Config, network: UniMMVSRTransformer3DModel, state: State) -> Path:
    """Write a checkpoint, then remove the oldest beyond `config.keep`; gives its folder.

    Raises:
        ResourceError: the disk is too full; nothing is left of it.
        OutputError: it cannot be written.
    """
    target = config.output / f"step-{state.step:08d}"
    if target.exists():
        return target
    given = {key: value.detach() for key, value in (state.average or state.weights).items()}
    _check_room(target, state)
    with whole_folder(target) as folder:
        _write_model(folder, config, network, given)
        training = folder / "training"
        training.mkdir()
        save_file(_plain(state.weights), training / "weights.safetensors")
        if state.average is not None:
            save_file(_plain(state.average), training / "average.safetensors")
        torch.save({"optimiser": state.optimiser, "scaler": state.scaler}, training / "optimiser.pt")
        told = {"version": 1, "step": state.step, "config": json.loads(config.model_dump_json())}
        (training / "progress.json").write_text(json.dumps(told, indent=1), "utf-8")
    for _, path in checkpoints(config.output)[: -config.keep]:
        remove_whole(path)
    return target


def _write_model(folder: Path, config: Config, network: UniMMVSRTransformer3DModel, weights: Tensors) -> None:
    """What a run of the model needs, in diffusers' layout."""
    transformer = folder / "transformer"
    network.save_config(transformer)
    half = torch.bfloat16 if config.saved == "bf16" else torch.float32
    exempt = network.in_float32
    stored = {key: value if any(part in exempt for part in key.split(".")) else value.to(half) for key, value in weights.items()}
    save_file(_plain(stored), transformer / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})
    index: dict[str, Any] = {
        "_class_name": "UniMMVSRPipeline",
        "_diffusers_version": diffusers.__version__,
        "transformer": ["uprez.models.unimmvsr.transformer", type(network).__name__],
        "vae": ["diffusers", "AutoencoderKLWan"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "T5TokenizerFast"],
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), "utf-8")
    for name in _LENT:
        if (config.base / name).is_dir():
            lend(config.base / name, folder / name)


def load(folder: Path) -> State:
    """What `save` wrote, on the CPU.

    Raises:
        ResourceError: the checkpoint is damaged.
    """
    training = folder / "training"
    try:
        told: Any = json.loads((training / "progress.json").read_text("utf-8"))
        kept: Any = torch.load(training / "optimiser.pt", map_location="cpu", weights_only=True)
        average = load_file(training / "average.safetensors") if (training / "average.safetensors").exists() else None
        return State(int(told["step"]), load_file(training / "weights.safetensors"), kept["optimiser"], average, kept["scaler"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
        raise ResourceError(
            f"The checkpoint '{folder}' cannot be read.",
            why=f"{str(error)[:300]}.",
            fix="Remove that folder: the run then goes on from the checkpoint before it.",
        ) from error


def config_of(folder: Path) -> dict[str, Any]:
    """The run that wrote a checkpoint, as JSON."""
    return json.loads((folder / "training" / "progress.json").read_text("utf-8"))["config"]


def _plain(tensors: Tensors) -> dict[str, torch.Tensor]:
    return {key: value.detach().cpu().contiguous() for key, value in tensors.items()}


def _check_room(target: Path, state: State) -> None:
    """Say that a disk is full before an hour's work is written to it in vain."""
    weights = sum(value.nbytes for value in state.weights.values())
    needed = round(_ROOM * weights * (4 + (state.average is not None)))  # weights, the same to run, AdamW's two moments
    free = free_bytes(target.parent)
    if free < needed:
        raise ResourceError(
            f"{target} cannot be written: there is no room left.",
            why=f"It needs {needed / 1e9:.2f} GB; {free / 1e9:.2f} GB are free.",
            fix="Make room on that disk, then run the same command again: it goes on from the last whole checkpoint.",
        )
