"""A whole checkpoint of STAR in small, with random weights, and networks that compute nothing: for what is about the pipeline."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

from tests.models.star.golden import DATA
from uprez.models.star.architecture import Architecture, Level
from uprez.models.star.networks import Stage
from uprez.models.star.schedule import release_schedule
from uprez.models.star.unet import VideoUnet

TEXT = DATA / "text"
SIZES = Architecture(latent=4, out=4, levels=(Level(32, 1, True), Level(32, 1, False)), first=32, text=16, head=16)
VAE: dict[str, Any] = {
    "_class_name": "AutoencoderKLTemporalDecoder",
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "block_out_channels": [32] * 4,
    "layers_per_block": 1,
    "scaling_factor": 0.18215,
}


@cache
def weights(seed: int = 0) -> dict[str, torch.Tensor]:
    """UNet and ControlNet, nothing of them zero."""
    generator = torch.Generator().manual_seed(seed)
    with torch.device("meta"):
        shapes = {key: value.shape for key, value in VideoUnet(SIZES).state_dict().items()}
    return {key: torch.randn(shape, generator=generator) * (shape[1:].numel() or 1) ** -0.5 for key, shape in shapes.items()}


def vae() -> Any:
    """diffusers' module."""
    from diffusers import AutoencoderKLTemporalDecoder

    torch.manual_seed(0)
    return AutoencoderKLTemporalDecoder(**{key: value for key, value in VAE.items() if not key.startswith("_")}).eval()


def checkpoint(folder: Path, kinds: Sequence[str] = ("light",), *, suffix: str = ".pt") -> Path:
    """A checkpoint in the layout that `uprez.models.star.layout` describes."""
    (folder / "vae").mkdir(parents=True)
    (folder / "vae" / "config.json").write_text(json.dumps(VAE))
    save_file(vae().state_dict(), folder / "vae" / "diffusion_pytorch_model.fp16.safetensors")
    for part in ("text_encoder", "tokenizer"):
        shutil.copytree(TEXT / part, folder / part)
    for seed, kind in enumerate(kinds):
        path = folder / "I2VGen-XL-based" / f"{kind}_deg{suffix}"
        path.parent.mkdir(exist_ok=True)
        if suffix == ".safetensors":
            save_file(weights(seed), path)
        else:
            torch.save({"state_dict": weights(seed)}, path)
    return folder


class Analytic:
    """Networks that find the footage itself under any noise, but for `error`."""

    runtime = "numpy cpu fp32"

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.seen: list[tuple[int, ...]] = []

    def enter(self, stage: Stage) -> None:
        self.stages.append(stage)

    def encode(self, pictures: np.ndarray, noise: np.ndarray | None) -> np.ndarray:
        small = pictures.reshape(*pictures.shape[:2], pictures.shape[2] // 8, 8, pictures.shape[3] // 8, 8).mean((3, 5))
        latents = np.concatenate((small, small[:, :1]), axis=1)
        return (latents if noise is None else latents + 0.1 * noise).swapaxes(0, 1)[None].astype(np.float32)

    def error(self, latent: np.ndarray) -> Any:
        """What is added to x0, of what is shown."""
        return 0

    def predict(self, latent: np.ndarray, timestep: int, footage: np.ndarray, *, both: bool) -> tuple[np.ndarray, np.ndarray | None]:
        self.seen.append(latent.shape)
        schedule = release_schedule()
        v = (schedule.alphas[timestep] * latent - footage - self.error(latent)) / schedule.sigmas[timestep]
        return v, v if both else None

    def decode(self, latents: np.ndarray) -> np.ndarray:
        return latents[0, :3].swapaxes(0, 1).repeat(8, 2).repeat(8, 3)


class Wavering(Analytic):
    """Networks whose result depends on everything that they are shown."""

    def error(self, latent: np.ndarray) -> Any:
        return 0.2 * np.sin(3 * latent + latent.mean((2, 3, 4), keepdims=True))
