"""STAR with random weights: seconds a frame, ours in faithful mode against a straight loop, by part; on a GPU the release's size.

On a CPU both make the same clip with the same noise in turn, in float32, each in a process of its own, ours with the memory
settings of the command: latents of every frame, the first steps of the release's 14 with guidance, pictures three by three.
The largest difference of their pictures is printed. Processor seconds hardly change when others use the machine; wall seconds do.

    python benchmarks/star.py [--divisor 5] [--frames 8] [--height 34] [--width 32] [--steps 2] [--runs 3] [--threads 1]

On a GPU ours runs at release size (see `star_device.py`): seconds a pass of 32 frames with both prompts, share of the card's own
rate of matrix products, memory, at 720p and 1080p, whole and in tiles.

    python benchmarks/star.py --device cuda:0 [--precision fp16]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
import torch
from measure import machine
from star_device import measure_device
from star_loop import StraightLoop
from star_nets import random_network, random_vae

from uprez.engine.memory import keep_freed_memory
from uprez.models.star.fading import faded, groups_of_three
from uprez.models.star.guidance import Guidance, clean
from uprez.models.star.networks import Networks
from uprez.models.star.quick_vae import quicken_vae
from uprez.models.star.sampler import Sampler, noised, started
from uprez.models.star.schedule import Step, release_schedule
from uprez.models.star.solver import Solver
from uprez.models.star.torch_networks import TorchNetworks
from uprez.models.star.vae import Vae
from uprez.models.star.windows import Windows

PARTS = ("encode", "denoise", "decode")
RUN = 14
"""Steps of the release's mode of 15; what was measured for fewer is multiplied."""


class Clock:
    """Wall and processor seconds by part of one run."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = dict.fromkeys(PARTS, 0.0)
        self.processor: dict[str, float] = dict.fromkeys(PARTS, 0.0)

    @contextmanager
    def of(self, part: str) -> Generator[None]:
        """Count what is done meanwhile."""
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall[part] += time.perf_counter() - wall
        self.processor[part] += time.process_time() - processor


class Clip:
    """What both are given."""

    def __init__(self, frames: int, height: int, width: int, steps: int, text: int) -> None:
        """Latents of frames of height x width, and texts of `text` channels."""
        drawn = np.random.default_rng(0)
        coarse = drawn.random((frames, 3, height, width), np.float32) * 2 - 1
        self.pictures = np.ascontiguousarray(coarse.repeat(8, 2).repeat(8, 3))
        self.texts = [drawn.standard_normal((1, 77, text), np.float32) for _ in range(2)]
        self.drawn = drawn.standard_normal((frames, 4, height, width), np.float32)
        self.start, *self.noises = (drawn.standard_normal((1, 4, frames, height, width), np.float32) for _ in range(steps + 1))
        schedule = release_schedule()
        self.steps: tuple[Step, ...] = schedule.steps(schedule.timesteps())[:steps]


def ours(networks: Networks, clip: Clip) -> tuple[Clock, np.ndarray]:
    """The shipped sampler on the shipped networks."""
    clock, frames = Clock(), len(clip.pictures)
    with clock.of("encode"):
        footage = networks.encode(clip.pictures, clip.drawn)
    with clock.of("denoise"):
        solver = Solver(clip.steps, started(clip.steps[0], noised(clip.steps[0], footage, clip.start)))
        sampler, windows = Sampler(networks.predict), Windows.release(frames)
        for noise in clip.noises:
            sampler.step(solver, windows, footage, noise)
    with clock.of("decode"):
        latents = np.ascontiguousarray(solver.latent, np.float32)
        pictures = list(faded(groups_of_three(frames), lambda span: networks.decode(latents[:, :, span.start : span.stop])))
    return clock, np.stack(pictures)


def straight(network: StraightLoop, vae: Any, clip: Clip) -> tuple[Clock, np.ndarray]:
    """The same by the straight loop on plain modules."""
    clock, scale = Clock(), float(vae.config.scaling_factor)
    pictures, drawn = torch.from_numpy(clip.pictures), torch.from_numpy(clip.drawn)
    prompt, negative = map(torch.from_numpy, clip.texts)
    with torch.no_grad(), clock.of("encode"):
        found = [vae.encode(pictures[index : index + 1]).latent_dist for index in range(len(pictures))]
        footage = torch.stack([(each.mean + each.std * drawn[index])[0] for index, each in enumerate(found)], dim=1)[None] * scale
    with torch.no_grad(), clock.of("denoise"):
        solver = Solver(clip.steps, started(clip.steps[0], noised(clip.steps[0], footage, torch.from_numpy(clip.start))))
        for step, noise in zip(clip.steps, clip.noises, strict=True):
            v, other = (network(solver.latent, step.timestep, text, footage) for text in (prompt, negative))
            solver.advance(clean(step, solver.latent, Guidance().joined(v, other)), torch.from_numpy(noise))
    with torch.no_grad(), clock.of("decode"):
        latents = solver.latent[0].transpose(0, 1) / scale
        made = torch.cat([vae.decode(part, num_frames=len(part)).sample for part in latents.split(3)])
    return clock, made.numpy()


def table(theirs: list[Clock], mine: list[Clock], frames: int, steps: int) -> None:
    """Seconds a frame by part and of a run of `RUN` steps, and the ratios."""
    print("| part     | loop CPU s | ours CPU s | ratio CPU | loop wall s | ours wall s | ratio wall |")
    print("| -------- | ---------: | ---------: | --------: | ----------: | ----------: | ---------: |")
    shares = {part: {part: 1.0} for part in PARTS} | {f"{RUN} steps": {"encode": 1.0, "denoise": RUN / steps, "decode": 1.0}}
    for name, parts in shares.items():
        cells: list[str] = []
        for kind, width in (("processor", 10), ("wall", 11)):
            slow, fast = (_seconds(clocks, kind, parts) / frames for clocks in (theirs, mine))
            cells += [f"{slow:{width}.3f}", f"{fast:{width}.3f}", f"{slow / fast:{width - 1}.2f}"]
        print(f"| {name:8} | {' | '.join(cells)} |")


def _seconds(clocks: list[Clock], kind: str, parts: dict[str, float]) -> float:
    """The sum of parts' medians, each so many times."""
    return sum(times * statistics.median(getattr(clock, kind)[part] for clock in clocks) for part, times in parts.items())


def side(which: str, arguments: Any, pipe: Connection) -> None:
    """One of both, in a process of its own: a run for each message, sent back with its clock."""
    torch.set_num_threads(arguments.threads)
    network, vae = random_network(arguments.divisor), random_vae(arguments.divisor)
    clip = Clip(arguments.frames, arguments.height, arguments.width, arguments.steps, network.sizes.text)
    if which == "loop":
        loop = StraightLoop({key: value.contiguous() for key, value in network.state_dict().items()}, network.sizes.head)
        make: Callable[[], tuple[Clock, np.ndarray]] = lambda: straight(loop, vae, clip)  # noqa: E731
    else:
        keep_freed_memory()  # as the command does when it starts
        quicken_vae(vae)
        networks = TorchNetworks(network, Vae(vae), *clip.texts)
        make = lambda: ours(networks, clip)  # noqa: E731
    while pipe.recv():
        pipe.send(make())


def compare(arguments: Any) -> None:
    """Run both in turn, after one run each for warming up, and print the table."""
    pipes: dict[str, Connection] = {}
    for which in ("loop", "ours"):
        pipes[which], far = get_context("spawn").Pipe()
        get_context("spawn").Process(target=side, args=(which, arguments, far), daemon=True).start()
    clocks: dict[str, list[Clock]] = defaultdict(list)
    pictures: dict[str, np.ndarray] = {}
    for index in range(arguments.runs + 1):
        for which, pipe in pipes.items():
            pipe.send(True)
            clock, pictures[which] = pipe.recv()
            clocks[which] += [clock] if index else []
    for pipe in pipes.values():
        pipe.send(False)
    print(f"\n1/{arguments.divisor} of the width, {arguments.frames} frames of {arguments.height}x{arguments.width} latents,", end=" ")
    print(f"{arguments.steps} steps with guidance, {arguments.threads} threads; seconds a frame, medians of {arguments.runs}:\n")
    table(clocks["loop"], clocks["ours"], arguments.frames, arguments.steps)
    apart = np.abs(pictures["loop"] - pictures["ours"]).max()
    print(f"largest difference of a picture: {apart:.1e} (pictures reach {np.abs(pictures['loop']).max():.1f})")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in {"divisor": 5, "frames": 8, "height": 34, "width": 32, "steps": 2, "runs": 3, "threads": 1}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", default="fp16", choices=["fp32", "fp16", "bf16"], help="on a GPU")
    arguments: Any = parser.parse_args()
    print(machine())
    if arguments.device == "cpu":
        compare(arguments)
    else:
        measure_device(random_network, arguments.device, arguments.precision)


if __name__ == "__main__":
    main()
