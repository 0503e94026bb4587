"""Schedule, steps and guidance against numbers of the authors' code."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.star.golden import tensors
from uprez.core.errors import JobError
from uprez.models.star.cog.schedule import alphas, run, timesteps
from uprez.models.star.guidance import clean
from uprez.models.star.solver import Solver


@pytest.fixture(scope="module")
def golden():
    return tensors("cogvideox_sampler")


@pytest.mark.parametrize("count", [50, 1000])
def test_the_schedule_is_the_authors(golden, count):
    expected = golden[f"alphas_cumprod_sqrt_{count}"].numpy()
    np.testing.assert_allclose(alphas(count)[: len(expected)], expected, atol=2e-7, rtol=0)
    assert (alphas(count)[0], alphas(count)[-1]) == (0, 1)
    assert list(timesteps(50)) == golden["timestep_per_step"].tolist()


def test_guidance_is_the_authors(golden):
    coded = [made.guidance.scale for made in run(as_coded=True)]
    np.testing.assert_allclose(coded, golden["dynamic_cfg_scale_as_coded"], atol=2e-6, rtol=0)
    meant = [made.guidance.scale for made in run()]
    np.testing.assert_allclose(meant, golden["dynamic_cfg_scale_if_step_index"], atol=1.1e-3, rtol=0)
    assert sum(made.guidance.both for made in run()) == 30
    assert all(made.guidance.both for made in run(as_coded=True))
    assert all(made.guidance.rescale == 0 for made in run())


def test_a_run_is_the_authors(golden):
    """The toy denoiser of the golden, 8 steps, with the noise that it drew."""
    steps = [made.step for made in run(8)]
    np.testing.assert_allclose([step.x_to_x0 for step in steps] + [1], golden["toy.alphas"], atol=1e-7, rtol=0)
    solver = Solver(steps, golden["toy.x_T"])
    for index, step in enumerate(steps):
        x0 = 0.7 * golden["toy.target"] + 0.3 * step.x_to_x0 * solver.latent
        torch.testing.assert_close(x0, golden[f"toy.step{index}.denoised"], atol=1e-5, rtol=0)
        solver.advance(x0, golden.get(f"toy.step{index}.noise"))
        torch.testing.assert_close(solver.latent, golden[f"toy.step{index}.x"], atol=1e-5, rtol=0)
    assert solver.step is None


def test_v_gives_back_what_was_noised():
    drawn = torch.Generator().manual_seed(0)
    clean_latent, noise = (torch.randn(2, 3, generator=drawn) for _ in range(2))
    for made in run(20):
        signal, spread = made.step.x_to_x0, -made.step.v_to_x0
        noisy, v = signal * clean_latent + spread * noise, signal * noise - spread * clean_latent
        torch.testing.assert_close(clean(made.step, noisy, v), clean_latent, atol=1e-5, rtol=0)


@pytest.mark.parametrize("count", [0, 1001])
def test_impossible_runs_are_refused(count):
    with pytest.raises(JobError, match=str(count)):
        run(count)


def test_one_step_is_a_run():
    (only,) = run(1)
    assert (only.step.timestep, only.step.x_to_x0, only.step.x0_to_next) == (999, 0.0, 1.0)
