"""StableVSR on ONNX Runtime against the authors' numbers and against torch."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

from tests.models.stablevsr.golden import CHECKPOINT, case, footage, networks, noise, units
from uprez.core.errors import ModelError
from uprez.models.flow.onnx_raft import OnnxRaft
from uprez.models.flow.weights import load_raft
from uprez.models.runtime import ort
from uprez.models.stablevsr.given import sample
from uprez.models.stablevsr.onnx_networks import OnnxNetworks
from uprez.models.stablevsr.sampler import Departures, Made
from uprez.models.stablevsr.text import embedding

TOLERANCE = 2e-5
"""Between runtimes; goldens are held to 1e-4, most of which is the authors' machine."""


@pytest.fixture(scope="module")
def nets(exported):
    return OnnxNetworks.of(exported.folder, embedding(exported.folder, ""), device="cpu")


@pytest.fixture(scope="module")
def torch_nets():
    return networks()


@pytest.fixture(scope="module")
def raft(exported):
    return OnnxRaft(exported.folder / "raft.onnx", device="cpu")


def drawn(*shape):
    return np.random.default_rng(0).standard_normal(shape, np.float32)


def both(nets, torch_nets, call):
    """What a call gives on ONNX Runtime and on torch."""
    found = call(nets, lambda values: values)
    expected = call(torch_nets, torch.from_numpy)
    return found, expected.numpy()


@pytest.mark.parametrize("batch", [1, 3])
def test_every_step_of_every_frame_is_the_authors(nets, batch):
    seen: dict[tuple[int, int], Made] = {}
    result = sample(
        nets, nets.schedule.steps(3), footage(), noise(), batch=batch, watch=lambda made: seen.__setitem__((made.step, made.frame), made)
    )
    expected = case()
    assert list(seen) == [(i, int(j)) for i, order in enumerate(expected["order"]) for j in order]
    for (i, j), made in seen.items():
        for name, value in (("v_pred", made.v), ("x0", made.x0), ("latent", made.latent)):
            np.testing.assert_allclose(value[0], expected[f"step.{name}"][i, j], atol=1e-4, rtol=0, err_msg=f"{name} {i} {j}")
    assert result.latents.dtype == result.pictures.dtype == np.float32
    np.testing.assert_allclose(result.latents, expected["final.latent"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(result.pictures, expected["final.rgb"], atol=1e-4, rtol=0)


def test_odd_levels_are_the_authors(exported):
    given = units()
    nets = OnnxNetworks.of(exported.folder, given["net.e"], device="cpu")
    timestep = int(given["net.t"][0])
    features = nets.encode(given["net.x"], timestep)
    np.testing.assert_allclose(nets.predict(features, None, timestep), given["net.unet_plain"], atol=1e-4, rtol=0)
    residuals = nets.control(given["net.x"], given["net.cond"], timestep)
    for index in range(12):
        np.testing.assert_allclose(residuals[index], given[f"net.tcm_down{index}"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(residuals[12], given["net.tcm_mid"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(nets.predict(features, residuals, timestep), given["net.unet_tcm"], atol=1e-4, rtol=0)


@pytest.mark.parametrize(("batch", "height", "width"), [(1, 4, 4), (1, 12, 20), (2, 16, 28), (3, 36, 8)])
def test_any_batch_and_size_is_torchs(nets, torch_nets, batch, height, width):
    x, guidance, latents = drawn(batch, 7, height, width), drawn(batch, 3, 4 * height, 4 * width), drawn(batch, 4, height, width)

    def step(on, load):
        return on.predict(on.encode(load(x), 321), on.control(load(x), load(guidance), 321), 321)

    calls = {
        "v": step,
        "v alone": lambda on, load: on.predict(on.encode(load(x), 321), None, 321),
        "decode": lambda on, load: on.decode(load(latents)),
        "encode": lambda on, load: on.encode_picture(load(guidance)),
    }
    for name, call in calls.items():
        found, expected = both(nets, torch_nets, call)
        assert found.shape == expected.shape and found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=TOLERANCE, rtol=0, err_msg=name)


def test_timestep_and_text_reach_the_networks(nets, exported):
    x = drawn(1, 7, 8, 8)
    other = OnnxNetworks.of(exported.folder, drawn(1, 77, 64), device="cpu")
    plain = nets.predict(nets.encode(x, 21), None, 21)
    assert np.abs(nets.predict(nets.encode(x, 981), None, 981) - plain).max() > 1e-3
    assert np.abs(other.predict(other.encode(x, 21), None, 21) - plain).max() > 1e-5


def test_a_batch_is_its_pictures_one_by_one(nets):
    x = drawn(3, 7, 12, 20)
    features = nets.encode(x, 501)
    for k in range(3):
        alone = nets.predict(nets.encode(x[k : k + 1], 501), None, 501)
        np.testing.assert_allclose(nets.predict(nets.pick(features, k, 1), None, 501), alone, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("exact", [False, True])
def test_warp_and_sizes_are_torchs(nets, torch_nets, exact):
    pictures, flow = drawn(2, 3, 24, 40), 5 * drawn(2, 2, 24, 40)
    calls = {
        "warp": lambda on, load: on.warp(load(pictures), load(flow), exact=exact),
        "shrink": lambda on, load: on.shrink(load(pictures)),
        "enlarge": lambda on, load: on.enlarge(load(pictures)),
    }
    for name, call in calls.items():
        found, expected = both(nets, torch_nets, call)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=5e-5 if name == "warp" else 1e-6, rtol=0, err_msg=name)


@pytest.mark.parametrize("name", ["occlusion", "guided_first", "half_guidance"])
def test_departures_are_torchs(nets, torch_nets, name):
    departures = Departures(**{name: True})
    steps = nets.schedule.steps(2)
    found, expected = (sample(on, steps, footage(), noise(), departures=departures).latents for on in (nets, torch_nets))
    np.testing.assert_allclose(found, expected, atol=1e-4, rtol=0)


def test_half_precision_stays_near(half, nets):
    folder, _ = half
    lighter = OnnxNetworks.of(folder, embedding(CHECKPOINT, ""), device="cpu", precision="fp16")
    assert lighter.runtime == "onnxruntime cpu fp16" and nets.runtime == "onnxruntime cpu fp32"
    assert lighter.weights != nets.weights
    x, guidance = drawn(2, 7, 12, 20), drawn(2, 3, 48, 80)
    found, expected = (on.predict(on.encode(x, 501), on.control(x, guidance, 501), 501) for on in (lighter, nets))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=2e-2, rtol=0)
    assert np.isfinite(lighter.predict(lighter.encode(x, 1), None, 1)).all()


@pytest.mark.parametrize("size", [(128, 128), (136, 168), (40, 150)])
def test_the_flow_is_torchs(raft, raft_weights, size):
    coarse = np.repeat(np.repeat(np.clip(drawn(3, -(-size[0] // 8), -(-size[1] // 8)), -1, 1), 8, 1), 8, 2)[:, : size[0], : size[1]]
    target, source = coarse, np.roll(coarse, (2, 3), (1, 2))
    found = raft.estimate(target, source)
    expected = load_raft(raft_weights).estimate(torch.from_numpy(target[None].copy()), torch.from_numpy(source[None])).numpy()[0]
    assert found.shape == (2, *size) and found.dtype == np.float32
    assert np.abs(expected).max() > 1
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=0)


def test_frames_of_unlike_size_have_no_flow(raft):
    with pytest.raises(ValueError, match="differ in size"):
        raft.estimate(drawn(3, 128, 128), drawn(3, 128, 136))


def test_it_runs_without_torch(exported):
    code = f"""
import sys
sys.modules["torch"] = sys.modules["diffusers"] = sys.modules["transformers"] = None
from pathlib import Path
import numpy as np
from uprez.models.stablevsr.given import GivenFootage, GivenNoise, sample
from uprez.models.flow.onnx_raft import OnnxRaft
from uprez.models.stablevsr.onnx_networks import OnnxNetworks
from uprez.models.stablevsr.text import embedding
folder = Path({str(exported.folder)!r})
networks = OnnxNetworks.of(folder, embedding(folder, ""))
flow = OnnxRaft(folder / "raft.onnx").estimate(np.zeros((3, 32, 32), np.float32), np.zeros((3, 32, 32), np.float32))
footage = GivenFootage(np.zeros((2, 3, 8, 8), np.float32), flow[None], flow[None])
noise = GivenNoise(np.ones((2, 4, 8, 8), np.float32), np.zeros((2, 2, 4, 8, 8), np.float32))
assert np.isfinite(sample(networks, networks.schedule.steps(2), footage, noise).pictures).all()
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", ["tcm.onnx", "vae_decoder.onnx"])
def test_a_changed_file_is_refused(exported, tmp_path, name):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=f"{name}' is damaged"):
        OnnxNetworks.of(folder, embedding(CHECKPOINT, ""), device="cpu")


def test_what_does_not_go_together_is_refused(exported, tmp_path):
    text = embedding(CHECKPOINT, "")
    with pytest.raises(ModelError, match="cannot run in fp16"):
        OnnxNetworks.of(exported.folder, text, device="cpu", precision="fp16")
    with pytest.raises(ModelError, match="no device"):
        OnnxNetworks.of(exported.folder, text, device="abacus")
    with pytest.raises(ModelError, match="does not fit"):
        OnnxNetworks.of(exported.folder, text[:, :, :32], device="cpu")
    (tmp_path / "raft.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match="onnxruntime"):
        OnnxRaft(tmp_path / "raft.onnx", device="cpu")


@pytest.mark.filterwarnings("ignore:Specified provider")
def test_a_device_that_fails_is_passed_over_aloud(exported, monkeypatch):
    monkeypatch.setattr(ort, "devices", lambda: ("tensorrt", "cuda", "cpu"))
    notes: list[str] = []
    found = OnnxNetworks.of(exported.folder, embedding(CHECKPOINT, ""), on_note=notes.append)
    assert found.runtime == "onnxruntime cpu fp32"
    assert len(notes) == 1 and "cuda was passed over" in notes[0]
