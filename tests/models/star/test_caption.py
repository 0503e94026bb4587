"""Captions of frames by small captioners with random weights, as transformers stores them."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
import transformers

from uprez.core.errors import ModelError
from uprez.models.star.caption import caption, captioner_folder

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "dog", "runs", "man", "lake", "boat", "on", "the"]
SEEING = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "image_size": 32, "patch_size": 8}
SAYING = SEEING | {"vocab_size": len(WORDS), "max_position_embeddings": 64, "eos_token_id": 3, "pad_token_id": 0}


def stored(folder, network):
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BertTokenizer", "do_lower_case": True}))
    told = {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.25, 0.3, 0.35], "size": {"height": 32, "width": 32}}
    (folder / "preprocessor_config.json").write_text(json.dumps(told))
    network.save_pretrained(folder)


@pytest.fixture
def blip(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CAPTIONER", str(tmp_path))
    text = SAYING | {"bos_token_id": 2, "sep_token_id": 3, "encoder_hidden_size": 16, "projection_dim": 16}
    torch.manual_seed(0)
    stored(tmp_path, transformers.BlipForConditionalGeneration(transformers.BlipConfig(text_config=text, vision_config=SEEING)))
    return tmp_path


@pytest.fixture
def git(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CAPTIONER", str(tmp_path))
    config = transformers.GitConfig(vision_config=SEEING, bos_token_id=2, num_image_with_embedding=4, **SAYING)
    torch.manual_seed(0)
    network = transformers.GitForCausalLM(config)
    with torch.no_grad():
        network.output.bias[:5] = -1000  # words only: an end at the start would be no caption
    stored(tmp_path, network)
    return tmp_path


@pytest.fixture
def frames():
    return np.random.default_rng(1).uniform(-0.1, 1.1, (3, 3, 48, 80)).astype(np.float32)


def says(monkeypatch, kind, *sentences):
    """Put words into a captioner's mouth; gives what it is shown."""
    shown = []
    given = iter(sentences)

    def generate(self, pixel_values, **_):
        shown.append(pixel_values.numpy())
        return torch.tensor([[2, *(WORDS.index(word) for word in next(given).split()), 3]])

    monkeypatch.setattr(kind, "generate", generate)
    return shown


def test_a_captioner_of_pictures_sees_each_frame_as_it_was_trained(blip, frames, monkeypatch):
    shown = says(monkeypatch, transformers.BlipForConditionalGeneration, "a red dog", "the red dog runs", "a boat on the lake")
    notes: list[str] = []
    assert caption(frames, on_note=notes.append) == "a red dog, a boat on the lake"
    assert notes == ["The captioner says: a red dog, a boat on the lake."]
    assert [each.shape for each in shown] == [(1, 3, 32, 32)] * 3
    means = np.clip(frames, 0, 1).mean((2, 3))
    wanted = (means - np.array([0.5, 0.4, 0.3])) / np.array([0.25, 0.3, 0.35])
    np.testing.assert_allclose([each[0].mean((1, 2)) for each in shown], wanted, atol=0.05)


def test_a_captioner_of_videos_sees_all_frames_at_once(git, frames, monkeypatch):
    shown = says(monkeypatch, transformers.GitForCausalLM, "man runs")
    assert caption(frames, on_note=print) == "man runs"
    (video,) = shown
    assert video.shape == (1, 4, 3, 32, 32)
    assert len({frame.tobytes() for frame in video[0]}) == 3  # three frames fill four places


def test_the_middle_is_shown_where_the_captioner_was_trained_on_it(blip, frames, monkeypatch):
    path = blip / "preprocessor_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"do_center_crop": True}))
    frames[:, :, :, :16], frames[:, :, :, 64:] = 0, 0
    frames[:, :, :, 16:64] = 1
    (shown, *_) = says(monkeypatch, transformers.BlipForConditionalGeneration, *["a dog"] * 3), caption(frames, on_note=print)
    np.testing.assert_allclose(shown[0][0, 0], np.full((32, 32), 2), atol=1e-5)


@pytest.mark.parametrize("kind", ["blip", "git"])
def test_a_networks_own_words_are_the_same_every_time(kind, request, frames):
    request.getfixturevalue(kind)
    first = caption(frames, on_note=print)
    assert set(first.replace(",", "").split()) <= {word.lower() for word in WORDS[5:]}
    assert caption(frames, on_note=print) == first


def test_without_a_captioner_the_user_is_told_where_one_goes(tmp_path, monkeypatch, frames):
    monkeypatch.delenv("UPREZ_CAPTIONER", raising=False)
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))
    assert captioner_folder() == tmp_path / "weights" / "captioner"
    with pytest.raises(ModelError, match=r"No captioner is installed.*captioner'.*UPREZ_CAPTIONER"):
        caption(frames, on_note=print)


def test_other_networks_and_damaged_ones_are_refused(blip, frames):
    whole = (blip / "model.safetensors").read_bytes()
    (blip / "model.safetensors").write_bytes(whole[:2000])
    with pytest.raises(ModelError, match="cannot be used"):
        caption(frames, on_note=print)
    (blip / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="cannot be used"):
        caption(frames, on_note=print)
    (blip / "model.safetensors").write_bytes(whole)
    (blip / "preprocessor_config.json").write_text("{}")
    with pytest.raises(ModelError, match="image_mean"):
        caption(frames, on_note=print)
    (blip / "config.json").write_text(json.dumps({"model_type": "llava"}))
    with pytest.raises(ModelError, match="type 'llava', not blip, git, vision-encoder-decoder"):
        caption(frames, on_note=print)


def test_silence_is_no_prompt(blip, frames, monkeypatch):
    says(monkeypatch, transformers.BlipForConditionalGeneration, "", "", "")
    with pytest.raises(ModelError, match="no words"):
        caption(frames, on_note=print)
