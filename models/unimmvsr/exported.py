"""An export of UniMMVSR for ONNX Runtime on disk: graphs, tables, text, and a manifest that says what must lie there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.exports import Export
from uprez.models.unimmvsr.layout import MANIFEST as MANIFEST
from uprez.models.unimmvsr.layout import is_exported as is_exported

NETWORK = "network.onnx"
ENCODERS, DECODERS = (
    (f"vae_{half}_first.onnx", f"vae_{half}_next.onnx") for half in ("encoder", "decoder")
)  # by part of a video: the first, later ones
TURNS = "turns.safetensors"
"""By how much each place along an axis turns channels."""
COSINES, SINES = "cosines", "sines"
"""Its keys: (places, head / 2), channels of time, rows and columns side by side."""
TEXTS = "texts.safetensors"
"""Embeddings of two empty texts, for runs without prompts; left out without a text encoder."""
TEXT = "text"
"""Its key, and the size that says how many channels an embedding has."""
CHANNELS, START, TIME, DOWN = "channels", "reference_start", "time_turns", "row_turns"
"""Other sizes: channels of a latent, the first place in time of references, and how many of `TURNS`' columns are of time, of rows."""
CACHE = "cache_"
"""Before the number of what the VAE carries from part to part."""


@dataclass(frozen=True)
class Exported(Export):
    """A folder that `uprez.models.unimmvsr.export.export` made. `differences` are of `v` of a step, `encode`, and `decode`
    (pictures lie in [-1, 1])."""

    MANIFEST: ClassVar[str] = MANIFEST
    VERSION: ClassVar[int] = 1
    NEEDED: ClassVar[tuple[str, ...]] = (NETWORK, *ENCODERS, *DECODERS, TURNS)
    FIX: ClassVar[str] = "Export the checkpoint again with `uprez models export unimmvsr`."

    @property
    def text(self) -> Pixels | None:
        """Embeddings (2, words, C) float32 of two empty texts; None where they were not to be had.

        Raises:
            ModelError: the file is damaged.
        """
        return self._arrays(TEXTS, TEXT)[0] if TEXTS in self.files else None

    def turns(self) -> tuple[Pixels, Pixels]:
        """Cosines and sines, see `TURNS`.

        Raises:
            ModelError: the file is damaged.
        """
        cosines, sines = self._arrays(TURNS, COSINES, SINES)
        return cosines, sines

    def _arrays(self, name: str, *keys: str) -> list[Pixels]:
        path: Path = self.path(name)
        try:
            found = load_file(path)
            return [found[key].astype(np.float32) for key in keys]
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(f"'{path}' cannot be read.", why=f"{error}.", fix=self.FIX) from error
