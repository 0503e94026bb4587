"""T5's embeddings of texts (Raffel et al., 2020, arXiv 1910.10683), by a checkpoint's text encoder, made once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.text_encoder import broken, kept_bytes, loading, read_kept
from uprez.models.weights.store import cache_folder
from uprez.models.weights.tensors import write_whole

_ENCODER, _TOKENIZER = "text_encoder", "tokenizer"


@dataclass(frozen=True, slots=True)
class Reader:
    """How a transformer was told texts in its training."""

    encoder: Literal["T5EncoderModel", "UMT5EncoderModel"]
    """transformers' name of the encoder."""
    tokens: int
    """Tokens of a text; shorter ones are padded."""
    sees_padding: bool
    """Whether padding goes through the encoder; else zeros stand behind a text's end."""
    home: str
    """Where its folders are published."""


def has_encoder(folder: Path) -> bool:
    """Whether a checkpoint's folder has a text encoder and a tokenizer; its files are not opened."""
    words = folder / _TOKENIZER
    return (folder / _ENCODER / "config.json").is_file() and any((words / name).is_file() for name in ("tokenizer.json", "spiece.model"))


def texts_of(folder: Path, texts: Sequence[str], reader: Reader, *, on_note: Callable[[str], None]) -> list[Pixels]:
    """The embeddings (tokens, C) float32 of texts, one for each.

    What was embedded once lies in the cache, and T5, which is large, is not read again. A text of more tokens is cut, and the user is
    told what is lost.

    Raises:
        ModelError: the text encoder or tokenizer is missing or cannot be loaded.
        ResourceError: out of memory.
    """
    wanted = dict.fromkeys(texts)
    files = {text: cache_folder() / "texts" / f"t5_{_named(folder, text, reader)}.safetensors" for text in wanted}
    kept = {text: values for text, path in files.items() if (values := read_kept(path)) is not None}
    missing = [text for text in wanted if text not in kept]
    if missing:
        for text, values in zip(missing, _encoded(folder, missing, reader, on_note), strict=True):
            write_whole(files[text], kept_bytes(values))
            kept[text] = values
    return [kept[text] for text in texts]


def _named(folder: Path, text: str, reader: Reader) -> str:
    """A name for what this encoder makes of a text: the encoder by its files' names and sizes, which are too large to read for that."""
    files = sorted(path for name in (_ENCODER, _TOKENIZER) for path in (folder / name).glob("*") if path.is_file())
    if not files:
        raise _missing(folder, reader)
    told = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr((told, text, reader.tokens, reader.sees_padding)).encode()).hexdigest()[:24]


def _encoded(folder: Path, texts: Sequence[str], reader: Reader, on_note: Callable[[str], None]) -> list[Pixels]:
    """Load the text encoder, use it, let it go."""
    if not has_encoder(folder):
        raise _missing(folder, reader)
    with loading(folder, "text encoder"):
        import torch
        import transformers

        options: dict[str, Any] = {"local_files_only": True, "use_safetensors": True, "dtype": torch.bfloat16}
        kind: Any = getattr(transformers, reader.encoder)
        found: Any = kind.from_pretrained(folder / _ENCODER, output_loading_info=True, **options)
    from uprez.models.runtime.failures import memory_guarded
    from uprez.models.star.cog.words import END, token_ids, tokenizer

    words, encoder, lacking = tokenizer(folder / _TOKENIZER), found[0].eval(), sorted(found[1]["missing_keys"])
    if lacking:
        raise broken(folder, "text encoder", f"It lacks {len(lacking)} tensors, for example {lacking[0]}")
    made: list[Pixels] = []
    for text in texts:
        ids, lost = token_ids(words, text, reader.tokens)
        if max(ids) >= encoder.config.vocab_size:
            raise broken(folder, "text encoder", f"It knows {encoder.config.vocab_size} tokens, the tokenizer gives token {max(ids)}")
        if lost:
            on_note(f"The prompt is longer than the {reader.tokens} tokens that the model knows; it is not told the end: '{lost.strip()}'.")
        seen = ids if reader.sees_padding else ids[: ids.index(END) + 1]
        with memory_guarded("torch"), torch.inference_mode():
            values: Pixels = encoder(input_ids=torch.tensor([seen]))[0][0].float().numpy()
        made.append(np.pad(values, ((0, reader.tokens - len(seen)), (0, 0))))
    return made


def _missing(folder: Path, reader: Reader) -> ModelError:
    return ModelError(
        f"'{folder}' has no text encoder.",
        why=f"A prompt needs '{_ENCODER}' and '{_TOKENIZER}', those of {reader.home.rpartition('/')[2]}.",
        fix=f"Get these two folders of the hub repository {reader.home}, and put them there.",
    )
