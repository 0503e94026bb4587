"""Peak memory does not grow with the clip: 300 frames against 3 000 of the same small picture.

python benchmarks/memory.py [--short 300] [--long 3000] [--only lanczos,span]
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from footage import noise
from measure import UPREZ, Run, machine, run

FOLDER = Path("build/bench/memory")
CASES = {"lanczos": ("160x90", "exr,prores"), "span": ("64x36", "exr,prores")}
"""Model: source size and what is written."""


def peak(model: str, frames: int) -> Run:
    """One upscale of `frames` frames in a process of its own."""
    size, formats = CASES[model]
    source = noise(FOLDER, size=size, frames=frames)
    target = FOLDER / "out"
    shutil.rmtree(target, ignore_errors=True)
    return run([*UPREZ, "upscale", source, "--model", model, "--scale", "2", "--to", formats, "--quiet", "-o", target])


def main() -> None:
    """Print the peaks and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", type=int, default=300)
    parser.add_argument("--long", type=int, default=3000)
    parser.add_argument("--only", default=",".join(CASES))
    arguments: Any = parser.parse_args()
    print(machine())
    print("| model   | source | peak MiB, short | peak MiB, long | ratio (aim: at most 1.05) | long run, s |")
    print("| ------- | ------ | --------------: | -------------: | ------------------------: | ----------: |")
    for model in arguments.only.split(","):
        short, long = peak(model, arguments.short), peak(model, arguments.long)
        print(
            f"| {model:7} | {CASES[model][0]:6} | {short.peak / 2**20:15.1f} | {long.peak / 2**20:14.1f} "
            f"| {long.peak / short.peak:25.3f} | {long.wall:11.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
