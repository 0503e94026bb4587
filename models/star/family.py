"""Open STAR for a recipe: find its weights, convert them once, embed the prompts, choose what runs it all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.models.contract import Fitting
from uprez.models.runtime.packages import check_packages
from uprez.models.star.budget import fitting
from uprez.models.star.crew import Crew, devices
from uprez.models.star.exported import Exported, is_exported
from uprez.models.star.layout import NAME, NAMES, Found, Kind, found
from uprez.models.star.model import Star
from uprez.models.star.needs import AT_ONCE, Needs
from uprez.models.star.settings import CAPTION, PLAIN, Settings, check_options
from uprez.models.weights.store import cache_folder, checkpoint_folder
from uprez.models.weights.tensors import sha256

Note = Callable[[str], None]
Look = Callable[[], Pixels]
"""Gives a few frames of the footage, (T, 3, H, W) float32, 0 to 1."""

_AT_ONCE = 6_400
"""Latent positions that a block widens at a time on a CPU, where the memory does not hold all of a patch."""
_UNSLICED = 16 << 30
"""Bytes, weights included, that a patch on a CPU may take without slices. The same on every machine: slices round otherwise, and all
that work on a job make the same bits. What fits a machine is for its tiles."""
_ALL = 1 << 62
"""ONNX Runtime's graphs widen all of them."""


def decided(recipe: Recipe, *, look: Look, on_note: Note) -> Recipe:
    """The recipe with what it leaves to a look at the footage: light or heavy weights, and a caption if it asks for one.

    Raises:
        JobError: an option that STAR does not have.
        ModelError: there is no captioner, or no weights.
    """
    check_options(recipe.options)
    change: dict[str, object] = {}
    if CAPTION in recipe.options:
        change["options"] = tuple(option for option in recipe.options if option != CAPTION)
        if recipe.prompt:
            on_note("The prompt that was given stands; no caption is made.")
        else:
            change["prompt"] = _captioned(look(), on_note)
    choices = _choices(recipe.model)
    if choices:
        change["model"] = choices[_estimated(look(), on_note)]
    return recipe.model_copy(update=change)


def open_star(recipe: Recipe, *, on_note: Note) -> Star:
    """Load STAR: `star-light` or `star-heavy` for the published weights, fetched once, or the path of a file or a folder.

    A recipe that leaves the choice open (see `decided`) gets the light weights.

    Raises:
        ModelError: weights or runtime are missing, damaged or do not go together.
        JobError: an option or a number of steps that STAR does not have.
        OutputError: the cache folder cannot be written.
        ResourceError: out of memory.
    """
    settings = Settings.of(recipe)
    choices = _choices(recipe.model)
    if CAPTION in recipe.options and not recipe.prompt:
        on_note("There was no footage to look at: STAR goes without a caption.")
    if choices:
        on_note("There was no footage to look at: STAR's light weights are taken, for footage that is not strongly degraded.")
    model = choices.get("light", recipe.model)
    folder = Path(model).expanduser()
    if is_exported(folder):
        return _on_onnx(folder, recipe, settings, on_note)
    _check_torch(model, recipe)  # before 10 GB are fetched
    if model in NAMES:
        place = found(checkpoint_folder(model, on_note=on_note))
        return _on_torch(place, NAMES[model], recipe, settings, on_note)
    place = found(folder)
    return _on_torch(place, next(iter(place.networks)), recipe, settings, on_note)


def _choices(model: str) -> dict[Kind, str]:
    """The models among which a look at the footage decides; empty where the name has said it."""
    if model == NAME:
        return {kind: name for name, kind in NAMES.items()}
    path = Path(model).expanduser()
    if model in NAMES or path.is_file() or is_exported(path):
        return {}
    networks = found(path).networks
    own = Path(model)  # as the recipe has it: another user's machine may have another home
    return {kind: str(own / place.relative_to(path)) for kind, place in networks.items()} if len(networks) > 1 else {}


def _estimated(frames: Pixels, on_note: Note) -> Kind:
    from uprez.models.star.degradation import estimate

    seen = estimate(frames)
    on_note(seen.words)
    return seen.kind


def _captioned(frames: Pixels, on_note: Note) -> str:
    from uprez.models.star.caption import caption

    return caption(frames, on_note=on_note)


def _check_torch(model: str, recipe: Recipe) -> None:
    """See that everything but the checkpoint itself is here, the device too."""
    if recipe.runtime not in ("auto", "torch"):
        raise ModelError(
            f"{recipe.runtime} cannot run STAR's checkpoint '{model}'.",
            why="It is stored for torch.",
            fix="Export it once with `uprez models export star --weights FOLDER --to FOLDER`, and give the new folder to --model.",
        )
    check_packages("STAR")
    from uprez.models.runtime.torch_net import chosen_device

    for device in devices(recipe.device):
        chosen_device(device, recipe.precision)


@dataclass(frozen=True, slots=True)
class _Prompts:
    """Prompt and negative prompt as the network takes them."""

    positive: Pixels
    negative: Pixels

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.positive.tobytes() + self.negative.tobytes()).hexdigest()

    @classmethod
    def of(cls, folder: Path, recipe: Recipe, *, faithful: bool, on_note: Note) -> _Prompts:
        from uprez.models.star.prompts import prompts
        from uprez.models.star.text import embed

        texts = prompts(recipe.prompt, recipe.negative_prompt, faithful, plain=PLAIN in recipe.options)
        return cls(*embed(folder, texts, faithful=faithful, on_note=on_note))


def _on_torch(place: Found, kind: Kind, recipe: Recipe, settings: Settings, on_note: Note) -> Star:
    from uprez.models.runtime.torch_net import DTYPES, chosen_device, exact
    from uprez.models.star.checkpoint import build, read_weights
    from uprez.models.star.quick_vae import quicken_vae
    from uprez.models.star.torch_networks import TorchNetworks
    from uprez.models.star.vae import Vae

    if kind not in place.networks:
        raise ModelError(
            f"STAR's {kind} weights are damaged, or another network's.",
            why=f"Nothing in '{place.text}' beside its other parts is read as them.",
            fix="Delete the file, and run again to fetch it.",
        )
    chosen = [chosen_device(device, recipe.precision) for device in devices(recipe.device)]
    precision = chosen[0][1]
    said = _Prompts.of(place.text, recipe, faithful=settings.release.prompt, on_note=on_note)
    vae = Vae.read(place.vae, precision=precision)
    quicken_vae(vae.network)
    source, digest = place.networks[kind], sha256(place.networks[kind])
    converted, on_cpu = _converted(source, digest, on_note), chosen[0][0] == "cpu"
    copies = [(build(read_weights(converted), dtype=DTYPES[precision]), device) for device, _ in chosen]
    count = sum(value.numel() for value in copies[0][0].parameters())
    needs = Needs(precision, settings.longest, _AT_ONCE if on_cpu else AT_ONCE, count, copies[0][0].sizes.width)
    if on_cpu:
        needs = replace(needs.sliced_beyond(_UNSLICED), stays=True)
    bounds = {"at_once": needs.at_once, "whole": needs.whole}
    members = [
        TorchNetworks(network, vae, said.positive, said.negative, device=device, precision=precision, **bounds)
        for network, device in copies
    ]
    digests = (digest, *map(sha256, sorted(place.vae.glob("*.safetensors"))[:1]))
    return Star(
        Crew(members, during=exact),
        weights=hashlib.sha256("".join(digests).encode()).hexdigest(),
        prompts=said.sha256,
        needs=needs,
        fit=_narrowest([fitting(needs, settings.margins, device=device, runtime=members[0].runtime) for device, _ in chosen]),
    )


def _narrowest(fits: Sequence[Fitting]) -> Fitting:
    """Tiles that fit into each of several devices."""
    return lambda size, asked, free: min((fit(size, asked, free) for fit in fits), key=lambda fitted: fitted.side or inf)


def _converted(source: Path, digest: str, on_note: Note) -> Path:
    """The weights as safetensors in fp16, as the authors' code runs them: a `.pt` is written out so once, into the cache."""
    if source.suffix == ".safetensors":
        return source
    from uprez.models.star.checkpoint import convert

    target = cache_folder() / "converted" / f"{source.stem}-{digest[:16]}.safetensors"
    if not target.is_file():
        on_note(f"Writing the weights of '{source.name}' as safetensors into '{target.parent}', once.")
        convert(source, target)
    return target


def _on_onnx(folder: Path, recipe: Recipe, settings: Settings, on_note: Note) -> Star:
    if recipe.runtime not in ("auto", "onnxruntime"):
        raise ModelError(
            f"{recipe.runtime} cannot run the export in '{folder}'.",
            why="It is stored for ONNX Runtime.",
            fix="Leave --runtime out, or give the checkpoint itself.",
        )
    from uprez.models.star.onnx_networks import OnnxNetworks

    usual = not (recipe.prompt or recipe.negative_prompt or settings.release.prompt or PLAIN in recipe.options)
    kept = Exported.read(folder).prompts() if usual else None
    said = _Prompts(*kept) if kept else _Prompts.of(found(folder).text, recipe, faithful=settings.release.prompt, on_note=on_note)
    networks = OnnxNetworks.of(folder, said.positive, said.negative, device=recipe.device, precision=recipe.precision, on_note=on_note)
    _, device, precision = networks.runtime.split()
    needs = Needs(precision=precision, window=settings.longest, at_once=_ALL)
    fit = fitting(needs, settings.margins, device=device, runtime=networks.runtime, loaded=False) if device == "cpu" else None
    return Star(networks, weights=networks.weights, prompts=said.sha256, needs=needs, fit=fit)
