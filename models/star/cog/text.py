"""Prompts as the transformer is told them: T5's embeddings (Raffel et al., 2020, arXiv 1910.10683), made once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.text_encoder import broken, kept_bytes, loading, read_kept
from uprez.models.weights.store import cache_folder
from uprez.models.weights.tensors import write_whole

TOKENS = 226
"""Tokens of a text, as in training; shorter ones are padded."""


def embeddings(folder: Path, prompt: str, negative: str, *, on_note: Callable[[str], None], tokens: int = TOKENS) -> Pixels:
    """The embeddings (2, tokens, C) float32 of a prompt and of a negative one, by a checkpoint's text encoder.

    An empty negative prompt is zeros, as in training. What was embedded once lies in the cache, and T5, which is large, is not
    read again. A prompt of more than `tokens` is cut, and the user is told what is lost.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
        ResourceError: out of memory.
    """
    wanted = [text for text in dict.fromkeys((prompt, negative)) if text or text == prompt]
    files = {text: cache_folder() / "texts" / f"t5_{_named(folder, text, tokens)}.safetensors" for text in wanted}
    kept = {text: read_kept(path) for text, path in files.items()}
    missing = [text for text, values in kept.items() if values is None]
    if missing:
        for text, values in zip(missing, _encoded(folder, missing, tokens, on_note), strict=True):
            write_whole(files[text], kept_bytes(values))
            kept[text] = values
    positive = kept[prompt]
    assert positive is not None
    against = kept[negative] if negative else None
    return np.stack((positive, np.zeros_like(positive) if against is None else against))


def _named(folder: Path, text: str, tokens: int) -> str:
    """A name for what this encoder makes of a text: the encoder by its files' names and sizes, which are too large to read for that."""
    files = sorted(path for name in ("text_encoder", "tokenizer") for path in (folder / name).glob("*") if path.is_file())
    if not files:
        raise _missing(folder)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr((told, text, tokens)).encode()).hexdigest()[:24]


def _encoded(folder: Path, texts: Sequence[str], tokens: int, on_note: Callable[[str], None]) -> list[Pixels]:
    """Load the text encoder, use it, let it go. It sees the padding, as in training."""
    if not (folder / "text_encoder" / "config.json").is_file() or not (folder / "tokenizer").is_dir():
        raise _missing(folder)
    with loading(folder, "text encoder"):
        import torch
        from transformers import T5EncoderModel

        options: dict[str, Any] = {"local_files_only": True, "use_safetensors": True, "dtype": torch.bfloat16}
        found: Any = T5EncoderModel.from_pretrained(folder / "text_encoder", output_loading_info=True, **options)
    from uprez.models.runtime.failures import memory_guarded
    from uprez.models.star.cog.words import token_ids, tokenizer

    words, encoder, lacking = tokenizer(folder / "tokenizer"), found[0].eval(), sorted(found[1]["missing_keys"])
    if lacking:
        raise broken(folder, "text encoder", f"It lacks {len(lacking)} tensors, for example {lacking[0]}")
    made: list[Pixels] = []
    for text in texts:
        ids, lost = token_ids(words, text, tokens)
        if max(ids) >= encoder.config.vocab_size:
            raise broken(folder, "text encoder", f"It knows {encoder.config.vocab_size} tokens, the tokenizer gives token {max(ids)}")
        if lost:
            on_note(f"The prompt is longer than the {tokens} tokens that the model knows; it is not told the end: '{lost.strip()}'.")
        with memory_guarded("torch"), torch.inference_mode():
            made.append(encoder(input_ids=torch.tensor([ids]))[0][0].float().numpy())
    return made


def _missing(folder: Path) -> ModelError:
    return ModelError(
        f"'{folder}' has no text encoder.",
        why="A prompt needs 'text_encoder' and 'tokenizer', those of CogVideoX-5b.",
        fix="Get these two folders of the hub repository THUDM/CogVideoX-5b, and put them there.",
    )
