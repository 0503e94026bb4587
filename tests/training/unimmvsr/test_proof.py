import numpy as np
import pytest
import torch

from uprez.training.dice import dice
from uprez.training.manifest import read_manifest
from uprez.training.unimmvsr import proof
from uprez.training.unimmvsr.parts import Parts
from uprez.training.unimmvsr.trainer import Trainer

FULL = (1.0, 1.0)
"""Discs that fill the picture: learnt in seconds. benchmarks/unimmvsr_training.py has the real task."""


def test_the_low_resolution_video_does_not_hold_the_answer():
    for number in range(5):
        given = proof.scene(dice(0, "scene", number))
        assert np.ptp(given.low, axis=1).max() < 1e-6, "the low-resolution video has colour"
        inside = given.disc == 1
        shown = given.high.transpose(0, 2, 3, 1)[inside]
        assert np.allclose(shown, given.reference[:, proof.SIDE // 2, proof.SIDE // 2], atol=1e-6)
        low = np.kron(given.low[:, 0], np.ones((1, 2, 2)))[inside]
        assert abs(np.median(low) - 0.5) < 1e-6, "its light is in the low-resolution video"


def test_folded_pixels_come_back():
    pictures = torch.rand(proof.FRAMES, 3, proof.SIDE, proof.SIDE) * 2 - 1
    latents = proof.Folded()(pictures)
    assert latents.shape == (proof.Folded.channels, 2, proof.SIDE // 2, proof.SIDE // 2)
    assert np.allclose(proof.Folded.back(latents), pictures[::4].numpy() / 2 + 0.5, atol=1e-6)


def test_a_trained_model_uses_its_reference(tmp_path):
    manifest = proof.write_scenes(tmp_path / "scenes", 24, seed=0, radii=FULL)
    run = proof.config(manifest, tmp_path / "run", 60, batch=8, rate=6e-3)
    parts = Parts(proof.network(heads=2, layers=1), proof.Folded(), proof.Silent())
    trained = Trainer(run, read_manifest(manifest), parts, on_note=print).run()
    shown, alone = (proof.errors(trained, 8, 99, shown=each, radii=FULL).colour for each in (True, False))
    assert alone > 2 * shown, "the reference is not used"
    assert alone == pytest.approx(0.35, abs=0.15), "without a reference the colour is guessed"
