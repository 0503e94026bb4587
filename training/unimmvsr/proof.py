"""Whether a trained model uses its references: a task whose answer nothing else holds, small enough for a CPU.

Each clip shows a disc of a colour of chance that moves over a grey ground. The low-resolution video shows the ground and where the disc
is, in grey; one reference image shows the disc. Colours of clips that training never saw are right only if they come from the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from numpy.random import Generator

from uprez.core.frame import Pixels
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.sampler import noised_footage, sample
from uprez.models.unimmvsr.torch_network import TorchNetwork
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.training.dice import dice
from uprez.training.manifest import Entry, write_lines
from uprez.training.pictures import write_pictures
from uprez.training.unimmvsr.config import Config, Degradation, Optimiser, References, Stage

SIDE = 16
"""Pixels of a picture, both ways."""
FRAMES = 5
FOLDED = 2
"""Pixels a latent pixel, both ways."""
RADII = (0.35, 0.45)
"""Of discs, as a share of a picture's side."""
_WORDS = (1, 8)
"""Of a caption: there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip, all pictures float32, 0 to 1."""

    high: Pixels
    """(f, 3, H, W)."""
    low: Pixels
    """(f, 3, H / 2, W / 2), without colour."""
    reference: Pixels
    """(3, H, W)."""
    disc: Pixels
    """(f, H, W), 1 where the disc is: where the error is measured."""


def scene(chance: Generator, radii: tuple[float, float] = RADII) -> Scene:
    """A clip of chance; from `radii` of 1 on the disc fills the picture, which is easier to learn."""
    coarse = chance.uniform(0.1, 0.9, (4, 4)).astype(np.float32)
    ground = np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), np.float32)
    colour = chance.uniform(0, 1, (3, 1, 1)).astype(np.float32)
    radius = chance.uniform(*radii) * SIDE
    room = min(radius, SIDE / 2)
    start, pace = chance.uniform(room, SIDE - room, 2), chance.uniform(-1, 1, 2)
    centres = [np.clip(start + pace * number, room, SIDE - room) for number in range(FRAMES)]
    discs = np.stack([_disc(centre, radius) for centre in centres])
    painted = discs[:, None] * colour + (1 - discs[:, None]) * ground
    grey = discs[:, None] * 0.5 + (1 - discs[:, None]) * ground
    small = [cv2.resize(picture[0], (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA) for picture in grey]
    low = np.repeat(np.stack(small)[:, None], 3, axis=1)
    large = _disc(np.full(2, (SIDE - 1) / 2), SIDE * 0.45)
    shown = large * colour + (1 - large) * 0.5
    return Scene(painted.astype(np.float32), low, shown.astype(np.float32), discs)


def _disc(centre: Any, radius: float) -> Pixels:
    down, across = np.mgrid[:SIDE, :SIDE]
    return np.clip(radius - np.hypot(down - centre[0], across - centre[1]) + 0.5, 0, 1).astype(np.float32)


def write_scenes(folder: Path, count: int, seed: int, radii: tuple[float, float] = RADII) -> Path:
    """A data set of `count` scenes and its manifest, which is given."""
    entries: list[Entry] = []
    for number in range(count):
        made = scene(dice(seed, "scene", number), radii)
        places = {name: folder / f"{number:05d}" / name for name in ("high", "low", "reference")}
        for name, pictures in zip(places, (made.high, made.low, made.reference[None]), strict=True):
            places[name].mkdir(parents=True, exist_ok=True)
            write_pictures(places[name], pictures)
        entries.append(Entry(clip=places["high"], frames=FRAMES, low=places["low"], references=(places["reference"] / "0000.png",)))
    manifest = folder / "scenes.jsonl"
    manifest.write_text(write_lines(entries), "utf-8")
    return manifest


class Folded:
    """Pixels as latents: every fourth frame, its pixels folded into channels. Nothing is lost that the task asks for."""

    channels = 3 * FOLDED**2

    def to(self, device: torch.device) -> None:
        """See `Encoder`; there is nothing to move."""

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """See `Encoder`."""
        return torch.nn.functional.pixel_unshuffle(pictures[::4], FOLDED).transpose(0, 1).contiguous() * 2

    @staticmethod
    def back(latents: torch.Tensor) -> Pixels:
        """Latents (C, k, h, w) to pictures (k, 3, H, W), 0 to 1."""
        pictures = torch.nn.functional.pixel_shuffle(latents.transpose(0, 1) / 2, FOLDED)
        return np.asarray((pictures / 2 + 0.5).numpy(), np.float32)


class Silent:
    """Captions that say nothing."""

    def __call__(self, caption: str) -> torch.Tensor:
        """See `Texts`."""
        return torch.zeros(_WORDS)


def network(seed: int = 0, *, heads: int = 4, layers: int = 2) -> UniMMVSRTransformer3DModel:
    """An untrained model of some hundred thousand weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sizes: Any = {"num_attention_heads": heads, "attention_head_dim": 24, "ffn_dim": 48 * heads, "num_layers": layers}
        given: Any = {"in_channels": Folded.channels, "out_channels": Folded.channels, "text_dim": _WORDS[1], "freq_dim": 64}
        return UniMMVSRTransformer3DModel.from_base(WanTransformer3DModel(patch_size=(1, 2, 2), **sizes, **given))


def config(manifest: Path, output: Path, steps: int, *, batch: int = 8, rate: float = 4e-3) -> Config:
    """A run over the scenes: seven samples in ten show the reference, less those that it is dropped from."""
    shown: Any = {"frames": FRAMES, "height": SIDE, "width": SIDE, "tasks": {"text": 0.3, "images": 0.7}}
    return Config(
        base=output,
        data=(manifest,),
        output=output,
        stages=(Stage(steps=steps - steps // 3, rate=rate, warm_up=50, **shown), Stage(steps=steps // 3, rate=rate / 10, **shown)),
        batch=batch,
        shift=3.0,
        noise=(200.0, 200.0),
        accumulate=1,
        degradation=Degradation(prepared=1.0),
        references=References(images=(1, 1), sides=(SIDE, SIDE), strength=0.0),
        optimiser=Optimiser(decay=0.0),
        precision="no",
        saved="fp32",
        save_every=max(1, steps // 6),
        keep=99,
        workers=0,
        cache_gib=1.0,
        checkpointing=False,
        device="cpu",
    )


def made(trained: UniMMVSRTransformer3DModel, given: Scene, number: int, *, shown: bool, steps: int = 10) -> Pixels:
    """What the model makes of a scene, (k, 3, H, W), with or without its reference, by the sampler of real runs."""
    encode = Folded()
    enlarged = np.stack([cv2.resize(picture.transpose(1, 2, 0), (SIDE, SIDE)).transpose(2, 0, 1) for picture in given.low])
    low = encode(torch.from_numpy(enlarged) * 2 - 1)[None]
    noise = [torch.from_numpy(dice(1, name, number).standard_normal(tuple(low.shape), "float32")) for name in ("low", "start")]
    references = [Reference(encode(torch.from_numpy(given.reference[None]) * 2 - 1)[None])] if shown else []
    text = torch.zeros(1, *_WORDS)
    predict = TorchNetwork(trained, noised_footage(low, noise[0], 200), text, text, references, lr_noise=200)
    return Folded.back(sample(predict, solver("plms", sigmas(steps), noise[1]), guidance=Guidance(0, 0))[0])


@dataclass(frozen=True, slots=True)
class Errors:
    """Root mean square errors of discs, colours from 0 to 1."""

    colour: float
    """Of the mean colour of a disc in a frame: what the reference alone tells."""
    pixels: float
    """Of its pixels, with noise and outline, which the reference does not tell."""


def errors(trained: UniMMVSRTransformer3DModel, count: int, seed: int, *, shown: bool, radii: tuple[float, float] = RADII) -> Errors:
    """What the model does with or without the reference on scenes that training never saw."""
    colours, pixels = list[float](), list[float]()
    for number in range(count):
        given = scene(dice(seed, "unseen", number), radii)
        inside = given.disc[::4, None]
        wrong = made(trained, given, number, shown=shown) - given.high[::4]
        area = inside.sum((2, 3))
        colours.append(float(np.square((wrong * inside).sum((2, 3)) / area).mean()))
        pixels.append(float(((wrong**2 * inside).sum((2, 3)) / area).mean()))
    return Errors(float(np.sqrt(np.mean(colours))), float(np.sqrt(np.mean(pixels))))
