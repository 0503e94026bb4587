"""Prompts as the transformer is told them: T5's embeddings, made once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.t5 import Reader, texts_of

TOKENS = 226
"""Tokens of a text, as in training; shorter ones are padded."""
_READER = Reader("T5EncoderModel", TOKENS, sees_padding=True, home="THUDM/CogVideoX-5b")


def embeddings(folder: Path, prompt: str, negative: str, *, on_note: Callable[[str], None], tokens: int = TOKENS) -> Pixels:
    """The embeddings (2, tokens, C) float32 of a prompt and of a negative one, by a checkpoint's text encoder.

    An empty negative prompt is zeros, as in training. See `uprez.models.t5.texts_of`.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
        ResourceError: out of memory.
    """
    reader = replace(_READER, tokens=tokens)
    positive, *against = texts_of(folder, [prompt, negative] if negative else [prompt], reader, on_note=on_note)
    return np.stack((positive, *(against or [np.zeros_like(positive)])))
