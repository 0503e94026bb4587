"""`uprez farm estimate`: the time here beside the time on a farm."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from uprez.core.job import Job
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.plan_words import plan_of
from uprez.engine.estimate import Estimate
from uprez.engine.estimate import estimate as measure
from uprez.engine.shards import Shard, shards_of
from uprez.engine.steps import is_cascade, steps_of
from uprez.engine.wording import counted, duration, frame_pace, table
from uprez.farm.commands_export import note
from uprez.farm.export import together_for
from uprez.farm.forecast import EDIT_ALONE, NOTES, Forecast, forecast
from uprez.farm.needs import Needs, needs_of


@click.command()
@click.argument("document", metavar="JOB.json")
@click.option("--workers", type=click.IntRange(1, 100_000), default=8, show_default=True, help="Machines of the farm that work at once.")
@click.option("--together", type=click.IntRange(min=1), metavar="N", help="Shards a task, as for `export`.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def estimate(document: str, workers: int, together: int | None, as_json: bool) -> None:
    """Say how long a job takes here, and how long on a farm of machines like this one.

    Some frames of the clip are run for real, for some 20 seconds at most. Nothing is written. Of a job with an edit the edit is
    measured, and once that stands its upscale.
    """
    source = Path(document).absolute()
    with interruptible() as interrupt:
        (job, notes), listen = _at_hand(Job.load(source), source.parent), interrupt.checked(note)
        if job.plan is None:
            job, _ = plan_of(job, source.parent, listen)
        assert job.plan is not None  # either way
        measured = measure(job, source.parent, listen)
    shards, needs = shards_of(job.plan), needs_of(job.plan)
    made = forecast(shards, together or together_for(shards), measured, workers)
    if as_json:
        click.echo(json.dumps(_facts(shards, measured, made, needs) | {"notes": notes}))
    else:
        click.echo(table([*_rows(shards, measured, made, needs), *(("", text) for text in notes)]))


def _at_hand(job: Job, base: Path) -> tuple[Job, list[str]]:
    """What can be measured of a request, and what the numbers rest on: of one with an edit the step that is next."""
    if not is_cascade(job.recipe):
        return job, list(NOTES)
    cascade = steps_of(job, base)
    return (cascade.upscale, list(NOTES)) if cascade.done else (cascade.edit, [*NOTES, EDIT_ALONE])


def _frames(shards: tuple[Shard, ...]) -> int:
    return sum(len(shard.frames) for shard in shards)


def _facts(shards: tuple[Shard, ...], measured: Estimate, made: Forecast, needs: Needs) -> dict[str, Any]:
    return {
        "local": {"seconds": round(measured.seconds, 3)},
        "farm": {
            "seconds": round(made.seconds, 3),
            "workers": made.workers,
            "tasks": made.tasks,
            "shards": len(shards),
            "longest": round(made.longest, 3),
        },
        "frames": _frames(shards),
        "frames_made": made.frames_made,
        "seconds_per_frame": round(measured.seconds_per_frame, 6),
        "needs": asdict(needs),
    }


def _rows(shards: tuple[Shard, ...], measured: Estimate, made: Forecast, needs: Needs) -> list[tuple[str, str]]:
    again = made.frames_made - _frames(shards)
    return [
        ("here", f"about {duration(measured.seconds)}, {frame_pace(measured.seconds_per_frame)}"),
        ("farm", f"about {duration(made.seconds)} on {counted(made.workers, 'worker')}"),
        ("", f"{duration(made.longest)} at least on any number: the longest task"),
        ("tasks", f"{made.tasks}, of {counted(len(shards), 'shard')}; {counted(again, 'frame')} made twice"),
        ("a worker", needs.words),
    ]
