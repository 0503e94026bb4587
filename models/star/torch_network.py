"""STAR's UNet and ControlNet on torch, with the prompts in place; see `uprez.models.star.sampler.Predict`."""

from __future__ import annotations

import torch

from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import DTYPES, exact
from uprez.models.runtime.winograd import sped_up
from uprez.models.star.told import Text
from uprez.models.star.unet import VideoUnet, memory_order


class TorchNetwork:
    """The network for a prompt and a negative prompt: both in one pass, and what they share in it computed once.

    The network computes in the asked precision, latents stay float32. The text's keys and values are made in the first
    pass and kept. The same input gives the same bits on the same device.
    """

    def __init__(
        self,
        network: VideoUnet,
        prompt: torch.Tensor,
        negative: torch.Tensor | None = None,
        *,
        device: str = "cpu",
        precision: str = "fp32",
        at_once: int = 0,
        whole: int = 0,
    ) -> None:
        """Take a network, which is moved and converted in place, and embeddings (1, 77, C).

        `at_once` bounds how many latent positions (frames x rows x columns) the network's blocks widen at a time; 0: all.
        Clips of at most `whole` positions are not bounded.

        Raises:
            ResourceError: out of memory.
        """
        self._device, dtype = torch.device(device), DTYPES[precision]
        self.runtime = f"torch {device} {precision}"
        self._at_once, self._whole = at_once, whole
        with memory_guarded("torch"):
            self._network = network.to(self._device, dtype)
            memory_order(self._network)
            sped_up(self._network)
            prompt = prompt.to(self._device, dtype)
            self._alone = Text(prompt)
            self._both = None if negative is None else Text(torch.cat((prompt, negative.to(prompt))))

    def move(self, device: str) -> None:
        """Bring the weights to a device, that of the work or one where they wait.

        Raises:
            ResourceError: out of memory.
        """
        with memory_guarded("torch"):
            self._network.to(torch.device(device))

    def __call__(
        self, latent: torch.Tensor, timestep: int, footage: torch.Tensor, *, both: bool
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """See `Predict`; one clip, (1, 4, f, h, w).

        Raises:
            ResourceError: out of memory.
            ValueError: the negative prompt is asked for, and there is none.
        """
        text = self._both if both else self._alone
        if text is None:
            raise ValueError("guidance needs a negative prompt")
        at_once = 0 if latent[0, 0].numel() <= self._whole else self._at_once
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=False):
            v = self._network(latent, timestep, text, footage, at_once=at_once)
        return (v[:1], v[1:]) if both else (v, None)
