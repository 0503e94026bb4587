"""Open StableVSR for a recipe: find its weights, choose what runs them, choose the flow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from uprez.core.errors import ModelError
from uprez.core.job import Recipe
from uprez.models.flow import PUBLISHED_RAFT
from uprez.models.runtime.packages import check_packages
from uprez.models.stablevsr.flows import Estimator, PairFlows, RaftFlows
from uprez.models.stablevsr.layout import NAME, is_exported
from uprez.models.stablevsr.model import CONDITIONS as CONDITIONS
from uprez.models.stablevsr.model import DIS_FLOW, Settings, StableVsr, check_options
from uprez.models.stablevsr.text import embedding
from uprez.models.weights.store import cache_folder, checkpoint_folder

Note = Callable[[str], None]

_AT_ONCE = 4
"""Pictures and shots on a GPU at once; a CPU gains nothing from more than one (docs/models/stablevsr.md)."""


def open_stablevsr(recipe: Recipe, *, on_note: Note) -> StableVsr:
    """Load StableVSR: `stablevsr` for the published checkpoint, fetched once, or the path of a checkpoint or an export.

    Raises:
        ModelError: weights, optical flow or runtime are missing, damaged or do not go together.
        ResourceError: out of memory.
    """
    check_options(recipe)
    published = recipe.model == NAME
    folder = cache_folder() / NAME if published else Path(recipe.model).expanduser()
    if is_exported(folder):
        return _on_onnx(folder, recipe, on_note)
    _check_torch(folder, recipe)  # before 4 GB are fetched
    return _on_torch(checkpoint_folder(NAME, on_note=on_note) if published else folder, recipe)


def _check_torch(folder: Path, recipe: Recipe) -> None:
    """See that everything but the checkpoint itself is here."""
    if recipe.runtime not in ("auto", "torch"):
        raise ModelError(
            f"{recipe.runtime} cannot run the checkpoint in '{folder}'.",
            why="It is stored for torch.",
            fix=f"Export it once with `uprez models export stablevsr --weights {folder} --to FOLDER`, and give that folder to --model.",
        )
    check_packages("StableVSR")
    if DIS_FLOW not in recipe.options:
        _raft(folder)


def _on_torch(folder: Path, recipe: Recipe) -> StableVsr:
    from uprez.models.flow.weights import load_raft
    from uprez.models.runtime.torch_net import chosen_device
    from uprez.models.stablevsr.checkpoint import Checkpoint
    from uprez.models.stablevsr.torch_networks import TorchNetworks

    device, precision = chosen_device(recipe.device, recipe.precision)
    checkpoint = Checkpoint(folder)
    schedule = checkpoint.schedule()
    Settings.of(recipe, schedule)  # refuses too many steps before the networks are read
    flows: Estimator = PairFlows() if DIS_FLOW in recipe.options else RaftFlows(load_raft(_raft(folder)), device)
    networks = TorchNetworks.of(checkpoint, embedding(folder, recipe.prompt), device=device, precision=precision)
    at_once = 1 if device == "cpu" else _AT_ONCE
    return StableVsr(networks, schedule, flows, weights=checkpoint.sha256, batch=at_once, together=at_once)


def _on_onnx(folder: Path, recipe: Recipe, on_note: Note) -> StableVsr:
    if recipe.runtime not in ("auto", "onnxruntime"):
        raise ModelError(
            f"{recipe.runtime} cannot run the export in '{folder}'.",
            why="It is stored for ONNX Runtime.",
            fix="Leave --runtime out, or give the checkpoint itself.",
        )
    from uprez.models.flow.onnx_raft import OnnxRaft
    from uprez.models.stablevsr.exported import RAFT, Exported
    from uprez.models.stablevsr.onnx_networks import OnnxNetworks

    text = embedding(folder, recipe.prompt)
    networks = OnnxNetworks.of(folder, text, device=recipe.device, precision=recipe.precision, on_note=on_note)
    Settings.of(recipe, networks.schedule)
    exported = Exported.read(folder)
    if DIS_FLOW in recipe.options:
        flows = PairFlows()
    elif RAFT in exported.files:
        flows = PairFlows(OnnxRaft(exported.path(RAFT), device=recipe.device, on_note=on_note).estimate, "raft")
    else:
        raise ModelError(
            f"The export in '{folder}' has no optical flow.",
            why="It was made without RAFT's weights.",
            fix=f"Export again with --flow, or give --option {DIS_FLOW} for OpenCV's flow, which needs no weights.",
        )
    return StableVsr(networks, networks.schedule, flows, weights=networks.weights)


def _raft(folder: Path) -> Path:
    """RAFT's weights, beside the checkpoint or in the cache."""
    names = (PUBLISHED_RAFT, Path(PUBLISHED_RAFT).with_suffix(".safetensors"))
    for path in (place / name for place in (folder, cache_folder()) for name in names):
        if path.is_file():
            return path
    raise ModelError(
        "StableVSR has no optical flow here.",
        why=f"'{PUBLISHED_RAFT}' lies neither in '{folder}' nor in '{cache_folder()}'.",
        fix=f"Put torchvision's {PUBLISHED_RAFT} there, or give --option {DIS_FLOW} for OpenCV's flow, which needs no weights.",
    )
