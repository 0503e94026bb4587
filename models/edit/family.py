"""Open a base model for a recipe: find its weights, embed its texts, choose where it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprez.core.errors import ModelError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.models.edit.budget import Needs, fitting
from uprez.models.edit.layout import NAME, Kind, has_second, kind_of, shift_of
from uprez.models.edit.model import EditModel
from uprez.models.edit.settings import AUTO, Settings, prompt_of
from uprez.models.edit.settings import CONDITIONS as CONDITIONS
from uprez.models.edit.sizes import AREA, base_size, edit_size
from uprez.models.room import room, usable
from uprez.models.runtime.packages import check_packages
from uprez.models.weights.store import checkpoint_folder

if TYPE_CHECKING:
    from uprez.models.unimmvsr.vae import Vae

Note = Callable[[str], None]
_HOME = "Wan-AI/Wan2.1-VACE-1.3B-diffusers"
_LARGEST = base_size(Size(16, 9), AREA)
"""The picture that is planned for where the source is not known yet."""


def open_edit(recipe: Recipe, factor: float = 1.0, *, on_note: Note) -> EditModel:
    """Load a base model: `wan-vace` for the published checkpoint, fetched once, or the path of a folder in diffusers' layout.

    `factor` is the asked size as a multiple of the source's.

    Raises:
        ModelError: weights or runtime are missing, damaged or do not go together.
        JobError: the recipe asks for what the model does not have, or says nothing to it.
        ResourceError: out of memory.
    """
    _check_runtime(recipe)
    if recipe.model == NAME:
        Settings.of(recipe, "vace")  # before 30 GB are fetched
    folder = checkpoint_folder(NAME, on_note=on_note) if recipe.model == NAME else Path(recipe.model).expanduser()
    kind = _kind(folder)
    settings = Settings.of(recipe, kind, shift_of(folder))
    if kind == "video" and settings.from_noise and recipe.mask in ("", AUTO):
        on_note("This base model sees the source only through --edit-strength, which is 1: the edit has nothing of the source.")
    from uprez.models.edit.checkpoint import read
    from uprez.models.edit.torch_networks import TorchNetworks
    from uprez.models.runtime.torch_net import DTYPES, chosen_device
    from uprez.models.unimmvsr.checkpoint import check_parts, digest_of
    from uprez.models.unimmvsr.text import embeddings

    device, precision = chosen_device(recipe.device, recipe.precision)
    if recipe.precision == "auto" and device != "cpu":
        device, precision = chosen_device(device, "bf16")  # what it was trained in; fp16 may overflow
    transformer, vae = read(folder, kind)
    texts = embeddings(folder, prompt_of(recipe), recipe.negative_prompt, on_note=on_note)
    check_parts(folder, transformer.config, vae, words=texts.shape[2])
    needs = _needs(DTYPES[precision].itemsize, settings, len(recipe.reference_images), transformer, vae)
    needs = replace(needs, stays=device == "cpu")
    if device.startswith("cuda"):
        needs, vae = _spared(needs, vae, folder, room(usable(device, needs.weights)(0)), on_note)
    networks = TorchNetworks(transformer, vae, texts, device=device, precision=precision, fed=needs.fed)
    told = hashlib.sha256(texts.tobytes()).hexdigest()

    def size_of(source: Size) -> Size:
        return edit_size(source, recipe)

    fit = fitting(needs, size_of, usable(device, needs.weights), networks.runtime)
    return EditModel(
        networks, weights=digest_of(folder), scale=max(1, ceil(factor)), told=f"{told} {vae.dtype}", shift=shift_of(folder), fit=fit
    )


def _check_runtime(recipe: Recipe) -> None:
    if recipe.runtime not in ("auto", "torch"):
        raise ModelError(
            f"{recipe.runtime} cannot make edits.",
            why="Base models are stored for torch, and uprez has no ONNX form of them.",
            fix="Leave --runtime out, or give torch.",
        )
    check_packages("An edit")


def _kind(folder: Path) -> Kind:
    kind = kind_of(folder)
    if kind is None:
        raise ModelError(
            f"'{folder}' holds no base model for edits.", why="There is no transformer of Wan or VACE.", fix=f"Give {_HOME}'s folder."
        )
    if has_second(folder):
        raise ModelError(
            f"The base model in '{folder}' has two transformers, as those of Wan 2.2.",
            why="Edits are made with one.",
            fix=f"Give the folder of a Wan 2.1 model, for example {_HOME}.",
        )
    return kind


def _needs(number: int, settings: Settings, references: int, transformer: Any, vae: Vae) -> Needs:
    told = transformer.config
    return Needs(
        number,
        parameters=sum(value.numel() for value in transformer.parameters()),
        layers=told.num_layers,
        width=told.num_attention_heads * told.attention_head_dim,
        hints=len(told.get("vace_layers", ())),
        frames=settings.length,
        references=references,
        vae_parameters=sum(value.numel() for value in vae.network.parameters()),
        vae_width=int(vae.network.config.base_dim),
    )


def _spared(needs: Needs, vae: Vae, folder: Path, memory: int, on_note: Note) -> tuple[Needs, Vae]:
    """What a GPU with `memory` bytes to plan with does without, for pictures of the usual size."""
    rows, columns = _LARGEST.height // vae.factor, _LARGEST.width // vae.factor
    if needs.vae_bytes(rows, columns) > memory:
        needs, vae = replace(needs, vae_number=2), type(vae).read(folder / "vae", "bf16")
        on_note("The VAE does not fit into the GPU's memory in fp32: it computes in bf16.")
    if needs.weights + needs.pass_bytes(rows, columns) > memory:
        needs = replace(needs, fed=True)
        on_note("The transformer does not fit into the GPU's memory: its blocks come from the host's one by one, in every pass.")
    return needs, vae
