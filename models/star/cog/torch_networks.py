"""The variant's networks on torch."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import numpy as np
import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import DTYPES, exact, move
from uprez.models.star.cog.feed import LayerFeed
from uprez.models.star.cog.layers import Layer
from uprez.models.star.cog.transformer import VideoTransformer
from uprez.models.star.cog.vae import Vae
from uprez.models.star.networks import Stage

_MadeT = TypeVar("_MadeT")


class TorchNetworks:
    """See `uprez.models.star.cog.networks.Networks`. Networks compute in the asked precision; the same input gives the same bits
    on the same device."""

    def __init__(
        self, transformer: VideoTransformer, vae: Vae, texts: Pixels, *, device: str = "cpu", precision: str = "fp32", fed: bool = False
    ) -> None:
        """Take networks, which are moved and converted in place, and the embeddings (2, tokens, C) of prompt and negative prompt.

        `fed`: the transformer's layers stay on the host, and come to the device one by one.

        Raises:
            ResourceError: out of memory.
        """
        self._device, self._dtype = torch.device(device), DTYPES[precision]
        self.runtime = f"torch {device} {precision}"
        self.channels = vae.channels
        self._transformer, self._vae = transformer, vae
        with self._running():
            for network in (transformer, vae.network):
                move(network, torch.device("cpu"), self._dtype)
            self._texts = torch.from_numpy(np.ascontiguousarray(texts)).to(self._device, self._dtype)
            if fed:
                self._feed()

    def enter(self, stage: Stage) -> None:
        """See `Networks`."""
        with self._running():
            host, (here, away) = torch.device("cpu"), (self._transformer, self._vae.network)[:: 1 if stage == "denoise" else -1]
            move(away, host)
            if self._device.type == "cuda":
                torch.cuda.empty_cache()  # what one stage leaves in pieces, the other wants whole
            move(here, self._device)

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[tuple[Pixels, Pixels]]:
        """See `Networks`."""
        for mean, spread in self._each(self._vae.encode(map(self._in, pictures))):
            yield mean.cpu().numpy(), spread.cpu().numpy()

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """See `Networks`."""
        texts = self._texts if both else self._texts[:1]
        with self._running():
            v = self._transformer(self._in(latent), timestep, texts, self._in(footage)).cpu().numpy()
        return v[:1], v[1:] if both else None

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """See `Networks`."""
        for pictures in self._each(self._vae.decode(map(self._in, latents))):
            yield pictures.cpu().numpy()

    def _feed(self) -> None:
        """Leave the layers on the host, out of what is moved."""
        layers = [cast(Layer, layer) for layer in self._transformer.layers]
        self._transformer.layers = cast(Any, torch.nn.ModuleList())
        self._transformer.at_hand = LayerFeed(layers, self._device)

    def _in(self, values: Pixels) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device, self._dtype)

    def _each(self, made: Iterator[_MadeT]) -> Iterator[_MadeT]:
        """What is made part by part; between parts torch is as others want it."""
        while True:
            with self._running():
                part = next(made, None)
            if part is None:
                return
            yield part

    @contextmanager
    def _running(self) -> Generator[None]:
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=self._dtype != torch.float32):
            yield
