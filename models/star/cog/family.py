"""Open STAR on CogVideoX for a recipe: find its weights, convert them once, choose where they run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from uprez.core.errors import ModelError
from uprez.core.job import Recipe
from uprez.models.room import room, usable
from uprez.models.runtime.packages import check_packages
from uprez.models.star.cog.budget import Needs, fitting
from uprez.models.star.cog.layout import CONVERTED, NAME, is_checkpoint, transformer_file
from uprez.models.star.cog.model import CogStar
from uprez.models.star.cog.settings import CONDITIONS as CONDITIONS
from uprez.models.star.cog.settings import Settings
from uprez.models.weights.store import cache_folder, checkpoint_folder
from uprez.models.weights.tensors import sha256

if TYPE_CHECKING:
    from uprez.models.star.cog.transformer import VideoTransformer
    from uprez.models.star.cog.vae import Vae

Note = Callable[[str], None]


def open_cog(recipe: Recipe, *, on_note: Note) -> CogStar:
    """Load STAR on CogVideoX: `star-cogvideox` for the published checkpoint, fetched once, or the path of a checkpoint's folder.

    Raises:
        ModelError: weights or runtime are missing, damaged or do not go together.
        JobError: the recipe asks for an option or a number of steps that the model does not have.
        OutputError: the converted weights cannot be written.
        ResourceError: out of memory.
    """
    settings = Settings.of(recipe)
    _check_runtime(recipe)
    folder = _fetched(on_note) if recipe.model == NAME else Path(recipe.model).expanduser()
    from uprez.models.runtime.torch_net import DTYPES, chosen_device
    from uprez.models.star.cog.checkpoint import build, read_converted
    from uprez.models.star.cog.text import embeddings
    from uprez.models.star.cog.torch_networks import TorchNetworks
    from uprez.models.star.cog.vae import Vae

    device, precision = chosen_device(recipe.device, recipe.precision)
    if recipe.precision == "auto" and device != "cpu":
        device, precision = chosen_device(device, "bf16")  # what it was trained in; fp16 may overflow
    weights, digest = read_converted(_converted(folder, on_note))
    vae = Vae.read(folder / "vae")
    texts = embeddings(folder, recipe.prompt, recipe.negative_prompt, on_note=on_note)
    transformer = build(weights)
    needs = _needs(DTYPES[precision].itemsize, settings, transformer, vae)
    free_of = usable(device, needs.weights)
    if device.startswith("cuda") and needs.peak() > room(free_of(0)):
        needs = replace(needs, fed=True)
        on_note("The transformer does not fit into the GPU's memory: its layers come from the host's one by one, in every pass.")
    networks = TorchNetworks(transformer, vae, texts, device=device, precision=precision, fed=needs.fed)
    held = "".join((digest, *(sha256(path) for path in sorted((folder / "vae").glob("*.safetensors")))))
    told = hashlib.sha256(texts.tobytes()).hexdigest()
    fit = fitting(needs, free_of, networks.runtime)
    return CogStar(networks, weights=hashlib.sha256(held.encode()).hexdigest(), prompts=told, fit=fit)


def _check_runtime(recipe: Recipe) -> None:
    if recipe.runtime not in ("auto", "torch"):
        raise ModelError(
            f"{recipe.runtime} cannot run STAR on CogVideoX.", why="It is stored for torch.", fix="Leave --runtime out, or give torch."
        )
    check_packages("STAR on CogVideoX")


def _fetched(on_note: Note) -> Path:
    """The published checkpoint's folder; once converted, the release's own file may be gone."""
    folder = cache_folder() / NAME
    if (folder / CONVERTED).is_file() and is_checkpoint(folder) and (folder / "text_encoder" / "config.json").is_file():
        return folder
    return checkpoint_folder(NAME, on_note=on_note)


def _converted(folder: Path, on_note: Note) -> Path:
    """The transformer as uprez reads it: made once, beside the release's or, where nothing may be written, in the cache."""
    source = transformer_file(folder)
    if source is None:
        raise ModelError(
            f"'{folder}' holds no transformer of STAR on CogVideoX.",
            why=f"Neither '{CONVERTED}' nor '1/mp_rank_00_model_states.pt' is there.",
            fix="Give CogVideoX-5B-based of SherryX/STAR on the hub, with vae, text_encoder and tokenizer of THUDM/CogVideoX-5b in it.",
        )
    if source.name == CONVERTED:
        return source
    target = folder / CONVERTED
    if not os.access(folder, os.W_OK):
        told = source.stat()
        name = hashlib.sha256(f"{source.resolve()} {told.st_size} {told.st_mtime_ns}".encode()).hexdigest()[:16]
        target = cache_folder() / f"{NAME}_{name}.safetensors"
    if not target.is_file():
        from uprez.models.star.cog.checkpoint import convert

        on_note(f"Converting '{source}' to '{target}', once.")
        convert(source, target)
    return target


def _needs(number: int, settings: Settings, transformer: VideoTransformer, vae: Vae) -> Needs:
    return Needs(
        number,
        settings.window,
        settings.release.vae,
        parameters=sum(value.numel() for value in transformer.parameters()),
        layer=sum(value.numel() for value in transformer.layers[0].parameters()),
        width=transformer.sizes.width,
        vae_parameters=sum(value.numel() for value in vae.network.parameters()),
        vae_width=int(vae.network.config.block_out_channels[0]),
    )
