"""Run a network's description with torch, on a CPU or a GPU."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.cubic import cubic_kernel
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.ops import Architecture, Tensors

DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def devices() -> list[str]:
    """Devices that torch has here, the fastest first and `cpu` last."""
    cuda = [f"cuda:{index}" for index in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    return [*cuda[:1], *(["mps"] if torch.backends.mps.is_available() else []), "cpu"]


class TorchNetwork:
    """A network on torch, channels last, for use only: nothing is trained here."""

    def __init__(self, architecture: Architecture, tensors: Tensors, *, device: str, precision: str) -> None:
        """Load a described network.

        Raises:
            ModelError: torch has no such device, or the device no such precision.
            ResourceError: out of memory.
        """
        self._device = _usable(device, precision)
        self._dtype = DTYPES[precision]
        self._architecture = architecture
        with memory_guarded("torch"):
            self._ops = _EagerOps(tensors, self._device, self._dtype)
        self.runtime = f"torch {device} {precision}"

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network; see `Network.__call__`."""
        with memory_guarded("torch"), torch.inference_mode(), exact():
            results = [self._one(x[index : index + 1]) for index in range(len(x))]
            if self._device.type == "cuda":
                torch.cuda.synchronize(self._device)
            return results[0].numpy() if len(results) == 1 else torch.cat(results).numpy()

    def _one(self, picture: Pixels) -> torch.Tensor:
        """One picture (1, 3, H, W) through the device; on a GPU the result may still be on its way."""
        source = torch.from_numpy(np.ascontiguousarray(picture))
        on_gpu = self._device.type == "cuda"
        if on_gpu:
            source = source.pin_memory()
        moved = source.to(self._device, non_blocking=on_gpu).to(self._dtype, memory_format=torch.channels_last)
        result: torch.Tensor = self._architecture.forward(self._ops, moved)
        result = result.to(torch.float32, memory_format=torch.contiguous_format)
        if not on_gpu:
            return result.cpu()
        home = torch.empty(result.shape, dtype=torch.float32, pin_memory=True)
        return home.copy_(result, non_blocking=True)


def chosen_device(device: str, precision: str) -> tuple[str, str]:
    """A device and a precision that a recipe names, `auto` resolved: the fastest device, fp32 on a CPU and fp16 elsewhere.

    Raises:
        ModelError: torch has no such device, or the device no such precision.
    """
    device = devices()[0] if device == "auto" else device
    if precision == "auto":
        precision = "fp32" if device == "cpu" else "fp16"
    _usable(device, precision)
    return device, precision


def _usable(device: str, precision: str) -> torch.device:
    """The device, once it is known to exist and to compute in `precision`.

    Raises:
        ModelError: it does not.
    """
    kind, _, index = device.partition(":")
    exists = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}.get(kind, False)
    if not exists or (index and (not index.isdigit() or (kind == "cuda" and int(index) >= torch.cuda.device_count()))):
        raise ModelError(
            f"torch has no device '{device}' here.",
            why=f"It knows: {', '.join(devices())}.",
            fix="Give one of these with `--device`, or install the torch made for that device.",
        )
    if precision == "bf16" and not _computes_bf16(kind):
        raise ModelError(
            f"torch cannot compute in bf16 on '{device}'.",
            why="The processor has no instructions for it.",
            fix="Give `--precision fp32`.",
        )
    return torch.device(device)


def _computes_bf16(kind: str) -> bool:
    if kind == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if kind == "cpu" and hasattr(torch.cpu, "get_capabilities"):
        return any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return False


def move(network: Any, device: torch.device, dtype: torch.dtype | None = None) -> None:
    """Move a network in place, past diffusers' own `to`, which warns of what is meant here."""
    past: Any = torch.nn.Module.to
    past(network, device, dtype)


def exact(*, tf32: bool = False) -> AbstractContextManager[None]:
    """Fix what torch may otherwise choose by itself: TF32 in convolutions, and the fastest algorithm of the moment."""
    return torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True, allow_tf32=tf32)


class _EagerOps:
    """Carries each operation out at once; a tensor is a torch tensor."""

    def __init__(self, tensors: Tensors, device: torch.device, dtype: torch.dtype) -> None:
        self._tensors = {name: _on(device, dtype, values) for name, values in tensors.items()}

    def conv(self, x: torch.Tensor, name: str, *, padding: int = 1, stride: int = 1) -> torch.Tensor:
        return F.conv2d(x, self._tensors[f"{name}.weight"], self._tensors[f"{name}.bias"], stride=stride, padding=padding)

    def prelu(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return F.prelu(x, self._tensors[f"{name}.weight"])

    def leaky_relu(self, x: torch.Tensor, slope: float) -> torch.Tensor:
        return F.leaky_relu(x, slope)

    def silu(self, x: torch.Tensor) -> torch.Tensor:
        return F.silu(x)

    def sigmoid(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(x)

    def add(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return a + b

    def mul(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return a * b

    def affine(self, x: torch.Tensor, scale: float, offset: float | str = 0.0) -> torch.Tensor:
        if isinstance(offset, str):
            x = x + self._tensors[offset].reshape(1, -1, 1, 1)
        elif offset:
            x = x + offset
        return x if scale == 1 else x * scale

    def concat(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.cat(tuple(parts), dim=1)

    def pixel_shuffle(self, x: torch.Tensor, factor: int) -> torch.Tensor:
        return F.pixel_shuffle(x, factor)

    def nearest(self, x: torch.Tensor, factor: int) -> torch.Tensor:
        return x if factor == 1 else F.interpolate(x, scale_factor=factor, mode="nearest")

    def cubic(self, x: torch.Tensor, factor: Fraction) -> torch.Tensor:
        kernel = cubic_kernel(factor)
        weight = torch.from_numpy(kernel.weight).to(x.device, x.dtype)
        padded = F.pad(x, (kernel.before, kernel.after) * 2, mode="replicate")
        return F.pixel_shuffle(F.conv2d(padded, weight, stride=kernel.stride), kernel.shuffle)


def _on(device: torch.device, dtype: torch.dtype, values: Any) -> torch.Tensor:
    tensor = torch.from_numpy(np.array(values, np.float32)).to(device, dtype)
    return tensor.contiguous(memory_format=torch.channels_last) if tensor.ndim == 4 else tensor
