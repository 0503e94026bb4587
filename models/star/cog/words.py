"""Tokens of T5 and UMT5: a SentencePiece model (Kudo and Richardson, 2018, arXiv 1808.06226) read without that library, which few have."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import Unigram

from uprez.core.errors import ModelError

PAD, END, UNKNOWN = 0, 1, 2
"""T5's first three tokens."""
_FIX = "Get the folder 'tokenizer' of the checkpoint again."
_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5
"""Kinds of fields in Protocol Buffers' encoding."""
_PIECES, _TRAINER, _NORMALISER = 1, 2, 3
"""Fields of a SentencePiece model (repository google/sentencepiece, src/sentencepiece_model.proto)."""
_TEXT, _SCORE, _CHARACTERS, _BYTE_FALLBACK = 1, 2, 2, 35
"""Fields of a piece: what it says and how likely it is; of the normaliser: its table; and of the trainer: whether characters
that no piece holds become pieces of their bytes, as UMT5's do, or the unknown one, as T5's."""


def tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder: `tokenizer.json`, else `spiece.model`; it adds no token of its own.

    Raises:
        ModelError: there is neither, or it is damaged.
    """
    ready, model = folder / "tokenizer.json", folder / "spiece.model"
    try:
        made = Tokenizer.from_file(str(ready)) if ready.is_file() else _built(model.read_bytes())
    except (OSError, IndexError, UnicodeDecodeError, struct.error) as error:
        raise ModelError(f"The tokenizer in '{folder}' cannot be read.", why=f"{error}.", fix=_FIX) from error
    except Exception as error:  # tokenizers raises plain Exception for whatever its own reader refuses
        raise ModelError(f"The tokenizer in '{folder}' is damaged.", why=f"{error}.", fix=_FIX) from error
    made.no_padding()  # transformers saves how a tokenizer was used last
    made.no_truncation()
    return made


def token_ids(tokens: Tokenizer, text: str, length: int) -> tuple[list[int], str]:
    """A text's tokens, an end and padding, `length` in all; and the end of the text, if there is no room for it."""
    whole = tokens.encode(text, add_special_tokens=False)
    kept = whole.ids[: length - 1]
    lost = text[whole.offsets[length - 1][0] :] if len(whole.ids) >= length else ""
    return [*kept, END, *[PAD] * (length - 1 - len(kept))], lost


def _built(data: bytes) -> Tokenizer:
    pieces: list[tuple[str, float]] = []
    table, by_bytes = b"", False
    for field, value in _fields(data):
        if field == _PIECES and isinstance(value, bytes):
            told = dict(_fields(value))
            text, score = told[_TEXT], told.get(_SCORE, 0.0)
            assert isinstance(text, bytes) and isinstance(score, float)
            pieces.append((text.decode(), score))
        elif field == _NORMALISER and isinstance(value, bytes):
            found = dict(_fields(value)).get(_CHARACTERS, b"")
            table = found if isinstance(found, bytes) else b""
        elif field == _TRAINER and isinstance(value, bytes):
            by_bytes = bool(dict(_fields(value)).get(_BYTE_FALLBACK, 0))
    made = Tokenizer(Unigram(pieces, unk_id=UNKNOWN, byte_fallback=by_bytes))
    if table:
        made.normalizer = normalizers.Precompiled(table)
    spaces = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), spaces])
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    return made


def _fields(data: bytes) -> Iterator[tuple[int, bytes | float | int]]:
    """Numbers and values of a message's fields (Protocol Buffers, "Encoding")."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        kind = tag & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield tag >> 3, value
        elif kind == _BYTES:
            size, place = _varint(data, place)
            if place + size > len(data):
                raise IndexError("it is cut short")
            yield tag >> 3, data[place : place + size]
            place += size
        elif kind in (_SHORT, _LONG):
            form = "<f" if kind == _SHORT else "<d"
            yield tag >> 3, struct.unpack_from(form, data, place)[0]
            place += struct.calcsize(form)
        else:
            raise IndexError(f"it has a field of kind {kind}")


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        value, shift, place = value | (byte & 127) << shift, shift + 7, place + 1
        if byte < 128:
            return value, place
