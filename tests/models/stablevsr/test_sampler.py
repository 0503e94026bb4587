"""The shipped sampler against the authors' pipeline, and what it promises beyond it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.stablevsr.golden import CHECKPOINT, TOLERANCE, case, footage, networks, noise
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.given import GivenFootage, GivenNoise, sample
from uprez.models.stablevsr.sampler import Departures, Made, Sampler, order_of


def other_noise(seed: int) -> GivenNoise:
    drawn = np.random.default_rng(seed)
    return GivenNoise(*(drawn.standard_normal(array.shape, np.float32) for array in (noise().start, noise().steps)))


@pytest.fixture(scope="module")
def nets():
    return networks()


@pytest.fixture(scope="module")
def steps():
    return Checkpoint(CHECKPOINT).schedule().steps(3)


@pytest.fixture(scope="module")
def faithful(nets, steps):
    return sample(nets, steps, footage(), noise())


@pytest.mark.parametrize("batch", [1, 2, 8])
def test_every_step_of_every_frame_is_the_authors(nets, steps, batch):
    seen: dict[tuple[int, int], Made] = {}
    result = sample(nets, steps, footage(), noise(), batch=batch, watch=lambda made: seen.__setitem__((made.step, made.frame), made))
    expected = case()
    assert [step.timestep for step in steps] == expected["timesteps"].tolist()
    assert list(seen) == [(i, int(j)) for i, order in enumerate(expected["order"]) for j in order]
    for (i, j), made in seen.items():
        for name, value in (("v_pred", made.v), ("x0", made.x0), ("latent", made.latent)):
            np.testing.assert_allclose(value[0].numpy(), expected[f"step.{name}"][i, j], atol=TOLERANCE, rtol=0, err_msg=f"{name} {i} {j}")
        guidance = np.zeros((3, 64, 64), np.float32) if made.guidance is None else made.guidance[0].numpy()
        np.testing.assert_allclose(guidance, expected["step.guidance_rgb"][i, j], atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(result.latents, expected["final.latent"], atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(result.pictures, expected["final.rgb"], atol=TOLERANCE, rtol=0)


def test_pictures_kept_on_the_way_are_the_decoded_latents(nets, faithful):
    decoded = np.concatenate([nets.decode(nets.to_device(latent[None])).numpy() for latent in faithful.latents])
    np.testing.assert_allclose(faithful.pictures, decoded, atol=1e-5, rtol=0)


def test_shots_in_lock_step_come_out_as_alone(nets, steps, faithful):
    first = footage(3)
    mirrored = GivenFootage(first.pictures[..., ::-1].copy(), -first.backward, -first.forward)
    shots = [(first, noise()), (footage(2), other_noise(1)), (mirrored, other_noise(2))]
    sampler = Sampler(nets, steps, batch=4)
    tracks = [sampler.start(shot, drawn) for shot, drawn in shots]
    for step in range(len(steps)):
        sampler.run_pass(step, tracks)
    others = (sample(nets, steps, shot, drawn) for shot, drawn in shots[1:])
    for alone, track in zip((made.latents for made in (faithful, *others)), tracks, strict=True):
        np.testing.assert_allclose(np.concatenate([latent.numpy() for latent in track.latents]), alone, atol=TOLERANCE, rtol=0)


def test_one_frame_runs_without_guidance(nets, steps):
    seen: list[Made] = []
    result = sample(nets, steps, footage(1), noise(), watch=seen.append)
    assert [made.guidance for made in seen] == [None] * 3
    assert result.pictures.shape == (1, 3, 64, 64)
    decoded = nets.decode(nets.to_device(result.latents)).numpy()
    np.testing.assert_allclose(result.pictures, decoded, atol=1e-5, rtol=0)


def test_passes_turn_round():
    assert [list(order_of(step, 3)) for step in range(3)] == [[0, 1, 2], [2, 1, 0], [0, 1, 2]]


@pytest.mark.parametrize("name", ["exact_warp", "occlusion", "guided_first", "half_guidance"])
def test_each_departure_leaves_the_faithful_result(nets, steps, faithful, name):
    other = sample(nets, steps, footage(), noise(), departures=Departures(**{name: True}))
    assert np.isfinite(other.pictures).all()
    assert np.abs(other.latents - faithful.latents).max() > 100 * TOLERANCE


def test_guided_first_guides_every_frame_after_the_first_pass(nets, steps):
    seen: list[Made] = []
    sample(nets, steps, footage(), noise(), departures=Departures(guided_first=True), watch=seen.append)
    assert [(made.step, made.frame) for made in seen if made.guidance is None] == [(0, 0)]


def test_occlusion_shows_the_own_enlargement_where_the_flows_disagree(nets, steps):
    still = np.zeros((2, 2, 64, 64), np.float32)
    torn = still.copy()
    torn[:, 0, :, 32:] = 9
    shot = GivenFootage(footage().pictures, still, torn)
    seen: list[Made] = []
    sample(nets, steps[:1], shot, noise(), departures=Departures(occlusion=True, exact_warp=True), watch=seen.append)
    plain: list[Made] = []
    sample(nets, steps[:1], shot, noise(), departures=Departures(exact_warp=True), watch=plain.append)
    guidance, warped = seen[1].guidance[0].numpy(), plain[1].guidance[0].numpy()
    np.testing.assert_array_equal(guidance[:, :, 32:], shot.enlarged(1)[:, :, 32:])
    np.testing.assert_array_equal(guidance[:, :, :32], warped[:, :, :32])


def test_ddim_needs_no_noise_and_decodes_at_the_end(nets):
    steps = Checkpoint(CHECKPOINT).schedule().steps(3, "ddim")
    silent = GivenNoise(case()["in.init_noise"], np.full_like(case()["in.step_noise"], np.nan))
    result = sample(nets, steps, footage(), silent)
    decoded = np.concatenate([nets.decode(nets.to_device(latent[None])).numpy() for latent in result.latents])
    np.testing.assert_array_equal(result.pictures, decoded)
