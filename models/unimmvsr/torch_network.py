"""The transformer on torch, with text, references and footage in place; see `uprez.models.unimmvsr.sampler.Predict`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import torch

from uprez.core.cover import Span
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import DTYPES, exact
from uprez.models.unimmvsr.attention import Area
from uprez.models.unimmvsr.guidance import Branch
from uprez.models.unimmvsr.references import Kept, Reference
from uprez.models.unimmvsr.sampler import TIMESTEPS
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

_NetworkT = TypeVar("_NetworkT", bound=torch.nn.Module)


class TorchNetwork:
    """The network computes in the asked precision, latents stay float32. References are kept between steps where that is exact."""

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
            ValueError: a reference video has not the footage's frames.
        """
        if any(each.kind == "video" and each.latents.shape[2] != footage.shape[2] for each in references):
            raise ValueError("a reference video needs as many latent frames as the footage: a window shows the same part of both")
        self.runtime = f"torch {device} {precision}"
        self.references = bool(references)
        self._device, self._dtype = torch.device(device), DTYPES[precision]
        self._keeps, self._window = keep and network.keeps, window
        self._kept: dict[tuple[Branch, Span | int], Kept] = {}
        with memory_guarded("torch"):
            self._network = converted(network, self._device, self._dtype)
            self._footage = self._moved(footage)
            self._prompt, self._null = self._moved(prompt), self._moved(null)
            self._given = tuple(Reference(self._moved(each.latents), each.kind, each.start) for each in references)
            self._level = torch.full((1,), float(lr_noise), device=self._device)

    def __call__(self, latent: torch.Tensor, sigma: float, branch: Branch, span: Span) -> torch.Tensor:
        """See `Predict`.

        Raises:
            ResourceError: out of memory.
        """
        text = self._null if branch == "no text" else self._prompt
        given = () if branch == "no reference" else tuple(each.part(span) for each in self._given)
        footage = self._footage[:, :, span.start : span.stop]
        time = torch.full((1,), sigma * TIMESTEPS, device=self._device)
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=False):
            kept = self._keep(branch, span, given, text) if given and self._keeps else None
            made = self._network(
                self._moved(latent), time, text, footage, () if kept else given, self._level, kept=kept, window=self._window
            ).sample
        return made.to(latent)

    def _keep(self, branch: Branch, span: Span, given: Sequence[Reference], text: torch.Tensor) -> Kept:
        """A video's differ between windows, images' only between lengths of windows."""
        name = (branch, span if any(each.kind == "video" for each in given) else len(span))
        if name not in self._kept:
            self._kept[name] = self._network.keep(given, text, len(span))
        return self._kept[name]

    def _moved(self, values: torch.Tensor) -> torch.Tensor:
        return values.to(self._device, self._dtype)


def converted(network: _NetworkT, device: torch.device, dtype: torch.dtype) -> _NetworkT:
    """A network for use only, in place: weights in a precision, but for those that diffusers keeps in float32 when it loads a model."""
    told: Any = network
    exempt: list[str] = told._keep_in_fp32_modules
    network.eval().requires_grad_(False)
    for name, values in (*network.named_parameters(), *network.named_buffers()):
        kept = any(part in exempt for part in name.split("."))
        values.data = values.data.to(device, torch.float32 if kept else dtype)
    return network
