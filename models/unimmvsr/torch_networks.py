"""Transformer and VAE on torch, by turns on the device."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import exact
from uprez.models.star.networks import Stage
from uprez.models.star.tiles import Tile
from uprez.models.unimmvsr.guidance import Branch
from uprez.models.unimmvsr.networks import Conditions, Predictor
from uprez.models.unimmvsr.references import Kept, Reference
from uprez.models.unimmvsr.sampler import TIMESTEPS
from uprez.models.unimmvsr.tiles import part_of
from uprez.models.unimmvsr.torch_turns import TorchTurns
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.vae import Vae


class TorchNetworks(TorchTurns):
    """See `uprez.models.unimmvsr.networks.Networks`."""

    def __init__(
        self, network: UniMMVSRTransformer3DModel, vae: Vae, *, device: str = "cpu", precision: str = "fp32", keep: bool = True
    ) -> None:
        """Take networks, see `TorchTurns`.

        `keep=False` makes references anew in every step, also where they could be kept, which takes less memory.

        Raises:
            ResourceError: out of memory.
        """
        super().__init__(network, vae, device=device, precision=precision)
        self._transformer, self._keep = network, keep
        self._predictor: TorchPredictor | None = None

    def enter(self, stage: Stage) -> None:
        """See `Networks`."""
        if stage != "denoise" and self._predictor is not None:
            self._predictor.forget()
        super().enter(stage)

    def predictor(self, conditions: Conditions) -> Predictor:
        """See `Networks`."""
        if self._predictor is not None:
            self._predictor.forget()
        self._predictor = TorchPredictor(self._transformer, conditions, self._device, self._dtype, keep=self._keep)
        return self._predictor


class TorchPredictor:
    """See `uprez.models.unimmvsr.networks.Predictor`. Only what a call sees is on the device, and what is kept of references."""

    def __init__(
        self, network: UniMMVSRTransformer3DModel, conditions: Conditions, device: torch.device, dtype: torch.dtype, *, keep: bool
    ) -> None:
        """Take a network that is on the device; `keep` as `TorchNetworks`.

        Raises:
            ResourceError: out of memory.
        """
        self._network, self._conditions, self._device, self._dtype = network, conditions, device, dtype
        self._keeps = keep and network.keeps
        self._kept: dict[tuple[Branch, int], Kept] = {}
        self._place: Any = None
        self._video = any(each.kind == "video" for each in conditions.references)
        with memory_guarded("torch"):
            self._prompt, self._null = self._moved(conditions.prompt), self._moved(conditions.null)
            self._level = torch.full((1,), float(conditions.lr_noise), device=device)

    @property
    def references(self) -> bool:
        """See `Predictor`."""
        return bool(self._conditions.references)

    def __call__(self, latent: Pixels, sigma: float, branch: Branch, span: Span, tile: Tile | None = None) -> Pixels:
        """See `Predictor`."""
        seen = part_of(self._conditions, span, tile)
        text = self._null if branch == "no text" else self._prompt
        time = torch.full((1,), sigma * TIMESTEPS, device=self._device)
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=False):
            given = () if branch == "no reference" else tuple(Reference(self._moved(each.latents), each.kind) for each in seen.references)
            kept = self._keep(branch, span, tile, given, text) if given and self._keeps else None
            made = self._network(
                self._moved(latent),
                time,
                text,
                self._moved(seen.footage),
                () if kept else given,
                self._level,
                kept=kept,
                window=seen.window,
            ).sample
            return made.float().cpu().numpy()

    def forget(self) -> None:
        """Let go of what is kept of references, and of the conditions, which may be files that are to go."""
        self._kept.clear()
        none = np.zeros((1, 0, 0, 0, 0), np.float32)
        self._conditions = Conditions(none, 0.0, none, none)

    def _keep(self, branch: Branch, span: Span, tile: Tile | None, given: tuple[Reference, ...], text: torch.Tensor) -> Kept:
        """A video's differ between windows and tiles, of which one's are kept; images' only between lengths of windows."""
        place = (span, None if tile is None else (tile.rows, tile.columns)) if self._video else None
        if place != self._place:
            self._kept.clear()
            self._place = place
        name = (branch, len(span))
        if name not in self._kept:
            self._kept[name] = self._network.keep(given, text, len(span))
        return self._kept[name]

    def _moved(self, values: Pixels) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device, self._dtype)
