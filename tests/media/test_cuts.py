"""Cuts in synthetic shots, in movies and sequences; and none where there is none."""

import numpy as np
import pytest

from tests.media import clips
from uprez.core.time import FrameRange
from uprez.media.cuts import find_cuts
from uprez.media.reader import open_clip

SIZE = (192, 108)


def shot(seed, frames, speed=2):
    """A moving view of a random smooth picture, its own colours."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((9, 44, 3)) * 0.7 + 0.3 * rng.random(3)
    wide = np.kron(coarse, np.ones((12, 12, 1)))
    grain = rng.normal(0, 2, (SIZE[1], SIZE[0], 3))
    for index in range(frames):
        view = wide[:, index * speed : index * speed + SIZE[0]]
        yield np.clip(view * 255 + np.roll(grain, index, 0), 0, 255).astype(np.uint8)


def dimmed(pictures, levels):
    for picture, level in zip(pictures, levels, strict=True):
        yield (picture * level).astype(np.uint8)


def cuts(tmp_path, pictures, frames=None):
    path = clips.movie(tmp_path / "a.mkv", size=SIZE, pictures=pictures, codec="libx264", options={"crf": "16", "g": "30"})
    with open_clip(path) as reader:
        return find_cuts(reader, frames or reader.info.range)


def test_hard_cuts_of_any_length_are_found_at_their_first_frame(tmp_path):
    lengths = (20, 3, 1, 15, 2, 30)
    pictures = [picture for seed, length in enumerate(lengths) for picture in shot(seed, length)]
    assert cuts(tmp_path, pictures) == tuple(np.cumsum(lengths)[:-1])


def test_a_moving_shot_has_none(tmp_path):
    assert cuts(tmp_path, shot(4, 60, speed=5)) == ()


def test_a_flash_and_the_black_between_fades_are_cut(tmp_path):
    white = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    flashed = list(shot(5, 30))
    flashed[12] = white
    found = cuts(tmp_path, flashed)
    assert found == (12, 13)
    out, into = np.r_[np.ones(20), np.linspace(1, 0, 16)], np.r_[np.linspace(0, 1, 16), np.ones(20)]
    found = cuts(tmp_path, [*dimmed(shot(6, 36), out), *dimmed(shot(7, 36), into)])
    assert found and all(abs(cut - 36) <= 4 for cut in found)


def test_a_range_counts_in_the_clips_frames_and_progress_is_told(tmp_path):
    pictures = [picture for seed in range(4) for picture in shot(seed, 10)]
    path = clips.movie(tmp_path / "a.mkv", size=SIZE, pictures=pictures)
    told = []
    with open_clip(path) as reader:
        assert find_cuts(reader, FrameRange(5, 24), lambda done, total: told.append((done, total))) == (10, 20)
        assert find_cuts(reader, FrameRange(10, 19)) == ()
        assert find_cuts(reader, FrameRange(3, 3)) == ()
    assert told == [(done, 20) for done in range(1, 21)]


@pytest.mark.parametrize(("name", "dtype"), [("s.%03d.exr", "half"), ("s.%03d.png", "uint8")])
def test_sequences(tmp_path, name, dtype):
    pictures = [*shot(1, 6), *shot(2, 6)]

    def pixels(index):
        shown = pictures[index].astype(np.float32) / 255
        return shown**2.2 if dtype == "half" else shown

    with open_clip(clips.sequence(tmp_path / "s", 12, name=name, dtype=dtype, pixels=pixels)) as reader:
        assert find_cuts(reader, reader.info.range) == (6,)
