import numpy as np
import pytest
import torch

from uprez.training.manifest import read_manifest
from uprez.training.unimmvsr import proof
from uprez.training.unimmvsr.parts import Parts
from uprez.training.unimmvsr.trainer import Trainer

FULL = (1.0, 1.0)
"""Discs that fill the picture: learnt in seconds. benchmarks/unimmvsr_training.py has the real task."""


def test_the_low_resolution_video_does_not_hold_the_answer():
    for given in proof.drawn(0, "scene", 8):
        assert np.ptp(given.low, axis=1).max() < 1e-6, "the low-resolution video has colour"
        inside = given.disc == 1
        assert 50 < inside[0].sum() < 150
        truth = np.broadcast_to(given.reference, given.high.shape)
        assert np.allclose(given.high.transpose(0, 2, 3, 1)[inside], truth.transpose(0, 2, 3, 1)[inside], atol=1e-6)
        deep = given.disc.reshape(-1, 8, 2, 8, 2).min((2, 4)) == 1
        assert np.allclose(given.low[:, 0][deep], proof.HIDDEN, atol=1e-6), "what the disc shows is in the low-resolution video"
        assert given.low[:, 0][given.disc.reshape(-1, 8, 2, 8, 2).max((2, 4)) == 0].min() > 0.6, "the disc is lost on the ground"


def test_each_look_is_one_colour_or_stripes_of_two():
    for given, look in zip(proof.drawn(0, "scene", 4), proof.LOOKS, strict=True):
        colours, which = np.unique(given.reference.reshape(3, -1), axis=1, return_inverse=True)
        across = np.abs(np.diff(which.reshape(proof.SIDE, proof.SIDE), axis=1)).sum()
        down = np.abs(np.diff(which.reshape(proof.SIDE, proof.SIDE), axis=0)).sum()
        assert given.look == look
        assert (colours.shape[1], across > 0, down > 0) == {
            "plain": (1, False, False),
            "columns": (2, True, False),
            "rows": (2, False, True),
            "diagonals": (2, True, True),
        }[look]


@pytest.mark.parametrize("side", [1, 2])
def test_folded_pixels_come_back(side):
    encode = proof.Folded(side)
    pictures = torch.rand(proof.FRAMES, 3, proof.SIDE, proof.SIDE) * 2 - 1
    latents = encode(pictures)
    assert latents.shape == (encode.channels, 2, proof.SIDE // side, proof.SIDE // side)
    assert np.allclose(encode.back(latents), pictures[::4].numpy() / 2 + 0.5, atol=1e-6)


def test_errors_are_of_the_pixels_that_the_reference_decides(monkeypatch):
    """Answers that are off by 0.1 inside with the reference, and anything outside."""
    given = list(proof.drawn(3, "scene", 4))

    def made(_network, _encode, scene, _number, *, shown):
        inside = (scene.disc[::4] == 1)[:, None]
        return np.where(inside, scene.high[::4] + (0.1 if shown else 0.4), 7.0)

    monkeypatch.setattr(proof, "made", made)
    found = proof.errors(None, proof.Folded(), given)
    assert set(found) == set(proof.LOOKS)
    for each, scene in zip(found.values(), given, strict=True):
        truth = scene.high[::4].transpose(0, 2, 3, 1)[scene.disc[::4] == 1]
        assert each.shown == pytest.approx(0.1, abs=1e-6)
        assert each.alone == pytest.approx(0.4, abs=1e-6)
        assert each.constant == pytest.approx(float(np.sqrt(np.square(truth - 0.5).mean())), rel=1e-5)
        assert each.flat == (pytest.approx(0, abs=1e-6) if scene.look == "plain" else pytest.approx(float(truth.std(0).mean()), rel=0.2))
        assert each.ratio == pytest.approx(min(0.4, each.constant) / 0.1, rel=1e-5), "the better of those without is compared with"


def test_a_trained_model_uses_its_reference(tmp_path):
    manifest = proof.write_scenes(tmp_path / "scenes", proof.drawn(0, "scene", 24, FULL, ("plain",)))
    run = proof.config(manifest, tmp_path / "run", 60, rate=6e-3).model_copy(update={"save_every": 60})
    encode = proof.Folded(2)
    parts = Parts(proof.network(encode, heads=2, layers=1), encode, proof.Silent())
    trained = Trainer(run, read_manifest(manifest), parts, on_note=print).run()
    unseen = list(proof.drawn(99, "unseen", 8, FULL, ("plain",)))
    shown, alone = (_wrong_colours(trained, encode, unseen, shown=each) for each in (True, False))
    assert alone > 2 * shown, "the reference is not used"
    assert alone == pytest.approx(0.35, abs=0.15), "without a reference the colour is guessed"


def _wrong_colours(trained, encode, unseen, *, shown):
    """Of mean colours: so few steps leave noise in the pixels."""
    made = [proof.made(trained, encode, given, number, shown=shown).mean((2, 3)) for number, given in enumerate(unseen)]
    return float(np.sqrt(np.mean([np.square(each - given.high[::4].mean((2, 3))) for each, given in zip(made, unseen, strict=True)])))
