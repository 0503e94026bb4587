"""STAR's networks on torch: each on its device while its stage lasts, and in the host's memory otherwise."""

from __future__ import annotations

import numpy as np
import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.winograd import sped_up
from uprez.models.star.networks import Stage
from uprez.models.star.torch_network import TorchNetwork
from uprez.models.star.unet import VideoUnet
from uprez.models.star.vae import Vae

_HOST = "cpu"


class TorchNetworks:
    """See `uprez.models.star.networks.Networks`.

    UNet and ControlNet compute in the asked precision; for the VAE's see `Vae`. The same input gives the same bits on the same device.
    """

    def __init__(
        self,
        network: VideoUnet,
        vae: Vae,
        prompt: Pixels,
        negative: Pixels | None = None,
        *,
        device: str = _HOST,
        precision: str = "fp32",
        at_once: int = 0,
        whole: int = 0,
    ) -> None:
        """Take the networks, which are moved and converted in place, and embeddings (1, tokens, C) of equal length.

        `at_once` and `whole` bound how many latent positions the network's blocks widen at a time, see `TorchNetwork`.

        Raises:
            ResourceError: out of memory.
        """
        texts = [None if text is None else torch.from_numpy(text) for text in (prompt, negative)]
        vae.move(_HOST)
        assert texts[0] is not None
        bounds = {"at_once": at_once, "whole": whole}
        self._network = TorchNetwork(network, texts[0], texts[1], device=device, precision=precision, **bounds)
        self._vae = vae
        self._device = torch.device(device)
        if device == _HOST:
            sped_up(vae.network)
        self._at_work: TorchNetwork | Vae = self._network
        self.runtime = self._network.runtime

    def enter(self, stage: Stage) -> None:
        """See `Networks`."""
        needed = self._network if stage == "denoise" else self._vae
        if needed is not self._at_work:
            self._at_work.move(_HOST)
            needed.move(str(self._device))
            self._at_work = needed

    def encode(self, pictures: Pixels, noise: Pixels | None) -> Pixels:
        """See `Networks`."""
        self.enter("encode")
        return _host(self._vae.encode(self._in(pictures), None if noise is None else self._in(noise)))

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """See `Networks`."""
        self.enter("denoise")
        v, negative = self._network(self._in(latent), timestep, self._in(footage), both=both)
        return _host(v), None if negative is None else _host(negative)

    def decode(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        self.enter("decode")
        return _host(self._vae.decode_window(self._in(latents)))

    def _in(self, values: Pixels) -> torch.Tensor:
        with memory_guarded("torch"):
            return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)


def _host(values: torch.Tensor) -> Pixels:
    with memory_guarded("torch"):
        return values.to(_HOST, torch.float32).contiguous().numpy()
