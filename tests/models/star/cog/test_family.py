"""From a recipe and a folder to a model that runs, and everything that can be wrong with the folder."""

from __future__ import annotations

import importlib.util
import shutil

import numpy as np
import pytest
import torch

from tests.models.star.cog.published import sat_weights, small_vae
from tests.models.star.cog.test_checkpoint import saved
from tests.models.star.golden import DATA
from uprez.core.errors import JobError, ModelError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.catalogue import entries
from uprez.models.contract import drain
from uprez.models.open import conditions_of, open_model
from uprez.models.star.cog import family
from uprez.models.star.cog.layout import NAME, is_cog, transformer_file


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A checkpoint as it comes from the two hub repositories, small."""
    from transformers import T5Config, T5EncoderModel

    folder = tmp_path_factory.mktemp("star")
    (folder / "CogVideoX-5B-based" / "1").mkdir(parents=True)
    saved(folder / "CogVideoX-5B-based" / "1" / "mp_rank_00_model_states.pt", sat_weights(rank=2))
    (folder / "CogVideoX-5B-based" / "latest").write_text("1\n")
    small_vae().save_pretrained(folder / "vae")
    torch.manual_seed(0)
    T5EncoderModel(T5Config(vocab_size=640, d_model=40, d_kv=8, d_ff=32, num_layers=1, num_heads=2)).save_pretrained(
        folder / "text_encoder"
    )
    shutil.copytree(DATA / "t5", folder / "tokenizer")
    return folder


@pytest.fixture
def checkpoint(published, tmp_path):
    return shutil.copytree(published, tmp_path / "checkpoint")


def recipe(folder, **changes):
    return Recipe(model=str(folder), **({"steps": 1, "device": "cpu"} | changes))


def test_a_checkpoint_is_converted_once_and_runs(checkpoint):
    notes = []
    assert is_cog(str(checkpoint))
    model = family.open_cog(recipe(checkpoint, prompt="A boat"), on_note=notes.append)
    assert [note for note in notes if "Converting" in note]
    assert (model.spec.name, model.spec.scale, model.spec.runtime) == (NAME, 4, "torch cpu fp32")
    pictures = np.random.default_rng(0).random((2, 3, 4, 6), np.float32)
    results = []
    for _ in range(2):
        stream = model.open(Shot(index=0, first=0, last=1), recipe(checkpoint))
        stream.push(pictures)
        results.append(np.stack(list(drain(stream))))
        (checkpoint / "CogVideoX-5B-based" / "1" / "mp_rank_00_model_states.pt").unlink(missing_ok=True)
        notes.clear()
        again = family.open_cog(recipe(checkpoint, prompt="A boat"), on_note=notes.append)
        assert (again.spec.weights, notes) == (model.spec.weights, [])
        model = again
    assert results[0].shape == (2, 3, 16, 24)
    np.testing.assert_array_equal(*results)


def test_a_folder_that_cannot_be_written_is_converted_into_the_cache(checkpoint, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)
    for told in (True, False):
        notes = []
        family.open_cog(recipe(checkpoint), on_note=notes.append)
        assert any("Converting" in note for note in notes) == told
    assert transformer_file(checkpoint).suffix == ".pt"


def test_prompts_and_weights_name_a_model(checkpoint):
    one, other = (family.open_cog(recipe(checkpoint, prompt=prompt), on_note=print) for prompt in ("A boat", "A plane"))
    assert one.spec.weights == other.spec.weights
    assert one._prompts != other._prompts


@pytest.mark.parametrize("gone", ["CogVideoX-5B-based", "vae", "text_encoder", "tokenizer"])
def test_a_part_that_is_missing_is_named(checkpoint, gone):
    shutil.rmtree(checkpoint / gone)
    assert is_cog(str(checkpoint)) == (gone in ("text_encoder", "tokenizer"))
    with pytest.raises(ModelError, match={"CogVideoX-5B-based": "no transformer", "vae": "VAE"}.get(gone, "encoder")):
        family.open_cog(recipe(checkpoint), on_note=print)


def test_what_cannot_be_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(JobError, match="no option"):
        family.open_cog(recipe(tmp_path, options=("nonsense",)), on_note=print)
    with pytest.raises(ModelError, match="onnxruntime cannot run"):
        family.open_cog(recipe(tmp_path, runtime="onnxruntime"), on_note=print)


@pytest.mark.parametrize("package", ["torch", "diffusers", "transformers"])
def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch, package):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else find(name))
    with pytest.raises(ModelError, match=f"needs {package}"):
        family.open_cog(recipe(tmp_path), on_note=print)


def test_the_published_checkpoint_is_fetched_until_it_is_converted(published, monkeypatch):
    asked = []

    def fetched(name, *, on_note):
        asked.append(name)
        return shutil.copytree(published, family.cache_folder() / name, dirs_exist_ok=True)

    monkeypatch.setattr(family, "checkpoint_folder", fetched)
    for _ in range(2):
        model = family.open_cog(Recipe(model=NAME, device="cpu"), on_note=print)
        assert asked == [NAME]
        shutil.rmtree(family.cache_folder() / NAME / "CogVideoX-5B-based", ignore_errors=True)
    fitted = model.spec.fit(Size(480, 270), None, 1 << 30)
    assert fitted.side == 180
    assert fitted.words.endswith("in torch cpu fp32.")


def test_the_catalogue_knows_both_repositories():
    hub = entries()[NAME].hub
    assert list(hub.repositories) == ["SherryX/STAR", "THUDM/CogVideoX-5b"]
    assert "licence" in hub.notice


def test_uprez_opens_it_by_name_or_folder(checkpoint):
    assert open_model(recipe(checkpoint), 4, on_note=print).spec.name == NAME
    with pytest.raises(ModelError, match="takes no edit prompt"):
        open_model(recipe(checkpoint, edit_prompt="night"), 4, on_note=print)
    assert conditions_of(NAME) == family.CONDITIONS


def test_other_folders_are_not_mistaken(tmp_path):
    assert is_cog(NAME)
    assert not is_cog("star")
    assert not is_cog(str(tmp_path))
    (tmp_path / "latest").write_text("../../etc")
    assert transformer_file(tmp_path) is None
