"""Your own machines: what handing a window out costs against Dask's own floor; real footage on nodes that die, join, lose their cable.

    python benchmarks/farm_machines.py [--frames 96] [--width 480] [--units 200] [--model span]

Nodes are network namespaces behind a bridge, so it needs root on Linux, and they share this machine's processor: seconds say what
scheduling costs, not how much faster a farm is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from footage import phone
from measure import machine

from tests.engine.test_run import tree
from tests.farm.machines.ground import Ground, Network
from uprez.core.events import Event
from uprez.core.job import Format, Job, Output, Recipe, Source
from uprez.engine.run import run_job
from uprez.engine.shards import shards_of
from uprez.farm.machines.crew import crew_of
from uprez.farm.machines.dispatch import Dispatch
from uprez.farm.machines.membership import member
from uprez.farm.machines.progress import Progress
from uprez.farm.machines.run import run_on_machines
from uprez.farm.machines.task import Unit
from uprez.farm.machines.tuning import CABLE_SECONDS

FOLDER = Path("build/bench/farm_machines")


@dataclass(slots=True)
class Watch:
    """What workers told of a run."""

    told: list[tuple[float, str, int, int | None]]
    """Second, seat, unit, and the window that was recorded, if any."""
    landed: dict[int, tuple[float, str]]
    """Second and seat at which each unit came home."""

    @contextmanager
    def on(self) -> Generator[None]:
        """Listen to all runs within."""
        real, home = Progress.told, Progress.landed

        def listening(progress: Progress, event: Mapping[str, Any]) -> None:
            if "note" not in event:
                self.told.append((time.monotonic(), event["seat"], event["unit"], event.get("window")))
            real(progress, event)

        def landing(progress: Progress, unit: Unit, seat: str) -> None:
            self.landed[unit.number] = (time.monotonic(), seat)
            home(progress, unit, seat)

        Progress.told, Progress.landed = listening, landing  # pyright: ignore[reportAttributeAccessIssue]
        try:
            yield
        finally:
            Progress.told, Progress.landed = real, home


def quiet(event: Event) -> None:
    """Nobody listens."""


def nothing() -> None:
    """Dask's floor: a task that does nothing."""


def floor(units: int) -> tuple[float, float]:
    """Milliseconds of an empty task: one to each worker at a time, and all handed out at once."""
    with crew_of(member()) as crew:
        client: Any = crew._client  # pyright: ignore[reportPrivateUsage]
        from distributed import as_completed

        workers = len(crew.hands())
        started = time.monotonic()
        flying = as_completed([client.submit(nothing, pure=False) for _ in range(workers)], loop=client.loop)
        left = units - workers
        for done in flying:
            done.release()
            if left > 0:
                flying.add(client.submit(nothing, pure=False))
                left -= 1
        in_turn = (time.monotonic() - started) / units
        started = time.monotonic()
        client.gather([client.submit(nothing, pure=False) for _ in range(units)])
        return in_turn * 1000, (time.monotonic() - started) / units * 1000


def ours(job: Job, share: Path, units: int) -> float:
    """Milliseconds of a unit that has nothing to make, its job open: what a window costs beyond its pictures."""
    here = member()
    assert job.plan is not None
    shards = shards_of(job.plan)
    document = share / ".uprez-farm/jobs/bench.json"
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text(job.to_json())
    place = here.shared().place(document)
    work = [Unit("bench", place, "", here.share, number, (number % len(shards),)) for number in range(units)]
    with crew_of(here) as crew:
        wants = {name: 1 for name in crew.hands()[0].offers if "numpy" in name}
        Dispatch(crew, work[: len(crew.hands()) * 4], wants, Progress("bench", shards, frozenset(), quiet), quiet).work()  # opens the job
        started = time.monotonic()
        Dispatch(crew, work, wants, Progress("bench", shards, frozenset(), quiet), quiet).work()
        return (time.monotonic() - started) / units * 1000


def job_of(clip: Path, folder: Path, model: str) -> Job:
    """EXR and ProRes at twice the size, in windows of 8 frames."""
    return Job(
        source=Source(path=str(clip)),
        recipe=Recipe(model=model, scale=2, window=8, cuts="none"),
        output=Output(folder=str(folder), formats=(Format.EXR, Format.PRORES), name="take"),
    )


def ordeal(ground: Ground, network: Network, clip: Path, share: Path, model: str, whole: dict[str, str]) -> Iterator[str]:
    """Three runs of the clip on two nodes: untouched, one killed and one added, one without its cable."""
    for name, act in (("untouched", None), ("killed and added", _kill), ("cable pulled", _pull)):
        ground.ready("one", "two")
        watch, state = Watch([], {}), State(ground, network)
        folder = share / name.replace(" ", "_")

        def listen(event: Event, act: Any = act, state: Any = state, watch: Any = watch) -> None:
            if act is not None and not state.acted:
                act(state, watch)

        started = time.monotonic()
        with watch.on():
            run_on_machines(job_of(clip, folder, model), base=share, listen=listen)
        seconds = time.monotonic() - started
        same = "identical" if tree(folder) == whole else "DIFFERENT"
        makers: dict[int, set[str]] = {}
        for _, seat, unit, _ in watch.told:
            makers.setdefault(unit, set()).add(seat)
        twice = sum(len(seats) > 1 for seats in makers.values())
        again = state.again(watch)
        yield f"| {name} | {seconds:.1f} | {same} | {twice} | {f'{again:.1f}' if again is not None else ''} |"
        state.mend()


@dataclass(slots=True)
class State:
    """What was done to the nodes, and when."""

    ground: Ground
    network: Network
    acted: bool = False
    at: float = 0.0
    unit: int = -1
    cut: str = ""

    def strike(self, watch: Watch) -> str | None:
        """The seat of the last word, once some windows are done and it is at work on one."""
        recorded = [window for *_, window in watch.told if window is not None]
        if len(recorded) < 3 or watch.told[-1][3] is not None:
            return None
        _, seat, self.unit, _ = watch.told[-1]
        self.acted, self.at = True, time.monotonic()
        return seat.partition("/")[0]

    def again(self, watch: Watch) -> float | None:
        """Seconds from the stroke until another worker had the window that was lost."""
        if not self.acted:
            return None
        moment, seat = watch.landed[self.unit]
        later = [second for second, other, unit, _ in watch.told if unit == self.unit and other == seat and second > self.at]
        return min([moment, *later]) - self.at

    def mend(self) -> None:
        """Two nodes called one and two, again."""
        if self.cut:
            self.ground.kill(self.cut)
            self.ground.node(self.cut)
        for name in ("one", "two"):
            if self.acted and name not in self.ground.pids:
                self.ground.kill("three")
                self.ground.node(name)


def _kill(state: State, watch: Watch) -> None:
    name = state.strike(watch)
    if name is not None:
        state.ground.kill(name)
        state.ground.node("three")


def _pull(state: State, watch: Watch) -> None:
    name = state.strike(watch)
    if name is not None:
        state.network.pull(state.ground.spaces[name])
        state.cut = name


def main() -> None:
    """Print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=96)
    parser.add_argument("--width", type=int, default=480)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--model", default="span")
    arguments: Any = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as made, Network() as network:
        folder = Path(made)
        os.environ["UPREZ_STATE"] = str(folder / "head")
        share = folder / "share"
        share.mkdir()
        FOLDER.mkdir(parents=True, exist_ok=True)
        clip = Path(shutil.copy(phone(FOLDER, width=arguments.width, frames=arguments.frames), share))
        started = time.monotonic()
        done = run_job(job_of(clip, share / "local", arguments.model), base=Path("/"), listen=quiet).job
        local = time.monotonic() - started
        ground = Ground(folder, share, network)
        try:
            for name in ("one", "two"):
                ground.node(name)
            ground.ready("one", "two")
            tell_costs(lambda: floor(arguments.units), lambda: ours(done, share, arguments.units))
            print(f"\n{arguments.frames} frames of the phone clip, {arguments.model} x2, EXR and ProRes; one process here: {local:.1f} s;")
            print(f"connections count as dead after {CABLE_SECONDS} s.\n")
            print(
                "| two nodes | s | result | windows begun twice | s until another node had the lost one |\n| --- | --- | --- | --- | --- |"
            )
            for line in ordeal(ground, network, clip, share, arguments.model, tree(share / "local")):
                print(line, flush=True)
        finally:
            ground.close()


def tell_costs(floor: Callable[[], tuple[float, float]], ours: Callable[[], float]) -> None:
    """Print what a window costs to hand out, medians of five turns."""
    rounds = [(*floor(), ours()) for _ in range(5)]
    in_turn, at_once, unit = (statistics.median(each[place] for each in rounds) for place in range(3))
    print("\n| ms a window, two workers | |\n| --- | --- |")
    print(f"| Dask, an empty task, one to a worker at a time | {in_turn:.1f} |")
    print(f"| Dask, empty tasks, all at once | {at_once:.1f} |")
    print(f"| uprez, a unit with nothing to make | {unit:.1f} |", flush=True)


if __name__ == "__main__":
    main()
