"""Whole processes in turn: A B C, A B C, …; medians, and what is left when start-up is taken off."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

UPREZ = (str(Path(sys.executable).parent / "uprez"),)
"""The command that was installed beside this interpreter."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A command line that makes the same pictures as the others."""

    name: str
    command: Callable[[int, Path], Sequence[str | Path]]
    """Gives the command that makes the first n frames into an empty folder."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """Variables added to the caller's."""


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all its threads and children, user and system."""
    peak: int
    """Largest resident set of the process, bytes."""


@dataclass(frozen=True, slots=True)
class Score:
    """Medians over the runs of one contender."""

    name: str
    frames: int
    wall: float
    """Seconds of a whole process that makes `frames` frames."""
    started: float
    """Seconds of a whole process that makes one frame."""
    cpu: float
    """CPU seconds of a whole process that makes `frames` frames."""
    started_cpu: float
    """CPU seconds of a whole process that makes one frame."""
    peak: int
    """Bytes."""

    @property
    def fps(self) -> float:
        """Frames a second, start-up included."""
        return self.frames / self.wall

    @property
    def steady(self) -> float:
        """Frames a second without what the process costs before and after its first frame."""
        return (self.frames - 1) / max(self.wall - self.started, 1e-9)

    @property
    def steady_cpu(self) -> float:
        """CPU seconds a frame, likewise; it hardly changes when others use the machine."""
        return (self.cpu - self.started_cpu) / (self.frames - 1)


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; carries the end of what it said.
    """
    started = time.monotonic()
    with subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(environment or {})},
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{said[-2000:].decode(errors='replace')}")
    kibibyte = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * kibibyte)


def compete(contenders: Sequence[Contender], *, frames: int, runs: int, folder: Path) -> list[Score]:
    """Run all contenders in turn, `runs` times: `frames` frames, then one; each into an emptied folder.

    The first, uncounted, round of one frame warms caches up.
    """
    many: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    single: dict[str, list[Run]] = {contender.name: [] for contender in contenders}
    for contender in contenders:
        _once(contender, 1, folder)
    for index in range(runs):
        for contender in contenders:
            single[contender.name].append(_once(contender, 1, folder))
            many[contender.name].append(_once(contender, frames, folder))
            last = many[contender.name][-1]
            print(f"  round {index + 1} of {runs}: {contender.name}: {last.wall:.2f} s", file=sys.stderr, flush=True)
    return [_score(contender.name, frames, many[contender.name], single[contender.name]) for contender in contenders]


def _once(contender: Contender, frames: int, folder: Path) -> Run:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return run(contender.command(frames, folder), contender.environment)


def _score(name: str, frames: int, many: Sequence[Run], single: Sequence[Run]) -> Score:
    return Score(
        name,
        frames,
        statistics.median(each.wall for each in many),
        statistics.median(each.wall for each in single),
        statistics.median(each.cpu for each in many),
        statistics.median(each.cpu for each in single),
        max(each.peak for each in many),
    )


def table(title: str, scores: Sequence[Score], yardstick: str) -> None:
    """Print scores, and their speed relative to the one named `yardstick`."""
    base = next(score for score in scores if score.name == yardstick)
    print(f"\n{title}")
    print(f"| {'':44} | fps whole | fps steady | ratio whole | ratio steady | CPU s/frame | ratio CPU | peak MiB |")
    print(f"| {'-' * 44} | --------: | ---------: | ----------: | -----------: | ----------: | --------: | -------: |")
    for score in scores:
        print(
            f"| {score.name:44} | {score.fps:9.2f} | {score.steady:10.2f} | {score.fps / base.fps:11.2f} "
            f"| {score.steady / base.steady:12.2f} | {score.steady_cpu:11.3f} | {base.steady_cpu / score.steady_cpu:9.2f} "
            f"| {score.peak / 2**20:8.0f} |",
            flush=True,
        )


def machine() -> str:
    """The machine in a line, with how busy it was before we began."""
    model = next(
        (line.split(":")[1].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")), "unknown processor"
    )
    return f"{os.cpu_count()} cores of {model}; load {os.getloadavg()[0]:.1f} before the start"


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
