"""Whole, partial and foreign checkpoint folders, and the prompt's embedding."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.models.stablevsr.golden import CHECKPOINT
from uprez.core.errors import ModelError
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.layout import is_checkpoint
from uprez.models.stablevsr.text import embedding


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CHECKPOINT, tmp_path / "any name")


def change(path, **values):
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_is_told_by_content(folder, tmp_path):
    assert is_checkpoint(folder)
    assert not is_checkpoint(tmp_path)
    assert not is_checkpoint(tmp_path / "nothing")


def test_its_name_follows_its_weights(folder):
    before = Checkpoint(folder).sha256
    assert before == Checkpoint(CHECKPOINT).sha256
    path = next((folder / "vae").glob("*.safetensors"))
    weights = load_file(path)
    save_file({**weights, "decoder.conv_in.bias": weights["decoder.conv_in.bias"] + 1}, path)
    assert Checkpoint(folder).sha256 != before


@pytest.mark.parametrize("part", ["unet", "controlnet", "vae", "scheduler"])
def test_a_missing_part_is_named(folder, part):
    shutil.rmtree(folder / part)
    with pytest.raises(ModelError, match=part):
        Checkpoint(folder)


def test_missing_extra_and_reshaped_tensors_are_named(folder):
    path = next((folder / "vae").glob("*.safetensors"))
    weights = load_file(path)
    gone = weights.pop("decoder.conv_in.bias")
    save_file({**weights, "alien": gone, "decoder.conv_out.bias": np.zeros(4, np.float16)}, path)
    with pytest.raises(ModelError) as caught:
        Checkpoint(folder).network("vae")
    for name in ("decoder.conv_in.bias", "alien", "decoder.conv_out.bias"):
        assert name in str(caught.value)


def test_a_cut_file_is_refused(folder):
    path = next((folder / "vae").glob("*.safetensors"))
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(ModelError, match="cannot be read"):
        Checkpoint(folder).network("vae")


def test_another_upscalers_unet_is_refused(folder):
    change(folder / "unet" / "config.json", num_class_embeds=1000)
    with pytest.raises(ModelError, match="num_class_embeds 1000"):
        Checkpoint(folder)


def test_a_foreign_configuration_is_refused(folder):
    change(folder / "controlnet" / "config.json", _class_name="UNet2DConditionModel")
    with pytest.raises(ModelError, match="ControlNetModel"):
        Checkpoint(folder).network("controlnet")


def test_the_prepared_prompt_stands_in_for_the_text_encoder(folder):
    assert embedding(folder, "").shape == (1, 77, 64)
    with pytest.raises(ModelError, match="text encoder"):
        embedding(folder, "a lake")
    (folder / "empty_prompt.safetensors").unlink()
    with pytest.raises(ModelError, match=r"empty_prompt\.safetensors"):
        embedding(folder, "")


def test_the_text_encoder_runs_once_for_a_prompt(folder, tmp_path, monkeypatch):
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    (folder / "empty_prompt.safetensors").unlink()
    letters = {"<|startoftext|>": 0, "<|endoftext|>": 1, "a</w>": 2, "b</w>": 3}
    tokenizer = CLIPTokenizer(vocab=letters, merges=[], model_max_length=77)
    tokenizer.save_pretrained(folder / "tokenizer")
    config = CLIPTextConfig(vocab_size=4, hidden_size=64, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2, eos_token_id=1)
    CLIPTextModel(config).save_pretrained(folder / "text_encoder")
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    first = embedding(folder, "")
    assert first.shape == (1, 77, 64)
    other = embedding(folder, "a b")
    assert np.abs(other - first).max() > 1e-3
    monkeypatch.delattr("uprez.models.text_encoder._loaded")
    np.testing.assert_array_equal(embedding(folder, ""), first)
    np.testing.assert_array_equal(embedding(folder, "a b"), other)
