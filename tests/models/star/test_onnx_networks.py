"""ONNX Runtime against torch and the authors' own results."""

import copy
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

from tests.models.star.golden import network, tensors
from uprez.core.errors import ModelError
from uprez.models.runtime import ort
from uprez.models.star.onnx_networks import OnnxNetworks
from uprez.models.star.sampler import sample
from uprez.models.star.schedule import release_schedule
from uprez.models.star.torch_networks import TorchNetworks
from uprez.models.star.vae import Vae
from uprez.models.star.windows import Windows

TOLERANCE = 5e-5


def drawn(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape, np.float32)


def texts(tokens=77):
    return drawn(1, tokens, 64), drawn(1, tokens + 1, 64)[:, 1:]


def told(nets, prompt, negative=None):
    """The same loaded networks with other texts."""
    other = copy.copy(nets)
    other._alone, other._both = prompt, None if negative is None else np.concatenate((prompt, negative))
    return other


@pytest.fixture(scope="module")
def nets(exported):
    return OnnxNetworks(exported, *texts(), device="cpu")


@pytest.fixture(scope="module")
def torch_nets(checkpoint):
    return TorchNetworks(network(), Vae.read(checkpoint / "vae"), *texts())


def test_v_is_the_authors(nets):
    io = tensors("unet_a.io")
    nets = told(nets, io["y"].numpy(), io["y_neg"].numpy())
    for timestep in (899, 0):
        v, negative = nets.predict(io["x"].numpy(), timestep, io["hint"].numpy(), both=True)
        np.testing.assert_allclose(v, io[f"t{timestep}.out"], atol=TOLERANCE, rtol=0)
        np.testing.assert_allclose(negative, io[f"t{timestep}.out_neg"], atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize(("frames", "height", "width"), [(1, 10, 8), (2, 18, 16), (5, 10, 32), (13, 26, 8)])
def test_any_number_of_frames_and_any_size_is_torchs(nets, torch_nets, frames, height, width):
    latent, hint = drawn(1, 4, frames, height, width), drawn(1, 4, frames, height, width + 1)[..., 1:]
    for both in (True, False):
        found, expected = (on.predict(latent, 321, hint, both=both) for on in (nets, torch_nets))
        assert (found[1] is None) == (not both)
        for one, other in zip(found[: 1 + both], expected[: 1 + both], strict=True):
            assert one.shape == latent.shape and one.dtype == np.float32
            np.testing.assert_allclose(one, other, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("tokens", [1, 154])
def test_a_text_of_any_length_is_torchs(nets, checkpoint, tokens):
    latent, hint = drawn(1, 4, 2, 10, 8), drawn(1, 4, 2, 10, 8)
    given = texts(tokens)
    one = told(nets, *given).predict(latent, 90, hint, both=True)
    other = TorchNetworks(network(), Vae.read(checkpoint / "vae"), *given).predict(latent, 90, hint, both=True)
    for found, expected in zip(one, other, strict=True):
        np.testing.assert_allclose(found, expected, atol=TOLERANCE, rtol=0)


def test_timestep_and_text_reach_the_network(nets):
    latent = drawn(1, 4, 2, 10, 8)
    plain = nets.predict(latent, 90, latent, both=False)[0]
    other = told(nets, texts()[1])
    assert np.abs(nets.predict(latent, 899, latent, both=False)[0] - plain).max() > 1e-3
    assert np.abs(other.predict(latent, 90, latent, both=False)[0] - plain).max() > 1e-5
    with pytest.raises(ValueError, match="negative"):
        other.predict(latent, 90, latent, both=True)


def test_bits_are_the_same_again(nets):
    latent = drawn(1, 4, 3, 10, 8)
    assert torch.equal(*(torch.from_numpy(nets.predict(latent, 500, latent, both=True)[0]) for _ in range(2)))


def test_a_run_over_windows_is_torchs(nets, torch_nets):
    schedule = release_schedule()
    steps = schedule.steps(schedule.timesteps()[-2:])
    footage, start, *noises = (drawn(1, 4, 6, 10, 8 + index)[..., :8].copy() for index in range(3))
    windows = Windows.balanced(6, 4, 2)
    found, expected = (sample(on.predict, steps, footage, start, noises, windows=windows) for on in (nets, torch_nets))
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=0)


@pytest.mark.parametrize(("frames", "height", "width"), [(1, 6, 8), (3, 10, 12), (8, 7, 5)])
def test_the_vae_is_torchs(nets, torch_nets, frames, height, width):
    latents, pictures = drawn(1, 4, frames, height, width), drawn(frames, 3, 2 * height, 2 * width)
    noise = drawn(frames, 4, height, width)
    np.testing.assert_allclose(nets.decode(latents), torch_nets.decode(latents), atol=TOLERANCE, rtol=0)
    for each in (None, noise):
        np.testing.assert_allclose(nets.encode(pictures, each), torch_nets.encode(pictures, each), atol=TOLERANCE, rtol=0)
    assert np.abs(nets.encode(pictures, noise) - nets.encode(pictures, None)).max() > 1e-3


def test_frames_know_each_other(nets):
    latents = drawn(1, 4, 3, 6, 8)
    apart = np.concatenate([nets.decode(latents[:, :, index : index + 1]) for index in range(3)])
    assert np.abs(nets.decode(latents) - apart).max() > 1e-3


def test_one_graph_is_loaded_at_a_time_and_hashed_once(exported, monkeypatch):
    opened, hashed = [], []

    monkeypatch.setattr("uprez.models.star.onnx_networks.OrtSession", lambda model, *, device: opened.append(model.name) or object())
    monkeypatch.setattr(type(exported), "path", lambda self, name: hashed.append(name) or self.folder / name)
    nets = OnnxNetworks(exported, *texts(), device="cpu")
    for stage in ("encode", "denoise", "denoise", "decode", "encode"):
        nets.enter(stage)
    assert opened == ["vae_encoder.onnx", "network.onnx", "vae_decoder.onnx", "vae_encoder.onnx"]
    assert hashed == opened[:3]


def test_it_runs_without_torch(exported):
    code = f"""
import sys
sys.modules["torch"] = sys.modules["diffusers"] = sys.modules["transformers"] = None
from pathlib import Path
import numpy as np
from uprez.models.star.onnx_networks import OnnxNetworks
text = np.zeros((1, 77, 64), np.float32)
networks = OnnxNetworks.of(Path({str(exported.folder)!r}), text, text)
latents = networks.encode(np.zeros((2, 3, 20, 16), np.float32), None)
v, negative = networks.predict(latents, 899, latents, both=True)
assert (v == negative).all() and np.isfinite(networks.decode(latents + v)).all()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_changed_file_is_refused(exported, tmp_path):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    data = bytearray((folder / "network.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "network.onnx").write_bytes(data)
    nets = OnnxNetworks.of(folder, *texts(), device="cpu")
    with pytest.raises(ModelError, match=r"network\.onnx' is damaged"):
        nets.enter("denoise")


def test_what_does_not_go_together_is_refused(exported):
    with pytest.raises(ModelError, match="cannot run in fp16"):
        OnnxNetworks.of(exported.folder, *texts(), device="cpu", precision="fp16")
    with pytest.raises(ModelError, match="no device"):
        OnnxNetworks.of(exported.folder, *texts(), device="abacus")
    with pytest.raises(ModelError, match="does not fit"):
        OnnxNetworks.of(exported.folder, texts()[0][:, :, :32], device="cpu")


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_device_that_fails_is_passed_over_aloud(exported, monkeypatch):
    monkeypatch.setattr(ort, "devices", lambda: ("tensorrt", "cuda", "cpu"))
    notes: list[str] = []
    found = OnnxNetworks.of(exported.folder, *texts(), on_note=notes.append)
    assert found.runtime == "onnxruntime cpu fp32"
    assert len(notes) == 1 and "cuda was passed over" in notes[0]
