"""Timesteps and coefficients against diffusers' own schedulers, as the authors ran them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.models.stablevsr.golden import CHECKPOINT, units
from uprez.core.errors import JobError, ModelError
from uprez.models.stablevsr.schedule import Schedule

CONFIG = json.loads((CHECKPOINT / "scheduler" / "scheduler_config.json").read_text())


@pytest.fixture(scope="module")
def schedule():
    return Schedule.of(CONFIG)


@pytest.mark.parametrize("count", [4, 50])
def test_ddpm_is_the_authors(schedule, count):
    steps = schedule.steps(count)
    assert [step.timestep for step in steps] == units()[f"sched.{count}.timesteps"].tolist()
    rows = [(step.x_to_x0, -step.v_to_x0, step.x0_to_next, step.x_to_next, step.sigma) for step in steps]
    np.testing.assert_allclose(rows, units()[f"sched.{count}.coef"], atol=1e-5, rtol=0)
    np.testing.assert_allclose(schedule.alphas_cumprod, units()["sched.alphas_cumprod"], atol=1e-6, rtol=0)


@pytest.mark.parametrize("timestep", [981, 501, 21, 1])
def test_one_step_is_the_authors(schedule, timestep):
    step = next(step for step in schedule.steps(50) if step.timestep == timestep)
    x, v, noise = (units()[f"sched.step.{name}"] for name in ("sample", "v", "noise"))
    x0 = step.x_to_x0 * x + step.v_to_x0 * v
    np.testing.assert_allclose(x0, units()[f"sched.step.x0_t{timestep}"], atol=1e-5)
    after = step.x0_to_next * x0 + step.x_to_next * x + step.sigma * noise
    np.testing.assert_allclose(after, units()[f"sched.step.prev_t{timestep}"], atol=2e-5)


def test_ddim_is_diffusers(schedule):
    import torch
    from diffusers import DDIMScheduler

    theirs = DDIMScheduler.from_config({**CONFIG, "_class_name": "DDIMScheduler", "set_alpha_to_one": False})
    theirs.set_timesteps(10)
    steps = schedule.steps(10, "ddim")
    assert [step.timestep for step in steps] == theirs.timesteps.tolist()
    x, v = torch.randn(2, 1, 4, 3, 5, generator=torch.Generator().manual_seed(0))
    for step in steps:
        x0 = step.x_to_x0 * x + step.v_to_x0 * v
        expected = theirs.step(v, step.timestep, x).prev_sample
        torch.testing.assert_close(step.x0_to_next * x0 + step.x_to_next * x, expected, atol=1e-5, rtol=1e-5)


def test_custom_timesteps_step_from_one_to_the_next(schedule):
    first, second, last = schedule.steps([900, 500, 100])
    assert (first.timestep, second.timestep, last.timestep) == (900, 500, 100)
    alpha, after = (float(schedule.alphas_cumprod[timestep]) for timestep in (900, 500))
    assert first.x_to_next == pytest.approx((alpha / after) ** 0.5 * (1 - after) / (1 - alpha))
    assert last.lands_on_x0
    assert not second.lands_on_x0


@pytest.mark.parametrize("timesteps", [(), (1, 2), (5, 5), (1000, 1), (3, -1)])
def test_timesteps_that_do_not_fall_are_refused(schedule, timesteps):
    with pytest.raises(JobError):
        schedule.steps(timesteps)


@pytest.mark.parametrize("count", [0, 1000])
def test_impossible_counts_are_refused(schedule, count):
    with pytest.raises(JobError, match="999"):
        schedule.steps(count)
    assert len(schedule.steps(999)) == 999


def test_another_models_schedule_is_refused(tmp_path):
    with pytest.raises(ModelError, match="epsilon"):
        Schedule.of({**CONFIG, "prediction_type": "epsilon"})
    (tmp_path / "scheduler_config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        Schedule.read(tmp_path / "scheduler_config.json")
