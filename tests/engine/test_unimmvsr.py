"""UniMMVSR through the whole engine, by the command, with references; killed and run again; previewed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import OpenImageIO
import pytest
import torch
from click.testing import CliRunner

from tests.media import clips
from tests.models.unimmvsr.published import lay_checkpoint
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.time import FrameRange
from uprez.engine import preview
from uprez.engine.cli.group import cli

ROOT = Path(__file__).parents[2]
FRAMES, STEPS = 6, 2


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return lay_checkpoint(tmp_path_factory.mktemp("unimmvsr"))


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """Six frames of 14x10, brighter than white in a corner; the same at 28x20 with less contrast; an image."""
    folder = tmp_path_factory.mktemp("plates")
    for name, scale in (("clip", 1), ("original", 2)):
        (folder / name).mkdir()
        y, x = np.mgrid[0 : 10 * scale, 0 : 40 * scale] / 5 / scale
        for at in range(FRAMES):
            part = np.sin(x + y)[:, at * scale : (at + 14) * scale, None]
            picture = np.repeat(0.5 + (0.4 if scale == 1 else 0.2) * part, 3, 2).astype(np.float32)
            picture[: 3 * scale, : 3 * scale] = 4
            clips.write_picture(folder / name / f"shot.{at:04}.exr", picture, dtype="float")
    colours = np.random.default_rng(0).integers(0, 256, (40, 30, 4), np.uint8)
    clips.write_picture(folder / "jacket.png", colours, dtype="uint8", channels="RGBA")
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path_factory.getbasetemp() / "unimmvsr-cache"))


def arguments(plates: Path, model: Path, out: Path, *more: str) -> list[str]:
    head = ["upscale", str(plates / "clip"), "--model", str(model), "--size", "32x24", "--steps", str(STEPS), "--prompt", "waves"]
    shown = ["--reference", str(plates / "jacket.png"), "--reference-video", str(plates / "original"), "--scheduler", "unipc"]
    return [*head, *shown, "--window", "5", "--cuts", "none", "--to", "exr", "--progress", "json", "-o", str(out), *more]


def passes(out: str, stage: str = "sampling") -> list[dict]:
    events = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [event for event in events if event["stage"] == "passes" and event["text"] == stage]


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.exr"))}


def command(*given: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == code, result.output
    return result.output


def test_killed_within_a_step_and_run_again_it_is_the_same_to_the_bit(plates, checkpoint, tmp_path):
    """Windows of two latents make two a step of three; the kill comes in the second step's second."""
    whole = command(*arguments(plates, checkpoint, tmp_path / "whole"))
    assert {event["total"] for event in passes(whole)} == {2 * STEPS}
    assert passes(whole, "encoding references") and passes(whole, "encoding the reference video")

    program = [
        sys.executable,
        "-c",
        f"import torch; torch.set_num_threads({torch.get_num_threads()}); from uprez.engine.cli import main; main()",
    ]
    cut = arguments(plates, checkpoint, tmp_path / "cut")
    with subprocess.Popen([*program, *cut], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ)) as process:
        for line in process.stdout:
            if passes(line) and passes(line)[0]["done"] == 3:
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    (states,) = (tmp_path / "cut").rglob("window_000000")
    assert {path.name for path in states.iterdir()} >= {"source", "footage", "given_image_0", "given_video", "steps.safetensors"}
    again = command(*cut)
    assert passes(again)[0]["done"] == 2 < passes(again)[-1]["done"]  # the first step is not made again
    assert results(tmp_path / "cut") == results(tmp_path / "whole")
    assert len(results(tmp_path / "cut")) == FRAMES
    picture = OpenImageIO.ImageBuf(str(next((tmp_path / "cut").rglob("*.exr"))))
    assert (picture.spec().width, picture.spec().height) == (32, 24)
    assert np.isfinite(picture.get_pixels()).all()
    assert picture.get_pixels().max() > 3
    assert "Everything is done already" in command(*cut)


def test_a_mask_keeps_the_original(plates, checkpoint, tmp_path):
    """With a black mask, at the original's size, every pixel is the original's own."""
    black = clips.write_picture(tmp_path / "black.png", np.zeros((20, 28, 3), np.uint8), dtype="uint8")
    plain = ["upscale", str(plates / "clip"), "--model", str(checkpoint), "--scale", "2", "--steps", "1", "--frames", "0-1"]
    kept = ["--reference-video", str(plates / "original"), "--mask", str(black)]
    command(*plain, *kept, "--to", "exr", "--exr-depth", "float", "-o", str(tmp_path / "out"))
    made, original = (
        np.stack([OpenImageIO.ImageBuf(str(path)).get_pixels() for path in sorted(folder.rglob("*.exr"))[:2]])
        for folder in (tmp_path / "out", plates / "original")
    )
    np.testing.assert_array_equal(made, original)


def test_a_preview_shows_the_references_too(plates, checkpoint, tmp_path):
    def shown(**more):
        recipe = Recipe(model=str(checkpoint), scale=2, steps=1, **more)
        job = Job(source=Source(path=str(plates / "clip")), recipe=recipe, output=Output(folder=str(tmp_path)))
        frames = preview.preview_frames(job, tmp_path, preview.Region(2, 2, 8, 6), FrameRange(1, 2))
        return np.stack([result.rgb for _, _, result in frames])

    plain, video = shown(), shown(reference_video=str(plates / "original"))
    assert plain.shape == video.shape == (2, 3, 12, 16)
    assert np.abs(plain - video).max() > 1e-5


def test_what_lacks_weights_or_a_reference_says_so(plates, checkpoint, tmp_path):
    out = ["--scale", "2", "-o", str(tmp_path / "out")]
    said = command("upscale", str(plates / "clip"), "--model", "unimmvsr", *out, code=5)
    assert "published none" in said and "docs/training.md" in said
    said = command("upscale", str(plates / "clip"), "--model", str(checkpoint), "--reference", str(plates / "no.png"), *out, code=3)
    assert "no.png" in said
    assert not (tmp_path / "out").exists()
    assert "not published" in command("models")
