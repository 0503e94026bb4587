"""Solvers on a flow whose solution is known: from noise to a Gaussian."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler

from uprez.models.unimmvsr.flow import Plms, UniPC, sigmas, solver

MEAN, DEVIATION = 0.7, 0.4
START = np.random.default_rng(0).standard_normal((1, 4, 3, 4, 4))


def spread(sigma):
    return np.sqrt(((1 - sigma) * DEVIATION) ** 2 + sigma**2)


def velocity(latent, sigma):
    """The mean of noise - x0 of all pairs that meet in `latent`."""
    slope = (sigma - (1 - sigma) * DEVIATION**2) / spread(sigma) ** 2
    return slope * (latent - (1 - sigma) * MEAN) - MEAN


def exact(sigma):
    return (1 - sigma) * MEAN + spread(sigma) * START


def solved(run, levels):
    seen = 0
    while run.sigma is not None:
        assert run.sigma == levels[seen]
        run.advance(velocity(run.latent, run.sigma))
        seen += 1
    assert seen == len(levels) - 1
    return run.latent


def error(name, steps, shift=1.0):
    levels = sigmas(steps, shift)
    return np.sqrt(np.square(solved(solver(name, levels, START), levels) - exact(0)).mean())


def test_the_known_flow_is_solved_by_small_steps_of_runge_kutta():
    latent, count = START, 2000
    for index in range(count):
        here, step = 1 - index / count, -1 / count
        one = velocity(latent, here)
        two = velocity(latent + step / 2 * one, here + step / 2)
        three = velocity(latent + step / 2 * two, here + step / 2)
        latent = latent + step / 6 * (one + 2 * two + 2 * three + velocity(latent + step * three, here + step))
    np.testing.assert_allclose(latent, exact(0), atol=1e-9)


def test_plms_solves_it():
    assert error("plms", 50) < 2e-5
    assert error("plms", 20) < 1e-3
    assert error("euler", 50) > 100 * error("plms", 50)


@pytest.mark.parametrize("shift", [1.0, 3.0])
def test_orders(shift):
    """Twice the steps: an Euler's error halves, UniPC's falls to about a quarter, PLMS's of full order to a sixteenth."""
    assert 1.8 < error("euler", 100, shift) / error("euler", 200, shift) < 2.2
    assert error("unipc", 100, shift) / error("unipc", 200, shift) > 3
    fourth = [Plms(levels, exact(levels[0])) for levels in (np.linspace(0.9, 0.1, 41), np.linspace(0.9, 0.1, 81))]
    errors = [np.abs(solved_from_known(run) - exact(0.1)).max() for run in fourth]
    assert errors[0] / errors[1] > 12


def solved_from_known(run):
    """With the exact velocities before the first step as the solver's memory, all steps are of order 4."""
    levels = run._levels
    step = levels[0] - levels[1]
    run._levels = (*(levels[0] + back * step for back in (3, 2, 1)), *levels)
    before = tuple(velocity(exact(level), level) for level in run._levels[2::-1])
    run.restored(type(run.state)(3, run.latent, before))
    while run.sigma is not None:
        run.advance(velocity(run.latent, run.sigma))
    return run.latent


def test_weights_are_the_classical_ones_on_even_levels():
    levels = sigmas(10)
    run = Plms(levels, 0.0)
    changes = []
    for step in range(5):
        before = run.latent
        run.advance(10.0**step)
        changes.append((run.latent - before) * -10)
    assert changes[:3] == pytest.approx([1, (3 * 10 - 1) / 2, (23 * 100 - 16 * 10 + 5) / 12])
    assert changes[3] == pytest.approx((55 * 1000 - 59 * 100 + 37 * 10 - 9) / 24)
    assert changes[4] == pytest.approx((55 * 10000 - 59 * 1000 + 37 * 100 - 9 * 10) / 24)


@pytest.mark.parametrize("shift", [1.0, 3.0])
def test_unipc_is_diffusers_at_whole_timesteps(shift):
    theirs = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=shift)
    theirs.set_timesteps(12)
    levels = [*map(float, theirs.sigmas[:-1]), 0.0]
    latent = torch.from_numpy(START)
    ours = UniPC(levels, START)
    for index, timestep in enumerate(theirs.timesteps):
        np.testing.assert_allclose(ours.latent, latent, atol=2e-4)
        given = velocity(latent.numpy(), levels[index])
        latent = theirs.step(torch.from_numpy(given), timestep, latent).prev_sample
        ours.advance(velocity(ours.latent, levels[index]))
    np.testing.assert_allclose(ours.latent, latent, atol=2e-4)


def test_euler_is_diffusers():
    theirs = FlowMatchEulerDiscreteScheduler(shift=1.0)
    levels = sigmas(7, 3.0)
    theirs.set_timesteps(sigmas=list(levels[:-1]))
    latent, ours = torch.from_numpy(START), solver("euler", levels, START)
    for timestep in theirs.timesteps:
        ours.advance(np.sin(ours.latent))
        latent = theirs.step(torch.sin(latent), timestep, latent).prev_sample
    np.testing.assert_allclose(ours.latent, latent, atol=1e-5)


@pytest.mark.parametrize("name", ["plms", "euler", "unipc"])
def test_a_run_goes_on_from_a_step(name):
    levels = sigmas(8, 2.0)
    whole = solver(name, levels, START)
    for _ in range(8):
        again = solver(name, levels, START).restored(whole.state)
        for run in (whole, again):
            run.advance(velocity(run.latent, run.sigma))
        np.testing.assert_array_equal(again.latent, whole.latent)
    with pytest.raises(ValueError, match="over"):
        whole.advance(START)


def test_torch_and_numpy_alike_in_float32():
    for name in ("plms", "euler", "unipc"):
        levels = sigmas(9)
        array, tensor = (solver(name, levels, start) for start in (START.astype(np.float32), torch.from_numpy(START).float()))
        for _ in range(9):
            array.advance(np.sin(array.latent))
            tensor.advance(torch.sin(tensor.latent))
        assert array.latent.dtype == np.float32
        assert tensor.latent.dtype == torch.float32
        np.testing.assert_allclose(array.latent, tensor.latent, atol=1e-5)


def test_levels_fall_from_noise_to_none():
    for shift in (0.5, 1.0, 8.0):
        levels = sigmas(50, shift)
        assert (levels[0], levels[-1], len(levels)) == (1, 0, 51)
        assert all(left > right for left, right in pairwise(levels))
    assert sigmas(4) == (1, 0.75, 0.5, 0.25, 0)
    with pytest.raises(ValueError, match="0 steps"):
        sigmas(0)
