"""A base model from its folder, for a recipe."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from diffusers import AutoencoderKLWan, WanTransformer3DModel

from tests.models.edit.small import CHANNELS, SIZES, TEXT, checkpoint, clip, recipe, run, texts
from uprez.core.errors import JobError, ModelError
from uprez.core.frame import Size
from uprez.models.edit import family
from uprez.models.edit.family import open_edit


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    return {kind: checkpoint(tmp_path_factory.mktemp(kind), kind) for kind in ("vace", "video")}


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Texts by their words, as the encoder of the real folder is not small."""
    asked = []

    def embeddings(folder, prompt, negative, **_):
        asked.append((folder, prompt, negative))
        return texts() + len(prompt) / 10

    monkeypatch.setattr("uprez.models.unimmvsr.text.embeddings", embeddings)
    return asked


@pytest.mark.parametrize("kind", ["vace", "video"])
def test_a_folder_is_opened_and_makes_an_edit(folders, told, kind):
    notes = []
    asked = recipe(model=str(folders[kind]), prompt="A man", edit_prompt="in red", negative_prompt="blue", edit_strength=0.9)
    model = open_edit(asked, on_note=notes.append)
    assert told == [(folders[kind], "A man. in red", "blue")] and not notes
    assert model.spec.runtime == "torch cpu fp32" and len(model.spec.weights) == 64
    assert "48x32" in model.spec.fit(Size(96, 64), None, 1 << 40).words
    made = run(model, clip(), model=str(folders[kind]), edit_strength=0.9)
    again = run(open_edit(asked, on_note=notes.append), clip(), model=str(folders[kind]), edit_strength=0.9)
    assert made.shape == clip().shape and np.isfinite(made).all()
    np.testing.assert_array_equal(made, again)
    other = run(open_edit(asked.model_copy(update={"edit_prompt": "in green"}), on_note=notes.append), clip(), edit_strength=0.9)
    assert np.abs(made - other).max() > 1e-4


def test_a_text_to_video_model_from_noise_alone_says_that_it_sees_no_source(folders):
    notes = []
    for mask in ("", "auto"):
        open_edit(recipe(model=str(folders["video"]), mask=mask), on_note=notes.append)
    assert len(notes) == 2 and all("nothing of the source" in note for note in notes)


def test_the_schedule_is_the_folder_s(folders):
    """The hub's scheduler says how much of the steps is taken where noise is strong."""
    model = open_edit(recipe(model=str(folders["vace"])), on_note=print)
    seen = []
    network = model._networks
    predict = network.predict
    network.predict = lambda latent, sigma, text: (seen.append(sigma), predict(latent, sigma, text))[1]
    run(model, clip(), steps=2)
    assert sorted(set(seen), reverse=True) == pytest.approx([1.0, 5 * 0.5 / (1 + 4 * 0.5)])


def test_what_is_wrong_is_said_before_anything_is_fetched_or_read(folders, monkeypatch, tmp_path):
    monkeypatch.setattr(family, "checkpoint_folder", lambda *_, **__: pytest.fail("fetched"))
    with pytest.raises(JobError, match="needs a text"):
        open_edit(recipe(model="wan-vace", edit_prompt=""), on_note=print)
    with pytest.raises(JobError, match="takes no reference"):
        open_edit(recipe(model=str(folders["video"]), reference_images=("a.png",)), on_note=print)
    with pytest.raises(ModelError, match="onnxruntime cannot"):
        open_edit(recipe(model=str(folders["vace"]), runtime="onnxruntime"), on_note=print)
    with pytest.raises(ModelError, match="no base model"):
        open_edit(recipe(model=str(tmp_path)), on_note=print)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda folder: (folder / "transformer_2").mkdir() or (folder / "transformer_2" / "config.json").write_text("{}"),
            "two transformers",
        ),
        (lambda folder: _changed(folder, in_channels=6), "cannot be read"),
        (lambda folder: next((folder / "transformer").glob("*.safetensors")).write_bytes(b"short"), "cannot be read"),
        (lambda folder: next((folder / "vae").glob("*.safetensors")).unlink(), "do not fit"),
        (lambda folder: _changed(folder, attention_head_dim=13), "cannot be read"),
    ],
)
def test_a_folder_that_is_damaged_or_another_one_s_is_an_error(tmp_path, spoil, words):
    folder = checkpoint(tmp_path)
    spoil(folder)
    with pytest.raises(ModelError, match=words) as caught:
        open_edit(recipe(model=str(folder)), on_note=print)
    assert caught.value.fix and caught.value.why


def _changed(folder, **fields):
    path = folder / "transformer" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_parts_that_do_not_belong_together_are_refused(tmp_path, folders, monkeypatch):
    for part in ("transformer", "vae", "scheduler"):
        shutil.copytree(folders["video"] / part, tmp_path / part)
    asked = recipe(model=str(tmp_path))
    monkeypatch.setattr("uprez.models.unimmvsr.text.embeddings", lambda *_, **__: np.zeros((2, 5, TEXT - 1), np.float32))
    with pytest.raises(ModelError, match="words of 8 numbers, the text encoder gives 7"):
        open_edit(asked, on_note=print)
    wider = WanTransformer3DModel(patch_size=(1, 2, 2), **(SIZES | {"in_channels": 9}))
    wider.save_pretrained(tmp_path / "transformer")
    with pytest.raises(ModelError, match=r"makes no edits.*9 channels"):
        open_edit(asked, on_note=print)
    large = {"is_residual": True, "patch_size": 2, "in_channels": 12, "out_channels": 12, "scale_factor_spatial": 16}
    moments = {"latents_mean": [0.0] * CHANNELS, "latents_std": [1.0] * CHANNELS}
    AutoencoderKLWan(base_dim=4, z_dim=CHANNELS, dim_mult=[1, 1, 1, 1], num_res_blocks=1, **large, **moments).save_pretrained(
        tmp_path / "vae"
    )
    WanTransformer3DModel(patch_size=(1, 2, 2), **SIZES).save_pretrained(tmp_path / "transformer")
    with pytest.raises(ModelError, match=r"VAE.*one value for 16 pixels"):
        open_edit(asked, on_note=print)
