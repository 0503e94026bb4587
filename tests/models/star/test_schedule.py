"""The schedule, its runs and the solver against the authors'."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from tests.models.star.golden import REPLAY, tensors
from uprez.core.errors import JobError
from uprez.models.star.schedule import Schedule, release_schedule
from uprez.models.star.solver import Solver

RUNS = {
    "fast15": (15, "fast", 899),
    "fast50": (50, "fast", 899),
    "fast15_tmax699": (15, "fast", 699),
    **{f"normal{count}": (count, "normal", 899) for count in (4, 15, 30, 50)},
    "normal15_tmax999": (15, "normal", 999),
}
ROUNDING = 5e-7


@pytest.fixture(scope="module")
def golden():
    return {name: value.numpy() for name, value in tensors("schedule").items()}


def test_alphas_and_sigmas_are_the_authors_to_the_bit(golden):
    schedule = release_schedule()
    np.testing.assert_array_equal(schedule.sigmas, golden["sigmas_vp"])
    np.testing.assert_array_equal(schedule.alphas, golden["alphas_vp"])
    np.testing.assert_array_equal(schedule.ratios, golden["sigma_ve_table"])


def test_the_table_is_what_its_docstring_says():
    share = np.linspace(1, 0, 1000)
    high, low = math.atan(math.exp(7.5)), math.atan(math.exp(-7.5))
    cosine = -2 * np.log(np.tan(high + share * (low - high)))
    snr = share * (cosine - 2 * math.log(2)) + (1 - share) * (cosine - 2 * math.log(4))
    sigmas = (1 + np.exp(snr)) ** -0.5
    sigmas = sigmas[0] + (1 - sigmas[0]) * (sigmas - sigmas[0]) / (sigmas[-1] - sigmas[0])
    np.testing.assert_allclose(release_schedule().sigmas, sigmas, atol=ROUNDING, rtol=0)
    np.testing.assert_allclose(release_schedule().alphas, np.sqrt(1 - release_schedule().sigmas.astype(float) ** 2), atol=1e-6)


@pytest.mark.parametrize("name", RUNS)
def test_runs_are_the_authors(golden, name):
    schedule = release_schedule()
    timesteps = schedule.timesteps(*RUNS[name])
    steps = schedule.steps(timesteps)
    assert [step.timestep for step in steps] == golden[f"{name}.t_model"].tolist()
    np.testing.assert_allclose(timesteps, golden[f"{name}.t_float"], atol=1e-4)
    ratios = [schedule.ratio(timestep) for timestep in timesteps]
    np.testing.assert_allclose([*ratios, 0], golden[f"{name}.sigmas_ve"], rtol=ROUNDING)
    assert steps[-1].x0_to_next == 1
    assert steps[-1].noise == steps[-1].x_to_next == 0


def test_between_whole_timesteps(golden):
    for timestep, ratio in zip(golden["t_to_sigma.t"], golden["t_to_sigma.sigma_ve"], strict=True):
        assert release_schedule().ratio(float(timestep)) == pytest.approx(float(ratio), rel=ROUNDING)


@pytest.mark.parametrize("name", [name for name in RUNS if "999" not in name])
def test_steps_are_the_recurrence(name):
    """DPM-Solver++(2M) SDE as k-diffusion writes it, on sigma = noise over signal, in float64."""
    schedule = release_schedule()
    timesteps = schedule.timesteps(*RUNS[name])
    ratios = [schedule.ratio(timestep) for timestep in timesteps] + [0]
    drawn = np.random.default_rng(0)
    given, noises = drawn.standard_normal((2, len(timesteps), 3))
    start = drawn.standard_normal(3)
    solver, plain, h_before = Solver(schedule.steps(timesteps), start), start * (ratios[0] ** 2 + 1) ** 0.5, 0.0
    for index, (ratio, after) in enumerate(pairwise(ratios)):
        np.testing.assert_allclose(solver.latent, plain / (ratio**2 + 1) ** 0.5, atol=1e-6)
        x0 = given[index]
        if after:
            h = math.log(ratio / after)
            plain = after / ratio * math.exp(-h) * plain - math.expm1(-2 * h) * x0 + after * (-math.expm1(-2 * h)) ** 0.5 * noises[index]
            if index:
                plain = plain - 0.5 * math.expm1(-2 * h) * (h / h_before) * (x0 - given[index - 1])
            h_before = h
        solver.advance(x0, noises[index])
    np.testing.assert_array_equal(solver.latent, given[-1])


def test_a_run_from_noise_alone_stays_finite():
    steps = release_schedule().steps(release_schedule().timesteps(15, "normal", 999))
    assert steps[0].x_to_next == steps[1].change_to_next == 0
    for step, after in pairwise(steps):  # of x = alpha x0 + sigma noise, whatever the step
        assert math.isfinite(step.noise + step.x0_to_next + step.x_to_next)
        kept = step.x_to_next * step.x_to_x0 + step.x0_to_next
        assert kept == pytest.approx(after.x_to_x0, abs=2e-3)  # the network's timesteps are rounded


@pytest.mark.parametrize("stop", [0, 1, 2, 13])
def test_a_solver_goes_on_from_its_state(stop):
    steps = release_schedule().steps(release_schedule().timesteps())
    drawn = np.random.default_rng(1).standard_normal((3, 14, 5)).astype(np.float32)
    whole, first = (Solver(steps, drawn[0, 0]) for _ in range(2))
    for index in range(14):
        whole.advance(drawn[1, index], drawn[2, index])
        if index < stop:
            first.advance(drawn[1, index], drawn[2, index])
    state = first.state
    second = Solver.restored(steps, state)
    for index in range(stop, 14):
        second.advance(drawn[1, index], drawn[2, index])
    np.testing.assert_array_equal(second.latent, whole.latent)
    assert state.done == stop
    assert second.latent.dtype == np.float32


def test_a_solver_says_when_it_cannot_go_on():
    solver = Solver(release_schedule().steps((500, 100)), np.zeros(2))
    with pytest.raises(ValueError, match="noise"):
        solver.advance(np.zeros(2))
    solver.advance(np.zeros(2), np.zeros(2))
    solver.advance(np.ones(2))
    assert solver.step is None
    with pytest.raises(ValueError, match="over"):
        solver.advance(np.zeros(2))


def test_replay_is_within_its_tolerance_in_float32():
    golden = {name: value.numpy() for name, value in tensors("sample_fast").items()}
    schedule = release_schedule()
    steps = schedule.steps(schedule.timesteps())
    solver = Solver(steps, golden["x_T"] * -steps[0].v_to_x0)
    for index in range(14):
        solver.advance(golden[f"eval{index:03}.x0"], golden.get(f"step{index:02}.sde_noise"))
    np.testing.assert_allclose(solver.latent, golden["final"], atol=REPLAY, rtol=0)


@pytest.mark.parametrize("timesteps", [(), (1, 2), (5, 5), (1000, 1), (3, -1)])
def test_timesteps_that_do_not_fall_are_refused(timesteps):
    with pytest.raises(JobError):
        release_schedule().steps(timesteps)


@pytest.mark.parametrize(("steps", "top"), [(0, 899), (899, 899), (1, 1), (15, 1000)])
def test_impossible_runs_are_refused(steps, top):
    with pytest.raises(JobError):
        release_schedule().timesteps(steps, "normal", top)


def test_a_fast_run_starts_above_its_bend():
    with pytest.raises(JobError, match="501"):
        release_schedule().timesteps(top=500)
    assert release_schedule().timesteps(2, "normal", 299) == (299, 199)


def test_one_step_is_possible():
    (step,) = release_schedule().steps(release_schedule().timesteps(1, "normal"))
    assert (step.timestep, step.x0_to_next) == (899, 1)


def test_a_schedule_is_two_tables():
    assert Schedule(np.float32([1, 0.6]), np.float32([0, 0.8])).ratios.tolist() == pytest.approx([0, 4 / 3])
