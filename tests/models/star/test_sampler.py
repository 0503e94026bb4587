"""A whole run against the authors', and what the sampler promises beyond it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.star.golden import REPLAY, RUN, close, network, tensors, weights
from uprez.models.star.checkpoint import build
from uprez.models.star.guidance import Guidance
from uprez.models.star.noise import FrameNoise
from uprez.models.star.sampler import Sampler, noised, sample, started
from uprez.models.star.schedule import release_schedule
from uprez.models.star.solver import Solver
from uprez.models.star.torch_network import TorchNetwork
from uprez.models.star.windows import Windows


@pytest.fixture(scope="module")
def golden():
    return tensors("sample_fast")


@pytest.fixture(scope="module")
def predict(golden):
    return TorchNetwork(build(weights(), dtype=torch.float32), golden["y_pos"], golden["y_neg"])


def steps(*run):
    return release_schedule().steps(release_schedule().timesteps(*run))


def noises(golden):
    return [golden[f"step{index:02}.sde_noise"] for index in range(13)]


def test_the_start_is_the_authors(golden):
    close(noised(steps()[0], golden["lr_latent"], golden["diffuse_noise"]), golden["x_T"], 1e-6)


def test_every_step_is_the_authors(golden, predict):
    seen = []
    final = sample(predict, steps(), golden["lr_latent"], golden["x_T"], noises(golden), watch=seen.append)
    for made in seen:
        for name, value in (("v_cond", made.v[0]), ("v_uncond", made.v[1]), ("x0", made.x0)):
            close(value, golden[f"eval{made.step:03}.{name}"], RUN / 10)
    assert [made.step for made in seen] == list(range(14))
    close(final, golden["final"], RUN / 10)


@pytest.mark.parametrize("of", [torch.Tensor.clone, torch.Tensor.numpy], ids=["torch", "numpy"])
def test_a_replay_is_the_authors(golden, of):
    kept = iter([(of(golden[f"eval{index:03}.v_cond"]), of(golden[f"eval{index:03}.v_uncond"])) for index in range(14)])
    x0 = []
    final = sample(
        lambda *_, both: next(kept),
        steps(),
        of(golden["lr_latent"]),
        of(golden["x_T"]),
        [of(noise) for noise in noises(golden)],
        watch=lambda made: x0.append(made.x0),
    )
    assert final.dtype in (torch.float32, np.float32)
    np.testing.assert_allclose(final, golden["final"], atol=REPLAY, rtol=0)
    for index, value in enumerate(x0):
        np.testing.assert_allclose(value, golden[f"eval{index:03}.x0"], atol=REPLAY, rtol=0)


def test_guidance_alone():
    text, negative = torch.randn(2, 2, 4, 3, 5, 6, generator=torch.Generator().manual_seed(0))
    v = Guidance(7.5, 0.0).joined(text, negative)
    close(v, negative + 7.5 * (text - negative), 1e-6)
    rescaled = Guidance(7.5, 0.2).joined(text, negative)
    for clip in range(2):
        close(rescaled[clip], v[clip] * (0.2 * text[clip].std() / v[clip].std() + 0.8), 1e-5)
    close(Guidance(7.5, 1.0).joined(text, negative).std((1, 2, 3, 4)), text.std((1, 2, 3, 4)), 1e-5)
    assert not Guidance(1.0).both
    assert Guidance(1.0).joined(text, None) is text


def test_without_guidance_the_negative_prompt_is_not_asked(golden, predict):
    seen = []
    few = steps(2, "normal")
    sample(predict, few, golden["lr_latent"], golden["x_T"], noises(golden), guidance=Guidance(1.0), watch=seen.append)
    for made in seen:
        assert made.v[1] is None
        close(made.x0, few[made.step].x_to_x0 * made.latent + few[made.step].v_to_x0 * made.v[0], 1e-6)
    alone = TorchNetwork(network(), golden["y_pos"])
    close(alone(golden["x_T"], 899, golden["lr_latent"], both=False)[0], predict(golden["x_T"], 899, golden["lr_latent"], both=True)[0])
    with pytest.raises(ValueError, match="negative"):
        alone(golden["x_T"], 899, golden["lr_latent"], both=True)


@pytest.mark.parametrize("windows", [Windows.release(10, 4), Windows.balanced(10, 4, 1)], ids=["release", "balanced"])
def test_a_run_in_windows_is_its_description(golden, predict, windows):
    """x, noise and solver of the whole clip; v, guidance and x0 of each window; joined by weights."""
    footage = golden["lr_latent"].repeat(1, 1, 3, 1, 1)[:, :, :10] * torch.linspace(0.5, 1.5, 10)[:, None, None]
    drawn = torch.from_numpy(np.concatenate([FrameNoise(7, range(10), 8, 12).fresh(step) for step in range(3)]))
    run = steps(2, "normal")
    start = noised(run[0], footage, drawn[2:])
    given = sample(predict, run, footage, start, list(drawn[:1, None]), windows=windows)
    x = start * -run[0].v_to_x0
    before = torch.zeros(())
    for step in run:
        x0 = torch.zeros_like(x)
        for span, weight in zip(windows.spans, windows.weights, strict=True):
            part = slice(span.start, span.stop)
            v = Guidance().joined(*predict(x[:, :, part], step.timestep, footage[:, :, part], both=True))
            clean = step.x_to_x0 * x[:, :, part] + step.v_to_x0 * v
            x0[:, :, part] += clean * torch.tensor(weight)[:, None, None]
        x = (
            x0
            if step is run[-1]
            else step.x_to_next * x + step.x0_to_next * x0 + step.change_to_next * (x0 - before) + step.noise * drawn[:1]
        )
        before = x0
    close(given, x, 1e-5)


def test_a_run_goes_on_from_a_step(golden, predict):
    run, sampler, windows = steps(3, "normal"), Sampler(predict), Windows.release(4)
    whole = Solver(run, started(run[0], golden["x_T"]))
    for index in range(3):
        solver = Solver.restored(run, whole.state)
        for target in (whole, solver):
            sampler.step(target, windows, golden["lr_latent"], golden[f"step{index:02}.sde_noise"])
        assert torch.equal(solver.latent, whole.latent)
    with pytest.raises(ValueError, match="over"):
        sampler.step(whole, windows, golden["lr_latent"], None)


def test_bounded_memory_changes_nothing(golden, predict):
    bounded = TorchNetwork(build(weights(), dtype=torch.float32), golden["y_pos"], golden["y_neg"], at_once=50)
    for given, expected in zip(*(net(golden["x_T"], 899, golden["lr_latent"], both=True) for net in (bounded, predict)), strict=True):
        close(given, expected, 1e-5)
    assert predict.runtime == "torch cpu fp32"


def test_noise_belongs_to_frames():
    whole, later = FrameNoise(5, range(100, 104), 8, 12), FrameNoise(5, range(102, 104), 8, 12)
    assert whole.initial().shape == whole.fresh(0).shape == (1, 4, 4, 8, 12)
    np.testing.assert_array_equal(whole.initial()[:, :, 2:], later.initial())
    np.testing.assert_array_equal(whole.fresh(3)[:, :, 2:], later.fresh(3))
    assert np.abs(whole.fresh(3) - whole.fresh(4)).max() > 1
    assert np.abs(whole.initial() - FrameNoise(6, range(100, 104), 8, 12).initial()).max() > 1
