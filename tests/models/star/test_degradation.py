"""How degraded footage looks: each measure follows its own fault, and together they choose the weights."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from uprez.models.star.degradation import estimate, measures


@pytest.fixture(scope="module")
def clean():
    """Three frames of a pan over things with hard edges and fine texture, 160 x 224, whose detail falls off as in photographs."""
    rng = np.random.default_rng(3)
    picture = np.full((192, 256, 3), 0.5, np.float32)
    for _ in range(220):
        top, left = rng.integers(-20, 190), rng.integers(-20, 250)
        side = int(5 + 60 * rng.random() ** 3)
        colour = tuple(float(value) for value in rng.random(3))
        cv2.ellipse(picture, (int(left), int(top)), (side, side // 2 + 2), float(rng.random() * 180), 0, 360, colour, -1, cv2.LINE_AA)
    shade = cv2.GaussianBlur(rng.standard_normal(picture.shape[:2]).astype(np.float32), (0, 0), 3)
    picture = np.clip(picture + 0.3 * shade[..., None], 0, 1)
    return np.stack([picture[4 * index :, 6 * index :][:160, :224].transpose(2, 0, 1) for index in range(3)])


def jpeg(frames, quality, shift=0):
    made = []
    for frame in frames:
        codes = np.rint(np.roll(frame, (shift, shift), (1, 2)).transpose(1, 2, 0) * 255).astype(np.uint8)
        data = cv2.imencode(".jpg", codes, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        made.append(np.roll(cv2.imdecode(data, cv2.IMREAD_COLOR).transpose(2, 0, 1) / 255, (-shift, -shift), (1, 2)))
    return np.stack(made).astype(np.float32)


def grain(frames, codes):
    noise = np.random.default_rng(4).standard_normal(frames.shape)
    return np.clip(frames + noise * codes / 255, 0, 1).astype(np.float32)


def soft(frames, sigma):
    return np.stack([np.stack([cv2.GaussianBlur(plane, (0, 0), sigma) for plane in frame]) for frame in frames])


def test_blocks_are_found_wherever_their_grid_lies(clean):
    mild, harsh, shifted = measures(jpeg(clean, 60)), measures(jpeg(clean, 8)), measures(jpeg(clean, 8, shift=3))
    assert measures(clean).blocks < 0.1 < mild.blocks < 0.4 < harsh.blocks
    assert shifted.blocks == pytest.approx(harsh.blocks, rel=0.15)
    assert measures(jpeg(clean, 8).transpose(0, 1, 3, 2)).blocks == pytest.approx(harsh.blocks, rel=1e-6)


@pytest.mark.parametrize("codes", [4, 12, 25])
def test_noise_is_told_in_codes(clean, codes):
    luma = codes * np.sqrt(0.2126**2 + 0.7152**2 + 0.0722**2)  # independent in the three channels
    assert measures(grain(clean, codes)).noise == pytest.approx(luma, rel=0.2)
    assert measures(clean).noise < 2


def test_blur_grows_as_detail_goes(clean):
    found = [measures(soft(clean, sigma)).blur for sigma in (0.6, 1.0, 1.6, 2.5)]
    assert found == sorted(found)
    assert measures(clean).blur < found[0] < 2 < found[2]
    assert measures(grain(clean, 25)).blur < measures(clean).blur


def test_clean_footage_gets_light_weights_and_every_strong_fault_heavy_ones(clean):
    for frames in (clean, jpeg(clean, 90), grain(clean, 3)):
        seen = estimate(frames)
        assert (seen.kind, seen.score < 0.5) == ("light", True)
        assert seen.words.startswith("The source looks lightly degraded, or not at all (blocks 0.0")
        assert seen.words.endswith("light weights are taken.")
    for frames in (jpeg(clean, 5), grain(clean, 40), soft(clean, 3)):
        seen = estimate(frames)
        assert (seen.kind, seen.score > 0.5) == ("heavy", True)
        assert seen.words.startswith("The source looks strongly degraded (blocks ")


def test_faults_add_up(clean):
    soft_noise = np.stack([grain(soft(clean, 1.6), 10), soft(clean, 1.6), grain(clean, 10)])
    both, blur, noise = (estimate(frames).score for frames in soft_noise)
    assert both > max(blur, noise)


def test_what_lies_outside_the_range_and_plain_frames_say_nothing(clean):
    bright = clean * 1.4 - 0.2
    assert measures(bright) == measures(np.clip(bright, 0, 1))
    black = np.zeros_like(clean[:1])
    assert measures(np.concatenate((clean, black))) == measures(clean)


@pytest.mark.parametrize("shape", [(2, 3, 64, 64), (2, 3, 20, 300)])
def test_nothing_to_see_is_light_and_said(shape):
    frames = np.full(shape, 0.25, np.float32) if shape[2] == 64 else np.random.default_rng(0).random(shape, np.float32)
    seen = estimate(frames)
    assert (seen.kind, seen.score) == ("light", 0.0)
    assert "too plain or too small" in seen.words


@pytest.mark.parametrize(("height", "width"), [(32, 32), (33, 47), (40, 1000)])
def test_any_size_is_measured(height, width):
    frames = np.random.default_rng(0).random((1, 3, height, width), np.float32)
    found = measures(frames)
    assert found.noise > 20 and np.isfinite([found.blocks, found.blur, found.score]).all()
