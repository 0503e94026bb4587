"""What STAR takes in memory at its released size, stage by stage, and the tiles that fit into graphics cards.

    python benchmarks/star_memory.py           the networks' peaks counted, beside the planner's numbers (minutes)
    python benchmarks/star_memory.py --rss     the same count, of a small network, beside what the process really grows by
    python benchmarks/star_memory.py --cards   the planner's tiles for cards of 8 to 24 GB, at once

Nothing here needs a GPU, weights, or the memory that it speaks of (see star_live.py).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from star_live import VAE, decode_bytes, denoise_bytes, encode_bytes, peak_bytes

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.star.architecture import Architecture, Level
from uprez.models.star.budget import fit
from uprez.models.star.needs import Needs
from uprez.models.star.told import Text
from uprez.models.star.unet import VideoUnet, memory_order

PATCHES = ((32, 58, 64, 8_192), (16, 66, 64, 8_192), (32, 90, 96, 16_384), (32, 90, 160, 16_384), (32, 138, 240, 16_384))
"""Frames, rows and columns of a patch, and positions at once."""
CARDS = (8, 12, 16, 24)
SOURCES = {"1280x720": Size(320, 180), "1920x1080": Size(480, 270), "3840x2160": Size(960, 540)}
"""Results, and the sources that they are enlarged from."""
GIBI = 2**30
SMALL = Architecture(4, 4, (Level(32, 1, True), Level(64, 1, True)), first=32, text=64, head=16)
WIDTH = 256


def print_counts() -> None:
    """The counted peaks beside the planner's, in fp16, weights left out."""
    for frames, height, width, at_once in PATCHES:
        peak = denoise_bytes(frames, height, width, dtype=torch.float16, at_once=at_once)
        needs = Needs(window=frames, at_once=at_once, parameters=0)
        planned = needs.network_bytes(height, width)
        whole = denoise_bytes(frames, height, width, dtype=torch.float16, at_once=0)
        said = f"counted {peak / GIBI:.2f} GiB, planned {planned / GIBI:.2f} ({planned / peak - 1:+.0%}), unsliced {whole / GIBI:.2f}"
        print(f"denoise {frames} x {height} x {width}, {at_once} at once: {said}", flush=True)
    for height, width in ((90, 160), (138, 240)):
        print(f"encode {height} x {width}, fp32: {encode_bytes(height, width, dtype=torch.float32) / GIBI:.2f} GiB")
    for frames, height, width in ((3, 90, 160), (8, 90, 160), (8, 58, 64)):
        both = (decode_bytes(frames, height, width, dtype=dtype) / GIBI for dtype in (torch.float16, torch.float32))
        print(f"decode {frames} x {height} x {width}: {next(both):.2f} GiB in fp16, {next(both):.2f} in fp32")


def print_cards() -> None:
    """Tiles and price for each card and size of result."""
    for name, source in SOURCES.items():
        for card in CARDS:
            try:
                found = fit(card * GIBI, source, Needs())
            except ResourceError as error:
                print(f"{name} in {card} GiB: {error} {error.why}")
                continue
            print(
                f"{name} in {card} GiB: --tile {found.side}, {found.tiles} tiles, {found.needs / GIBI:.1f} GiB, work {found.more_work:+.0%}"
            )


def small(part: str, at_once: int, device: str, width: int = WIDTH) -> Callable[[], object]:
    """A pass of a small network, `unet` or `decoder`, on latents so wide that its memory can be measured."""
    with torch.device(device):
        if part == "unet":
            network = VideoUnet(SMALL).eval()
            memory_order(network)
            latent, text = torch.zeros(1, 4, 4, 34, width), Text(torch.zeros(2, 9, SMALL.text))
            return lambda: network(latent, 899, text, latent, at_once=at_once)
        import diffusers

        decoder: Any = diffusers.AutoencoderKLTemporalDecoder  # type: ignore[attr-defined]
        vae = decoder(**{**VAE, "block_out_channels": [32, 32, 64, 64]}).to(device).eval()
        latents = torch.zeros(2, 4, 16, width)
        return lambda: vae.decode(latents, num_frames=2).sample


def counted(part: str, at_once: int, width: int = WIDTH) -> int:
    """The bytes of such a pass, counted."""
    return peak_bytes(small(part, at_once, "meta", width))


def grown(part: str, at_once: int, width: int = WIDTH) -> int:
    """The bytes that a process of its own really grows by in such a pass."""
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path[:0] = [{here!r}]; import star_memory; star_memory.measure({part!r}, {at_once}, {width})"
    glibc = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}  # gives freed memory back at once
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **glibc})
    return int(done.stdout.split()[-1])


def measure(part: str, at_once: int, width: int) -> None:
    """Print what a pass makes this process grow by; for `grown`."""
    torch.set_num_threads(1)
    with torch.no_grad():
        small(part, at_once, "cpu", 8)()  # what torch keeps for good
        work = small(part, at_once, "cpu", width)
        before = _status("VmRSS")
        work()
    print(_status("VmHWM") - before)


def _status(name: str) -> int:
    """Bytes that Linux says of this process; the peak that Python's `resource` gives may be the parent's."""
    return int(Path("/proc/self/status").read_text().partition(f"{name}:")[2].split()[0]) * 1024


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rss", action="store_true")
    parser.add_argument("--cards", action="store_true")
    asked = parser.parse_args()
    if asked.cards:
        print_cards()
    elif asked.rss:
        for part, at_once in (("unet", 0), ("unet", 1_000), ("decoder", 0)):
            count, real = counted(part, at_once), grown(part, at_once)
            print(f"{part}, {at_once} at once: counted {count / 2**20:.0f} MiB, grown by {real / 2**20:.0f} MiB, ratio {real / count:.2f}")
    else:
        print_counts()


if __name__ == "__main__":
    main()
