"""The transformer on torch for those who hold tensors, as training does: a run over a clip, see `uprez.models.unimmvsr.sampler.Predict`."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.runtime.torch_net import DTYPES
from uprez.models.unimmvsr.attention import Area
from uprez.models.unimmvsr.guidance import Branch
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.torch_networks import TorchPredictor
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel


class TorchNetwork:
    """`TorchPredictor`, as whole jobs run it, between tensors of any device."""

    def __init__(
        self,
        network: UniMMVSRTransformer3DModel,
        footage: torch.Tensor,
        prompt: torch.Tensor,
        null: torch.Tensor,
        references: Sequence[Reference] = (),
        *,
        lr_noise: float,
        window: Area | None = None,
        keep: bool = True,
        device: str = "cpu",
        precision: str = "fp32",
    ) -> None:
        """Take a network, moved and converted in place; latents (1, C, F, h, w) with noise of `lr_noise` in them; texts (1, words, D).

        `window` bounds attention, see `Sight`; `keep=False` makes references anew in every step, which takes less memory.

        Raises:
            ResourceError: out of memory.
        """
        given = [Given(_host(each.latents), each.kind) for each in references]
        told = Conditions(_host(footage), lr_noise, _host(prompt), _host(null), given, window)
        where, dtype = torch.device(device), DTYPES[precision]
        self._predict = TorchPredictor(converted(network, where, dtype), told, where, dtype, keep=keep)

    @property
    def references(self) -> bool:
        """See `Predict`."""
        return self._predict.references

    def __call__(self, latent: torch.Tensor, sigma: float, branch: Branch, span: Span) -> torch.Tensor:
        """See `Predict`.

        Raises:
            ResourceError: out of memory.
            ValueError: a reference video has not the footage's frames.
        """
        return torch.from_numpy(self._predict(_host(latent), sigma, branch, span)).to(latent)


def _host(values: torch.Tensor) -> Pixels:
    return values.detach().to("cpu", torch.float32).numpy()
