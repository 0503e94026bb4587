"""A data set of small moving pictures, a tiny base, and runs over them."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import numpy as np

from tests.models.unimmvsr.published import lay_base
from uprez.models.unimmvsr.vae import Vae
from uprez.training.dice import dice
from uprez.training.manifest import Entry, write_lines
from uprez.training.pictures import write_pictures
from uprez.training.unimmvsr.config import Config, References, SDEdit, Stage
from uprez.training.unimmvsr.parts import Parts, WanEncoder, learner

ALL = {"text": 0.4, "images": 0.3, "video": 0.3}


def lay_clip(folder: Path, frames: int = 12, height: int = 40, width: int = 48, seed: int = 0) -> Path:
    """A texture that pans, as a sequence; a frame's mean says its number."""
    folder.mkdir(parents=True)
    texture = np.kron(dice(seed, "clip").random((3, height // 4, width)), np.ones((1, 4, 4))) * 0.5
    write_pictures(
        folder, np.stack([texture[:, :, number : number + width] + 0.04 * number for number in range(frames)]).astype(np.float32)
    )
    return folder


def lay_data(home: Path, clips: int = 4) -> Path:
    """A manifest; half of the clips have references and a reference video."""
    entries: list[Entry] = []
    for number in range(clips):
        clip = lay_clip(home / f"clip{number}", seed=number)
        more = {"reference_video": clip, "references": (clip / "0000.png", clip / "0005.png")} if number % 2 else {}
        entries.append(Entry(clip=clip, caption=f"a texture, number {number}", **more))
    manifest = home / "data.jsonl"
    manifest.write_text(write_lines(entries), "utf-8")
    return manifest


@functools.cache
def laid(home: Path) -> Path:
    """A base in diffusers' layout."""
    return lay_base(home / "base")


class Mute:
    """Captions by their length alone, without a text encoder."""

    def __call__(self, caption: str):
        import torch

        return torch.full((3, 8), len(caption) / 10)


class Averaged:
    """An encoder that costs nothing: means of blocks, spread over the channels by fixed factors."""

    def to(self, device):
        pass

    def __call__(self, pictures):
        import torch

        small = torch.nn.functional.avg_pool2d(pictures[::4], 8)
        factors = torch.from_numpy(dice(0, "factors").standard_normal((16, 3), "float32"))
        return torch.einsum("kcij,oc->okij", small, factors).contiguous()


def config(home: Path, **changes) -> Config:
    told = {
        "base": laid(home),
        "data": (home / "data.jsonl",),
        "output": home / "run",
        "stages": (Stage(steps=1, frames=5, height=32, width=32), Stage(steps=2, frames=5, height=32, width=32, tasks=ALL)),
        "accumulate": 2,
        "seed": 19,
        "references": References(sides=(16, 48), images=(1, 2)),
        "sdedit": SDEdit(area=32 * 32, steps=5, precision="fp32"),
        "precision": "no",
        "saved": "fp32",
        "save_every": 1,
        "keep": 9,
        "workers": 0,
        "checkpointing": False,
        "device": "cpu",
    }
    return Config(**(told | changes))


def parts(run: Config) -> Parts:
    return Parts(learner(run), Averaged(), Mute())


def real_parts(run: Config) -> Parts:
    return Parts(learner(run), WanEncoder(Vae.read(run.base / "vae")), Mute())


def copied(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True)
