"""An edit and its upscale by small random networks, through the real command: VACE, then UniMMVSR with references and a mask."""

import numpy as np
import pytest
from click.testing import CliRunner

from tests.media import clips
from tests.models.edit.small import checkpoint
from tests.models.unimmvsr.published import lay_checkpoint, lay_text
from uprez.engine.cli.group import cli
from uprez.media.reader import open_clip

FRAMES, SIZE = 5, (48, 32)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Folders of a base model and of an upscaler."""
    folder = tmp_path_factory.mktemp("weights")
    (folder / "base").mkdir()
    lay_text(checkpoint(folder / "base"))
    return folder / "base", lay_checkpoint(folder / "upscaler")


def call(*arguments):
    result = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert result.exit_code == 0, result.stderr
    return result.stderr


def read(path):
    with open_clip(path) as reader:
        return np.stack([frame.rgb for frame in reader.frames(0, FRAMES - 1)])


def test_an_edit_by_networks_is_upscaled_by_networks(weights, tmp_path):
    base, upscaler = weights
    source = clips.movie(tmp_path / "a.mov", FRAMES, size=SIZE, rate=24)
    reference = clips.write_picture(tmp_path / "jacket.png", clips.picture(3, (32, 32)), dtype="uint8")
    white = np.zeros((32, 48, 3), np.uint8)
    white[8:24, 12:36] = 255
    mask = clips.write_picture(tmp_path / "mask.png", white, dtype="uint8")
    given = [source, "--model", upscaler, "--edit", "a red jacket", "--base", base, "--edit-strength", 0.15, "--mask", mask]
    given = [*given, "--reference", reference, "--steps", 1, "--size", "48x32", "--name", "r"]
    call("edit", *given, "-o", tmp_path / "out")
    edit = read(tmp_path / "out" / "r_edit.mkv")
    assert edit.shape == (FRAMES, 3, 64, 96) and edit.std() > 0.01
    said = call("upscale", *given, "-o", tmp_path / "out")
    assert "Making the edit" not in said and "Upscaling the edit" in said
    made, original = read(tmp_path / "out" / "r_exr"), read(source)
    rows, columns = slice(8, 24), slice(12, 36)
    kept = np.ones((32, 48), bool)
    kept[rows, columns] = False
    np.testing.assert_allclose(made[:, :, kept], original[:, :, kept], atol=6e-4)  # half floats
    assert np.abs(made - original)[:, :, rows, columns].mean() > 0.02
