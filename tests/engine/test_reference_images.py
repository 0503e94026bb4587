"""A recipe's reference images, in the colour that a model sees the clip in."""

from __future__ import annotations

import numpy as np
import pytest

from tests.media import clips
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.engine.finishing import working_space
from uprez.engine.reference_images import open_images
from uprez.media.probe import probe
from uprez.models.contract import ModelSpec


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """A clip for screens, and a scene-linear one."""
    folder = tmp_path_factory.mktemp("plates")
    for name in ("video", "linear"):
        (folder / name).mkdir()
    clips.write_picture(folder / "video" / "a.1.png", np.zeros((8, 8, 3), np.uint8), dtype="uint8")
    clips.write_picture(folder / "linear" / "a.1.exr", np.zeros((8, 8, 3), np.float32))
    return probe(folder / "video"), probe(folder / "linear")


def read(path, clip):
    (still,) = open_images(Recipe(reference_images=(str(path),)), clip, working_space(clip, ModelSpec("any", 1)))
    return still, *still.read()


def test_a_picture_for_screens_goes_as_it_is_beside_a_clip_for_screens(plates, tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (6, 9, 3), np.uint8)
    still, rgb, alpha = read(clips.write_picture(tmp_path / "a.png", picture, dtype="uint8"), plates[0])
    assert still.size == Size(9, 6) and alpha is None and rgb.dtype == np.float32
    np.testing.assert_allclose(rgb, picture.transpose(2, 0, 1) / np.float32(255), atol=1e-6)


def test_beside_a_linear_clip_it_is_light_and_then_the_models_code(plates, tmp_path):
    path = clips.write_picture(tmp_path / "a.png", np.full((4, 4, 3), 128, np.uint8), dtype="uint8")
    space = working_space(plates[1], ModelSpec("any", 1))
    still, rgb, _ = read(path, plates[1])
    light = ((128 / 255 + 0.055) / 1.055) ** 2.4
    np.testing.assert_allclose(rgb, space.forward(np.full((3, 4, 4), light, np.float32)), atol=5e-3)
    assert still.name != read(path, plates[0])[0].name


def test_alpha_is_taken_out_of_the_colour(plates, tmp_path):
    picture = np.zeros((4, 4, 4), np.float32)
    picture[:2] = [0.1, 0.2, 0.3, 0.5]
    _, rgb, alpha = read(clips.write_picture(tmp_path / "a.exr", picture, channels="RGBA"), plates[1])
    np.testing.assert_allclose(alpha[:2], 0.5, atol=1e-3)
    assert not alpha[2:].any()
    space = working_space(plates[1], ModelSpec("any", 1))
    expected = space.forward(np.array([0.2, 0.4, 0.6], np.float32).reshape(3, 1, 1))
    np.testing.assert_allclose(rgb[:, :2], expected * np.ones((3, 2, 4)), atol=2e-3)


def test_numbered_neighbours_are_not_read(plates, tmp_path):
    for number in (1, 2):
        clips.write_picture(tmp_path / f"a.{number}.png", np.full((4, 4 * number, 3), 60 * number, np.uint8), dtype="uint8")
    assert read(tmp_path / "a.2.png", plates[0])[0].size == Size(8, 4)


def test_what_is_no_picture_is_refused(plates, tmp_path):
    (tmp_path / "a.png").write_text("no picture")
    for name in ("a.png", "absent.png"):
        with pytest.raises(InputError, match="reference image"):
            read(tmp_path / name, plates[0])
