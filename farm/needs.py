"""What a machine must have to take a shard, from the plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from uprez.core.plan import Plan
from uprez.engine.memory import FLOAT, FRAMES_IN_FLIGHT

PROGRAM = 3 << 29
"""Bytes of uprez itself with its runtime, codecs and a model's code: 1.5 GiB."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Requirements on a worker's machine."""

    gpus: int
    """GPUs: 1 where the plan was made for one, else 0."""
    gpu_mebibytes: int | None
    """Memory of the GPU; None without one, or where the plan does not say."""
    mebibytes: int
    """The machine's own memory."""
    threads: int
    """Processors: one decodes, one or more encode."""

    @property
    def words(self) -> str:
        """For people: `needs 5200 MiB of memory, a GPU with 9000 MiB`."""
        gpu = f", a GPU with {self.gpu_mebibytes or 'some'} MiB" if self.gpus else ""
        return f"needs {self.mebibytes} MiB of memory{gpu}"


def needs_of(plan: Plan) -> Needs:
    """The planner's own numbers: what the work takes with the planned tiles, and the frames on their way to the disk."""
    width, height = plan.output_size
    frames = FRAMES_IN_FLIGHT * 3 * FLOAT * width * height
    gpu = uses_gpu(plan.runtime)
    own = PROGRAM + frames + (0 if gpu else plan.bytes)
    return Needs(int(gpu), math.ceil(plan.bytes / 2**20) if gpu and plan.bytes else None, math.ceil(own / 2**20), 2)


def most(all_: Sequence[Needs]) -> Needs:
    """What a machine must have that takes a shard of any of them."""
    gpu = [needs.gpu_mebibytes for needs in all_ if needs.gpu_mebibytes is not None]
    return Needs(
        max(needs.gpus for needs in all_),
        max(gpu, default=None),
        max(needs.mebibytes for needs in all_),
        max(needs.threads for needs in all_),
    )


def uses_gpu(runtime: str) -> bool:
    """Whether a runtime, as a plan words it, works on a GPU."""
    words = runtime.lower().split()
    return bool(words) and not any(word.startswith("cpu") for word in words)
