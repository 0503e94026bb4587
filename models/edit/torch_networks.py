"""A base model's networks on torch, by turns on the device."""

from __future__ import annotations

from typing import Any

import torch

from uprez.core.frame import Pixels
from uprez.models.edit.checkpoint import kind_of
from uprez.models.edit.layout import Kind
from uprez.models.edit.networks import Told
from uprez.models.star.networks import Stage
from uprez.models.unimmvsr.sampler import TIMESTEPS
from uprez.models.unimmvsr.torch_turns import TorchTurns
from uprez.models.unimmvsr.vae import Vae


class TorchNetworks(TorchTurns):
    """See `uprez.models.edit.networks.Networks`."""

    def __init__(
        self, transformer: Any, vae: Vae, texts: Pixels, *, device: str = "cpu", precision: str = "fp32", fed: bool = False
    ) -> None:
        """Take diffusers' transformer and the VAE, see `TorchTurns`, and the embeddings (2, tokens, C) of prompt and negative prompt.

        `fed`: the transformer's blocks stay on the host, and come to the device one by one.

        Raises:
            ResourceError: out of memory.
        """
        super().__init__(transformer, vae, device=device, precision=precision, fed=fed)
        self.kind: Kind = kind_of(transformer)
        self._transformer = transformer
        self._control: torch.Tensor | None = None
        with self._running():
            self._texts = self._moved(texts).to(self._dtype)
            if fed:
                transformer.enable_group_offload(
                    onload_device=self._device, offload_type="block_level", num_blocks_per_group=1, use_stream=self._device.type == "cuda"
                )

    def enter(self, stage: Stage) -> None:
        """See `Networks`."""
        if stage != "denoise":
            self._control = None
        super().enter(stage)

    def show(self, control: Pixels | None) -> None:
        """See `Networks`."""
        with self._running():
            self._control = None if control is None else self._moved(control).to(self._dtype)

    def predict(self, latent: Pixels, sigma: float, told: Told) -> Pixels:
        """See `Networks`."""
        text = self._texts[:1] if told == "full" else self._texts[1:]
        with self._running():
            time = torch.full((1,), sigma * TIMESTEPS, device=self._device)
            shown = {} if self._control is None else {"control_hidden_states": self._control}
            made = self._transformer(self._moved(latent).to(self._dtype), time, text, **shown, return_dict=False)[0]
            return made.float().cpu().numpy()
