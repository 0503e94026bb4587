"""The VAE between pictures and latents: Stable Video Diffusion's, which encodes frame by frame and decodes over time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from uprez.core.cover import Span
from uprez.core.errors import ModelError
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import exact
from uprez.models.star.windows import Windows

FACTOR = 8
"""Pixels a latent pixel, along each side."""
_CLASS = "AutoencoderKLTemporalDecoder"
_FIX = "Get the folder 'vae' of the hub repository stabilityai/stable-video-diffusion-img2vid again."


class Vae:
    """Latents as the sampler holds them, float32; the VAE computes in float32, in which the release encodes."""

    def __init__(self, vae: Any, *, device: str = "cpu") -> None:
        """Take diffusers' AutoencoderKLTemporalDecoder, which is moved and converted in place.

        Raises:
            ResourceError: out of memory.
        """
        self._device = torch.device(device)
        with memory_guarded("torch"):
            move: Any = torch.nn.Module.to
            self._vae = move(vae.eval().requires_grad_(False), self._device, torch.float32)
        self._scale = float(vae.config.scaling_factor)

    @classmethod
    def read(cls, folder: Path, *, device: str = "cpu") -> Vae:
        """From a folder in the hub's layout: `config.json` and one `.safetensors`, in any precision.

        Raises:
            ModelError: a file is missing, damaged, or another network's.
            ResourceError: out of memory.
        """
        import diffusers

        try:
            config = json.loads((folder / "config.json").read_text("utf-8"))
            (path,) = sorted(folder.glob("*.safetensors"))[:1]
            weights = load_file(path)
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelError(f"The VAE in '{folder}' cannot be read.", why=f"{error}.", fix=_FIX) from error
        if config.get("_class_name", _CLASS) != _CLASS:
            raise ModelError(f"'{folder}' describes a {config['_class_name']}.", why=f"A {_CLASS} belongs there.", fix=_FIX)
        network_class: Any = getattr(diffusers, _CLASS)
        with torch.device("meta"):
            network = network_class.from_config({key: value for key, value in config.items() if not key.startswith("_")})
        try:
            network.load_state_dict(weights, assign=True)
        except RuntimeError as error:
            raise ModelError(f"The weights in '{folder}' do not fit their config.json.", why=f"{error}.", fix=_FIX) from error
        return cls(network, device=device)

    def encode(self, pictures: torch.Tensor, noise: torch.Tensor | None = None) -> torch.Tensor:
        """Pictures (T, 3, H, W), -1 to 1, to latents (1, 4, T, H/8, W/8), frame by frame.

        `noise` (T, 4, H/8, W/8) draws from what the encoder finds likely, as the release; None takes the likeliest.
        """
        made: list[torch.Tensor] = []
        with memory_guarded("torch"), torch.no_grad(), exact():
            for index in range(len(pictures)):
                found = self._vae.encode(pictures[index : index + 1].to(self._device)).latent_dist
                drawn = found.mean if noise is None else found.mean + found.std * noise[index : index + 1].to(self._device)
                made.append(drawn * self._scale)
        return torch.stack(made, dim=2)

    def decode(self, latents: torch.Tensor, windows: Windows) -> Iterator[torch.Tensor]:
        """Latents (1, 4, T, h, w) to pictures (3, 8h, 8w), about -1 to 1, one by one, in order; frames of a window know each other.

        `groups_of_three` are the release's windows; windows that share frames fade, and join without a pop. No more pictures than
        two windows' are held.
        """
        kept: dict[int, torch.Tensor] = {}
        starts = [span.start for span in windows.spans[1:]]
        for span, weights, ready in zip(windows.spans, windows.weights, (*starts, len(windows)), strict=True):
            with memory_guarded("torch"), torch.no_grad(), exact():
                part = latents[0, :, span.start : span.stop].transpose(0, 1).to(self._device) / self._scale
                pictures = self._vae.decode(part, num_frames=len(span)).sample
            for index, weight in enumerate(weights):
                frame = span.start + index
                kept[frame] = kept.get(frame, 0) + weight * pictures[index]
            for frame in range(min(kept), ready):
                yield kept.pop(frame)


def groups_of_three(frames: int) -> Windows:
    """The release's windows for decoding: three frames at a time, the rest at the end."""
    spans = tuple(Span(start, min(start + 3, frames)) for start in range(0, frames, 3))
    return Windows(spans, tuple((1.0,) * len(span) for span in spans))
