"""StableVSR with random weights: seconds a frame and step, ours in faithful mode against a straight loop, by part.

Both run the same shot with the same noise in turn, in one process; the largest difference of their pictures is
printed. On a CPU both compute in float32; on a GPU ours takes `--precision`.

    python benchmarks/stablevsr.py [--divisor 2] [--size 64] [--frames 4] [--steps 4] [--runs 3] [--device cpu] [--precision fp32]
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from measure import machine
from stablevsr_loop import StraightLoop
from stablevsr_nets import random_networks

from uprez.engine.memory import keep_freed_memory
from uprez.models.stablevsr.flows import RaftFlows
from uprez.models.stablevsr.given import GivenNoise, bicubic
from uprez.models.stablevsr.sampler import Sampler, Track
from uprez.models.stablevsr.schedule import Schedule
from uprez.models.stablevsr.torch_networks import TorchNetworks

CONFIG = {"beta_start": 0.0001, "beta_end": 0.02}
PARTS = {"encode": "UNet", "predict": "UNet", "control": "TCM", "decode": "decode"}


class Clock:
    """Seconds by part of one run."""

    def __init__(self, device: str) -> None:
        self._gpu = device.startswith("cuda")
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: dict[str, int] = defaultdict(int)

    def timed(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, with its time counted."""

        def counted(*values: Any, **named: Any) -> Any:
            started = self.now()
            result = work(*values, **named)
            self.seconds[part] += self.now() - started
            self.calls[part] += 1
            return result

        return counted

    def now(self) -> float:
        """Seconds; on a GPU once it has finished."""
        if self._gpu:
            torch.cuda.synchronize()
        return time.perf_counter()


class Flows:
    """A shot in memory whose flows are estimated when they are first asked for."""

    def __init__(self, frames: np.ndarray, raft: Any, device: str, clock: Clock) -> None:
        self._frames = frames
        self._estimate = clock.timed("flow", RaftFlows(raft, device).of_shot(self.enlarged).flow)
        self._known: dict[tuple[int, int], Any] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def picture(self, frame: int) -> Any:
        return self._frames[frame]

    def enlarged(self, frame: int) -> Any:
        return bicubic(self._frames[frame])

    def flow(self, target: int, source: int) -> Any:
        if (target, source) not in self._known:
            self._known[target, source] = self._estimate(target, source)
        return self._known[target, source]


def ours(networks: Any, raft: Any, steps: Any, frames: np.ndarray, noise: GivenNoise, device: str, batch: int) -> tuple[Clock, np.ndarray]:
    """One run of the shipped sampler."""
    clock = Clock(device)
    for name, part in PARTS.items():
        setattr(networks, name, clock.timed(part, getattr(type(networks), name).__get__(networks)))
    shot = Flows(frames, raft, device, clock)
    started = clock.now()
    sampler = Sampler(networks, steps, batch=batch)
    track = sampler.start(shot, noise)
    pictures: dict[int, Any] = {}

    def keep(_: Track, frame: int, picture: Any) -> None:
        pictures[frame] = networks.to_host(picture)

    for step in range(len(steps)):
        sampler.run_pass(step, [track], keep=keep if step == len(steps) - 1 else None)
    clock.seconds["whole"] = clock.now() - started
    return clock, np.concatenate([pictures[frame] for frame in range(len(frames))])


def loop(modules: Any, steps: Any, frames: np.ndarray, noise: GivenNoise, device: str) -> tuple[Clock, np.ndarray]:
    """One run of the straight loop."""
    clock = Clock(device)
    unet, controlnet, vae, text, raft = modules
    straight = StraightLoop(unet, controlnet, vae, text, raft, clock.timed)
    started = clock.now()
    shot, start, fresh = (torch.from_numpy(array).to(device) for array in (frames, noise.start, noise.steps))
    with torch.inference_mode():
        pictures = straight.run(shot, start, fresh, steps).cpu().numpy()
    clock.seconds["whole"] = clock.now() - started
    return clock, pictures


def table(theirs: list[Clock], mine: list[Clock], frame_steps: int) -> None:
    """Seconds a frame and step by part, and the ratios."""
    print("| part   | loop s | loop calls | ours s | ours calls | ratio |\n| ------ | -----: | ---------: | -----: | ---------: | ----: |")
    for part in ("UNet", "TCM", "decode", "flow", "whole"):
        slow, fast = (statistics.median(clock.seconds[part] for clock in clocks) / frame_steps for clocks in (theirs, mine))
        print(f"| {part:6} | {slow:6.3f} | {theirs[0].calls[part]:10} | {fast:6.3f} | {mine[0].calls[part]:10} | {slow / fast:5.2f} |")


def main() -> None:
    """Run both in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in {"divisor": 2, "size": 64, "frames": 4, "steps": 4, "runs": 3, "batch": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="fp32")
    arguments: Any = parser.parse_args()
    print(machine())
    keep_freed_memory()
    device, size, count = arguments.device, arguments.size, arguments.frames
    unet, controlnet, vae, text, raft = random_networks(arguments.divisor)
    modules = [module.to(device) for module in copy.deepcopy((unet, controlnet, vae))]
    networks = TorchNetworks(unet, controlnet, vae, text, device=device, precision=arguments.precision)
    raft = raft.to(device)
    steps = Schedule.of(CONFIG).steps(arguments.steps)
    drawn = np.random.default_rng(0)
    frames = bicubic(drawn.random((3, size // 4, size // 4), np.float32) * 2 - 1).clip(-1, 1)
    clip = np.stack([np.roll(frames, shift, 2) for shift in range(count)])
    noise = GivenNoise(
        drawn.standard_normal((count, 4, size, size), np.float32), drawn.standard_normal((len(steps), count, 4, size, size), np.float32)
    )
    theirs: list[Clock] = []
    mine: list[Clock] = []
    slow = fast = clip
    for _ in range(arguments.runs):
        clock, slow = loop((*modules, text.to(device), raft), steps, clip, noise, device)
        theirs.append(clock)
        if device.startswith("cuda"):
            torch.cuda.reset_peak_memory_stats()
        clock, fast = ours(networks, raft, steps, clip, noise, device, arguments.batch)
        mine.append(clock)
    print(f"\n1/{arguments.divisor} of the width, {count} frames of {size}x{size}, {len(steps)} steps, {networks.runtime}")
    print("seconds a frame and step, medians:\n")
    table(theirs, mine, count * len(steps))
    print(f"largest difference of a picture: {np.abs(slow - fast).max():.1e} (pictures reach {np.abs(slow).max():.1f})")
    if device.startswith("cuda"):
        theirs_resident = sum(value.nbytes for module in modules for value in module.state_dict().values())
        print(f"peak of the GPU's memory: {(torch.cuda.max_memory_allocated() - theirs_resident) / 2**30:.2f} GiB")


if __name__ == "__main__":
    main()
