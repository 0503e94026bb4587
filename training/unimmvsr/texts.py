"""Captions as the transformer is told them, embedded before the run begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import torch

from uprez.models.unimmvsr.text import texts_told

_AT_ONCE = 64
"""Captions that are embedded while the encoder, which is large, is loaded once: half a gigabyte of embeddings."""


class Captions:
    """Embeddings of a data set's captions, which lie in the cache folder and are read from there."""

    def __init__(self, base: Path, captions: Iterable[str], on_note: Callable[[str], None]) -> None:
        """Embed what is not in the cache yet, by the base's text encoder on the CPU.

        Raises:
            ModelError: the base has no text encoder, or it cannot be loaded.
            ResourceError: out of memory.
        """
        self._base, self._on_note = base, on_note
        wanted = list(dict.fromkeys(("", *captions)))
        for first in range(0, len(wanted), _AT_ONCE):
            texts_told(base, wanted[first : first + _AT_ONCE], on_note=on_note)

    def __call__(self, caption: str) -> torch.Tensor:
        """See `Texts`."""
        return torch.from_numpy(texts_told(self._base, [caption], on_note=self._on_note)[0])
