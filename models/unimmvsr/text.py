"""Prompts as Wan's transformers are told them: UMT5's embeddings (Chung et al., 2023, arXiv 2304.09151), made once and kept."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.t5 import Reader, texts_of

TOKENS = 512
"""Tokens of a text, as in Wan's training and in the paper (section 4.1)."""
_READER = Reader("UMT5EncoderModel", TOKENS, sees_padding=False, home="Wan-AI/Wan2.1-T2V-1.3B-Diffusers")


def embeddings(folder: Path, prompt: str, negative: str, *, on_note: Callable[[str], None], tokens: int = TOKENS) -> Pixels:
    """The embeddings (2, tokens, C) float32 of a prompt and of a negative one, by a checkpoint's text encoder.

    Behind a text's end stand zeros, as in Wan's training. An empty text is one of no words: the paper's null prompt. See
    `uprez.models.t5.texts_of`.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
        ResourceError: out of memory.
    """
    return np.stack(texts_told(folder, (prompt, negative), on_note=on_note, tokens=tokens))


def texts_told(folder: Path, texts: Sequence[str], *, on_note: Callable[[str], None], tokens: int = TOKENS) -> list[Pixels]:
    """As `embeddings`, of any texts: (tokens, C) float32 for each."""
    return texts_of(folder, [_plain(text) for text in texts], replace(_READER, tokens=tokens), on_note=on_note)


def _plain(text: str) -> str:
    """A text as Wan's pipelines clean it: HTML's names for characters undone, twice as they may be nested; single spaces."""
    return " ".join(html.unescape(html.unescape(text)).split())
