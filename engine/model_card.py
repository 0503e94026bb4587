"""What a person needs to know of a model before choosing it, on this machine."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from uprez.core.errors import ModelError
from uprez.engine.devices import Device, devices
from uprez.engine.memory import SHARE, gibibytes
from uprez.engine.wording import file_size
from uprez.models.catalogue import Entry, entries
from uprez.models.open import conditions_of, is_classic
from uprez.models.stablevsr.layout import is_stablevsr
from uprez.models.unimmvsr.layout import is_unimmvsr
from uprez.models.weights.hub import lacking
from uprez.models.weights.store import cache_folder, checkpoint_place, find

HD = 1920 * 1080
"""Pixels of the picture that memory is told for."""
DIFFUSION_BYTES = 12 << 30
"""Memory below which a diffusion model of the size of Stable Diffusion is not worth trying, in float32."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model as a person meets it."""

    name: str
    title: str
    """What it is good at."""
    family: str
    factor: int | None
    """The network's own factor; None for any."""
    licence: str
    """Of the weights; empty without any."""
    notice: str
    """What is said of it where the weights are passed on."""
    bytes: int
    """Of the weights; 0 without any."""
    state: str
    """`needs none`, `here`, `to fetch`, `damaged`, or `not published`."""
    installed: bool
    """Nothing has to be fetched."""
    conditions: tuple[str, ...]
    """Recipe fields that the model takes beyond the picture; the strength of one that does not sample with it is mixed after it."""
    schedulers: tuple[str, ...]
    """Ways from noise to picture that it has, by the recipe's words for them; empty where there is no choice."""
    needs: str
    """Memory, and what else, in a sentence."""
    fits: bool
    """It can run on this machine."""
    fit_words: str
    """Why, in a sentence."""
    speed_words: str


def model_cards() -> tuple[ModelCard, ...]:
    """Every model of the catalogue."""
    machine = devices()
    return tuple(_card(entry, machine) for entry in entries().values())


def own_card(model: str) -> ModelCard:
    """The card of weights that the user owns: a file, or a folder of a checkpoint.

    Raises:
        ModelError: there is nothing under this path.
    """
    path = Path(model)
    if not path.exists():
        raise ModelError(f"There are no weights at '{model}'.", why="No such file or folder.", fix="Check the path.")
    taken = conditions_of(model)
    fits, fit_words = _diffusion_fit(devices()) if taken else (True, "")
    return ModelCard(
        name=model,
        title=f"Weights of your own: {path.name}",
        family=model,
        factor=None,
        licence="",
        notice="",
        bytes=0,
        state="here",
        installed=True,
        conditions=_with_mixing(taken),
        schedulers=_schedulers(model, taken),
        needs="PyTorch, and a GPU to be of practical use." if taken else "",
        fits=fits,
        fit_words=fit_words,
        speed_words="",
    )


def weights_state(entry: Entry) -> str:
    """Whether a model's weights are on this machine, and whole: `needs none`, `here`, `to fetch`, `damaged`, or `not published` for
    those that nobody can fetch."""
    if entry.own:
        return "here" if is_unimmvsr(str(cache_folder() / entry.name)) else "not published"
    if entry.hub is not None:
        return "to fetch" if lacking(checkpoint_place(entry.name, entry.hub), entry.hub.all_files) else "here"
    if entry.weights is None:
        return "needs none"
    complaints: list[str] = []
    return "here" if find(entry.weights, on_note=complaints.append) else "damaged" if complaints else "to fetch"


def _card(entry: Entry, machine: tuple[Device, ...]) -> ModelCard:
    held, state = entry.weights or entry.hub, weights_state(entry)
    fits, fit_words = _fit(entry, machine)
    taken = conditions_of(entry.name)
    return ModelCard(
        name=entry.name,
        title=entry.title,
        family=entry.family,
        factor=entry.factor,
        licence=held.licence if held else "",
        notice=held.notice if held else entry.own,
        bytes=held.bytes if held else 0,
        state=state,
        installed=state in ("here", "needs none"),
        conditions=() if is_classic(entry.name) else _with_mixing(taken),
        schedulers=_schedulers(entry.name, taken),
        needs=_needs(entry),
        fits=fits,
        fit_words=fit_words,
        speed_words=entry.speed,
    )


def _with_mixing(taken: frozenset[str]) -> tuple[str, ...]:
    """What a model takes, and what the engine does for every one."""
    return tuple(sorted({*taken, "strength", *(("seed",) if "steps" in taken else ())}))


def _schedulers(model: str, taken: frozenset[str]) -> tuple[str, ...]:
    """StableVSR predicts noise; whatever else gives a choice follows a flow."""
    if "scheduler" not in taken:
        return ()
    return ("ddpm", "ddim") if is_stablevsr(model) else ("plms", "unipc", "euler")


def _hd_bytes(entry: Entry) -> int:
    """Memory for a whole HD picture in the runtime that takes least."""
    return min(entry.bytes_per_pixel.values(), default=0) * HD


def _needs(entry: Entry) -> str:
    if entry.own:
        return f"{entry.own} PyTorch, and a GPU to be of practical use."
    if entry.hub is not None:
        return f"A download of {file_size(entry.hub.bytes)}, PyTorch, and a GPU to be of practical use."
    if not entry.bytes_per_pixel:
        return "Nothing."
    return f"About {gibibytes(_hd_bytes(entry))} of memory for a whole HD picture; less in tiles."


def _fit(entry: Entry, machine: tuple[Device, ...]) -> tuple[bool, str]:
    """Whether it can run here, and why."""
    if entry.hub is not None or entry.own:
        return _diffusion_fit(machine)
    best = max(machine, key=lambda device: device.free_bytes)
    if not entry.bytes_per_pixel:
        return True, "Fits any machine."
    if _hd_bytes(entry) <= best.free_bytes * SHARE:
        return True, f"Fits: whole HD pictures in the {gibibytes(best.free_bytes)} that are free."
    return True, f"Fits in tiles: {gibibytes(best.free_bytes)} of memory are free."


def _diffusion_fit(machine: tuple[Device, ...]) -> tuple[bool, str]:
    if importlib.util.find_spec("torch") is None or importlib.util.find_spec("diffusers") is None:
        return False, 'Does not fit yet: PyTorch is not installed. Install it with: pip install "uprez[torch]".'
    gpus = [device for device in machine if device.name != "cpu" and "torch" in device.runtimes]
    best = max(gpus or machine, key=lambda device: device.memory_bytes)
    if best.memory_bytes < DIFFUSION_BYTES:
        return False, f"Does not fit: {best.title} has {gibibytes(best.memory_bytes)} of memory."
    return True, f"Fits {best.title}." if gpus else "Fits the memory, but there is no GPU: expect hours a frame."
