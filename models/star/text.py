"""Prompts as the network takes them: the embedding of as many tokens as they have, by OpenCLIP's ViT-H."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.star.prompts import phrases
from uprez.models.text_encoder import TOKENS, encoded, has_encoder, tokenizer_of

Note = Callable[[str], None]

_ROOM = TOKENS - 2
"""Tokens of a prompt that the encoder sees at once, between its own first and last."""
_BACK = 20
"""How many tokens a piece of a long prompt may be shorter to end at a comma or a full stop."""
_PADDING = 0
"""What follows the last token, as in the repository mlfoundations/open_clip; the hub's tokenizers would repeat the last."""
_WORD_END = "</w>"
_QUOTES = str.maketrans("‘’“”", "''\"\"")
"""Typographic quotes, which open_clip makes straight before it reads a text, as it resolves `&amp;`."""
_STOPS = (",", ".", ";", "!", "?")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a prompt."""

    id: int
    weight: float
    """1 as usual, 0 as if unsaid."""
    last: bool
    """Whether a word ends here."""
    stop: bool
    """Whether it ends a part of a sentence."""


def embed(folder: Path, texts: Sequence[str], *, faithful: bool, on_note: Note) -> tuple[Pixels, ...]:
    """Embeddings (1, tokens, C) float32 of texts by a checkpoint's `text_encoder` and `tokenizer`, all of the same number of tokens.

    `faithful` is the release: 77 tokens, what is longer is cut off, and `on_note` says which words. Else a long text is cut
    into pieces of 77 tokens at words, at commas where it can be, the pieces' embeddings follow one another, and shorter texts
    are filled up with the embedding of no words. Then weights written into a text (see `phrases`) count too: a token's
    embedding moves along the line from the one that no words have at its place, by its weight.

    Raises:
        ModelError: text encoder or tokenizer are missing, damaged or do not go together.
        ResourceError: out of memory.
        OutputError: the cache folder cannot be written.
    """
    if not has_encoder(folder):
        raise ModelError(
            f"'{folder}' has no text encoder.",
            why="A prompt needs the folders 'text_encoder' and 'tokenizer'.",
            fix="Put those of a Stable Diffusion 2 checkpoint there, or OpenCLIP's ViT-H in transformers' layout.",
        )
    tokenizer = tokenizer_of(folder, pad_token="<|endoftext|>")  # the hub's "!" would read every exclamation mark as padding
    cleaned = [html.unescape(html.unescape(text)).translate(_QUOTES) for text in texts]
    pieces = [[_cut(tokenizer, text, on_note)] if faithful else _pieces(_tokens(tokenizer, text)) for text in cleaned]
    most = max(len(found) for found in pieces)
    filled = [found + [[]] * (most - len(found)) for found in pieces]
    rows = {_row(tokenizer, piece) for found in filled for piece in found} | {_row(tokenizer, [])}
    ordered = sorted(rows)
    made = dict(zip(ordered, encoded(folder, ordered), strict=True))
    nothing = made[_row(tokenizer, [])]
    weighed = [[_weighed(made[_row(tokenizer, piece)], nothing, piece) for piece in found] for found in filled]
    return tuple(np.concatenate(found)[None] for found in weighed)


def _tokens(tokenizer: Any, text: str) -> list[Token]:
    """All tokens of a text, and what they weigh."""
    made: list[Token] = []
    for phrase in phrases(text):
        ids: list[int] = tokenizer(phrase.text, add_special_tokens=False, verbose=False).input_ids
        for found, name in zip(ids, tokenizer.convert_ids_to_tokens(ids), strict=True):
            last = name.endswith(_WORD_END)
            made.append(Token(found, phrase.weight, last, last and name.removesuffix(_WORD_END).endswith(_STOPS)))
    return made


def _cut(tokenizer: Any, text: str, on_note: Note) -> list[Token]:
    """The tokens that the release sees of a text; weights are not read."""
    read = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    ids: list[int] = read.input_ids
    if len(ids) > _ROOM:
        lost = text[read.offset_mapping[_ROOM][0] :]
        on_note(f"The prompt is longer than the {TOKENS} tokens that the release sees; these words are lost: {lost}")
    return [Token(found, 1.0, last=False, stop=False) for found in ids[:_ROOM]]


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    """A text in pieces that the encoder can see, each cut after a stop if one is near, else after a word; at least one."""
    made: list[list[Token]] = []
    while len(tokens) > _ROOM:
        near = [end for end in range(_ROOM - _BACK, _ROOM + 1) if tokens[end - 1].stop]
        words = [end for end in range(1, _ROOM + 1) if tokens[end - 1].last]
        end = (near or words or [_ROOM])[-1]
        made.append(tokens[:end])
        tokens = tokens[end:]
    return [*made, tokens] if tokens or not made else made


def _row(tokenizer: Any, piece: list[Token]) -> tuple[int, ...]:
    """What the encoder is given for a piece."""
    ids = [tokenizer.bos_token_id, *(token.id for token in piece), tokenizer.eos_token_id]
    return (*ids, *[_PADDING] * (TOKENS - len(ids)))


def _weighed(values: Pixels, nothing: Pixels, piece: list[Token]) -> Pixels:
    """The embedding (77, C) of a piece with its tokens' weights."""
    weights = np.ones((TOKENS, 1), np.float32)
    weights[1 : 1 + len(piece), 0] = [token.weight for token in piece]
    return np.where(weights == 1, values, nothing + weights * (values - nothing))
