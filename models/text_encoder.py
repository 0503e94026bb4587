"""CLIP text encoders and tokenizers in the hub's layout: read when they are asked, what they made kept in the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.weights.store import cache_folder
from uprez.models.weights.tensors import safetensors_bytes, sha256, write_whole

TOKENS = 77
"""Tokens that an encoder sees at once, the first and the last of its own among them."""
_ENCODER, _TOKENIZER = "text_encoder", "tokenizer"
_WHOLE = 24
"""Layers of OpenCLIP's ViT-H whole. Stable Diffusion 2 and what is made from it take what the last but one gives, and publish 23."""
_KEY = "prompt_embeds"


def has_encoder(folder: Path) -> bool:
    """Whether a checkpoint's folder has a text encoder and a tokenizer; its files are not opened."""
    words = _tokenizer_folder(folder)  # transformers makes up a vocabulary where a folder has none
    known = [name for name in ("tokenizer.json", "vocab.json", "merges.txt") if (words / name).is_file()]
    return (folder / _ENCODER / "config.json").is_file() and ("tokenizer.json" in known or len(known) == 2)


def tokenizer_of(folder: Path, **changes: str) -> Any:
    """The tokenizer in `tokenizer/`, or beside the encoder; `changes` as transformers' tokenizers take them.

    Raises:
        ModelError: it cannot be loaded, or transformers is not installed.
    """
    with loading(folder, "tokenizer"):
        # of transformers 4, CLIPTokenizer reads accents otherwise than open_clip and tells no places of words
        from transformers import CLIPTokenizerFast  # pyright: ignore[reportAttributeAccessIssue]

        return CLIPTokenizerFast.from_pretrained(_tokenizer_folder(folder), local_files_only=True, **changes)


def encoded(folder: Path, rows: Sequence[Sequence[int]]) -> Pixels:
    """Rows of 77 tokens to what the encoder in `text_encoder/` makes of them, (rows, 77, C) float32, after its last norm.

    Of OpenCLIP's ViT-H with all 24 layers the last is left out, as in Stable Diffusion 2. It runs on the CPU in float32, so that
    its result does not depend on what runs the networks: seconds, once, for each row is kept in the cache, by the encoder's hash.

    Raises:
        ModelError: the encoder is missing, damaged, or has other tokens.
        ResourceError: out of memory.
        OutputError: the cache folder cannot be written.
    """
    name = digest(folder)
    places = [cache_folder() / "texts" / f"{hashlib.sha256(f'{name} {list(row)}'.encode()).hexdigest()}.safetensors" for row in rows]
    encode: Callable[[Sequence[int]], Pixels] | None = None
    found: list[Pixels] = []
    for row, path in zip(rows, places, strict=True):
        values = read_kept(path)
        if values is None:
            encode = encode or _loaded(folder)
            values = encode(row)
            write_whole(path, kept_bytes(values))
        found.append(values)
    return np.concatenate(found)


def digest(folder: Path) -> str:
    """SHA-256 of a checkpoint's text encoder: its configuration and its weights.

    Raises:
        ModelError: there is none.
    """
    try:
        files = sorted((folder / _ENCODER).glob("*.safetensors"))
        parts = [sha256(path) for path in (folder / _ENCODER / "config.json", *files)]
    except OSError as error:
        raise broken(folder, "text encoder", f"{error.strerror}") from error
    if not files:
        raise broken(folder, "text encoder", f"'{_ENCODER}' holds no .safetensors file, and others can carry code")
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def read_kept(path: Path) -> Pixels | None:
    """An embedding that `kept_bytes` stored; None without one."""
    try:
        return load_file(path)[_KEY].astype(np.float32)
    except (OSError, SafetensorError, KeyError):
        return None


def kept_bytes(values: Pixels) -> bytes:
    """A file that holds an embedding."""
    return safetensors_bytes({_KEY: values}, {})


def _loaded(folder: Path) -> Callable[[Sequence[int]], Pixels]:
    """The encoder, as a function of a row of tokens; rows go one by one, so that a row's result does not depend on the others."""
    with loading(folder, "text encoder"):
        import torch
        from transformers import CLIPTextConfig, CLIPTextModel

        from uprez.models.runtime.failures import memory_guarded

        config: Any = CLIPTextConfig.from_pretrained(folder / _ENCODER, local_files_only=True)
        if config.num_hidden_layers == _WHOLE:
            config.num_hidden_layers -= 1
        options: dict[str, Any] = {"config": config, "local_files_only": True, "use_safetensors": True, "dtype": torch.float32}
        found: Any = CLIPTextModel.from_pretrained(folder / _ENCODER, output_loading_info=True, **options)
    encoder, lacking = found[0], sorted(found[1]["missing_keys"])
    if lacking:
        raise broken(folder, "text encoder", f"It lacks {len(lacking)} tensors, for example {lacking[0]}")
    encoder.eval()

    def encode(row: Sequence[int]) -> Pixels:
        if max(row) >= config.vocab_size or len(row) > config.max_position_embeddings:
            known = f"{config.vocab_size} tokens, {config.max_position_embeddings} at once"
            raise broken(folder, "text encoder", f"It knows {known}; the tokenizer gives token {max(row)}, {len(row)} at once")
        with memory_guarded("torch"), torch.inference_mode():
            return encoder(torch.tensor([list(row)]))[0].numpy()

    return encode


def _tokenizer_folder(folder: Path) -> Path:
    own = folder / _TOKENIZER
    return own if own.is_dir() else folder / _ENCODER


@contextmanager
def loading(folder: Path, part: str) -> Generator[None]:
    """Load a part quietly: what transformers says of tensors that are left out on purpose is not for the user."""
    try:
        from transformers.utils import logging
    except ImportError as error:
        raise _lacking(part, error) from error
    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    except ImportError as error:
        raise _lacking(part, error) from error
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
        raise broken(folder, part, f"{error}".strip().partition("\n")[0] or type(error).__name__) from error
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()


def _lacking(part: str, error: ImportError) -> ModelError:
    return ModelError(f"The {part} needs more than is installed.", why=f"{error}".partition("\n")[0], fix="Install `uprez[torch]`.")


def broken(folder: Path, part: str, why: str) -> ModelError:
    """The error for a part of a checkpoint that is damaged or another one's; `why` in a few words."""
    return ModelError(f"The {part} in '{folder}' cannot be used.", why=f"{why.rstrip('.')}.", fix="Get the folder again.")
