"""Whether a model that `uprez.training.unimmvsr` trains uses its references, and how long that takes to learn.

A small model learns on a CPU to colour a disc that the low-resolution video shows in grey: only a reference image holds the colour
(`uprez.training.unimmvsr.proof`). While it learns, errors on scenes that training never saw are measured with the reference and
without. Writes the curve as a table and a drawing, and some of the scenes as a picture: footage, reference, made without, made with, truth.

    python benchmarks/unimmvsr_training.py [--steps 600] [--folder docs/models/unimmvsr-training] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from uprez.models.unimmvsr.checkpoint import read
from uprez.training.dice import dice
from uprez.training.manifest import read_manifest
from uprez.training.unimmvsr import proof
from uprez.training.unimmvsr.checkpoints import checkpoints
from uprez.training.unimmvsr.log import Told
from uprez.training.unimmvsr.parts import Parts
from uprez.training.unimmvsr.trainer import Trainer

SCENES = 800
UNSEEN = 12
"""Scenes that a point of the curve is measured on."""


@dataclass(frozen=True, slots=True)
class Point:
    """The model after some steps."""

    steps: int
    shown: proof.Errors
    """With the reference."""
    alone: proof.Errors
    """Without."""

    @property
    def ratio(self) -> float:
        """How much less wrong the colour is with the reference."""
        return self.alone.colour / self.shown.colour


def learn(work: Path, steps: int) -> Path:
    """Train; gives the folder of checkpoints."""
    manifest = proof.write_scenes(work / "scenes", SCENES, seed=0)
    run = proof.config(manifest, work / "run", steps)
    begun = time.monotonic()

    def watch(told: Told) -> None:
        if told.step % 50 == 0:
            print(f"step {told.step}: loss {told.loss:.3f}, {time.monotonic() - begun:.0f} s", flush=True)

    Trainer(run, read_manifest(manifest), Parts(proof.network(), proof.Folded(), proof.Silent()), on_note=print, watch=watch).run()
    return run.output


def measured(run: Path) -> list[Point]:
    """Every checkpoint on the same unseen scenes."""
    print("| steps | colour, with the reference | without | ratio | pixels, with | without |\n|" + " ---: |" * 6)
    points: list[Point] = []
    for steps, folder in checkpoints(run):
        network = read(folder / "transformer")
        last = Point(steps, *(proof.errors(network, UNSEEN, 99, shown=shown) for shown in (True, False)))
        points.append(last)
        told = (last.shown.colour, last.alone.colour, last.ratio, last.shown.pixels, last.alone.pixels)
        print(f"| {steps} | " + " | ".join(f"{each:.3f}" for each in told) + " |", flush=True)
    return points


def table(points: list[Point]) -> str:
    """The curve as CSV."""
    rows = [(each.steps, each.shown.colour, each.alone.colour, each.shown.pixels, each.alone.pixels) for each in points]
    lines = [f"{steps},{','.join(f'{each:.4f}' for each in errors)}" for steps, *errors in rows]
    return "\n".join(["steps,colour_with,colour_without,pixels_with,pixels_without", *lines, ""])


def drawing(points: list[Point]) -> str:
    """The curve as SVG."""
    width, height, left, bottom = 640, 320, 56, 40
    most = points[-1].steps
    top = max(max(each.shown.colour, each.alone.colour) for each in points) * 1.1

    def at(steps: float, error: float) -> str:
        return f"{left + steps / most * (width - left - 16):.1f},{height - bottom - error / top * (height - bottom - 16):.1f}"

    def line(errors: list[tuple[int, float]], colour: str) -> str:
        return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(at(*each) for each in errors)}"/>'

    def words(steps: float, error: float, text: str, moved: tuple[int, int], more: str) -> str:
        x, y = (float(each) + by for each, by in zip(at(steps, error).split(","), moved, strict=True))
        return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{text}</text>'

    middle, end = 'text-anchor="middle"', 'text-anchor="end"'
    marks = [words(0, error, f"{error:.1f}", (-8, 4), end) for error in np.arange(0, top, 0.1)]
    marks += [words(most * part / 4, 0, str(most * part // 4), (0, 18), middle) for part in range(5)]
    rules = [f'<polyline stroke="#ddd" points="{at(0, error)} {at(most, error)}"/>' for error in np.arange(0, top, 0.1)]
    last = points[-1]
    named = [
        words(most, last.alone.colour, "without the reference", (0, -8), f'{end} fill="#888"'),
        words(most, last.shown.colour, "with the reference", (0, -12), f'{end} fill="#0a6"'),
        words(most / 2, 0, "steps of training; error of the disc's mean colour, 0 to 1", (0, 34), middle),
    ]
    alone = line([(each.steps, each.alone.colour) for each in points], "#888")
    shown = line([(each.steps, each.shown.colour) for each in points], "#0a6")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *rules, alone, shown, *marks, *named, "</svg>", ""])


def scenes(network: Any, count: int = 6) -> Any:
    """Unseen scenes in rows: footage, reference, made without, made with, truth; (H, W, 3) codes."""
    rows: list[Any] = []
    for number in range(count):
        given = proof.scene(dice(99, "unseen", number))
        low = given.low[-1].transpose(1, 2, 0)
        low = cv2.resize(low, (proof.SIDE, proof.SIDE)).transpose(2, 0, 1)
        made = [proof.made(network, given, number, shown=shown)[-1] for shown in (False, True)]
        rows.append(np.concatenate([low, given.reference, *made, given.high[-1]], axis=2))
    codes = np.rint(np.clip(np.concatenate(rows, axis=1), 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
    return codes.repeat(4, axis=0).repeat(4, axis=1)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--folder", type=Path, default=Path("docs/models/unimmvsr-training"), help="where curve and scenes go")
    parser.add_argument("--work", type=Path, help="keep data and checkpoints here; run again to go on")
    arguments: Any = parser.parse_args()
    torch.set_num_threads(1)  # the network is too small for more
    with tempfile.TemporaryDirectory() as temp:
        run = learn(arguments.work or Path(temp), arguments.steps)
        points = measured(run)
        network = read(checkpoints(run)[-1][1] / "transformer")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "curve.csv").write_text(table(points), "utf-8")
    (arguments.folder / "curve.svg").write_text(drawing(points), "utf-8")
    cv2.imwrite(str(arguments.folder / "scenes.png"), scenes(network)[..., ::-1])


if __name__ == "__main__":
    main()
