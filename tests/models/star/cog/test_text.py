"""T5's tokens against SentencePiece's own, and embeddings made once."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch

from tests.models.star.golden import DATA
from uprez.core.errors import ModelError
from uprez.models import t5
from uprez.models.star.cog.text import embeddings
from uprez.models.star.cog.words import token_ids, tokenizer

T5 = DATA / "t5"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    from transformers import T5Config, T5EncoderModel

    folder = tmp_path_factory.mktemp("cog")
    (folder / "tokenizer").mkdir()
    shutil.copy(T5 / "spiece.model", folder / "tokenizer")
    torch.manual_seed(0)
    config = T5Config(vocab_size=640, d_model=40, d_kv=8, d_ff=32, num_layers=1, num_heads=2, feed_forward_proj="gated-gelu")
    T5EncoderModel(config).save_pretrained(folder / "text_encoder")
    return folder


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))
    return tmp_path


def test_tokens_are_sentencepieces():
    tokens = tokenizer(T5)
    for text, expected in json.loads((T5 / "ids.json").read_text()):
        ids, lost = token_ids(tokens, text, 60)
        assert ids == [*expected, 1, *[0] * (59 - len(expected))]
        assert not lost


def test_a_long_text_is_cut_before_its_end():
    tokens = tokenizer(T5)
    ids, lost = token_ids(tokens, "frames, tiles; windows and more", 5)
    assert (len(ids), ids[-1]) == (5, 1)
    assert "frames, tiles; windows and more".endswith(lost)
    assert lost
    whole, nothing = token_ids(tokens, "frames", 10)
    assert token_ids(tokens, "frames", whole.index(1) + 1) == (whole[: whole.index(1) + 1], nothing)


def test_a_saved_tokenizer_is_read_too(tmp_path):
    tokenizer(T5).save(str(tmp_path / "tokenizer.json"))
    assert token_ids(tokenizer(tmp_path), "A slow pan", 20) == token_ids(tokenizer(T5), "A slow pan", 20)


@pytest.mark.parametrize("kept", [0, 1000, 240_000])
def test_a_damaged_tokenizer_is_refused(tmp_path, kept):
    (tmp_path / "spiece.model").write_bytes((T5 / "spiece.model").read_bytes()[:kept])
    with pytest.raises(ModelError, match="tokenizer"):
        tokenizer(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        tokenizer(tmp_path / "absent")


def test_embeddings_are_the_encoders(checkpoint):
    from transformers import T5EncoderModel

    notes = []
    made = embeddings(checkpoint, "A slow pan.", "blur", on_note=notes.append, tokens=20)
    assert (made.shape, made.dtype) == ((2, 20, 40), np.float32)
    encoder = T5EncoderModel.from_pretrained(checkpoint / "text_encoder", dtype=torch.bfloat16).eval()
    for row, said in zip(made, ("A slow pan.", "blur"), strict=True):
        ids, _ = token_ids(tokenizer(T5), said, 20)
        with torch.no_grad():
            expected = encoder(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, 20))[0][0]
        np.testing.assert_array_equal(row, expected.float().numpy())
    assert not notes


def test_no_negative_prompt_is_zeros_and_no_prompt_is_not(checkpoint):
    made = embeddings(checkpoint, "", "", on_note=print, tokens=20)
    assert not made[1].any()
    assert np.abs(made[0]).max() > 0.1


def test_the_encoder_is_asked_once(checkpoint, monkeypatch):
    first = embeddings(checkpoint, "A boat", "blur", on_note=print, tokens=20)
    monkeypatch.setattr(t5, "_encoded", None)
    np.testing.assert_array_equal(embeddings(checkpoint, "A boat", "blur", on_note=print, tokens=20), first)


def test_what_is_lost_is_told(checkpoint):
    notes = []
    embeddings(checkpoint, "A boat. A very long story about it and the harbour.", "", on_note=notes.append, tokens=8)
    assert len(notes) == 1
    assert "the harbour." in notes[0]


def test_an_encoder_that_does_not_fit_is_refused(checkpoint, tmp_path):
    from safetensors.torch import load_file, save_file

    folder = shutil.copytree(checkpoint, tmp_path / "copy")
    weights = load_file(folder / "text_encoder" / "model.safetensors")
    gone = next(key for key in weights if "wi_0" in key)
    save_file(
        {key: value for key, value in weights.items() if key != gone}, folder / "text_encoder" / "model.safetensors", {"format": "pt"}
    )
    with pytest.raises(ModelError, match="lacks 1 tensors"):
        embeddings(folder, "A boat", "", on_note=print)
    (folder / "text_encoder" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="cannot be used"):
        embeddings(folder, "A boat", "", on_note=print)


def test_a_missing_encoder_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no text encoder"):
        embeddings(tmp_path, "A boat", "", on_note=print)
