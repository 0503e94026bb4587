"""STAR on a GPU at release size: seconds a pass, share of the card's own rate of matrix products, memory, whole and in tiles."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from star_nets import sizes
from torch.utils.flop_counter import FlopCounterMode

from uprez.core.errors import ResourceError
from uprez.models.runtime.torch_net import DTYPES
from uprez.models.star.patches import Patches
from uprez.models.star.told import Text
from uprez.models.star.torch_network import TorchNetwork
from uprez.models.star.unet import VideoUnet
from uprez.models.star.windows import LENGTH, Windows

PLACES = {"720p": (90, 160), "1080p": (138, 240)}
"""Latent sizes with the least margins."""
WAYS = ((None, 0), (None, 65_536), (64, 65_536))
"""Side of a tile in latent pixels, None for whole pictures; latent positions that a block widens at once, 0 for all."""
_RUNS = 3


def operations(frames: int, height: int, width: int, prompts: int = 2) -> float:
    """Floating-point operations of a pass at release size, counted on torch's device without memory."""
    with torch.device("meta"):
        network = VideoUnet(sizes()).eval()
        latents = torch.empty(1, 4, frames, height, width)
        text = Text(torch.empty(prompts, 77, sizes().text))
    with FlopCounterMode(display=False) as counted, torch.no_grad():
        network(latents, 500, text, latents)
    return float(counted.get_total_flops())


def measure_device(make: Callable[[], VideoUnet], device: str, precision: str) -> None:
    """Run the network on a CUDA device, and print a table."""
    print(f"{torch.cuda.get_device_name(device)}, {precision}, {LENGTH} frames, both prompts")
    rate = _matmul_rate(device, DTYPES[precision])
    print(f"its own rate of 8192 x 8192 matrix products: {rate / 1e12:.0f} TFLOP/s\n")
    network = make().to(DTYPES[precision])
    drawn = np.random.default_rng(0)
    texts = [torch.from_numpy(drawn.standard_normal((1, 77, sizes().text), np.float32)) for _ in range(2)]
    print("| picture | tiles        | at once | s a pass | TFLOP/s | share of own rate | GiB beyond weights | GiB   |")
    print("| ------- | ------------ | ------: | -------: | ------: | ----------------: | -----------------: | ----: |")
    for name, (height, width) in PLACES.items():
        latent = torch.from_numpy(drawn.standard_normal((1, 4, LENGTH, height, width), np.float32)).to(device)
        for side, at_once in WAYS:
            predict = TorchNetwork(network, *texts, device=device, precision=precision, at_once=at_once)
            patches = Patches.plan(Windows.release(LENGTH), height, width, side)
            tiles = f"{len(patches)} of {'x'.join(map(str, patches[0].cut(latent).shape[3:]))}"
            try:
                seconds, beyond, peak = _timed(predict, patches, latent)
            except ResourceError:
                print(f"| {name:7} | {tiles:12} | {at_once:7} | does not fit |")
                continue
            work = sum(operations(*patch.cut(latent).shape[2:]) for patch in patches)
            print(f"| {name:7} | {tiles:12} | {at_once:7} | {seconds:8.2f} | {work / seconds / 1e12:7.0f}", end=" ")
            print(f"| {work / seconds / rate:17.0%} | {beyond / 2**30:18.2f} | {peak / 2**30:5.2f} |", flush=True)


def _timed(predict: TorchNetwork, patches: Patches, latent: torch.Tensor) -> tuple[float, int, int]:
    """Median seconds of a pass over all patches after one for warming up; bytes beyond what lay there before, and in all."""
    device = latent.device
    predict(patches[0].cut(latent), 500, patches[0].cut(latent), both=True)
    torch.cuda.synchronize(device)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    taken: list[float] = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        for patch in patches:
            predict(patch.cut(latent), 500, patch.cut(latent), both=True)
        torch.cuda.synchronize(device)
        taken.append(time.perf_counter() - started)
    peak = torch.cuda.max_memory_allocated(device)
    return statistics.median(taken), peak - before, peak


def _matmul_rate(device: str, dtype: torch.dtype) -> float:
    """Operations a second of a large matrix product, the best of ten: what the card gives, not what its data sheet says."""
    side = 8192
    left, right = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    best = float("inf")
    for _ in range(10):
        torch.cuda.synchronize(device)
        started = time.perf_counter()
        torch.mm(left, right)
        torch.cuda.synchronize(device)
        best = min(best, time.perf_counter() - started)
    return 2 * side**3 / best
