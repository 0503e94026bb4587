"""ONNX Runtime against torch, over shapes and references."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from tests.models.unimmvsr.small import drawn
from uprez.core.cover import Span
from uprez.core.errors import ModelError
from uprez.models.unimmvsr.checkpoint import read
from uprez.models.unimmvsr.exported import DECODERS, ENCODERS, NETWORK
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.onnx_networks import OnnxNetworks
from uprez.models.unimmvsr.tiles import tiles
from uprez.models.unimmvsr.torch_networks import TorchNetworks
from uprez.models.unimmvsr.vae import Vae

TOLERANCE = 5e-5


def array(*shape, seed=0):
    return drawn(*shape, seed=seed).numpy()


def conditions(size, references, words=5, **more):
    given = (
        Given(array(1, 16, 1, 6, 4, seed=4)),
        Given(array(1, 16, size[0], size[1] // 2 * 2, 8, seed=5), "video"),
        Given(array(1, 16, 1, 2, 4, seed=6)),
    )[:references]
    return Conditions(array(1, 16, *size, seed=1), 300.0, array(1, words, 8, seed=2), array(1, 2, 8, seed=3), given, **more)


@pytest.fixture(scope="module")
def nets(exported):
    return OnnxNetworks.of(exported.folder, device="cpu")


@pytest.fixture(scope="module")
def torch_nets(bare):
    return TorchNetworks(read(bare / "transformer"), Vae.read(bare / "vae"))


@pytest.mark.parametrize("size", [(1, 4, 4), (2, 8, 6), (5, 6, 10)])
def test_any_size_and_any_references_are_torchs(nets, torch_nets, size):
    latent, found = array(1, 16, *size, seed=9), []
    for references, branch in product(range(4), ("full", "no text")):
        told = conditions(size, references, words=1 + references)
        made, expected = (each.predictor(told)(latent, 0.6, branch, Span(0, size[0])) for each in (nets, torch_nets))
        assert made.shape == latent.shape and made.dtype == np.float32
        np.testing.assert_allclose(made, expected, atol=TOLERANCE, rtol=0)
        found.append(made)
    nothing = nets.predictor(told)(latent, 0.6, "no reference", Span(0, size[0]))
    np.testing.assert_allclose(nothing, torch_nets.predictor(told)(latent, 0.6, "no reference", Span(0, size[0])), atol=TOLERANCE, rtol=0)
    assert all(np.abs(one - other).max() > 1e-4 for one, other in ((found[2], found[4]), (found[4], found[6]), (found[0], found[1])))


def test_a_window_of_a_tile_is_torchs(nets, torch_nets):
    told, tile, span = conditions((4, 24, 30), 2), tiles(24, 30, 24, 24)[1], Span(1, 3)
    latent = array(1, 16, 2, *tile.size, seed=9)
    made, expected = (each.predictor(told)(latent, 0.3, "full", span, tile) for each in (nets, torch_nets))
    np.testing.assert_allclose(made, expected, atol=TOLERANCE, rtol=0)


def test_the_vae_is_torchs_part_by_part(nets, torch_nets):
    shapes = ((1, 16, 16), (5, 8, 24), (9, 24, 16))
    videos = [array(frames, 3, height, width).clip(-1, 1) for frames, height, width in shapes]
    made = [np.concatenate(list(nets.encode([pictures]))) for pictures in videos]
    np.testing.assert_array_equal(np.concatenate(list(nets.encode(iter((videos[2][:3], videos[2][3:]))))), made[2])
    shown = [np.concatenate(list(nets.decode(np.split(latents, len(latents))))) for latents in made]
    for pictures, latents, again in zip(videos, made, shown, strict=True):
        frames, _, height, width = pictures.shape
        assert latents.shape == (1 + (frames - 1) // 4, 16, height // 8, width // 8) and again.shape == pictures.shape
        np.testing.assert_allclose(latents, np.concatenate(list(torch_nets.encode([pictures]))), atol=TOLERANCE, rtol=0)
        np.testing.assert_allclose(again, np.concatenate(list(torch_nets.decode([latents]))), atol=TOLERANCE, rtol=0)


def test_frames_that_make_no_latent_are_refused(nets):
    with pytest.raises(ValueError, match="2 pictures are left over"):
        list(nets.encode([array(3, 3, 8, 8)]))


def test_one_stage_is_loaded_at_a_time_and_hashed_once(exported, monkeypatch):
    opened, hashed = [], []
    monkeypatch.setattr("uprez.models.unimmvsr.onnx_networks.OrtSession", lambda model, *, device: opened.append(model.name) or object())
    path = type(exported).path
    monkeypatch.setattr(type(exported), "path", lambda self, name: hashed.append(name) or path(self, name))
    nets = OnnxNetworks(exported, device="cpu")
    for stage in ("encode", "denoise", "denoise", "decode", "encode"):
        nets.enter(stage)
    assert opened == [*ENCODERS, NETWORK, *DECODERS, *ENCODERS]
    assert len(hashed) == len(set(hashed))


def test_what_does_not_go_together_is_refused(exported, nets):
    with pytest.raises(ModelError, match="cannot run in fp16"):
        OnnxNetworks.of(exported.folder, device="cpu", precision="fp16")
    with pytest.raises(ModelError, match="no device"):
        OnnxNetworks.of(exported.folder, device="abacus")
    with pytest.raises(ModelError, match="no windows of attention"):
        nets.predictor(conditions((1, 4, 4), 0, window=(2, 2)))
    wrong = conditions((1, 4, 4), 0)
    with pytest.raises(ModelError, match="does not fit"):
        nets.predictor(Conditions(wrong.footage, 300.0, array(1, 5, 7), wrong.null))


def test_it_runs_without_torch(exported):
    code = f"""
import sys
sys.modules["torch"] = sys.modules["diffusers"] = sys.modules["transformers"] = None
from pathlib import Path
import numpy as np
from uprez.core.cover import Span
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.onnx_networks import OnnxNetworks
networks = OnnxNetworks.of(Path({str(exported.folder)!r}))
latents = np.concatenate(list(networks.encode([np.zeros((5, 3, 16, 16), np.float32)])))
footage, text = latents.swapaxes(0, 1)[None], np.zeros((1, 3, 8), np.float32)
predict = networks.predictor(Conditions(footage, 300.0, text, text, (Given(footage[:, :, :1]),)))
made = predict(footage, 0.5, "full", Span(0, 2))
assert all(np.isfinite(part).all() for part in networks.decode([made[0].swapaxes(0, 1)]))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
