"""Opening UniMMVSR from a folder, told by what it holds; and what is said where nothing can be opened."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.media import clips
from tests.models.unimmvsr.published import lay_base, lay_checkpoint, lay_text
from uprez.core.errors import InputError, JobError, ModelError, ResourceError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Reach, drain
from uprez.models.open import conditions_of, is_classic, open_model
from uprez.models.unimmvsr.layout import is_unimmvsr, state_of
from uprez.models.unimmvsr.settings import CONDITIONS


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPREZ_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return lay_checkpoint(tmp_path_factory.mktemp("any name"))


def opened(folder, factor=2.0, **recipe):
    notes: list[str] = []
    return open_model(Recipe(model=str(folder), **recipe), factor, on_note=notes.append), notes


def test_a_folder_is_told_by_what_it_holds(checkpoint, tmp_path):
    assert is_unimmvsr(str(checkpoint)) and state_of(checkpoint) == "trained"
    assert conditions_of(str(checkpoint)) == conditions_of("unimmvsr") == CONDITIONS
    assert not is_unimmvsr(str(tmp_path)) and not is_classic("unimmvsr")


def test_what_is_opened_declares_itself(checkpoint):
    model, notes = opened(checkpoint, 2.3, prompt="waves")
    spec = model.spec
    assert (spec.name, spec.scale, spec.temporal.reach, spec.runtime) == ("unimmvsr", 3, Reach.SHOT, "torch cpu fp32")
    assert len(spec.weights) == 64 and spec.tiles_itself and spec.conditions == CONDITIONS
    assert not notes
    fitted = spec.fit(Size(848, 480), None, 16 << 30)
    assert fitted.side is None or fitted.side > 100
    assert f"about {fitted.bytes / 1e9:.1f} GB at work" in fitted.words
    assert "of memory is free" in fitted.words and "77 frames at once" in fitted.words
    asked = spec.fit(Size(848, 480), 200, 16 << 30)
    assert asked.side == pytest.approx(200, abs=8) and "tiles" in asked.words
    with pytest.raises(ResourceError, match="too little for UniMMVSR"):
        spec.fit(Size(848, 480), None, 1 << 20)


def test_a_changed_configuration_is_another_model(checkpoint, tmp_path):
    """It says which timestep references have, and whether they see the target: a run must not go on with another."""
    folder = shutil.copytree(checkpoint, tmp_path / "copy")
    assert opened(folder)[0].spec.weights == opened(checkpoint)[0].spec.weights
    path = folder / "transformer" / "config.json"
    config = json.loads(path.read_text())
    path.write_text(json.dumps(config | {"references_clean": not config["references_clean"]}))
    assert opened(folder)[0].spec.weights != opened(checkpoint)[0].spec.weights


def test_the_plain_name_has_no_weights_and_says_what_to_do():
    with pytest.raises(ModelError, match=r"published none.*docs/training\.md.*--model"):
        opened("unimmvsr")


def test_a_plain_wan_runs_with_a_loud_note(tmp_path):
    model, notes = opened(lay_base(tmp_path))
    assert len(notes) == 1 and "not a trained UniMMVSR" in notes[0] and "does not look at the footage" in notes[0]
    assert model.spec.runtime == "torch cpu fp32"


def test_reference_images_are_looked_at_before_anything_is_loaded(tmp_path, checkpoint):
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(InputError, match=r"reference image .*a\.png"):
        opened(checkpoint, reference_images=(str(tmp_path / "a.png"),))
    clips.write_picture(tmp_path / "b.png", np.zeros((1088, 1920, 3), np.uint8), dtype="uint8")
    fit = [
        opened(checkpoint, reference_images=(str(tmp_path / "b.png"),) * count)[0].spec.fit(Size(32, 32), None, 16 << 30)
        for count in (0, 16)
    ]
    assert "for references" in fit[1].words and "for references" not in fit[0].words


def test_wrong_asks_are_refused_before_anything_is_loaded(checkpoint):
    for recipe, error in (
        ({"scheduler": "ddim"}, JobError),
        ({"options": ("exact-warp",)}, JobError),
        ({"runtime": "onnxruntime"}, ModelError),
        ({"edit_prompt": "red"}, ModelError),
        ({"device": "cuda:9"}, ModelError),
    ):
        with pytest.raises(error):
            opened(checkpoint, **recipe)


def test_parts_that_do_not_belong_together_are_refused(checkpoint, tmp_path):
    folder = shutil.copytree(checkpoint, tmp_path / "copy")
    path = folder / "text_encoder" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"d_model": 16, "d_kv": 8}))
    weights = folder / "text_encoder" / "model.safetensors"
    from transformers import UMT5Config, UMT5EncoderModel

    UMT5EncoderModel(UMT5Config.from_pretrained(folder / "text_encoder")).save_pretrained(folder / "text_encoder")
    with pytest.raises(ModelError, match="words of 8 numbers, the text encoder gives 16"):
        opened(folder)
    shutil.copytree(checkpoint / "text_encoder", folder / "text_encoder", dirs_exist_ok=True)
    weights.unlink()
    with pytest.raises(ModelError, match="text encoder"):
        opened(folder, prompt="never said before")


def test_another_wans_vae_is_refused(checkpoint, tmp_path):
    from diffusers import AutoencoderKLWan

    folder = shutil.copytree(checkpoint, tmp_path / "copy")
    sizes = {"base_dim": 4, "z_dim": 16, "dim_mult": [1, 1], "num_res_blocks": 1, "temperal_downsample": [True], "scale_factor_spatial": 2}
    AutoencoderKLWan(**sizes).save_pretrained(folder / "vae")
    with pytest.raises(ModelError, match=r"one value for 2 pixels.*Wan2\.2"):
        opened(folder)


def test_an_export_is_opened_by_its_manifest(exported):
    """It lies beside no text encoder: without prompts, its own texts are used if it has any."""
    assert is_unimmvsr(str(exported.folder))
    with pytest.raises(ModelError, match="cannot run the export"):
        opened(exported.folder, runtime="torch")
    with pytest.raises(ModelError, match="no text encoder"):
        opened(exported.folder, prompt="waves")
    with pytest.raises(ModelError, match="no windows of attention"):
        opened(exported.folder, options=("local-attention=3x3",))


def test_an_export_on_the_cpu_plans_with_what_its_weights_leave(exported, tmp_path):
    """They are not loaded yet when the plan is made."""
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    lay_text(folder)
    with (folder / "network.onnx.data").open("wb") as file:
        file.truncate(6 << 30)
    fit = opened(folder)[0].spec.fit
    assert fit(Size(480, 270), None, 16 << 30).words.startswith("17.2 GB of memory is free")
    with pytest.raises(ResourceError, match="too little"):
        fit(Size(480, 270), None, 6 << 30)


@pytest.mark.parametrize("part", ["transformer", "vae"])
def test_a_damaged_part_is_refused(checkpoint, tmp_path, part):
    folder = shutil.copytree(checkpoint, tmp_path / "copy")
    path = folder / part / "diffusion_pytorch_model.safetensors"
    tensors = load_file(path)
    gone = sorted(tensors)[0]
    save_file({name: values for name, values in tensors.items() if name != gone}, path, {"format": "pt"})
    with pytest.raises(ModelError, match=gone.replace(".", r"\.")):
        opened(folder)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match=part if part == "transformer" else "VAE"):
        opened(folder)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_a_gpu_makes_what_the_cpu_makes(checkpoint):
    """In fp32; and in bf16, which it takes by itself, about the same."""

    def made(**where):
        recipe = Recipe(model=str(checkpoint), prompt="waves", steps=2, scheduler="euler", **where)
        stream = open_model(recipe, 2.0, on_note=print).open(Shot(index=0, first=0, last=0), recipe)
        stream.push(np.linspace(0, 1, 3 * 32 * 32, dtype=np.float32).reshape(1, 3, 32, 32))
        return next(drain(stream))

    expected = made(device="cpu")
    np.testing.assert_allclose(made(device="cuda:0", precision="fp32"), expected, atol=2e-3)
    np.testing.assert_allclose(made(device="cuda:0"), expected, atol=0.1)
