"""A planned job on its way to a farm: its shards, what they need, and the commands that make them. `preparing` makes one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uprez.core.clip import ClipInfo
from uprez.core.plan import Plan
from uprez.engine.shards import Shard, redone
from uprez.engine.stages import EDIT
from uprez.farm.bundle import Bundle
from uprez.farm.needs import Needs
from uprez.farm.paths import for_system, pure, system

MOST_REDONE = 1 / 8
"""Share of the frames that may be made twice as context of neighbouring tasks."""
LEAST_FRAMES = 96
"""Frames that a task makes at least, where the farm does not choose: some seconds of work of the quickest model."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user decides about an export."""

    engine: str
    together: int | None = None
    """Shards a task; None for as few as share their context well."""
    same: tuple[tuple[str, ...], ...] = ()
    """Places with several names."""
    workers_on: str = system()
    """The workers' system: in whose words commands name paths."""
    uprez: str = "uprez"
    """How workers call uprez."""
    priority: int = 50
    """From 0 to 100."""
    any_runtime: bool = False
    options: Mapping[str, str] | None = None
    """Words of one engine: pool, group, show, user …"""


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that a farm's files are written from: a job, and the one before it if there is one."""

    bundle: Bundle
    plan: Plan
    shards: tuple[Shard, ...]
    needs: Needs
    wishes: Wishes
    clip: ClipInfo
    before: Export | None = None
    """The step that must be put together first: the edit of an upscale that was sent with it."""

    @property
    def steps(self) -> tuple[Export, ...]:
        """All steps, this one last."""
        return (*(self.before.steps if self.before else ()), self)

    @property
    def step(self) -> str:
        """What its shards do, in a word: `edit` or `upscale`."""
        return self.bundle.step or "upscale"

    @property
    def joining(self) -> str:
        """What putting it together is called, a word for each step."""
        return "assemble_edit" if self.bundle.step == EDIT else "assemble"

    @property
    def title(self) -> str:
        """What the job is called on the farm."""
        return f"uprez {self.bundle.sending.name}"

    @property
    def together(self) -> int:
        """Shards a task."""
        return self.bundle.sending.together

    @property
    def runs(self) -> list[tuple[int, int]]:
        """First and last shard of every task, for farms without chunks of their own."""
        last = len(self.shards) - 1
        return [(first, min(first + self.together - 1, last)) for first in range(0, len(self.shards), self.together)]

    @property
    def folder(self) -> str:
        """What workers are given of the export, as they name it: its folder, or a step's in it."""
        where = self.bundle.home if self.bundle.step else self.bundle.folder
        return for_system(str(where), self.wishes.same, self.wishes.workers_on)

    def work(self, shards: str, progress: str) -> list[str]:
        """The command that makes shards; `shards` is the farm's own word for the numbers."""
        return [self.wishes.uprez, "farm", "work", self.folder, "--shards", shards, "--progress", progress]

    def assemble(self, progress: str) -> list[str]:
        """The command that puts the results together."""
        return [self.wishes.uprez, "farm", "assemble", self.folder, "--progress", progress]

    def option(self, name: str) -> str:
        """A word of the engine's; empty when it was not given."""
        return (self.wishes.options or {}).get(name, "")


def together_for(shards: Sequence[Shard]) -> int:
    """The least number of shards a task with which little is made twice, and a task is worth its start."""
    frames = max(1, sum(len(shard.frames) for shard in shards) // len(shards))
    together = max(1, min(len(shards), LEAST_FRAMES // frames))
    while together < len(shards) and redone(shards, together) > MOST_REDONE:
        together += 1
    return together


def quoted(words: Sequence[str], wanted: str) -> str:
    """A command as one line for the shell of a system: each word in double quotes where it needs any."""
    if wanted == "windows":
        import subprocess

        return subprocess.list2cmdline(words)
    import shlex

    return shlex.join(words)


def parent_and_name(path: str) -> tuple[str, str]:
    """A path's folder and last part, by the rules of the system that it is written for."""
    parts = pure(path)
    return str(parts.parent), parts.name


def is_folder(path: str) -> bool:
    """Whether a place of the job is a folder on this machine."""
    return os.path.isdir(path)
