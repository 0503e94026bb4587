from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.flow.ruled import ruled_tensors
from uprez.models.flow.correlation import Budget
from uprez.models.flow.raft import Raft

GOLDEN = Path(__file__).parents[2] / "data" / "raft" / "golden.npz"


def ruled_raft(budget=None):
    raft = Raft(budget)
    shapes = {name: tuple(value.shape) for name, value in raft.state_dict().items() if not name.endswith("num_batches_tracked")}
    raft.load_state_dict({name: torch.from_numpy(value) for name, value in ruled_tensors(shapes, 20031203).items()}, strict=False)
    return raft


@pytest.fixture(scope="module")
def raft():
    return ruled_raft()


@pytest.fixture(scope="module")
def golden():
    with np.load(GOLDEN) as arrays:
        frames = torch.from_numpy(arrays["frames"]).float() / 127.5 - 1
        return frames[:1], frames[1:], torch.from_numpy(arrays["flow"])[None]


def noise(*shape):
    return torch.from_numpy(np.random.default_rng(0).random(shape, np.float32) * 2 - 1)


@pytest.mark.parametrize("budget", [Budget(), Budget(volume=0, chunk=2**20)], ids=["all pairs", "on demand"])
def test_the_flow_is_torchvisions(golden, budget):
    target, source, flow = golden
    found = ruled_raft(budget).estimate(target, source)
    assert found.dtype == torch.float32 and found.shape == flow.shape
    assert float((found - flow).abs().max()) < 1e-3  # 1e-5 where the golden was made; flows reach 30 pixels


def test_parameters_and_keys_are_raft_larges(raft):
    assert sum(parameter.numel() for parameter in raft.parameters()) == 5_257_536
    keys = raft.state_dict().keys()
    assert len(keys) == 169
    assert {key.split(".")[0] for key in keys} == {"feature_encoder", "context_encoder", "update_block", "mask_predictor"}
    assert keys >= {
        "feature_encoder.convnormrelu.0.weight",
        "feature_encoder.layer2.0.downsample.0.bias",
        "context_encoder.layer3.1.convnormrelu2.1.running_var",
        "context_encoder.conv.bias",
        "update_block.motion_encoder.convcorr1.0.weight",
        "update_block.motion_encoder.conv.0.bias",
        "update_block.recurrent_block.convgru1.convz.weight",
        "update_block.recurrent_block.convgru2.convq.bias",
        "update_block.flow_head.conv2.weight",
        "mask_predictor.convrelu.0.weight",
        "mask_predictor.conv.bias",
    }
    assert "feature_encoder.convnormrelu.1.weight" not in keys  # instance norm, without weights of its own


def test_a_shots_features_serve_all_its_pairs(raft):
    shot = noise(3, 3, 128, 128)
    features = raft.features(shot)
    into_earlier = raft.from_features(features[1:], features[:-1])
    into_later = raft.from_features(features[:-1], features[1:])
    for k in range(2):
        torch.testing.assert_close(into_earlier[k], raft.estimate(shot[k + 1 : k + 2], shot[k : k + 1])[0], rtol=0, atol=1e-5)
        torch.testing.assert_close(into_later[k], raft.estimate(shot[k : k + 1], shot[k + 1 : k + 2])[0], rtol=0, atol=1e-5)


def test_a_shot_of_one_frame_has_no_pairs(raft):
    features = raft.features(noise(1, 3, 40, 50))
    assert raft.from_features(features[1:], features[:-1]).shape == (0, 2, 40, 50)


@pytest.mark.parametrize("size", [(1, 1), (3, 50), (128, 129), (100, 141)])
def test_any_size_is_padded_by_its_edge_and_cropped(raft, size):
    target, source = noise(2, 3, *size).split(1)
    found = raft.estimate(target, source)
    assert found.shape == (1, 2, *size) and bool(found.isfinite().all())
    extra = [max(128, -(-side // 8) * 8) - side for side in size]
    before = [side // 2 for side in extra]
    margins = [(0, 0), (0, 0), *((first, both - first) for first, both in zip(before, extra, strict=True))]
    padded = [torch.from_numpy(np.pad(frame.numpy(), margins, mode="edge")) for frame in (target, source)]
    inside = (..., slice(before[0], before[0] + size[0]), slice(before[1], before[1] + size[1]))
    torch.testing.assert_close(found, raft.estimate(*padded)[inside], rtol=0, atol=1e-5)


def test_it_stays_in_float32_and_in_use(raft, golden):
    target, source, flow = golden
    outer = torch.nn.ModuleList([raft]).train()
    with torch.autocast("cpu", torch.bfloat16):
        found = outer[0].estimate(target, source)
    assert not found.requires_grad and found.dtype == torch.float32
    assert float((found - flow).abs().max()) < 1e-3


def test_frames_of_unlike_size_are_refused(raft):
    with pytest.raises(ValueError, match="differ in size"):
        raft.estimate(noise(1, 3, 128, 128), noise(1, 3, 128, 136))
    narrow, wide = raft.features(noise(1, 3, 128, 126)), raft.features(noise(1, 3, 128, 128))
    with pytest.raises(ValueError, match="differ in size"):
        raft.from_features(narrow, wide)
