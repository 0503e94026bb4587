"""STAR through the whole engine, by the command, on real pictures; killed and run again; decided by a look at the footage."""

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
from tests.models.star import small
from uprez.core.events import Event
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.time import FrameRange
from uprez.engine import preview
from uprez.engine.cli.group import cli
from uprez.engine.run import run_job
from uprez.models.star import family

ROOT = Path(__file__).parents[2]
FRAMES, STEPS = 6, 3


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    return small.checkpoint(tmp_path_factory.mktemp("star") / "weights", ("light", "heavy"))


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """Six frames of 14x10, moving to the right, with a cut after the fourth; brighter than white in a corner."""
    folder = tmp_path_factory.mktemp("plates")
    y, x = np.mgrid[0:10, 0:40] / 5
    for at in range(FRAMES):
        scene = np.sin(x + y) if at < 4 else np.cos(3 * x) * np.sin(2 * y)
        picture = np.repeat(0.5 + 0.4 * scene[:, at : at + 14, None], 3, 2).astype(np.float32)
        picture[:3, :3] = 4
        clips.write_picture(folder / f"shot.{at:04}.exr", picture, dtype="float")
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path_factory.getbasetemp() / "star-cache"))


def arguments(source: Path, model: Path, out: Path, *more: str) -> list[str]:
    head = ["upscale", str(source), "--model", str(model), "--scale", "4", "--steps", str(STEPS), "--prompt", "waves"]
    return [*head, "--option", "plain-prompt", "--cuts", "4", "--to", "exr", "--progress", "json", "-o", str(out), *more]


def events(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def passes(out: str, stage: str = "sampling") -> list[dict]:
    return [event for event in events(out) if event["stage"] == "passes" and event["text"] == stage]


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.exr"))}


def command(*given: str) -> str:
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    return result.output


def test_killed_within_a_step_and_run_again_it_is_the_same_to_the_bit(plates, checkpoint, tmp_path):
    """A window of three frames makes two windows a step of the first shot; the kill comes in the second step's second."""
    light = checkpoint / "I2VGen-XL-based" / "light_deg.pt"
    whole = command(*arguments(plates, light, tmp_path / "whole", "--window", "3"))
    assert {event["total"] for event in passes(whole)} == {2 * STEPS, STEPS}
    assert [event["done"] for event in passes(whole, "encoding")] == [0, 4, 0, 2]

    program = [
        sys.executable,
        "-c",
        f"import torch; torch.set_num_threads({torch.get_num_threads()}); from uprez.engine.cli import main; main()",
    ]
    cut = arguments(plates, light, tmp_path / "cut", "--window", "3")
    with subprocess.Popen([*program, *cut], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ)) as process:
        for line in process.stdout:
            if passes(line) and events(line)[0]["done"] == 3:
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    (states,) = (tmp_path / "cut").rglob("window_000000")
    assert {path.name for path in states.iterdir()} >= {"source", "footage", "steps.safetensors"}
    again = command(*cut)
    assert not passes(again, "encoding") or passes(again, "encoding")[0]["total"] == 2  # the second shot's alone
    assert passes(again)[0]["done"] >= 3
    assert results(tmp_path / "cut") == results(tmp_path / "whole")
    assert len(results(tmp_path / "cut")) == FRAMES
    picture = OpenImageIO.ImageBuf(str(next((tmp_path / "cut").rglob("*.exr"))))
    assert (picture.spec().width, picture.spec().height) == (56, 40)
    assert np.isfinite(picture.get_pixels()).all()
    assert picture.get_pixels().max() > 3


def job(plates: Path, checkpoint: Path, out: Path) -> Job:
    recipe = Recipe(model=str(checkpoint), scale=2, steps=1, cuts="none", options=("caption",))
    return Job(source=Source(path=str(plates)), recipe=recipe, output=Output(folder=str(out)))


def test_what_a_look_decides_is_fixed_in_the_plan(plates, checkpoint, tmp_path, monkeypatch):
    seen: list[np.ndarray] = []

    def estimated(frames: np.ndarray, on_note) -> str:
        seen.append(frames)
        on_note("The source looks bad: heavy weights.")
        return "heavy"

    monkeypatch.setattr(family, "_estimated", estimated)
    monkeypatch.setattr(family, "_captioned", lambda frames, on_note: seen.append(frames) or "waves")
    told: list[Event] = []
    asked = job(plates, checkpoint, tmp_path / "out")
    done = run_job(asked, base=tmp_path, listen=told.append)
    assert done.job.plan is not None
    assert done.job.name == asked.name
    assert done.job.plan.model == str(checkpoint / "I2VGen-XL-based" / "heavy_deg.pt")
    assert done.job.plan.prompt == "waves"
    assert len(results(tmp_path / "out")) == FRAMES
    assert "The source looks bad: heavy weights." in [event.text for event in told]
    assert seen[0] is seen[1]
    assert seen[0].shape == (5, 3, 10, 14)
    assert 0 <= seen[0].min() < seen[0].max() <= 1

    for name in ("_estimated", "_captioned"):
        monkeypatch.setattr(family, name, lambda *_: pytest.fail("looked again"))
    next((tmp_path / "out").rglob("finished.json")).unlink()
    next((tmp_path / "out").rglob("receipts")).rename(tmp_path / "lost")  # as if the run had stopped before it was done
    again = run_job(asked, base=tmp_path, listen=told.append)
    assert again.job.plan == done.job.plan
    assert again.frames_done == FRAMES


def test_a_preview_looks_at_the_clip_too(plates, checkpoint, tmp_path, monkeypatch):
    monkeypatch.setattr(family, "_estimated", lambda frames, on_note: on_note(f"{len(frames)} frames seen") or "light")
    recipe = Recipe(model=str(checkpoint), scale=2, steps=1, cuts="none")
    asked = Job(source=Source(path=str(plates)), recipe=recipe, output=Output(folder=str(tmp_path)))
    notes: list[str] = []
    made = list(preview.preview_frames(asked, tmp_path, None, FrameRange(1, 2), lambda event: notes.append(event.text)))
    assert [number for number, _, _ in made] == [1, 2]
    assert "5 frames seen" in notes


def test_wrong_options_are_told_and_nothing_is_left(plates, checkpoint, tmp_path):
    given = arguments(plates, checkpoint, tmp_path / "out", "--option", "better")
    result = CliRunner().invoke(cli, given)
    assert result.exit_code != 0
    assert not list((tmp_path / "out").rglob("*.exr"))
