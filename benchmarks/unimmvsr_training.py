"""Whether a model that `uprez.training.unimmvsr` trains uses its references, and how long that takes to learn.

A small model learns on a CPU to paint discs that the low-resolution video shows in grey: only a reference image holds their colours and
stripes (`uprez.training.unimmvsr.proof`). Errors on scenes that training never saw are measured with the reference and without, for every
checkpoint, and for the last one on more scenes of another seed. Writes the curve as a table and a drawing, and some of the scenes as a
picture: footage, reference, made without, made with, truth.

    python benchmarks/unimmvsr_training.py [--steps 1800] [--seed 0] [--folder docs/models/unimmvsr-training] [--work FOLDER]
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
from uprez.training.manifest import read_manifest
from uprez.training.unimmvsr import proof
from uprez.training.unimmvsr.checkpoints import checkpoints
from uprez.training.unimmvsr.log import Told
from uprez.training.unimmvsr.parts import Parts
from uprez.training.unimmvsr.trainer import Trainer

SCENES = 800
UNSEEN = 16
"""Scenes that a point of the curve is measured on."""
HELD_OUT = 64
"""Scenes that the last checkpoint is measured on, of a seed that nothing else uses."""
ENCODER = proof.Folded()


@dataclass(frozen=True, slots=True)
class Point:
    """The model after some steps."""

    steps: int
    seconds: float
    """Of the CPU, for these steps alone."""
    errors: proof.Errors


def learn(work: Path, steps: int, seed: int) -> tuple[Path, dict[int, float]]:
    """Train; gives the folder of checkpoints, and the seconds of the CPU that each step of this call was done after."""
    manifest = proof.write_scenes(work / "scenes", proof.drawn(seed, "scene", SCENES))
    run = proof.config(manifest, work / "run", steps, seed=seed)
    seconds, begun = dict[int, float](), time.process_time()

    def watch(told: Told) -> None:
        seconds[told.step] = time.process_time() - begun
        if told.step % 100 == 0:
            print(f"step {told.step}: loss {told.loss:.3f}, {seconds[told.step]:.0f} s of the CPU", flush=True)

    parts = Parts(proof.network(ENCODER, seed), ENCODER, proof.Silent())
    Trainer(run, read_manifest(manifest), parts, on_note=print, watch=watch).run()
    return run.output, seconds


def measured(run: Path, seconds: dict[int, float]) -> list[Point]:
    """Every checkpoint on the same unseen scenes."""
    print("| steps | seconds | with the reference | without | one grey | ratio |\n|" + " ---: |" * 6)
    points: list[Point] = []
    for steps, folder in checkpoints(run):
        network = read(folder / "transformer")
        errors = proof.together(proof.errors(network, ENCODER, proof.drawn(99, "unseen", UNSEEN)).values())
        points.append(Point(steps, seconds.get(steps, float("nan")), errors))
        print(f"| {steps} | {points[-1].seconds:.0f} | {_told(errors)} |", flush=True)
    return points


def by_look(network: Any) -> None:
    """The last checkpoint on the held-out scenes."""
    looks = proof.errors(network, ENCODER, proof.drawn(4242, "held out", HELD_OUT))
    found: dict[str, proof.Errors] = {**looks, "all": proof.together(looks.values())}
    print("\n| held out | with the reference | without | one grey | ratio | the reference's mean |\n| --- |" + " ---: |" * 5)
    for name, errors in found.items():
        print(f"| {name} | {_told(errors)} | {errors.flat:.3f} |")


def _told(errors: proof.Errors) -> str:
    return f"{errors.shown:.3f} | {errors.alone:.3f} | {errors.constant:.3f} | {errors.ratio:.1f}"


def table(points: list[Point]) -> str:
    """The curve as CSV."""
    rows = [(each.steps, each.seconds, each.errors) for each in points]
    lines = [f"{steps},{seconds:.0f},{told.shown:.4f},{told.alone:.4f},{told.constant:.4f}" for steps, seconds, told in rows]
    return "\n".join(["steps,cpu_seconds,with_reference,without,one_grey", *lines, ""])


def drawing(points: list[Point]) -> str:
    """The curve as SVG."""
    width, height, left, bottom = 640, 320, 56, 40
    most = points[-1].steps
    top = max(max(each.errors.shown, each.errors.alone) for each in points) * 1.1

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
    last = points[-1].errors
    named = [
        words(most, last.alone, "without the reference", (0, 22), f'{end} fill="#888"'),
        words(most, last.constant, "the least that is possible without: one grey", (0, 16), f'{end} fill="#a60"'),
        words(most, last.shown, "with the reference", (0, -12), f'{end} fill="#0a6"'),
        words(most / 2, 0, "steps of training; error of the pixels that the reference decides, colours 0 to 1", (0, 34), middle),
    ]
    lines = [
        line([(each.steps, each.errors.alone) for each in points], "#888"),
        line([(each.steps, each.errors.constant) for each in points], "#a60"),
        line([(each.steps, each.errors.shown) for each in points], "#0a6"),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *rules, *lines, *marks, *named, "</svg>", ""])


def scenes(network: Any, count: int = 8) -> Any:
    """Held-out scenes in rows: footage, reference, made without, made with, truth; (H, W, 3) codes."""
    rows: list[Any] = []
    for number, given in enumerate(proof.drawn(4242, "held out", count)):
        low = cv2.resize(given.low[-1].transpose(1, 2, 0), (proof.SIDE, proof.SIDE), interpolation=cv2.INTER_NEAREST).transpose(2, 0, 1)
        made = [proof.made(network, ENCODER, given, number, shown=shown)[-1] for shown in (False, True)]
        rows.append(np.pad(np.concatenate([low, given.reference, *made, given.high[-1]], axis=2), ((0, 0), (0, 1), (0, 0))))
    codes = np.rint(np.clip(np.concatenate(rows, axis=1), 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
    return codes.repeat(5, axis=0).repeat(5, axis=1)


def main() -> None:
    """Train, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1800)
    parser.add_argument("--seed", type=int, default=0, help="of the scenes, the weights at the start and the order")
    parser.add_argument("--folder", type=Path, default=Path("docs/models/unimmvsr-training"), help="where curve and scenes go")
    parser.add_argument("--work", type=Path, help="keep data and checkpoints here; run again to go on")
    arguments: Any = parser.parse_args()
    torch.set_num_threads(1)  # the network is too small for more
    with tempfile.TemporaryDirectory() as temp:
        run, seconds = learn(arguments.work or Path(temp), arguments.steps, arguments.seed)
        points = measured(run, seconds)
        network = read(checkpoints(run)[-1][1] / "transformer")
    by_look(network)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "curve.csv").write_text(table(points), "utf-8")
    (arguments.folder / "curve.svg").write_text(drawing(points), "utf-8")
    cv2.imwrite(str(arguments.folder / "scenes.png"), scenes(network)[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
