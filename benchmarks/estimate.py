"""What `uprez plan` foretells against what the job then takes: networks, sizes and formats in turn.

    python benchmarks/estimate.py [--only span-160,compact-480] [--runs 3]

Needs a quiet machine: both are seconds by the clock.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footage import noise, phone, smaller
from measure import UPREZ, machine

FOLDER = Path("build/bench/estimate")
AIM = 0.15
"""Largest error, of what the job took."""


@dataclass(frozen=True, slots=True)
class Case:
    """A job."""

    source: Callable[[], Path]
    frames: int
    words: tuple[str, ...]
    """Options of both commands."""


def _phone(width: int) -> Callable[[], Path]:
    return lambda: smaller(phone(FOLDER, width=1920, frames=96), width=width)


CASES = {
    "lanczos-480": Case(_phone(480), 96, ("--model", "lanczos", "--scale", "2", "--to", "prores")),
    "span-160": Case(lambda: noise(FOLDER, size="160x90", frames=300), 300, ("--model", "span", "--scale", "4", "--to", "prores")),
    "span-480": Case(_phone(480), 72, ("--model", "span", "--scale", "2", "--to", "exr,prores")),
    "span-960": Case(_phone(960), 40, ("--model", "span", "--scale", "2", "--to", "exr")),
    "compact-480": Case(_phone(480), 48, ("--model", "compact", "--scale", "4", "--to", "hevc", "--stabilise", "off")),
}


def foretold(case: Case) -> float:
    """Seconds, by `uprez plan`."""
    command = [*UPREZ, "plan", case.source(), "--json", "--frames", f"0-{case.frames - 1}", *case.words, "-o", FOLDER / "out"]
    said = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout
    return float(json.loads(said)["estimate"]["seconds"])


def taken(case: Case) -> float:
    """Seconds that `uprez upscale` takes, its start and its plan included."""
    shutil.rmtree(FOLDER / "out", ignore_errors=True)
    command = [*UPREZ, "upscale", case.source(), "--quiet", "--frames", f"0-{case.frames - 1}", *case.words, "-o", FOLDER / "out"]
    started = time.monotonic()
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return time.monotonic() - started


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(CASES))
    parser.add_argument("--runs", type=int, default=3)
    arguments: Any = parser.parse_args()
    print(machine())
    print(f"| job         | foretold, s | taken, s | ratio (aim: within {AIM:.0%}) | all ratios |")
    print("| ----------- | ----------: | -------: | ------------------------: | ---------- |")
    for name in arguments.only.split(","):
        pairs = [(foretold(CASES[name]), taken(CASES[name])) for _ in range(arguments.runs)]
        said, took = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
        ratios = " ".join(f"{one / two:.2f}" for one, two in pairs)
        print(f"| {name:11} | {said:11.1f} | {took:8.1f} | {said / took:25.3f} | {ratios} |", flush=True)


if __name__ == "__main__":
    main()
