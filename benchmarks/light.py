"""A whole upscale against the network alone, a plain torch loop, and a peer with the same network.

960x540 -> 1920x1080 with SPAN x2, and 480x270 -> 1920x1080 with Real-ESRGAN Compact x4 against
framelift-video (from the package index; its weights are ours, converted, since it fetches the same
ones from a hub). PSNR is ffmpeg's, against the 1080p clip that the small one was made from.

    python benchmarks/light.py [--frames 24] [--runs 5] [--only span-fp32,span-bf16,peer]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from footage import phone, smaller
from measure import UPREZ, Contender, compete, machine, run, table

FOLDER = Path("build/bench/light")
PEERS = Path("build/peers")
FRAMELIFT = "framelift-video==2.1.0"
CHILD = (sys.executable, Path(__file__).with_name("light_contenders.py"))


def precisions() -> tuple[str, ...]:
    """What OpenVINO computes in on this processor."""
    import openvino as ov

    has_bf16 = "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return ("fp32", "bf16") if has_bf16 else ("fp32",)


def span(precision: str, source: Path) -> list[Contender]:
    """SPAN x2: the network alone, uprez with each kind of output, and the plain loop."""
    hint = {"fp32": "f32", "bf16": "bf16"}[precision]

    def alone(frames: int, folder: Path) -> Sequence[str | Path]:
        return [*CHILD, "network", "--precision", hint, "--frames", str(frames)]

    def loop(frames: int, folder: Path) -> Sequence[str | Path]:
        return [*CHILD, "loop", "--source", source, "--target", folder / "out.mov", "--frames", str(frames)]

    entries = [Contender(f"network alone, OpenVINO {precision}", alone)]
    entries += [_uprez(f"uprez to {kind}", source, kind, ["--precision", precision]) for kind in ("prores", "exr", "exr,prores")]
    entries += [_uprez("uprez to prores, not stabilised", source, "prores", ["--precision", precision, "--stabilise", "off"])]
    return entries + ([Contender("plain loop, torch", loop)] if precision == "fp32" else [])


def peer(source: Path, pth: Path) -> list[Contender]:
    """Compact x4: uprez, and framelift with OpenVINO and with torch. All write H.26x or ProRes of 1080p."""

    def framelift(backend: str, tile: str) -> Contender:
        def command(frames: int, folder: Path) -> Sequence[str | Path]:
            head = [sys.executable, "-m", "framelift", "-i", source, "-o", folder / "out.mp4", "--model", "realesr-animevideov3"]
            work = ["--scale", "4", "--ai-strength", "1", "--device", "cpu", "--backend", backend, "--tile", tile, "--no-audio"]
            return [*head, *work, "--max-frames", str(frames), "--weights-dir", pth.parent, "-qq"]

        return Contender(f"framelift, {backend}, tile {tile}", command, {"PYTHONPATH": str(PEERS.resolve())})

    ours = [
        _uprez(
            f"uprez, compact, {precision}", source, "prores", ["--precision", precision, "--stabilise", "off"], model="compact", scale="4"
        )
        for precision in precisions()
    ]
    return [framelift("openvino", "256"), framelift("openvino", "0"), framelift("torch", "256"), *ours]


def _uprez(name: str, source: Path, kind: str, more: Sequence[str], *, model: str = "span", scale: str = "2") -> Contender:
    def command(frames: int, folder: Path) -> Sequence[str | Path]:
        head: list[str | Path] = [*UPREZ, "upscale", source, "--model", model, "--scale", scale, "--frames", f"0-{frames - 1}"]
        return [*head, "--runtime", "openvino", *more, "--to", kind, "--quiet", "-o", folder]

    return Contender(name, command)


def psnr(result: Path, reference: Path) -> str:
    """ffmpeg's PSNR of luma over all frames of `result`, in decibels."""
    command = ["ffmpeg", "-nostdin", "-i", str(result), "-i", str(reference), "-lavfi", "[0:v]format=yuv420p[a];[a][1:v]psnr=shortest=1"]
    said = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"PSNR y:([\d.]+)", said)
    return found[1] if found else "?"


def install_peer() -> Path:
    """Put framelift beside our own torch and OpenVINO, and its weights where it looks for them; give the weights' path."""
    if not (PEERS / "framelift").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(PEERS)]
        run([*pip, FRAMELIFT, "tqdm"])
    pth = (PEERS / "weights" / "realesr-animevideov3.pth").resolve()
    if not pth.exists():
        run([*CHILD, "weights", "--target", pth])
    return pth


def main() -> None:
    """Run the cases and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="span-fp32,span-bf16,peer")
    given: Any = parser.parse_args()
    print(machine())
    truth = phone(FOLDER, width=1920, frames=48)
    for case in given.only.split(","):
        if case == "peer":
            _peer_table(smaller(truth, width=480), truth, given.frames, given.runs)
            continue
        if case.removeprefix("span-") not in precisions():
            print(f"\n{case}: this processor has no instructions for it")
            continue
        entries = span(case.removeprefix("span-"), smaller(truth, width=960))
        scores = compete(entries, frames=given.frames, runs=given.runs, folder=FOLDER / "out")
        table(
            f"960x540 -> 1920x1080, SPAN x2, {case[5:]}, {given.frames} frames (aim: steady 0.85 of the network)", scores, entries[0].name
        )


def _peer_table(source: Path, truth: Path, frames: int, runs: int) -> None:
    entries = peer(source, install_peer())
    scores = compete(entries, frames=frames, runs=runs, folder=FOLDER / "out")
    table(f"480x270 -> 1920x1080, Real-ESRGAN Compact x4, {frames} frames", scores, entries[0].name)
    for entry in entries:
        target = FOLDER / "out"
        for old in target.glob("*.m*"):
            old.unlink()
        run(entry.command(frames, target), entry.environment)
        (movie,) = target.glob("*.m*")
        print(f"  PSNR-Y of {entry.name}: {psnr(movie, truth)} dB")


if __name__ == "__main__":
    main()
