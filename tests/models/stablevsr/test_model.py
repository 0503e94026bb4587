"""StableVSR behind the engine's contract: any length, resumed passes, tiles, options, values beyond 0 to 1."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
import torch

from tests.models.flow.ruled import ruled_tensors
from tests.models.stablevsr.golden import CHECKPOINT, networks
from uprez.core.errors import JobError, PictureError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Workspace, drain
from uprez.models.flow.raft import Raft
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.flows import PairFlows, RaftFlows
from uprez.models.stablevsr.model import StableVsr


class Stopped(Exception):
    """Stands for a kill between two frames."""


@pytest.fixture(scope="module")
def model():
    checkpoint = Checkpoint(CHECKPOINT)
    return StableVsr(networks(), checkpoint.schedule(), PairFlows(), weights=checkpoint.sha256)


def clip(frames: int = 3, height: int = 16, width: int = 20) -> np.ndarray:
    x = np.arange(width + frames)
    waves = 0.5 + 0.4 * np.sin(x / 3)[None, None, None] * np.cos(np.arange(height) / 4)[None, None, :, None]
    rows = np.concatenate([waves[..., t : t + width] for t in range(frames)])
    return np.ascontiguousarray(np.broadcast_to(rows, (frames, 3, height, width)), np.float32)


def run(model: StableVsr, pictures: np.ndarray, workspace: Workspace | None = None, first: int = 0, **recipe) -> np.ndarray:
    shot = Shot(index=0, first=first, last=first + len(pictures) - 1)
    stream = model.open(shot, Recipe(model="stablevsr", steps=2, **recipe), None, workspace or Workspace())
    pushed = [stream.push(picture[None]) for picture in pictures]
    assert all(len(given) == 0 for given in pushed)
    return np.stack(list(drain(stream)))


@pytest.fixture(scope="module")
def whole(model):
    return run(model, clip())


@pytest.fixture(scope="module")
def guided_first(model):
    return run(model, clip(), options=("guided-first",))


def test_gives_every_frame_at_four_times_the_size(whole):
    assert whole.shape == (3, 3, 64, 80)
    assert whole.dtype == np.float32


def test_noise_belongs_to_seed_and_absolute_frame(model, whole):
    np.testing.assert_array_equal(run(model, clip()), whole)
    assert np.abs(run(model, clip(), first=8) - whole).max() > 0.01
    assert np.abs(run(model, clip(), seed=1) - whole).max() > 0.01


@pytest.mark.parametrize("stop", [1, 3, 4, 6])
def test_a_stopped_shot_goes_on_after_its_last_whole_pass(model, guided_first, tmp_path, stop):
    told: list[int] = []

    def tell(stage: str, done: int, total: int) -> None:
        told.append(done)
        if done == stop and len(told) <= stop + 2:
            raise Stopped

    with pytest.raises(Stopped):
        run(model, clip(), Workspace(tmp_path, tell), options=("guided-first",))
    again: list[int] = []
    resumed = run(model, clip(), Workspace(tmp_path, lambda stage, done, total: again.append(done)), options=("guided-first",))
    np.testing.assert_array_equal(resumed, guided_first)
    assert again[0] == (stop - 1) // 3 * 3


def test_a_shot_whose_passes_are_all_done_is_only_given_again(model, tmp_path):
    expected = run(model, clip(), Workspace(tmp_path))
    told: list[int] = []
    np.testing.assert_array_equal(run(model, clip(), Workspace(tmp_path, lambda *words: told.append(words[1]))), expected)
    assert told == []


@pytest.mark.parametrize(
    "other",
    [{"seed": 5}, {"strength": 0.5}, {"options": ("exact-warp",)}, {"quality": "fast"}, {"scheduler": "ddim"}, {"first": 4}, {"tile": 64}],
)
def test_what_another_run_left_is_not_gone_on_from(model, whole, tmp_path, other):
    def stop(stage: str, done: int, total: int) -> None:
        if done == 4:
            raise Stopped

    with suppress(Stopped):  # the shortest of them ends before
        run(model, clip(), Workspace(tmp_path, stop), **other)
    assert list(tmp_path.iterdir())
    told: list[int] = []
    result = run(model, clip(), Workspace(tmp_path, lambda *words: told.append(words[1])))
    np.testing.assert_array_equal(result, whole)
    assert told[0] == 0


def test_other_frames_are_not_gone_on_from_and_flows_of_the_same_are(model, tmp_path):
    run(model, clip(), Workspace(tmp_path), seed=5)
    flows = {path.name for path in tmp_path.glob("dis_*")}
    assert len(flows) == 4
    run(model, clip(), Workspace(tmp_path))
    assert {path.name for path in tmp_path.glob("dis_*")} == flows
    brighter = clip() + np.float32(0.05)
    np.testing.assert_array_equal(run(model, brighter, Workspace(tmp_path)), run(model, brighter))
    assert not flows & {path.name for path in tmp_path.glob("dis_*")}


def test_tiles_are_the_recipes(model):
    wide = clip(2, 16, 132)
    whole, tiled = run(model, wide), run(model, wide, tile=96)
    assert 0 < np.abs(tiled - whole).mean() < 0.1 * np.abs(run(model, wide, seed=1) - whole).mean()


def test_shots_of_the_same_numbers_have_their_own_flow(model):
    """RAFT's features belong to a shot: two filled shots, and short runs one after the other, do not mix them up."""
    raft = Raft()
    shapes = {name: tuple(value.shape) for name, value in raft.state_dict().items() if value.ndim}
    raft.load_state_dict({name: torch.from_numpy(values) for name, values in ruled_tensors(shapes, 1).items()}, strict=False)
    crowd = StableVsr(model._networks, model._schedule, RaftFlows(raft), weights="", together=2)
    recipe = Recipe(model="stablevsr", steps=1)
    shots = [clip(2), clip(2)[:, :, ::-1, ::-1].copy()]

    def alone(index: int) -> np.ndarray:
        single = StableVsr(model._networks, model._schedule, RaftFlows(raft), weights="")
        return made(single.open(Shot(index=0, first=2 * index, last=2 * index + 1), recipe), shots[index])

    expected = [alone(0), alone(1)]
    streams = [crowd.open(Shot(index=at, first=2 * at, last=2 * at + 1), recipe) for at in (0, 1)]
    for stream, pictures in zip(streams, shots, strict=True):
        stream.push(pictures)
    for stream, wanted in zip(streams, expected, strict=True):
        np.testing.assert_allclose(np.stack(list(drain(stream))), wanted, atol=1e-4)
    np.testing.assert_allclose(made(crowd.open(Shot(index=0, first=0, last=1), recipe), shots[0]), expected[0], atol=1e-4)


def made(stream, pictures: np.ndarray) -> np.ndarray:
    stream.push(pictures)
    return np.stack(list(drain(stream)))


def test_progress_counts_every_frame_of_every_pass(model):
    told: list[tuple[str, int, int]] = []
    run(model, clip(), Workspace(None, lambda *words: told.append(words)))
    assert {stage for stage, _, _ in told} == {"sampling"}
    assert sorted({done for _, done, _ in told}) == list(range(7))
    assert {total for _, _, total in told} == {6}


def test_values_beyond_white_and_black_survive(model):
    pictures = clip()
    pictures[1, :, 4:12, 4:12] += 2
    pictures[1, :, 12:, :] -= 2
    inside = run(model, pictures.clip(0, 1))
    result = run(model, pictures)
    np.testing.assert_array_equal(result[[0, 2]], inside[[0, 2]])
    assert (result - inside)[1, :, 28:36, 28:36].min() > 1
    assert (result - inside)[1, :, 56:, :].max() < -1


@pytest.mark.parametrize("size", [(4, 4), (16, 16), (20, 36)])
@pytest.mark.parametrize("frames", [1, 2])
def test_small_pictures_and_short_shots(model, size, frames):
    assert np.isfinite(run(model, clip(frames, *size))).all()


def test_fast_takes_fewer_steps_and_says_how_many(model):
    told: list[int] = []
    shot = Shot(index=0, first=0, last=1)
    stream = model.open(shot, Recipe(model="stablevsr", quality="fast"), None, Workspace(None, lambda _, done, total: told.append(total)))
    stream.push(clip(2))
    assert len(list(drain(stream))) == 2
    assert set(told) == {16}


def test_strength_starts_late_from_the_encoded_source(model, monkeypatch):
    told: list[int] = []
    shot = Shot(index=0, first=0, last=2)
    recipe = Recipe(model="stablevsr", steps=4, strength=0.25)
    stream = model.open(shot, recipe, None, Workspace(None, lambda _, done, total: told.append(total)))
    stream.push(clip())
    result = np.stack(list(drain(stream)))
    assert set(told) == {3}  # one of four steps, for three frames
    monkeypatch.setattr(model._networks, "encode_picture", lambda pictures: pictures.new_zeros((1, 4, 16, 20)))
    blind = model.open(shot, recipe)
    blind.push(clip())
    assert np.abs(np.stack(list(drain(blind))) - result).max() > 0.01


def test_unknown_options_and_step_counts_are_refused(model):
    with pytest.raises(JobError, match="exact-warp"):
        run(model, clip(), options=("better",))
    with pytest.raises(JobError, match="1000 steps"):
        model.open(Shot(index=0, first=0, last=0), Recipe(model="stablevsr", steps=1000))


def test_a_broken_step_is_refused_at_once(model, tmp_path, monkeypatch):
    monkeypatch.setattr(model._networks, "predict", lambda features, residuals, timestep: features[0][:, :4] * float("nan"))
    told: list[int] = []
    with pytest.raises(PictureError, match="step 1"):
        run(model, clip(1), Workspace(tmp_path, lambda stage, done, total: told.append(done)))
    assert max(told) == 1
    assert not list(tmp_path.glob("pass*"))


def test_filled_shots_share_their_passes(model, monkeypatch):
    """Shots of several lengths are sampled at once, each as if alone; a shot of one frame is left to itself."""
    pair = StableVsr(model._networks, model._schedule, PairFlows(), weights=model.spec.weights, together=4)
    recipe = Recipe(model="stablevsr", steps=2)
    shots = [Shot(index=0, first=0, last=2), Shot(index=1, first=3, last=4), Shot(index=2, first=5, last=5)]
    streams = [pair.open(shot, recipe) for shot in shots]
    for shot, stream in zip(shots, streams, strict=True):
        stream.push(clip(len(shot.range)))
    sizes: list[int] = []
    decode = model._networks.decode
    monkeypatch.setattr(model._networks, "decode", lambda latents: sizes.append(len(latents)) or decode(latents))
    results = [np.stack(list(drain(stream))) for stream in streams]
    assert max(sizes) == 2
    for shot, result in zip(shots, results, strict=True):
        np.testing.assert_allclose(result, run(model, clip(len(shot.range)), first=shot.first), atol=1e-4)
