"""Latents on disk take the steps that a solver takes in memory, to the bit; stopped anywhere."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from uprez.core.cover import Span
from uprez.core.errors import OutputError
from uprez.models.star.patches import Patches
from uprez.models.star.windows import Windows
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.latents import FlowLatents
from uprez.models.unimmvsr.tiles import tiles

STEPS, SHAPE = 6, (11, 16, 6, 40)  # more frames than are taken at once
LEVELS = sigmas(STEPS, 2.0)
START = np.random.default_rng(0).standard_normal((1, 16, 11, 6, 40), np.float32)
PATCHES = Patches(Windows.balanced(11, 6, 2), tiles(6, 40, 24, 24))


def velocity(latent, step):
    return np.sin(3 * latent + step).astype(np.float32)


def opened(folder, name, key="00", patches="a"):
    return FlowLatents(folder, key, partial(solver, name, LEVELS), SHAPE, patches=patches)


def encoded(folder, name, **more):
    latents = opened(folder, name, **more)
    while latents.encoded < latents.frames:
        span = slice(latents.encoded, min(latents.encoded + 4, latents.frames))
        latents.encode(2 * START[:, :, span], START[:, :, span])
    return latents


def keep(latents):
    for index, patch in enumerate(PATCHES):
        if not latents.has_part(index):
            latents.keep_part(index, velocity(patch.tile.cut(latents.read(patch.frames)), latents.done))


@pytest.mark.parametrize("name", ["plms", "unipc", "euler"])
def test_steps_are_the_solvers_own(tmp_path, name):
    """Opened anew before every step, and in the midst of one."""
    run = solver(name, LEVELS, START)
    for step in range(STEPS):
        parts = [velocity(patch.cut(run.latent), step) for patch in PATCHES]
        run.advance(PATCHES.join(parts, run.latent))
        latents = encoded(tmp_path, name)
        assert (latents.done, latents.encoded) == (step, 11)
        keep(latents)
        latents = opened(tmp_path, name)
        assert latents.has_part(len(PATCHES) - 1)
        latents.advance(PATCHES)
        np.testing.assert_array_equal(latents.read(Span(0, 11)), run.latent)
    np.testing.assert_array_equal(opened(tmp_path, name).footage, 2 * START)


def test_a_change_of_tiles_lets_parts_go_and_another_key_everything(tmp_path):
    latents = encoded(tmp_path, "plms")
    keep(latents)
    latents.advance(PATCHES)
    keep(latents)
    other = opened(tmp_path, "plms", patches="b")
    assert other.done == 1 and not other.has_part(0)
    assert opened(tmp_path, "plms").has_part(0)
    assert opened(tmp_path, "plms", key="01").encoded == 0
    assert {path.name for path in tmp_path.iterdir()} == {"steps.safetensors"}


def test_a_part_that_is_gone_is_said(tmp_path):
    latents = encoded(tmp_path, "plms")
    keep(latents)
    next(tmp_path.glob("part_*_000002.safetensors")).unlink()
    with pytest.raises(OutputError, match="cannot be read any more"):
        latents.advance(PATCHES)
    assert opened(tmp_path, "plms").done == 0
