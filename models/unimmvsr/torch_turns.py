"""A transformer of Wan's kind and Wan's VAE on torch, by turns on the device."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np
import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import DTYPES, exact, move
from uprez.models.star.networks import Stage
from uprez.models.unimmvsr.vae import Vae

_NetworkT = TypeVar("_NetworkT", bound=torch.nn.Module)


class TorchTurns:
    """What `Networks` of such a pair have in common: the VAE's calls, and whose turn it is. The same input gives the same bits on the
    same device."""

    def __init__(self, transformer: Any, vae: Vae, *, device: str, precision: str, fed: bool = False) -> None:
        """Take networks, which are moved, and the transformer converted, in place; the VAE computes in the precision that it has.

        `fed`: the transformer is not moved, as its blocks come to the device one by one.

        Raises:
            ResourceError: out of memory.
        """
        self._device, self._dtype = torch.device(device), DTYPES[precision]
        self.runtime = f"torch {device} {precision}"
        self.channels = vae.channels
        self._vae = vae
        self._moving = None if fed else transformer
        with self._running():
            converted(transformer, torch.device("cpu"), self._dtype)

    def enter(self, stage: Stage) -> None:
        """See `Networks`."""
        with self._running():
            here, away = (self._moving, self._vae.network)[:: 1 if stage == "denoise" else -1]
            if away is not None:
                move(away, torch.device("cpu"))
            if self._device.type == "cuda":
                torch.cuda.empty_cache()  # what one stage leaves in pieces, the other wants whole
            if here is not None:
                move(here, self._device)

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[Pixels]:
        """See `Networks`."""
        return self._each(self._vae.encode(self._moved(part) for part in pictures))

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """See `Networks`."""
        return self._each(self._vae.decode(self._moved(part) for part in latents))

    def _moved(self, values: Pixels) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)

    def _each(self, made: Iterator[torch.Tensor]) -> Iterator[Pixels]:
        """What is made part by part; between parts torch is as others want it."""
        while True:
            with self._running():
                part = next(made, None)
                values = None if part is None else part.cpu().numpy()
            if values is None:
                return
            yield values

    @contextmanager
    def _running(self) -> Generator[None]:
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=False):
            yield


def converted(network: _NetworkT, device: torch.device, dtype: torch.dtype) -> _NetworkT:
    """A network for use only, in place: weights in a precision, but for those that diffusers keeps in float32 when it loads a model."""
    told: Any = network
    exempt: list[str] = told._keep_in_fp32_modules
    network.eval().requires_grad_(False)
    for name, values in (*network.named_parameters(), *network.named_buffers()):
        kept = any(part in exempt for part in name.split("."))
        values.data = values.data.to(device, torch.float32 if kept else dtype)
    return network
