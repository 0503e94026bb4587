"""Embeddings of prompts against OpenCLIP's own, long prompts, weights, and what is refused."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.models.star.golden import DATA
from uprez.core.errors import ModelError
from uprez.models import text_encoder
from uprez.models.star.prompts import NEGATIVE, POSITIVE
from uprez.models.star.text import embed

TEXT = DATA / "text"
"""A text encoder of 24 narrow layers, and what OpenCLIP makes of `texts.json` with its weights."""


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("UPREZ_CACHE", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TEXT, tmp_path / "weights"))


def silent(note):
    raise AssertionError(note)


def sane(*texts, folder=TEXT):
    return embed(folder, texts, faithful=False, on_note=silent)


def golden():
    stored = load_file(TEXT / "golden.safetensors")
    return json.loads((TEXT / "texts.json").read_text()), stored["embeddings"]


def test_faithful_is_open_clip_and_says_what_it_cuts_off():
    texts, wanted = golden()
    notes: list[str] = []
    for found, embedding in zip(embed(TEXT, texts, faithful=True, on_note=notes.append), wanted, strict=True):
        np.testing.assert_allclose(found[0], embedding, atol=2e-5)
    assert len(notes) == 2
    assert notes[0].endswith("are lost: artifacts, deformed, lowres, over-smooth")
    assert notes[1].endswith(f"are lost: {POSITIVE.removeprefix('Cinematic')}")


def test_a_short_text_is_the_same_either_way():
    texts, wanted = golden()
    short = [0, 3]
    for index, found in zip(short, sane(*(texts[index] for index in short)), strict=True):
        np.testing.assert_allclose(found[0], wanted[index], atol=2e-5)


def test_a_network_without_the_last_layer_is_the_same(folder):
    path = folder / "text_encoder" / "model.safetensors"
    save_file({key: value for key, value in load_file(path).items() if ".layers.23." not in key}, path)
    change(folder, num_hidden_layers=23)
    np.testing.assert_array_equal(sane("a lake", folder=folder)[0], sane("a lake")[0])


def test_a_long_text_loses_nothing_and_is_cut_after_commas():
    (both, negative, empty) = sane("a good video, " + POSITIVE + " Cut here", NEGATIVE, "")
    assert both.shape == negative.shape == empty.shape == (1, 154, 16)
    head, tail = NEGATIVE[: NEGATIVE.index(" artifacts")], NEGATIVE[NEGATIVE.index(" artifacts") :]
    stop = head.rindex(",") + 1
    pieces = sane(head[:stop], head[stop:] + tail)
    np.testing.assert_array_equal(negative, np.concatenate(pieces, axis=1))
    (nothing,) = sane("")
    np.testing.assert_array_equal(empty, np.concatenate((nothing, nothing), axis=1))


def test_without_a_comma_near_words_stay_whole():
    words = "lake " * 10 + "lakeside " * 40
    (found,) = sane(words)
    count = tokens(words)
    room = max(index for index, (_, last) in enumerate(count[:75], 1) if last)
    assert found.shape[1] > 77 and room < 75
    cut = len(words[: count[room - 1][0]])
    np.testing.assert_array_equal(found[:, :77], sane(words[:cut])[0])


def tokens(words):
    read = text_encoder.tokenizer_of(TEXT)(words, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    return [(end, words[end : end + 1] in (" ", "")) for _, end in read.offset_mapping]


def test_a_word_longer_than_a_piece_is_cut():
    assert sane("z" * 200)[0].shape == (1, 231, 16)


def test_weights_move_the_tokens_that_they_hold():
    plain, heavy, unsaid, lighter = sane("a red lake", "a (red:1.5) lake", "a (red:0) lake", "a [red] lake")
    (nothing,) = sane("")
    count = tokens("a red lake")
    red = [index for index, (end, _) in enumerate(count, 1) if 1 < end <= 5]
    others = [index for index in range(77) if index not in red]
    for found in (heavy, unsaid, lighter):
        np.testing.assert_array_equal(found[:, others], plain[:, others])
    away = plain[:, red] - nothing[:, red]
    np.testing.assert_allclose(heavy[:, red] - nothing[:, red], 1.5 * away, atol=1e-5)
    np.testing.assert_allclose(unsaid[:, red], nothing[:, red], atol=1e-6)
    np.testing.assert_allclose(lighter[:, red] - nothing[:, red], away / 1.1, atol=1e-5)


def test_an_exclamation_mark_is_no_padding():
    wow, wonder = sane("wow!", "wow")
    assert np.abs(wow - wonder).max() > 1e-3


def test_typographic_quotes_and_escaped_signs_are_read_as_plain_ones():
    typed, plain = sane("it’s a &amp; “b”", 'it\'s a & "b"')
    np.testing.assert_array_equal(typed, plain)


def test_the_encoder_is_read_for_new_texts_only(monkeypatch, folder):
    first = sane("a lake", folder=folder)
    monkeypatch.delattr(text_encoder, "_loaded")
    np.testing.assert_array_equal(sane("a lake", folder=folder)[0], first[0])
    with pytest.raises(NameError):
        sane("a river", folder=folder)
    path = folder / "text_encoder" / "model.safetensors"
    weights = load_file(path)
    save_file({**weights, "text_model.final_layer_norm.bias": weights["text_model.final_layer_norm.bias"] + 1}, path)
    with pytest.raises(NameError):
        sane("a lake", folder=folder)


def test_the_tokenizer_may_lie_beside_the_encoder_and_other_towers_in_its_file(folder):
    for path in (folder / "tokenizer").iterdir():
        path.rename(folder / "text_encoder" / path.name)
    (folder / "tokenizer").rmdir()
    path = folder / "text_encoder" / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps({"architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 8, "text_config": config}))
    weights = folder / "text_encoder" / "model.safetensors"
    save_file({**load_file(weights), "vision_model.post_layernorm.bias": np.zeros(4, np.float32)}, weights)
    np.testing.assert_array_equal(sane("a lake", folder=folder)[0], sane("a lake")[0])


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_without_the_optional_packages_the_user_is_told_what_to_install(package, monkeypatch):
    monkeypatch.setitem(sys.modules, {"transformers": "transformers.utils"}.get(package, package), None)
    with pytest.raises(ModelError, match=r"Install `uprez\[torch\]`"):
        sane("a lake")


def change(folder, **values):
    path = folder / "text_encoder" / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_what_is_missing_is_named(folder):
    (folder / "text_encoder" / "model.safetensors").rename(folder / "text_encoder" / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"no \.safetensors file"):
        sane("a", folder=folder)
    (folder / "tokenizer" / "merges.txt").unlink()
    with pytest.raises(ModelError, match="no text encoder"):
        sane("a", folder=folder)


def test_damaged_weights_are_refused(folder):
    path = folder / "text_encoder" / "model.safetensors"
    weights = load_file(path)
    gone = weights.pop("text_model.encoder.layers.3.mlp.fc1.bias")
    save_file(weights, path)
    with pytest.raises(ModelError, match=r"lacks 1 tensors.*fc1\.bias"):
        sane("a", folder=folder)
    save_file({**weights, "text_model.encoder.layers.3.mlp.fc1.bias": gone[:-1]}, path)
    with pytest.raises(ModelError, match="cannot be used"):
        sane("a", folder=folder)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be used"):
        sane("a", folder=folder)


def test_another_networks_tokenizer_is_refused(folder):
    path = folder / "text_encoder" / "model.safetensors"
    weights = load_file(path)
    weights["text_model.embeddings.token_embedding.weight"] = weights["text_model.embeddings.token_embedding.weight"][:600]
    save_file(weights, path)
    change(folder, vocab_size=600)
    with pytest.raises(ModelError, match="knows 600 tokens"):
        sane("a", folder=folder)
