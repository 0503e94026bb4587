"""What a farm costs beside the pictures: planning, exporting and listing many shards, and each shard's own overhead in `openjd run`.

    .venv/bin/python benchmarks/farm.py [--shards 10000] [--tasks 12]

The clip is a movie of 24 tiny frames a shard. The floor of a task is one that runs `true` in the same scheduler. What a task's command
takes of the processor is measured apart, against a session's worker, in turns with a Python that does nothing: medians, so that a busy
machine may be measured on.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from uprez.api import plan
from uprez.core.events import Event
from uprez.core.job import Job
from uprez.engine.shard_worker import Worker
from uprez.farm import deadline10, flamenco, opencue, openjd, session, tractor
from uprez.farm.bundle import Bundle
from uprez.farm.export import Wishes
from uprez.farm.preparing import prepare
from uprez.farm.state import state_of

TOOLS = Path(sys.executable).parent
_Result = TypeVar("_Result")


def quiet(event: Event) -> None:
    """Nobody listens."""


def timed(words: str, work: Callable[[], _Result]) -> _Result:
    """Do something and say how long it took."""
    started = time.perf_counter()
    result = work()
    print(f"{words:<44} {time.perf_counter() - started:8.2f} s", flush=True)
    return result


def movie(path: Path, frames: int) -> Path:
    """A movie of tiny grey frames."""
    source = ["-f", "lavfi", "-i", "color=gray:size=32x32:rate=24"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-frames:v", str(frames), "-c:v", "ffv1", str(path)], check=True)
    return path


def many(folder: Path, shards: int) -> None:
    """Plan, export for every farm, and list a job of many shards, none and all of them done."""
    clip = movie(folder / "long.mkv", 24 * shards)
    job = timed(
        f"plan: {shards} shards, {24 * shards} frames", lambda: plan(clip, folder / "out", model="identity", scale=1, formats=("ffv1",))
    )
    writers = {"openjd": openjd.write, "opencue": opencue.write, "deadline": deadline10.write}
    for name, write in {**writers, "tractor": tractor.write, "flamenco": flamenco.write}.items():
        target = folder / name
        timed(f"export for {name}", lambda: write(prepare(job, folder, target, Wishes(name), quiet), target))  # noqa: B023
    bundle = Bundle.load(folder / "openjd")
    timed("list, none done", lambda: state_of(bundle))
    with Worker(job, base=folder, listen=quiet) as worker:
        for shard in worker.shards:  # receipts and segments as a run would leave them
            segment = worker.record.segment(shard.windows[0], "_ffv1.mkv")
            segment.write_bytes(b"made")
            worker.record.write_receipt(
                shard.windows[0], [worker.record.file(segment)], {"seconds": 1.0, "runtime": "numpy cpu fp32", "machine": "any"}
            )
        assert len(timed("list, all done", lambda: state_of(bundle)).missing) == 0
        worker.run([0], quiet)
        timed("one shard that is done", lambda: worker.run([1], quiet))


def overhead(folder: Path, tasks: int) -> None:
    """Seconds a task of one shard takes in `openjd run`, beside one that runs `true`, and beside the making alone."""
    clip = movie(folder / "short.mkv", 24 * tasks)
    fields: dict[str, Any] = {"model": "identity", "scale": 1, "formats": ("ffv1",)}
    job: Job = plan(clip, folder / "short", **fields)
    target = folder / "bundle"
    openjd.write(prepare(job, folder, target, Wishes("openjd", together=1, uprez=str(TOOLS / "uprez")), quiet), target)
    ours = per_task(target, tasks)
    template = json.loads((target / "template.json").read_text())
    for step in template["steps"]:
        step.pop("stepEnvironments", None)
        step["script"]["actions"]["onRun"].update(command="true", args=["nothing"])
    (target / "template.json").write_text(json.dumps(template))
    floor = per_task(target, tasks)
    with Worker(plan(clip, folder / "alone", **fields), base=folder, listen=quiet) as worker:
        worker.load(quiet)
        started = time.perf_counter()
        for shard in worker.shards:
            worker.run([shard.index], quiet)
        alone = (time.perf_counter() - started) / tasks
    print(f"a task of one shard {ours:.3f} s, of `true` {floor:.3f} s, making a shard {alone:.3f} s")
    print(f"overhead a shard beyond the scheduler's own: {ours - floor - alone:.3f} s")


def command(folder: Path, times: int = 15) -> None:
    """Processor time of a task's command whose shard is done, beside that of a Python that does nothing."""
    connection = folder / "worker.json"
    uprez = str(TOOLS / "uprez")
    subprocess.run([uprez, "farm", "start", str(folder / "bundle"), "--connection", str(connection)], check=True, capture_output=True)
    task = [uprez, "farm", "work", str(folder / "bundle"), "--shards", "0", "--progress", "openjd"]
    given = {**os.environ, session.CONNECTION: str(connection)}
    found: dict[str, list[float]] = {"a task's command": [], "python -c pass": []}
    for _ in range(times):
        for words, line in zip(found, (task, [sys.executable, "-c", "pass"]), strict=True):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(line, env=given, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found[words].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    subprocess.run([uprez, "farm", "stop", "--connection", str(connection)], check=True)
    print(", ".join(f"{words}: {statistics.median(all_):.3f} s of processor time" for words, all_ in found.items()))


def per_task(bundle: Path, tasks: int) -> float:
    """Seconds between tasks of the first step."""
    command = [str(TOOLS / "openjd"), "run", str(bundle / "template.json"), "--step", "Upscale"]
    given = ["-p", f"file://{bundle / 'parameters.json'}", "-p", "SecondsPerTask=0"]
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=True)
    marks = [line.split("\t")[0] for line in done.stdout.splitlines() if "Running Task" in line]
    marks += [line.split("\t")[0] for line in done.stdout.splitlines() if "Exiting Environment" in line or "All actions completed" in line][
        :1
    ]
    assert len(marks) == tasks + 1, done.stdout
    return (seconds(marks[-1]) - seconds(marks[0])) / tasks


def seconds(stamp: str) -> float:
    """`0:01:02.5` as seconds."""
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def main() -> None:
    """Run both parts in a folder that is removed again."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shards", type=int, default=10_000)
    parser.add_argument("--tasks", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many(Path(folder), given.shards)
        overhead(Path(folder), given.tasks)
        command(Path(folder))


if __name__ == "__main__":
    main()
