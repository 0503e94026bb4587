"""Runs over a clip: calls, windows, kept references, and going on."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.unimmvsr.small import NULL, TEXT, difference, drawn, references, trained
from uprez.core.cover import Span
from uprez.models.star.cog.noise import LatentNoise
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.sampler import Sampler, noised_footage, sample
from uprez.models.unimmvsr.torch_network import TorchNetwork
from uprez.models.unimmvsr.torch_turns import converted
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.windows import LONG, SHORT, latents_of, windows

NOISE = LatentNoise(7, 0, (16, 8, 12))
START, FOOTAGE = torch.from_numpy(NOISE.initial(Span(0, 3))), noised_footage(drawn(1, 16, 3, 8, 12), drawn(1, 16, 3, 8, 12, seed=1))


class Known:
    """A network that finds `clean` under any noise, and counts its calls."""

    def __init__(self, clean, *, references):
        self.clean, self.references, self.calls = clean, references, []

    def __call__(self, latent, sigma, branch, span):
        self.calls.append((branch, span))
        return (latent - self.clean[:, :, span.start : span.stop]) / sigma


def network(given=(), *, apart=False, footage=FOOTAGE, **more):
    return TorchNetwork(trained(references_apart=apart), footage, TEXT, NULL, given, lr_noise=300, **more)


@pytest.mark.parametrize(("has", "calls"), [(True, 115), (False, 100)])
def test_the_papers_run(has, calls):
    clean = np.random.default_rng(0).standard_normal((1, 16, 3, 8, 12)).astype(np.float32)
    known = Known(clean, references=has)
    made = sample(known, solver("plms", sigmas(50), START.numpy()))
    np.testing.assert_allclose(made, clean, atol=1e-4)
    assert len(known.calls) == calls


def test_a_run_is_its_description():
    """Euler by hand, with all branches from the transformer itself."""
    given, guidance, levels = references(), Guidance(2.0, 0.5, until=1), sigmas(3)
    made = sample(network(given), solver("euler", levels, START), guidance=guidance)
    raw, latent = trained(), START
    for step in range(3):

        def told(text, given, latent=latent, level=levels[step]):
            return raw(latent, torch.tensor([1000 * level]), text, FOOTAGE, given, torch.tensor([300.0])).sample

        full = told(TEXT, given)
        v = full + 2 * (full - told(NULL, given))
        if step < 1:
            v = v + 0.5 * (full - told(TEXT, ()))
        latent = latent + (levels[step + 1] - levels[step]) * v
    assert difference(made, latent) < 1e-5


@pytest.mark.parametrize("window", [None, (2, 3)])
def test_kept_references_change_nothing(window):
    runs = [
        sample(network(references(), apart=True, keep=keep, window=window), solver("unipc", sigmas(4), START)) for keep in (True, False)
    ]
    assert torch.equal(*runs)


def test_references_are_made_once_for_each_text(monkeypatch):
    made, keep = [], UniMMVSRTransformer3DModel.keep
    monkeypatch.setattr(UniMMVSRTransformer3DModel, "keep", lambda *given: made.append(given) or keep(*given))
    predict = network(references(), apart=True)
    sample(predict, solver("plms", sigmas(6), START))
    assert len(made) == 2
    network(references())  # those that see the target are not kept
    images = network(references()[:2], apart=True)
    for span in (Span(0, 2), Span(1, 3)):
        images(START[:, :, span.start : span.stop], 0.5, "full", span)
    assert len(made) == 3


def test_a_window_sees_its_part_of_a_reference_video():
    given, raw, span = references(), trained(), Span(1, 3)
    made = network(given)(START[:, :, 1:], 0.5, "full", span)
    part = [*given[:2], Reference(given[2].latents[:, :, 1:], "video")]
    expected = raw(START[:, :, 1:], torch.tensor([500.0]), TEXT, FOOTAGE[:, :, 1:], part, torch.tensor([300.0])).sample
    assert difference(made, expected) < 1e-6
    with pytest.raises(ValueError, match="as many latent frames"):
        network([Reference(drawn(1, 16, 2, 4, 4), "video")])(START, 0.5, "full", Span(0, 3))


@pytest.mark.parametrize("length", [SHORT, LONG])
def test_windows_join_to_the_clip(length):
    frames = 40
    clean = np.random.default_rng(0).standard_normal((1, 2, frames, 2, 2)).astype(np.float32)
    cut, known = windows(frames, length), Known(clean, references=False)
    assert len(cut.spans[0]) <= latents_of(length) == {21: 6, 77: 20}[length]
    made = sample(known, solver("plms", sigmas(5), np.ones_like(clean)), windows=cut)
    np.testing.assert_allclose(made, clean, atol=1e-5)
    assert len(known.calls) == 10 * len(cut.spans)


def test_a_run_goes_on_from_a_step():
    predict, cut = network(references()), windows(3, 5)
    assert len(cut.spans) == 2
    sampler, whole = Sampler(predict), solver("plms", sigmas(3), START)
    for _ in range(3):
        again = solver("plms", sigmas(3), START).restored(whole.state)
        for run in (whole, again):
            sampler.step(run, cut)
        assert torch.equal(again.latent, whole.latent)
    with pytest.raises(ValueError, match="over"):
        sampler.step(whole, cut)


def test_noise_belongs_to_seed_and_frame():
    later = LatentNoise(7, 4, (16, 8, 12)).initial(Span(0, 2))
    np.testing.assert_array_equal(START.numpy()[:, :, 1:], later)
    assert np.abs(LatentNoise(8, 4, (16, 8, 12)).initial(Span(0, 2)) - later).max() > 1


def test_noise_on_the_footage():
    footage, noise = drawn(2, 3), drawn(2, 3, seed=1)
    assert difference(noised_footage(footage, noise, 300), 0.7 * footage + 0.3 * noise) < 1e-6
    assert torch.equal(noised_footage(footage, noise, 0), footage)
    with pytest.raises(ValueError, match="1001"):
        noised_footage(footage, noise, 1001)


def test_bf16_is_near_and_keeps_norms_in_float32():
    exact, rough = network(references()), network(references(), precision="bf16")
    one, other = (each(START, 0.5, "full", Span(0, 3)) for each in (exact, rough))
    assert one.dtype == other.dtype == torch.float32
    assert 0 < difference(one, other) < 0.1
    kept = {
        name
        for name, values in converted(trained(), torch.device("cpu"), torch.bfloat16).named_parameters()
        if values.dtype == torch.float32
    }
    assert {"scale_shift_table", "kind_bias", "blocks.0.scale_shift_table"} <= kept
    assert "blocks.0.attn1.to_q.weight" not in kept
