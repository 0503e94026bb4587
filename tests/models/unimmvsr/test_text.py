"""Prompts as Wan's transformers are told them: transformers' UMT5, zeros behind a text's end, made once and kept."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import torch

from tests.models.star.golden import DATA
from tests.models.unimmvsr.published import WORDS, lay_text
from uprez.core.errors import ModelError
from uprez.models import t5
from uprez.models.star.cog.words import token_ids, tokenizer
from uprez.models.unimmvsr.text import embeddings

SAID = "A slow pan."


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("umt5")
    lay_text(folder)
    return folder


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))


def test_embeddings_are_those_of_diffusers_pipeline(checkpoint):
    """There the padded text goes through the encoder with a mask, is cut at its end, and filled up with zeros."""
    from transformers import UMT5EncoderModel

    made = embeddings(checkpoint, f"  A slow\n  pan&amp;amp;{SAID[-1]}", "", on_note=print)
    assert made.shape == (2, 512, WORDS) and made.dtype == np.float32
    encoder = UMT5EncoderModel.from_pretrained(checkpoint / "text_encoder", dtype=torch.bfloat16).eval()
    for row, said in zip(made, ("A slow pan&.", ""), strict=True):
        ids, _ = token_ids(tokenizer(checkpoint / "tokenizer"), said, 512)
        count = ids.index(1) + 1
        mask = (torch.arange(512) < count)[None]
        with torch.no_grad():
            expected = encoder(torch.tensor([ids]), mask).last_hidden_state[0].float().numpy()
        np.testing.assert_allclose(row[:count], expected[:count], atol=0.02)
        assert np.abs(row[:count]).max() > 0.1 and not row[count:].any()


def test_the_encoder_is_asked_once(checkpoint, monkeypatch):
    first = embeddings(checkpoint, SAID, "blur", on_note=print)
    monkeypatch.setattr(t5, "_encoded", None)
    np.testing.assert_array_equal(embeddings(checkpoint, SAID, "blur", on_note=print), first)


def test_what_is_lost_is_told(checkpoint):
    notes: list[str] = []
    made = embeddings(checkpoint, "A boat. A very long story about it and the harbour.", "", on_note=notes.append, tokens=8)
    assert made.shape == (2, 8, WORDS) and "the harbour." in notes[0]


def test_a_missing_encoder_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"no text encoder.*Wan2\.1-T2V"):
        embeddings(tmp_path, SAID, "", on_note=print)


def test_a_tokenizer_that_was_stored_with_its_padding_gives_the_same_tokens(checkpoint, tmp_path):
    """As transformers stores one that was used: filled up and cut by itself, the end would stand behind the padding."""
    ready = tokenizer(checkpoint / "tokenizer")
    expected = token_ids(ready, SAID, 12)
    ready.enable_padding(length=20)
    ready.enable_truncation(4)
    ready.save(str(tmp_path / "tokenizer.json"))
    assert token_ids(tokenizer(tmp_path), SAID, 12) == expected == (expected[0], "")


def test_unknown_characters_become_bytes_where_the_model_says_so(tmp_path):
    """UMT5's model has a piece for each byte, and says in its trainer's field 35 that they stand for what no other piece holds."""
    data = (DATA / "t5" / "spiece.model").read_bytes()

    def field(number: int, value: bytes) -> bytes:
        return bytes([number << 3 | 2]) + struct.pack("B", len(value)) + value

    def piece(text: str) -> bytes:
        return field(1, field(1, text.encode()) + b"\x15" + struct.pack("<f", -20.0))

    pieces = b"".join(piece(f"<0x{byte:02X}>") for byte in range(256))
    by_bytes = field(2, bytes([35 << 3 & 0x7F | 0x80, 35 >> 4, 1]))
    found = []
    for name, more in (("with", pieces + by_bytes), ("without", pieces)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "spiece.model").write_bytes(data + more)
        found.append(token_ids(tokenizer(tmp_path / name), "a ∿", 20)[0])
    words = tokenizer(tmp_path / "with")
    assert [words.id_to_token(token) for token in found[0] if token > 2][-3:] == ["<0xE2>", "<0x88>", "<0xBF>"]
    assert 2 in found[1] and 2 not in found[0]
