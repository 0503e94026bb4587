"""The prompt's embedding. It is nearly always that of the empty prompt: computed once, kept, and the text encoder let go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.weights.store import cache_folder
from uprez.models.weights.tensors import safetensors_bytes, sha256, write_whole

PREPARED = "empty_prompt.safetensors"
"""A file beside the networks that stands in for text encoder and tokenizer when there is no prompt."""
_KEY = "prompt_embeds"


def embedding(folder: Path, prompt: str) -> Pixels:
    """The embedding (1, 77, D) float32 of a prompt, by the checkpoint's own text encoder.

    The empty prompt's is read from the checkpoint's `empty_prompt.safetensors`, else from the cache,
    else made and kept there.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
    """
    if prompt:
        return _encoded(folder, prompt)
    prepared = _read(folder / PREPARED)
    if prepared is not None:
        return prepared
    encoder = folder / "text_encoder" / "model.safetensors"
    if not encoder.is_file():
        raise _missing(folder)
    kept = cache_folder() / f"empty_prompt_{sha256(encoder)[:16]}.safetensors"
    values = _read(kept)
    if values is None:
        values = _encoded(folder, "")
        write_whole(kept, prepared_bytes(values))
    return values


def prepared_bytes(values: Pixels) -> bytes:
    """The content of an `empty_prompt.safetensors`."""
    return safetensors_bytes({_KEY: values}, {})


def _read(path: Path) -> Pixels | None:
    try:
        return load_file(path)[_KEY].astype(np.float32)
    except (OSError, SafetensorError, KeyError):
        return None


def _encoded(folder: Path, prompt: str) -> Pixels:
    """Load the text encoder, use it, let it go."""
    if not (folder / "text_encoder" / "config.json").is_file() or not (folder / "tokenizer").is_dir():
        raise _missing(folder)
    import torch
    from transformers import CLIPTextModel, CLIPTokenizer

    try:
        tokenizer: Any = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
        encoder: Any = CLIPTextModel.from_pretrained(folder / "text_encoder", local_files_only=True, dtype=torch.float32)
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"The text encoder in '{folder}' cannot be loaded.", why=f"{error}.", fix="Get the folder again.") from error
    length = tokenizer.model_max_length
    ids = tokenizer(prompt, padding="max_length", max_length=length, truncation=True, return_tensors="pt").input_ids
    with torch.inference_mode():
        return encoder.eval()(ids)[0].float().numpy()


def _missing(folder: Path) -> ModelError:
    return ModelError(
        f"'{folder}' has no text encoder.",
        why=f"A prompt needs 'text_encoder' and 'tokenizer'; no prompt needs these or '{PREPARED}'.",
        fix="Put the two folders of the checkpoint beside the others.",
    )
