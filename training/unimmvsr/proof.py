"""Whether a trained model uses its references: a task whose answer nothing else holds, small enough for a CPU.

In each clip a disc moves over a light ground, and shows what lies behind: one colour, or stripes of two colours in one of three directions,
all of chance. The low-resolution video shows the ground and where the disc is, in one grey; one reference image shows what lies behind.
Pixels inside of discs of clips that training never saw are right only if they come from the reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

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
RADII = (0.3, 0.42)
"""Of discs, as a share of a picture's side."""
Look = Literal["plain", "columns", "rows", "diagonals"]
"""What a disc shows: one colour, or stripes of two."""
LOOKS: tuple[Look, ...] = ("plain", "columns", "rows", "diagonals")
HIDDEN = 0.5
"""What the low-resolution video shows of every disc: the mean of all that it could be."""
_LIGHT = (0.65, 1.0)
"""Of the ground: no disc is lost on it."""
_STRIPE = 2
"""Pixels across a stripe."""
_WORDS = (1, 8)
"""Of a caption: there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip, all pictures float32, 0 to 1."""

    look: Look
    high: Pixels
    """(f, 3, H, W)."""
    low: Pixels
    """(f, 3, H / 2, W / 2), without colour."""
    reference: Pixels
    """(3, H, W): what lies behind, pixel by pixel."""
    disc: Pixels
    """(f, H, W), 1 where the reference alone decides; less on the outline."""


def scene(chance: Generator, look: Look, radii: tuple[float, float] = RADII) -> Scene:
    """A clip of chance; from `radii` of 1 on the disc fills the picture, which is easier to learn."""
    ground = _resized(chance.uniform(*_LIGHT, (4, 4)), SIDE, cv2.INTER_CUBIC)
    behind = _behind(chance, look)
    radius = chance.uniform(*radii) * SIDE
    room = min(radius, SIDE / 2)
    start, pace = chance.uniform(room, SIDE - room, 2), chance.uniform(-1, 1, 2)
    centres = [np.clip(start + pace * number, room, SIDE - room) for number in range(FRAMES)]
    discs = np.stack([_disc(centre, radius) for centre in centres])
    high = discs[:, None] * behind + (1 - discs[:, None]) * ground
    grey = discs * HIDDEN + (1 - discs) * ground
    small = np.stack([_resized(picture, SIDE // 2, cv2.INTER_AREA) for picture in grey])
    return Scene(look, high.astype(np.float32), np.repeat(small[:, None], 3, axis=1), behind, discs)


def _resized(picture: Any, side: int, how: int) -> Pixels:
    return np.asarray(cv2.resize(picture.astype(np.float32), (side, side), interpolation=how), np.float32)


def _behind(chance: Generator, look: Look) -> Pixels:
    """(3, H, W)."""
    one, other = chance.uniform(0, 1, (2, 3, 1, 1))
    down, across = np.mgrid[:SIDE, :SIDE]
    along = {"plain": 0 * across, "columns": across, "rows": down, "diagonals": across + down}[look]
    first = along // _STRIPE % 2 == 0
    return np.where(first, one, other).astype(np.float32)


def _disc(centre: Any, radius: float) -> Pixels:
    down, across = np.mgrid[:SIDE, :SIDE]
    return np.clip(radius - np.hypot(down + 0.5 - centre[0], across + 0.5 - centre[1]) + 0.5, 0, 1).astype(np.float32)


def drawn(seed: int, name: str, count: int, radii: tuple[float, float] = RADII, looks: Sequence[Look] = LOOKS) -> Iterator[Scene]:
    """`count` scenes that belong to a seed and a name, of each look in turn."""
    return (scene(dice(seed, name, number), looks[number % len(looks)], radii) for number in range(count))


def write_scenes(folder: Path, scenes: Iterable[Scene]) -> Path:
    """A data set of scenes and its manifest, which is given."""
    entries: list[Entry] = []
    for number, made in enumerate(scenes):
        places = {name: folder / f"{number:05d}" / name for name in ("high", "low", "reference")}
        for name, pictures in zip(places, (made.high, made.low, made.reference[None]), strict=True):
            places[name].mkdir(parents=True, exist_ok=True)
            write_pictures(places[name], pictures)
        entries.append(Entry(clip=places["high"], frames=FRAMES, low=places["low"], references=(places["reference"] / "0000.png",)))
    manifest = folder / "scenes.jsonl"
    manifest.write_text(write_lines(entries), "utf-8")
    return manifest


class Folded:
    """Pixels as latents: every fourth frame, squares of pixels folded into channels. Nothing is lost that the task asks for."""

    def __init__(self, side: int = 1) -> None:
        """`side`: pixels of a latent pixel, both ways. More is cheaper and learns worse: a token holds the noise of more pixels."""
        self._side = side

    @property
    def channels(self) -> int:
        """Of latents."""
        return 3 * self._side**2

    def to(self, device: torch.device) -> None:
        """See `Encoder`; there is nothing to move."""

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """See `Encoder`."""
        return torch.nn.functional.pixel_unshuffle(pictures[::4], self._side).transpose(0, 1).contiguous() * 2

    def back(self, latents: torch.Tensor) -> Pixels:
        """Latents (C, k, h, w) to pictures (k, 3, H, W), 0 to 1."""
        pictures = torch.nn.functional.pixel_shuffle(latents.transpose(0, 1) / 2, self._side)
        return np.asarray((pictures / 2 + 0.5).numpy(), np.float32)


class Silent:
    """Captions that say nothing."""

    def __call__(self, caption: str) -> torch.Tensor:
        """See `Texts`."""
        return torch.zeros(_WORDS)


def network(encoder: Folded, seed: int = 0, *, heads: int = 3, layers: int = 2) -> UniMMVSRTransformer3DModel:
    """An untrained model of some hundred thousand weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        sizes: Any = {"num_attention_heads": heads, "attention_head_dim": 24, "ffn_dim": 48 * heads, "num_layers": layers}
        given: Any = {"in_channels": encoder.channels, "out_channels": encoder.channels, "text_dim": _WORDS[1], "freq_dim": 64}
        return UniMMVSRTransformer3DModel.from_base(WanTransformer3DModel(patch_size=(1, 2, 2), **sizes, **given))


def config(manifest: Path, output: Path, steps: int, *, seed: int = 0, rate: float = 4e-3) -> Config:
    """A run over the scenes: eight samples in ten show the reference, less those that it is dropped from."""
    shown: Any = {"frames": FRAMES, "height": SIDE, "width": SIDE, "tasks": {"text": 0.2, "images": 0.8}}
    middle, last = round(steps * 0.25), round(steps * 0.15)
    falling = ((steps - middle - last, rate, 50), (middle, rate / 4, 0), (last, rate / 16, 0))
    return Config(
        base=output,
        data=(manifest,),
        output=output,
        stages=tuple(Stage(steps=steps, rate=rate, warm_up=warm_up, **shown) for steps, rate, warm_up in falling),
        seed=seed,
        batch=8,
        shift=3.0,
        noise=(200.0, 200.0),
        accumulate=1,
        degradation=Degradation(prepared=1.0),
        references=References(images=(1, 1), sides=(SIDE, SIDE), strength=0.0),
        optimiser=Optimiser(decay=0.0, betas=(0.9, 0.99)),
        precision="no",
        saved="fp32",
        save_every=max(1, steps // 8),
        keep=99,
        workers=0,
        cache_gib=1.0,
        checkpointing=False,
        device="cpu",
    )


def made(trained: UniMMVSRTransformer3DModel, encode: Folded, given: Scene, number: int, *, shown: bool, steps: int = 10) -> Pixels:
    """What the model makes of a scene, (k, 3, H, W), with or without its reference, by the sampler of real runs."""
    enlarged = np.stack([_resized(picture[0], SIDE, cv2.INTER_LINEAR) for picture in given.low])[:, None].repeat(3, axis=1)
    low = encode(torch.from_numpy(enlarged) * 2 - 1)[None]
    noise = [torch.from_numpy(dice(1, name, number).standard_normal(tuple(low.shape), "float32")) for name in ("low", "start")]
    references = [Reference(encode(torch.from_numpy(given.reference[None]) * 2 - 1)[None])] if shown else []
    text = torch.zeros(1, *_WORDS)
    predict = TorchNetwork(trained, noised_footage(low, noise[0], 200), text, text, references, lr_noise=200)
    return encode.back(sample(predict, solver("plms", sigmas(steps), noise[1]), guidance=Guidance(0, 0))[0])


@dataclass(frozen=True, slots=True)
class Errors:
    """Root mean square errors over the pixels that the reference decides, colours from 0 to 1."""

    shown: float
    """With the reference."""
    alone: float
    """By the same model without it."""
    constant: float
    """Of one grey everywhere: nothing that does not see the reference can be less wrong on average."""
    flat: float
    """Of the reference's mean colour everywhere: what the reference tells to a model that sees colour and no stripes."""

    @property
    def ratio(self) -> float:
        """How much less wrong it is with the reference than the better of the two without."""
        return min(self.alone, self.constant) / self.shown


def errors(trained: UniMMVSRTransformer3DModel, encode: Folded, scenes: Iterable[Scene]) -> dict[Look, Errors]:
    """What the model does with scenes that training never saw, of each look apart."""
    squares: dict[Look, list[Any]] = {}
    for number, given in enumerate(scenes):
        truth, inside = given.high[::4].transpose(0, 2, 3, 1), given.disc[::4] == 1
        answers = [made(trained, encode, given, number, shown=shown).transpose(0, 2, 3, 1) for shown in (True, False)]
        wrong = [np.square(answer - truth)[inside] for answer in (*answers, HIDDEN, given.reference.mean((1, 2)))]
        squares.setdefault(given.look, []).append(np.stack(wrong))
    return {look: Errors(*_roots(found)) for look, found in squares.items()}


def _roots(squares: Sequence[Any]) -> list[float]:
    """Over the pixels of all scenes."""
    return [float(each) for each in np.sqrt(np.concatenate(squares, axis=1).mean((1, 2)))]


def together(of_looks: Iterable[Errors]) -> Errors:
    """Over all looks, each as much."""
    rows = np.array([(each.shown, each.alone, each.constant, each.flat) for each in of_looks])
    return Errors(*(float(each) for each in np.sqrt(np.square(rows).mean(0))))
