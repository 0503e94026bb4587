"""StableVSR through the whole engine, by the command, on real pictures; killed and run again."""

from __future__ import annotations

import json
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
from uprez.engine.cli.group import cli

ROOT = Path(__file__).parent.parent.parent
CHECKPOINT = ROOT / "tests" / "data" / "stablevsr" / "checkpoint"
FRAMES, STEPS = 6, 3


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """Six frames of 22x18 (no multiples of 4), moving to the right, with a cut after the fourth."""
    folder = tmp_path_factory.mktemp("plates")
    y, x = np.mgrid[0:18, 0:40] / 5
    for at in range(FRAMES):
        scene = np.sin(x + y) if at < 4 else np.cos(3 * x) * np.sin(2 * y)
        picture = np.repeat(0.5 + 0.4 * scene[:, at : at + 22, None], 3, 2).astype(np.float32)
        clips.write_picture(folder / f"shot.{at:04}.exr", picture, dtype="float")
    return folder


def arguments(source: Path, out: Path) -> list[str]:
    head = ["upscale", str(source), "--model", str(CHECKPOINT)]
    return [*head, "--scale", "4", "--steps", str(STEPS), "--option", "dis-flow", "--to", "exr", "--progress", "json", "-o", str(out)]


def events(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.exr"))}


def command(*given: str) -> str:
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    return result.output


def test_killed_between_passes_and_run_again_it_is_the_same_to_the_bit(plates, tmp_path):
    whole = events(command(*arguments(plates, tmp_path / "whole")))
    seen = [event for event in whole if event["stage"] == "passes"]
    assert {event["total"] for event in seen} == {4 * STEPS, 2 * STEPS}  # two shots: the cut was found
    assert [event["done"] for event in seen if event["total"] == 4 * STEPS][-1] == 4 * STEPS

    program = f"import torch; torch.set_num_threads({torch.get_num_threads()}); from uprez.engine.cli import main; main()"
    cut = arguments(plates, tmp_path / "cut")
    with subprocess.Popen([sys.executable, "-c", program, *cut], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        for line in process.stdout:
            event = json.loads(line)
            if event["stage"] == "passes" and event["done"] == 6:  # in the second of three passes
                process.send_signal(signal.SIGKILL)
                break
        process.stdout.read()
    first = next(event for event in events(command(*cut)) if event["stage"] == "passes")
    assert first["done"] == 4
    assert results(tmp_path / "cut") == results(tmp_path / "whole")
    assert len(results(tmp_path / "cut")) == FRAMES
    picture = OpenImageIO.ImageBuf(str(next((tmp_path / "cut").rglob("*.exr"))))
    assert (picture.spec().width, picture.spec().height) == (88, 72)
    assert np.isfinite(picture.get_pixels()).all()
