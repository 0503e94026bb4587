"""The prompt's embedding. It is nearly always that of the empty prompt, which a checkpoint or an export may hold ready."""

from __future__ import annotations

from pathlib import Path

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.text_encoder import encoded, has_encoder, kept_bytes, read_kept, tokenizer_of

PREPARED = "empty_prompt.safetensors"
"""A file beside the networks that stands in for text encoder and tokenizer when there is no prompt."""


def embedding(folder: Path, prompt: str) -> Pixels:
    """The embedding (1, 77, D) float32 of a prompt, by the checkpoint's own text encoder; it is kept in the cache.

    The empty prompt's is read from the checkpoint's `empty_prompt.safetensors`, if there is one.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
        ResourceError: out of memory.
        OutputError: the cache folder cannot be written.
    """
    prepared = None if prompt else read_kept(folder / PREPARED)
    if prepared is not None:
        return prepared
    if not has_encoder(folder):
        raise ModelError(
            f"'{folder}' has no text encoder.",
            why=f"A prompt needs 'text_encoder' and 'tokenizer'; no prompt needs these or '{PREPARED}'.",
            fix="Put the two folders of the checkpoint beside the others.",
        )
    tokenizer = tokenizer_of(folder)
    ids: list[int] = tokenizer(prompt, padding="max_length", max_length=tokenizer.model_max_length, truncation=True).input_ids
    return encoded(folder, [ids])


def prepared_bytes(values: Pixels) -> bytes:
    """The content of an `empty_prompt.safetensors`."""
    return kept_bytes(values)
