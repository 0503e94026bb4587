"""Reading, resampling and writing, without any network: uprez against the ffmpeg command line.

The same 1080p H.264 clip, Lanczos to twice its size, to ProRes HQ with the same encoder on both
sides, and to EXR half ZIP (16 lines a block on both sides). ffmpeg scales 8-bit Y'CbCr; uprez goes
through exact float R'G'B', as it must for a network, and comes back.

    python benchmarks/media.py [--frames 96] [--runs 5] [--only prores_aw,prores_ks,exr] [--ffmpeg PATH]
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from footage import phone
from measure import UPREZ, Contender, compete, machine, table

FOLDER = Path("build/bench/media")
CASES = {"prores_aw": "0.90", "prores_ks": "0.90", "exr": "2.50"}
"""What is written, and the speed relative to ffmpeg that we hold ourselves to."""


def contenders(case: str, source: Path, program: str) -> tuple[Contender, Contender]:
    """ffmpeg and uprez, doing the same."""

    def ffmpeg(frames: int, folder: Path) -> Sequence[str | Path]:
        head = [program, "-v", "error", "-nostdin", "-i", source, "-frames:v", str(frames), "-vf", "scale=iw*2:ih*2:flags=lanczos"]
        if case == "exr":
            return [*head, "-c:v", "exr", "-compression", "zip16", "-format", "half", "-pix_fmt", "gbrpf32le", folder / "%06d.exr"]
        profile = ["-profile:v", "3"]
        return [*head, "-c:v", case, *profile, "-pix_fmt", "yuv422p10le", folder / "out.mov"]

    def uprez(frames: int, folder: Path) -> Sequence[str | Path]:
        head: list[str | Path] = [*UPREZ, "upscale", source, "--model", "lanczos", "--scale", "2", "--frames", f"0-{frames - 1}"]
        if case == "exr":
            return [*head, "--to", "exr", "--quiet", "-o", folder]
        return [*head, "--to", "prores", "--prores-encoder", case.removeprefix("prores_"), "--quiet", "-o", folder]

    return Contender("ffmpeg", ffmpeg), Contender("uprez", uprez)


def main() -> None:
    """Run the cases and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=96)
    parser.add_argument("--ffmpeg", default="ffmpeg", help="another build of ffmpeg")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default=",".join(CASES))
    arguments: Any = parser.parse_args()
    print(machine())
    print(subprocess.run([arguments.ffmpeg, "-version"], capture_output=True, text=True, check=True).stdout.partition(" Copyright")[0])
    source = phone(FOLDER, width=1920, frames=arguments.frames)
    for case in arguments.only.split(","):
        scores = compete(contenders(case, source, arguments.ffmpeg), frames=arguments.frames, runs=arguments.runs, folder=FOLDER / "out")
        table(f"1080p H.264 -> Lanczos x2 -> {case}, {arguments.frames} frames (aim: {CASES[case]} of ffmpeg's speed)", scores, "ffmpeg")


if __name__ == "__main__":
    main()
