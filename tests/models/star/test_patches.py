"""Windows of tiles: every latent pixel is made, weights sum to one, parts join the same whoever made them, and on disk."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from uprez.core.cover import Span
from uprez.models.star.guidance import Guidance
from uprez.models.star.patches import Patches
from uprez.models.star.sampler import Sampler, noised, started
from uprez.models.star.schedule import release_schedule
from uprez.models.star.solver import Solver
from uprez.models.star.windows import Windows


def drawn(frames, height, width, seed=0):
    return np.random.default_rng(seed).standard_normal((1, 4, frames, height, width)).astype(np.float32)


@pytest.mark.parametrize("windows", [Windows.release, Windows.balanced])
@pytest.mark.parametrize("frames", [1, 7, 32, 33, 40, 41, 72, 100])
def test_parts_make_the_whole(windows, frames):
    patches = Patches.plan(windows(frames), 42, 96, 64)
    assert len(patches) == len(windows(frames).spans) * 2
    clip = drawn(frames, 42, 96)
    np.testing.assert_allclose(patches.join(patches.cut(clip), clip), clip, atol=1e-6)


def test_one_tile_joins_to_the_bit_as_windows_do():
    windows = Windows.balanced(40)
    clip = drawn(40, 42, 48)
    parts = windows.cut(clip)
    np.testing.assert_array_equal(Patches.plan(windows, 42, 48).join(parts, clip), windows.join(parts, clip))
    one = Patches.plan(Windows.balanced(5), 42, 48)
    assert one.join([clip], clip) is clip


def test_the_releases_cut_stays_hard_and_tiles_fade():
    windows = Windows.release(10, 4)
    patches = Patches.plan(windows, 42, 96, 64)
    made = patches.join([np.full_like(part, index // 2) for index, part in enumerate(patches.cut(drawn(10, 42, 96)))], drawn(10, 42, 96))
    expected = windows.join(
        [np.full((1, 4, len(span), 1, 1), float(index)) for index, span in enumerate(windows.spans)], np.zeros((1, 4, 10, 1, 1))
    )
    np.testing.assert_allclose(made, np.broadcast_to(expected, made.shape), atol=1e-6)
    tiles = patches.join([np.full_like(part, index % 2) for index, part in enumerate(patches.cut(made))], made)
    assert 0 < np.abs(np.diff(tiles, axis=4)).max() < 0.2


def test_a_patch_of_the_network_is_what_was_cut():
    patches = Patches.plan(Windows.balanced(40), 90, 160, 96)
    assert {part.shape[2:] for part in patches.cut(drawn(40, 90, 160))} == {(24, 90, 96)}
    assert patches[0].frames == Span(0, 24)
    assert [patch.frames.start for patch in patches[:3]] == [0, 0, 16]
    clip = drawn(40, 90, 160)
    assert np.shares_memory(patches[3].cut(clip), clip)


def test_frames_by_frames_is_the_whole_on_disk_too(tmp_path):
    patches = Patches.plan(Windows.balanced(40), 42, 96, 64)
    clip = drawn(40, 42, 96)
    parts = [part + index for index, part in enumerate(patches.cut(clip))]
    whole = patches.join(parts, clip)
    disk = np.memmap(tmp_path / "x0", np.float32, "w+", shape=clip.shape)
    for index, part in enumerate(parts):
        patches.add(disk, index, part)
    np.testing.assert_array_equal(disk, whole)
    for span in (Span(0, 3), Span(14, 27), Span(39, 40)):
        asked = []
        made = patches.frames(span, lambda index, asked=asked: (asked.append(index), parts[index])[1], clip[:, :, : len(span)])
        np.testing.assert_array_equal(made, whole[:, :, span.start : span.stop])
        assert asked == patches.touching(span)
    assert patches.touching(Span(0, 3)) == [0, 1]
    assert patches.touching(Span(20, 21)) == [0, 1, 2, 3]


def test_frames_are_ready_when_nobody_adds_to_them_any_more():
    patches = Patches.plan(Windows.balanced(40), 42, 96, 64)
    assert [patches.ready(index) for index in range(4)] == [0, 16, 16, 40]
    hard = Patches.plan(Windows.release(10, 4), 42, 48)
    assert hard.ready(0) == 3


def test_torch_joins_alike():
    patches = Patches.plan(Windows.balanced(40), 42, 96, 64)
    clip = drawn(40, 42, 96)
    joined = patches.join(patches.cut(torch.from_numpy(clip)), torch.from_numpy(clip))
    np.testing.assert_allclose(joined.numpy(), clip, atol=1e-6)


def test_the_sampler_takes_patches_for_windows():
    """A network that looks at single latent pixels makes the same of any patches."""
    schedule = release_schedule()
    steps = schedule.steps(schedule.timesteps(3, "normal"))
    footage, noise = drawn(10, 42, 96), drawn(10, 42, 96, 1)

    def run(way):
        solver = Solver(steps, started(steps[0], noised(steps[0], footage, noise)))
        seen = []
        for number in range(len(steps)):
            fresh = drawn(10, 42, 96, 2 + number) if number + 1 < len(steps) else None
            sampler = Sampler(lambda latent, timestep, hint, *, both: (latent * 0.3 - hint * 0.2, None), Guidance(1.0))
            sampler.step(solver, way, footage, fresh, watch=seen.append)
        return solver.latent, seen

    whole, _ = run(Windows.release(10, 32))
    made, seen = run(Patches.plan(Windows.balanced(10, 6, 2), 42, 96, 64))
    np.testing.assert_allclose(made, whole, atol=2e-5)
    assert len(seen) == 3 * 4
    assert {each.latent.shape[2:] for each in seen} == {(6, 42, 64)}
