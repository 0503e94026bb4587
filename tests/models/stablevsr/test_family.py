"""Opening StableVSR for a recipe: what is refused, and when."""

from __future__ import annotations

import pytest
import torch

from tests.models.stablevsr.golden import CHECKPOINT
from uprez.core.errors import JobError, ModelError
from uprez.core.job import Recipe
from uprez.models.flow import PUBLISHED_RAFT
from uprez.models.flow.raft import Raft
from uprez.models.open import open_model
from uprez.models.stablevsr import family


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "weights"


def open_for(**fields):
    return open_model(Recipe(**{"model": str(CHECKPOINT), **fields}), 4.0, on_note=lambda _: None)


def test_a_folder_is_told_by_its_content():
    model = open_for(options=("dis-flow",), steps=7)
    assert model.spec.name == "stablevsr"
    assert model.spec.runtime == "torch cpu fp32"
    assert len(model.spec.weights) == 64


def test_raft_may_lie_in_the_cache(cache):
    cache.mkdir(parents=True)
    torch.save(Raft().state_dict(), cache / "other.pth")
    with pytest.raises(ModelError, match="dis-flow"):
        open_for()
    (cache / "other.pth").rename(cache / PUBLISHED_RAFT)
    with pytest.raises(ModelError, match="damaged"):  # the name promises a hash
        open_for()


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"options": ("bogus",)}, JobError, "bogus"),
        ({"runtime": "onnxruntime", "options": ("dis-flow",)}, ModelError, "models export"),
        ({"steps": 1000, "options": ("dis-flow",)}, JobError, "999"),
        ({"edit_prompt": "snow"}, ModelError, "edit prompt"),
        ({"precision": "fp32", "device": "cuda:0", "options": ("dis-flow",)}, ModelError, "cuda:0"),
        ({"prompt": "a lake", "options": ("dis-flow",)}, ModelError, "text encoder"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_networks_are_read(fields, error, words, monkeypatch):
    monkeypatch.setattr("uprez.models.stablevsr.checkpoint.Checkpoint.network", lambda self, name: pytest.fail("read already"))
    if "prompt" in fields:
        monkeypatch.undo()
        monkeypatch.setenv("UPREZ_CACHE", "/nonexistent")
    with pytest.raises(error, match=words):
        open_for(**fields)


def test_nothing_is_fetched_while_the_flow_is_missing(monkeypatch):
    monkeypatch.setattr(family, "checkpoint_folder", lambda *_, **__: pytest.fail("fetched"))
    with pytest.raises(ModelError, match="optical flow"):
        open_for(model="stablevsr")
