"""Opening STAR for a recipe: how it is found, what is decided by a look, what is refused, and when."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.models.star import small
from uprez.core.errors import JobError, ModelError
from uprez.core.job import Recipe
from uprez.models.open import conditions_of, decided, open_model
from uprez.models.star import family, layout
from uprez.models.star.exported import MANIFEST
from uprez.models.weights import store

FRAMES = np.zeros((2, 3, 8, 8), np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small.checkpoint(tmp_path_factory.mktemp("star") / "weights", ("light", "heavy"))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "weights"


@pytest.fixture
def estimated(monkeypatch):
    """What a look finds; the frames that it was given."""
    seen: list[np.ndarray] = []

    def estimate(frames):
        seen.append(frames)
        return SimpleNamespace(kind="heavy", words="The source looks bad: heavy weights.")

    import uprez.models.star.degradation as degradation

    monkeypatch.setattr(degradation, "estimate", estimate)
    return seen


@pytest.fixture
def chosen(monkeypatch):
    """The files that would be loaded, and nothing is."""
    files: list[Path] = []
    spec = SimpleNamespace(spec=SimpleNamespace(name="star"))
    monkeypatch.setattr(family, "_on_torch", lambda place, kind, *_: files.append(place.networks[kind]) or spec)
    return files


def opened(model: Path | str, **fields):
    notes: list[str] = []
    return open_model(Recipe(**{"model": str(model), **fields}), 4.0, on_note=notes.append), notes


def weights_of(star) -> dict[str, torch.Tensor]:
    return star._networks._members[0]._network._network.state_dict()


def test_a_folder_is_told_by_its_content_and_the_pickle_converted_once(folder, tmp_path, cache):
    light = folder / "I2VGen-XL-based" / "light_deg.pt"
    renamed = tmp_path / "mine"
    renamed.mkdir()
    for part in ("vae", "text_encoder", "tokenizer"):
        (renamed / part).symlink_to(folder / part)
    (renamed / "tuned.ckpt").symlink_to(light)
    star, notes = opened(renamed)
    assert (star.spec.name, star.spec.scale, star.spec.runtime) == ("star", 4, "torch cpu fp32")
    assert len(star.spec.weights) == 64
    (kept,) = (cache / "converted").iterdir()
    assert [str(kept.parent) in note for note in notes] == [True]
    again, notes = opened(renamed)
    assert not notes
    assert again.spec.weights == star.spec.weights
    for key, value in weights_of(star).items():
        assert torch.equal(value, small.weights()[key].half().float())


def test_on_a_cpu_large_patches_are_sliced_on_every_machine_alike_and_the_vae_is_the_quick_one(folder):
    star, _ = opened(folder / "I2VGen-XL-based" / "light_deg.pt")
    (member,) = star._networks._members
    assert (member._network._at_once, member._network._whole) == (star._needs.at_once, star._needs.whole)
    assert (star._needs.at_once, star._needs.stays) == (6_400, True)
    assert star._needs.network_bytes(1, star._needs.whole, 1) == pytest.approx(16 << 30, rel=1e-3)
    kinds = {type(part).__name__ for part in member._vae.network.modules()}
    assert "_OverTime" in kinds and "SpatioTemporalResBlock" not in kinds


def test_a_file_alone_takes_the_rest_from_what_was_fetched(folder, tmp_path, cache):
    alone = tmp_path / "alone" / "own.safetensors"
    alone.parent.mkdir()
    save_file(small.weights(), alone)
    with pytest.raises(ModelError, match="text encoder"):
        opened(alone)
    cache.mkdir(parents=True)
    (cache / "star").symlink_to(folder)
    star, notes = opened(alone)
    assert not notes
    torch.testing.assert_close(weights_of(star)["out.2.weight"], small.weights()["out.2.weight"])


def test_a_damaged_file_of_weights_is_named(folder, tmp_path, monkeypatch):
    shutil.copytree(folder, tmp_path / "damaged")
    (tmp_path / "damaged" / "I2VGen-XL-based" / "light_deg.pt").write_bytes(b"version https://")
    monkeypatch.setattr(family, "checkpoint_folder", lambda name, *, on_note: tmp_path / "damaged")
    with pytest.raises(ModelError, match="light weights are damaged"):
        opened("star-light")


@pytest.mark.parametrize("name", ["star-light", "star-heavy"])
def test_published_weights_are_fetched_once_into_one_folder(folder, cache, monkeypatch, name, chosen):
    fetched: list[str] = []

    def snapshot(repository, place, files, *, on_note):
        fetched.append(repository)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            place.symlink_to(folder)
        return place

    monkeypatch.setattr(store, "snapshot", snapshot)
    _, notes = opened(name)
    assert fetched == ["ali-vilab/i2vgen-xl", "stabilityai/stable-video-diffusion-img2vid", "SherryX/STAR"]  # the largest last
    assert "licence" in notes[0]
    assert chosen == [cache / "star" / "I2VGen-XL-based" / f"{name.removeprefix('star-')}_deg.pt"]


def test_a_look_decides_between_light_and_heavy(folder, estimated):
    notes: list[str] = []
    heavy = folder / "I2VGen-XL-based" / "heavy_deg.pt"
    for model, chosen in (("star", "star-heavy"), (str(folder), str(heavy))):
        recipe = decided(Recipe(model=model, seed=4), look=lambda: FRAMES, on_note=notes.append)
        assert recipe == Recipe(model=chosen, seed=4)
    assert notes == ["The source looks bad: heavy weights."] * 2
    assert estimated[0] is FRAMES


@pytest.mark.parametrize("model", ["star-light", "span", "lanczos", "nothing.onnx"])
def test_nothing_is_looked_at_where_the_name_says_it(model):
    recipe = Recipe(model=model)
    assert decided(recipe, look=lambda: pytest.fail("looked"), on_note=print) == recipe


def test_without_a_look_the_light_weights_are_taken_aloud(folder, chosen):
    _, notes = opened(folder, options=("caption",))
    assert any("light weights" in note for note in notes)
    assert any("without a caption" in note for note in notes)
    assert chosen == [folder / "I2VGen-XL-based" / "light_deg.pt"]


def test_a_caption_is_the_prompt_unless_one_is_given(monkeypatch):
    import uprez.models.star.caption as captioner

    monkeypatch.setattr(captioner, "caption", lambda frames, *, on_note: f"{len(frames)} black frames")
    notes: list[str] = []
    asked = Recipe(model="star-light", options=("caption", "adain"))
    assert decided(asked, look=lambda: FRAMES, on_note=notes.append) == Recipe(
        model="star-light", options=("adain",), prompt="2 black frames"
    )
    given = asked.model_copy(update={"prompt": "a lake"})
    assert decided(given, look=lambda: pytest.fail("looked"), on_note=notes.append).prompt == "a lake"
    assert "no caption" in notes[-1]


def test_an_export_runs_on_its_own_and_with_a_text_encoder_takes_prompts(folder, tmp_path, monkeypatch):
    from uprez.models.star import onnx_networks

    place = tmp_path / "export"
    place.mkdir()
    (place / MANIFEST).write_text("{}")
    usual, told = np.ones((1, 77, 16), np.float32), []

    def of(folder, prompt, negative, **given):
        told.append(prompt)
        return SimpleNamespace(runtime="onnxruntime cpu fp32", weights="e" * 64)

    monkeypatch.setattr(family.Exported, "read", lambda folder: SimpleNamespace(prompts=lambda: (usual, usual)))
    monkeypatch.setattr(onnx_networks.OnnxNetworks, "of", of)
    star, _ = opened(place)
    assert (star.spec.runtime, star.spec.weights) == ("onnxruntime cpu fp32", "e" * 64)
    assert told[0] is usual
    with pytest.raises(ModelError, match="text encoder"):
        opened(place, prompt="a lake")
    for part in ("text_encoder", "tokenizer"):
        (place / part).symlink_to(folder / part)
    assert opened(place, prompt="a lake")[0]._prompts != star._prompts
    with pytest.raises(ModelError, match="ONNX Runtime"):
        opened(place, runtime="torch")


def test_prompts_change_what_the_network_is_told(folder):
    def said(faithful=False, **recipe):
        return family._Prompts.of(folder, Recipe(**recipe), faithful=faithful, on_note=lambda _: None)

    usual = said()
    assert usual.positive.shape == usual.negative.shape
    names = {said(**asked).sha256 for asked in ({}, {"prompt": "a lake"}, {"negative_prompt": "fog"}, {"options": ("plain-prompt",)})}
    assert len({*names, said(faithful=True, prompt="a lake").sha256}) == 5
    assert said(prompt="a lake").sha256 in names
    heavy = opened(folder / "I2VGen-XL-based" / "heavy_deg.pt")[0]
    assert heavy._prompts == usual.sha256
    torch.testing.assert_close(weights_of(heavy)["out.2.weight"], small.weights(1)["out.2.weight"].half().float())


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"options": ("bogus",)}, JobError, "bogus"),
        ({"runtime": "onnxruntime"}, ModelError, "models export star"),
        ({"steps": 1000}, JobError, "1000 steps"),
        ({"scheduler": "ddim"}, ModelError, "scheduler"),
        ({"edit_prompt": "snow"}, ModelError, "edit prompt"),
        ({"device": "cuda:9"}, ModelError, "cuda:9"),
        ({"device": "cpu,cuda:0"}, ModelError, "work together"),
    ],
)
@pytest.mark.parametrize("name", [None, "star-light"])
def test_what_cannot_be_done_is_refused_before_anything_is_read_or_fetched(folder, fields, error, words, monkeypatch, name):
    monkeypatch.setattr("uprez.models.star.checkpoint.read_weights", lambda path: pytest.fail("read already"))
    monkeypatch.setattr(family, "checkpoint_folder", lambda *_, **__: pytest.fail("fetched"))
    with pytest.raises(error, match=words):
        opened(name or folder, **fields)


def test_parts_that_are_missing_are_named(folder, tmp_path):
    for missing, words in (("vae", "VAE"), ("text_encoder", "text encoder")):
        bare = tmp_path / missing
        bare.mkdir()
        for part in {"vae", "text_encoder", "tokenizer", "I2VGen-XL-based"} - {missing}:
            (bare / part).symlink_to(folder / part)
        with pytest.raises(ModelError, match=words):
            opened(bare)


def test_what_is_star_is_told_without_loading(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("loaded"))
    old = tmp_path / "old.pt"
    torch.save({"VideoControlNet.input_hint_block.weight": torch.zeros(1)}, old, _use_new_zipfile_serialization=False)
    safe = tmp_path / "safe.bin"
    save_file({"VideoControlNet.input_hint_block.weight": torch.zeros(1)}, safe)
    light = folder / "I2VGen-XL-based" / "light_deg.pt"
    assert all(layout.is_star(str(path)) for path in ("star", "star-light", folder, light, old, safe))
    other = tmp_path / "other.safetensors"
    save_file({"body.weight": torch.zeros(1)}, other)
    text = tmp_path / "text.pt"
    text.write_text("not weights")
    (tmp_path / "short.pt").write_bytes(light.read_bytes()[:500])
    assert not any(layout.is_star(str(path)) for path in ("span", other, text, tmp_path / "short.pt", tmp_path / "none.pt", folder / "vae"))
    assert {"prompt", "negative_prompt", "steps"} < conditions_of("star") == conditions_of(str(light))


def test_another_networks_weights_are_refused(folder, tmp_path):
    wrong = small.checkpoint(tmp_path / "wrong", suffix=".safetensors")
    path = wrong / "I2VGen-XL-based" / "light_deg.safetensors"
    save_file({**load_file(path), "alien.weight": torch.zeros(1)}, path)
    with pytest.raises(ModelError, match="do not make a STAR network"):
        opened(wrong)
