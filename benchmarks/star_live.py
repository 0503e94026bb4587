"""How much memory STAR's networks take at their released size, found without weights, GPU or arithmetic.

A network on torch's meta device makes tensors that have a shape and no content. Each one's bytes count from when an
operation makes it to when nothing refers to it any more; the peak of their sum is what a real run holds beyond its weights, less the
scratch space of single operations, which only a real device can tell.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_leaves

from uprez.models.star.architecture import Architecture
from uprez.models.star.told import Text
from uprez.models.star.unet import VideoUnet, memory_order

SHAPES = Path(__file__).parents[1] / "tests" / "data" / "star" / "release_shapes.json"
VAE = {
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
    "scaling_factor": 0.18215,
}
"""`config.json` of the VAE of stabilityai/stable-video-diffusion-img2vid, as far as it matters here."""


@dataclass(frozen=True, slots=True)
class _Size:
    """All that there is to a tensor without content."""

    size: tuple[int, ...]
    stride: tuple[int, ...]
    dtype: torch.dtype

    @classmethod
    def of(cls, tensor: torch.Tensor) -> _Size:
        return cls(tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype)

    def empty(self) -> torch.Tensor:
        return torch.empty_strided(self.size, self.stride, dtype=self.dtype, device="meta")


@cache
def _gives_new(func: Any) -> bool:
    """Whether an operation makes new tensors, and changes none."""
    return not any(value.alias_info for value in (*func._schema.arguments, *func._schema.returns))


class Live(TorchDispatchMode):
    """Counts the bytes of all tensors that are made within it, while they live."""

    def __init__(self) -> None:
        super().__init__()
        self._alive: dict[int, int] = {}
        self._known: dict[Any, _Size | tuple[_Size, ...]] = {}
        self.now = 0
        """Bytes alive."""
        self.peak = 0
        """The most there were."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = self._made(func, args, kwargs or {})
        given = {_place(value.untyped_storage()) for value in tree_leaves((args, kwargs)) if isinstance(value, torch.Tensor)}
        for value in tree_leaves(made):
            if isinstance(value, torch.Tensor) and _place(value.untyped_storage()) not in given:  # no view, of weights neither
                self._count(value.untyped_storage())
        self.peak = max(self.peak, self.now)
        return made

    def _made(self, func: Any, args: Any, kwargs: Any) -> Any:
        """What an operation gives. One that was seen before on tensors of the same sizes is not asked again: slices are many."""
        if not _gives_new(func):
            return func(*args, **kwargs)
        values, _ = tree_flatten((args, kwargs))
        key = (func, *(_Size.of(value) if isinstance(value, torch.Tensor) else value for value in values))
        if key not in self._known:
            made = func(*args, **kwargs)
            leaves = made if isinstance(made, tuple) else (made,)
            if not all(isinstance(leaf, torch.Tensor) and leaf.is_meta for leaf in leaves):
                return made
            self._known[key] = tuple(_Size.of(leaf) for leaf in leaves) if isinstance(made, tuple) else _Size.of(made)
            return made
        known = self._known[key]
        return tuple(size.empty() for size in known) if isinstance(known, tuple) else known.empty()

    def _count(self, storage: torch.UntypedStorage) -> None:
        place = _place(storage)
        if place not in self._alive:
            self._alive[place] = storage.nbytes()
            self.now += storage.nbytes()
            weakref.finalize(storage, self._freed, place)

    def _freed(self, place: int) -> None:
        self.now -= self._alive.pop(place)


def _place(storage: Any) -> int:
    """What tells storages apart that hold nothing, and so have no address."""
    return storage._cdata


class FusedAttention(TorchFunctionMode):
    """Attention as GPU kernels do it, without the matrix of all pairs, which the meta device would make."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is not functional.scaled_dot_product_attention:
            return func(*args, **(kwargs or {}))
        query: torch.Tensor = args[0]
        sums = query.new_empty(query.shape[:3], dtype=torch.float32)
        mixed = query.new_empty((query.shape[0], query.shape[2], query.shape[1], args[2].shape[3])).transpose(1, 2)
        del sums
        return mixed


def peak_bytes(work: Callable[[], object]) -> int:
    """The most bytes that tensors made by `work` hold at once."""
    with torch.no_grad(), FusedAttention(), Live() as live:
        kept = work()
        del kept
    return live.peak


@cache
def release_network(dtype: torch.dtype) -> VideoUnet:
    """UNet and ControlNet at their released size, without content."""
    shapes = {key: tuple(shape) for key, shape in json.loads(SHAPES.read_text()).items()}
    with torch.device("meta"):
        network = VideoUnet(Architecture.of(shapes)).to(dtype).eval().requires_grad_(False)
    memory_order(network)
    return network


@cache
def release_vae(dtype: torch.dtype) -> Any:
    """The VAE at its released size, without content."""
    import diffusers

    network: Any = diffusers.AutoencoderKLTemporalDecoder  # type: ignore[attr-defined]
    with torch.device("meta"):
        return network(**VAE).to("meta", dtype).eval().requires_grad_(False)


def denoise_bytes(frames: int, height: int, width: int, *, dtype: torch.dtype, at_once: int, network: VideoUnet | None = None) -> int:
    """One pass for both prompts over latents of frames x height x width."""
    network = network or release_network(dtype)
    with torch.device("meta"):
        latent, text = torch.empty(1, 4, frames, height, width), Text(torch.empty(2, 77, network.sizes.text, dtype=dtype))
    return peak_bytes(lambda: network(latent, 899, text, latent, at_once=at_once))


def encode_bytes(height: int, width: int, *, dtype: torch.dtype, vae: Any = None) -> int:
    """One picture of height x width latents."""
    network, picture = vae or release_vae(dtype), torch.empty(1, 3, 8 * height, 8 * width, dtype=dtype, device="meta")
    return peak_bytes(lambda: network.encode(picture).latent_dist.mean)


def decode_bytes(frames: int, height: int, width: int, *, dtype: torch.dtype, vae: Any = None) -> int:
    """Frames of height x width latents that know each other."""
    network, latents = vae or release_vae(dtype), torch.empty(frames, 4, height, width, dtype=dtype, device="meta")
    return peak_bytes(lambda: network.decode(latents, num_frames=frames).sample)


def weight_bytes(network: torch.nn.Module) -> int:
    """What the weights take."""
    return sum(value.numel() * value.element_size() for value in (*network.parameters(), *network.buffers()))
