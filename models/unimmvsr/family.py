"""Open UniMMVSR for a recipe: find its weights, read text and networks, choose where they run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import OpenImageIO

from uprez.core.errors import InputError, ModelError
from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.models.contract import Fitted, Fitting
from uprez.models.room import usable
from uprez.models.runtime.packages import check_packages
from uprez.models.unimmvsr.budget import fitting, lean
from uprez.models.unimmvsr.layout import NAME, is_exported, state_of
from uprez.models.unimmvsr.model import UniMmvsr, scale_of
from uprez.models.unimmvsr.needs import Needs
from uprez.models.unimmvsr.pictures import IMAGE_AREA, fitted, tokens
from uprez.models.unimmvsr.settings import CONDITIONS as CONDITIONS
from uprez.models.unimmvsr.settings import Settings
from uprez.models.unimmvsr.text import embeddings
from uprez.models.weights.store import cache_folder

if TYPE_CHECKING:
    from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
    from uprez.models.unimmvsr.vae import Vae

Note = Callable[[str], None]


def open_unimmvsr(recipe: Recipe, factor: float, *, on_note: Note) -> UniMmvsr:
    """Load UniMMVSR: the path of a checkpoint's or an export's folder, or `unimmvsr` for one that lies in the cache.

    A plain Wan runs as an untrained UniMMVSR, and a note says what that means.

    Raises:
        ModelError: weights or runtime are missing, damaged or do not go together.
        JobError: the recipe asks for an option or a scheduler that the model does not have.
        InputError: a reference image cannot be read.
        ResourceError: out of memory.
    """
    settings = Settings.of(recipe)
    folder = cache_folder() / NAME if recipe.model == NAME else Path(recipe.model).expanduser()
    if is_exported(folder):
        return _on_onnx(folder, recipe, settings, factor, on_note)
    if state_of(folder) is None:
        raise unpublished(folder)
    _check_runtime(folder, recipe)
    if state_of(folder) == "base":
        on_note(
            f"'{folder}' is a plain Wan, not a trained UniMMVSR: it makes pictures from text and noise, and does not look at the footage. "
            "Train it first (docs/training.md)."
        )
    return _on_torch(folder, recipe, settings, factor, on_note)


def unpublished(folder: Path) -> ModelError:
    """The error where no weights lie."""
    return ModelError(
        "UniMMVSR has no weights here.",
        why=f"Its authors published none, and none lie in '{folder}'.",
        fix="Train it from Wan2.1-T2V-1.3B (docs/training.md), and give the folder of the result to --model; or choose another model.",
    )


def _check_runtime(folder: Path, recipe: Recipe) -> None:
    if recipe.runtime not in ("auto", "torch"):
        raise ModelError(
            f"{recipe.runtime} cannot run the checkpoint in '{folder}'.",
            why="It is stored for torch.",
            fix=f"Export it once with `uprez models export unimmvsr --weights {folder} --to FOLDER`, and give that folder to --model.",
        )
    check_packages("UniMMVSR")


def _on_torch(folder: Path, recipe: Recipe, settings: Settings, factor: float, on_note: Note) -> UniMmvsr:
    from uprez.models.runtime.torch_net import DTYPES, chosen_device
    from uprez.models.unimmvsr.checkpoint import check_parts, digest_of, read
    from uprez.models.unimmvsr.torch_networks import TorchNetworks
    from uprez.models.unimmvsr.vae import Vae

    device, precision = chosen_device(recipe.device, recipe.precision)
    if recipe.precision == "auto" and device != "cpu":
        device, precision = chosen_device(device, "bf16")  # what Wan was trained in; fp16 may overflow
    image_tokens = _image_tokens(recipe)
    texts = embeddings(folder, recipe.prompt, recipe.negative_prompt, on_note=on_note)
    network, vae = read(folder / "transformer"), Vae.read(folder / "vae")
    check_parts(folder, network.config, vae, words=texts.shape[2])
    shown = _Shown(DTYPES[precision].itemsize, settings.window, image_tokens, video=bool(recipe.reference_video))
    needs = _needs(network, vae, shown, keep=settings.keep, stays=device == "cpu")
    free = usable(device, needs.weights)
    if device != "cpu":
        needs = lean(needs, free(0))
    networks = TorchNetworks(network, vae, device=device, precision=precision, keep=needs.keep)
    fit = _enlarged(fitting(needs, free, networks.runtime, scale=1), scale_of(factor))
    return UniMmvsr(networks, texts, factor, weights=digest_of(folder), prompts=_named(texts), fit=fit)


def _on_onnx(folder: Path, recipe: Recipe, settings: Settings, factor: float, on_note: Note) -> UniMmvsr:
    if recipe.runtime not in ("auto", "onnxruntime"):
        raise ModelError(
            f"{recipe.runtime} cannot run the export in '{folder}'.",
            why="It is stored for ONNX Runtime.",
            fix="Leave --runtime out, or give the checkpoint itself.",
        )
    from uprez.models.unimmvsr.exported import Exported
    from uprez.models.unimmvsr.onnx_networks import OnnxNetworks, no_windows

    if settings.attention is not None:
        raise no_windows()
    image_tokens = _image_tokens(recipe)
    kept = None if recipe.prompt or recipe.negative_prompt else Exported.read(folder).text
    texts = embeddings(folder, recipe.prompt, recipe.negative_prompt, on_note=on_note) if kept is None else kept
    networks = OnnxNetworks.of(folder, device=recipe.device, precision=recipe.precision, on_note=on_note)
    _, device, precision = networks.runtime.split()
    number = 4 if precision == "fp32" else 2
    count = sum(path.stat().st_size for path in folder.glob("network.onnx*")) // number
    shown = _Shown(number, settings.window, image_tokens, video=bool(recipe.reference_video))
    needs = replace(shown.needs, parameters=count)  # one stage's graphs are loaded at a time, and none yet
    fit = _enlarged(fitting(needs, lambda free: free, networks.runtime, scale=1), scale_of(factor)) if device == "cpu" else None
    return UniMmvsr(networks, texts, factor, weights=networks.weights, prompts=_named(texts), fit=fit)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the transformer is shown at once."""

    number: int
    """Bytes of a number."""
    frames: int
    image_tokens: int
    video: bool
    """Whether there is a reference video."""

    @property
    def needs(self) -> Needs:
        """What that takes of memory in networks of the usual size."""
        return Needs(self.number, self.frames, self.image_tokens, 1.0 if self.video else 0.0)


def _needs(network: UniMMVSRTransformer3DModel, vae: Vae, shown: _Shown, *, keep: bool, stays: bool) -> Needs:
    """What a run takes of memory in networks of these sizes."""
    told: Any = network.config
    return replace(
        shown.needs,
        apart=bool(told.references_apart),
        keep=keep and network.keeps,
        stays=stays,
        parameters=sum(value.numel() for value in network.parameters()),
        layers=len(network.blocks),
        width=int(told.num_attention_heads * told.attention_head_dim),
        vae_parameters=sum(value.numel() for value in vae.network.parameters()),
        vae_width=int(vae.network.config.base_dim),
    )


def _image_tokens(recipe: Recipe) -> int:
    """Of all reference images, by the sizes that their files state.

    Raises:
        InputError: one is no picture.
    """
    return sum(tokens(fitted(_size(Path(path)), IMAGE_AREA)) for path in recipe.reference_images)


def _size(path: Path) -> Size:
    opened = OpenImageIO.ImageInput.open(str(path))
    if opened is None:
        why = " ".join((OpenImageIO.geterror() or "It is not a picture that OpenImageIO knows").split()).rstrip(".")
        raise InputError(f"The reference image '{path}' cannot be read.", why=f"{why}.", fix="Give a picture: PNG, JPEG, TIFF or EXR.")
    spec = opened.spec()
    opened.close()
    return Size(spec.full_width or spec.width, spec.full_height or spec.height)


def _enlarged(fit: Fitting, scale: float) -> Fitting:
    """What fits, for source pictures that are enlarged by `scale`, of what fits for pictures of the result's size."""

    def fitted(size: Size, asked: int | None, free: int) -> Fitted:
        large = Size(round(size.width * scale), round(size.height * scale))
        found = fit(large, None if asked is None else round(asked * scale), free)
        return replace(found, side=None if found.side is None else ceil(found.side / scale))

    return fitted


def _named(texts: Pixels) -> str:
    return hashlib.sha256(texts.tobytes()).hexdigest()
