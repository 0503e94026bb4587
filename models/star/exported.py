"""An export of STAR for ONNX Runtime on disk: graphs, prompts, and a manifest that says what must lie there."""

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

MANIFEST = "star.json"
NETWORK = "network.onnx"
"""UNet and ControlNet in one graph, so that what the one tells the other never leaves the device."""
VAE_ENCODER, VAE_DECODER = "vae_encoder.onnx", "vae_decoder.onnx"
PROMPTS = "prompts.safetensors"
"""Embeddings of the prompt and the negative prompt that a run without either takes; left out without a text encoder."""
PROMPT, NEGATIVE = "prompt", "negative"
"""Its keys."""
TEXT = "text"
"""The size that says how many channels an embedding has."""


@dataclass(frozen=True)
class Exported(Export):
    """A folder that `uprez.models.star.export.export` made. `differences` are of `v` of a step, `encode`, and `decode`
    (pictures lie in [-1, 1])."""

    MANIFEST: ClassVar[str] = MANIFEST
    VERSION: ClassVar[int] = 1
    NEEDED: ClassVar[tuple[str, ...]] = (NETWORK, VAE_ENCODER, VAE_DECODER)
    FIX: ClassVar[str] = "Export the checkpoint again with `uprez models export star`."

    def prompts(self) -> tuple[Pixels, Pixels] | None:
        """The default prompt's and negative prompt's embeddings, each (1, tokens, C) float32; None where they were not to be had.

        Raises:
            ModelError: the file is damaged.
        """
        if PROMPTS not in self.files:
            return None
        try:
            found = load_file(self.path(PROMPTS))
            return found[PROMPT].astype(np.float32), found[NEGATIVE].astype(np.float32)
        except (OSError, SafetensorError, KeyError) as error:
            raise ModelError(f"'{self.folder / PROMPTS}' cannot be read.", why=f"{error}.", fix=self.FIX) from error


def is_exported(folder: Path) -> bool:
    """True for a folder that an export made."""
    return (folder / MANIFEST).is_file()
