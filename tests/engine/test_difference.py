"""The mask that is measured: a moving thing recoloured in noisy, compressed, softened footage, and nothing else."""

import cv2
import numpy as np

from tests.media import clips
from uprez.core.time import FrameRange
from uprez.engine.difference import Compared, difference_mask
from uprez.engine.measured import REACH, MeasuredMask
from uprez.media.reader import open_clip

WIDTH, HEIGHT, FRAMES = 480, 270, 2
RED, GREEN = (0.75, 0.2, 0.2), (0.2, 0.6, 0.25)


def alone(edited, original):
    """The mask of one frame."""
    return difference_mask(Compared.of(edited, original))


def scenes(colour):
    """(FRAMES, H, W, 3) 0 to 1 of a shaded disc that moves over texture and hard edges, and (FRAMES, H, W) where it is."""
    rng = np.random.default_rng(5)
    field = rng.normal(size=(HEIGHT + 40, WIDTH + 40)).astype(np.float32)
    field = sum(cv2.GaussianBlur(field, (0, 0), width) * width for width in (1.5, 6, 25))
    field = (field - field.min()) / np.ptp(field)
    back = np.stack([0.15 + 0.7 * field, 0.2 + 0.5 * np.roll(field, 40, 1), 0.25 + 0.5 * np.roll(field, 30, 0)], -1)
    for _ in range(15):
        x, y, width, height = rng.integers((0, 0, 20, 20), (WIDTH, HEIGHT, 80, 80))
        back[y : y + height, x : x + width] = rng.uniform(0.05, 0.95, 3)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    pictures, wheres = [], []
    for at in range(FRAMES):
        where = np.clip(45 - np.hypot(x - 150 - 20 * at, y - 130), 0, 1)[..., None]
        shade = (0.6 + 0.4 * np.cos((x - 20 * at) / 40) * np.cos(y / 50) + 0.08 * np.sin(x / 3))[..., None]
        pictures.append((back[2 * at : 2 * at + HEIGHT, 2 * at : 2 * at + WIDTH] * (1 - where) + shade * colour * where).clip(0, 1))
        wheres.append(where[..., 0])
    return np.stack(pictures), np.stack(wheres)


def through_codec(path, pictures, crf):
    codes = [np.round(picture * 255).astype(np.uint8) for picture in pictures]
    size = (codes[0].shape[1], codes[0].shape[0])
    clips.movie(path, codec="libx264", size=size, pictures=codes, options={"crf": str(crf), "preset": "veryfast"})
    with open_clip(path) as reader:
        return [frame.rgb for frame in reader.frames(0, FRAMES - 1)]


def footage(folder, colour, *, noise, crf, soft):
    """The original with red, noise and a codec, the edit at a smaller size with another colour, softened; where the disc is."""
    original, where = scenes(RED)
    edit, _ = scenes(colour)
    grain = np.random.default_rng(6).normal(0, noise, original.shape)
    small = [cv2.GaussianBlur(cv2.resize(picture, (400, 224), interpolation=cv2.INTER_AREA), (0, 0), soft) for picture in edit]
    ours = through_codec(folder / "edit.mkv", small, 20)
    theirs = through_codec(folder / "original.mkv", (original + grain).clip(0, 1), crf)
    return ours, theirs, where


def test_what_was_edited_is_found_and_the_rest_is_kept(tmp_path):
    for ours, theirs, where in zip(*footage(tmp_path, GREEN, noise=0.04, crf=32, soft=1.0), strict=True):
        mask = cv2.resize(alone(ours, theirs), (WIDTH, HEIGHT))
        assert (where * (1 - mask)).sum() < 0.002 * where.sum()
        around = cv2.dilate(where.astype(np.float32), np.ones((35, 35), np.uint8)) > 0
        assert (mask[~around] == 0).mean() > 0.995  # a codec's own error at the picture's border is found too
        assert (mask == 0).mean() > 0.85


def test_next_to_nothing_is_found_where_nothing_was_edited(tmp_path):
    for ours, theirs, _ in zip(*footage(tmp_path, RED, noise=0.05, crf=34, soft=1.2), strict=True):
        assert (alone(ours, theirs) > 0).mean() < 0.02


def test_a_shift_of_all_colours_is_no_edit():
    picture = scenes(RED)[0][0].transpose(2, 0, 1).astype(np.float32)
    shift = np.array([0.02, -0.015, 0.01], np.float32)[:, None, None]
    assert not alone(picture * 0.9 + shift, picture * 0.9).any()


def test_everything_is_found_where_everything_was_edited():
    picture = scenes(RED)[0][0].transpose(2, 0, 1).astype(np.float32)
    assert (alone(1 - picture, picture) > 0).mean() > 0.95


def test_sizes_may_differ_and_the_mask_is_small():
    large = np.full((3, 1080, 1920), 0.5, np.float32)
    small = np.full((3, 600, 1066), 0.5, np.float32)
    small[0, 200:400, 300:500] = 0.9
    mask = alone(small, large)
    assert mask.shape == (480, 853)
    assert (mask[200:280, 280:360] == 1).all() and not mask[:100].any() and not mask[:, 600:].any()


def faint(frames, *, seed=7):
    """(frames, 3, H, W) of an edit that stands still, so faint that noise hides it in single frames, and its original, without one."""
    rng = np.random.default_rng(seed)
    picture = np.full((3, 72, 108), 0.4, np.float32)
    edit = picture.copy()
    edit[:, 20:52, 36:72] += 0.09

    def boiling(base):
        noise = rng.normal(size=(frames, *base.shape)).astype(np.float32)
        blurred = np.stack([[cv2.GaussianBlur(plane, (0, 0), 3) for plane in each] for each in noise])
        return base + 0.012 * blurred / blurred.std()

    return boiling(edit), boiling(picture)


def steady(ours, theirs, first=0, last=None):
    """The masks of all frames, where frames `first` to `last` are asked for."""
    frames = FrameRange(first, len(ours) - 1 if last is None else last)
    mask = MeasuredMask(lambda number: (ours[number], theirs[number]), frames)
    return np.stack([mask.at(number) for number in range(frames.first, frames.last + 1)])


def test_a_faint_edit_does_not_flicker():
    ours, theirs = faint(16)
    single, made = np.stack([alone(*pair) for pair in zip(ours, theirs, strict=True)]), steady(ours, theirs)
    edit = (slice(None), slice(23, 49), slice(39, 69))
    assert single[edit].mean() < 0.2 and (made[edit] == 1).all()
    assert np.abs(np.diff(single, axis=0)).max() == 1 and np.abs(np.diff(made, axis=0)).max() < 0.2
    assert not made[:, :6].any()


def test_a_mask_depends_on_the_frames_around_it_and_no_others():
    ours, theirs = faint(2 * REACH + 3)
    whole = steady(ours, theirs)
    at = REACH + 1
    np.testing.assert_array_equal(steady(ours, theirs, at - REACH, at + REACH)[REACH], whole[at])
    mask = MeasuredMask(lambda number: (ours[number], theirs[number]), FrameRange(0, len(ours) - 1))
    for number in (at + 1, at, 0, at - 2):  # in any order
        np.testing.assert_array_equal(mask.at(number), whole[number])
    others = ours.copy()
    others[at + REACH + 1 :] = others[: at - REACH] = 0.9
    np.testing.assert_array_equal(steady(others, theirs)[at], whole[at])


def test_where_things_move_and_at_a_cut_each_frame_has_its_own_mask():
    rng = np.random.default_rng(8)
    theirs = np.repeat(cv2.GaussianBlur(rng.random((96, 144), np.float32), (0, 0), 2)[None, None] + 0.2, 3, 1).repeat(12, 0)
    ours = theirs.copy()
    for at in range(6):
        ours[at, :, 40:60, 10 + 12 * at : 30 + 12 * at] = 0.1
    theirs[6:] = ours[6:] = 0.1  # a cut
    made = steady(ours, theirs)
    assert not made[6:].any()
    for at in range(6):
        assert (made[at, 42:58, 12 + 12 * at : 28 + 12 * at] == 1).all()
        assert not made[at, :, 60 + 12 * at :].any()


def test_frames_that_are_behind_each_other_are_read_once():
    ours, theirs = faint(20)
    read = []

    def pictures(number):
        read.append(number)
        return ours[number], theirs[number]

    mask = MeasuredMask(pictures, FrameRange(0, 19))
    for number in range(20):
        mask.at(number)
    assert read == list(range(20))
