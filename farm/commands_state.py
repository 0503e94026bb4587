"""How far an exported job is: `uprez farm status`, `collect`, `retry`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from uprez.core.events import Event
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.number_ranges import numbers
from uprez.engine.stages import WORDS
from uprez.engine.wording import duration, frame_pace, table
from uprez.farm.at_work import Where
from uprez.farm.bundle import Bundle
from uprez.farm.export import quoted
from uprez.farm.paths import system
from uprez.farm.state import State, state_of

UNDONE = 1
"""Exit code of `status` while shards are missing."""


@click.command()
@click.argument("folder", metavar="FOLDER")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON, shard by shard.")
def status(folder: str, as_json: bool) -> None:
    """Say which shards are done, who is at which, and what it took. Ends with 1 while any is missing."""
    steps = [(bundle, state_of(bundle)) for bundle in Bundle.steps(Path(folder).absolute())]
    if as_json:
        edit = {"edit": _facts(*steps[0])} if len(steps) > 1 else {}
        click.echo(json.dumps(_facts(*steps[-1]) | edit))
    else:
        for bundle, state in steps:
            if len(steps) > 1:
                click.echo(WORDS[bundle.folder.name])
            click.echo(table(_rows(state)))
    sys.exit(UNDONE if any(state.missing for _, state in steps) else 0)


@click.command()
@click.argument("folder", metavar="FOLDER")
@click.option("--wait", default=0.0, metavar="SECONDS", help="How long a file share may take to show what is written.  [default: 0]")
def collect(folder: str, wait: float) -> None:
    """Put the results together here, unless the farm has: movies with sound and timecode. Refuses to while shards are missing."""
    with interruptible() as interrupt:
        listen = interrupt.checked(_note)
        for bundle in Bundle.steps(Path(folder).absolute()):
            with Where(bundle.folder, {}, "").open(listen, patience=wait) as worker:
                for path in worker.assemble(listen, patience=wait):
                    click.echo(str(path))


@click.command()
@click.argument("folder", metavar="FOLDER")
def retry(folder: str) -> None:
    """Print the shards that are missing and nobody is at, as ranges that a farm takes; free what dead workers left.

    Of a request with an edit these are the edit's until that is put together, then its upscale's.
    """
    steps = [(bundle, state_of(bundle, free=True)) for bundle in Bundle.steps(Path(folder).absolute())]
    bundle, state = next(((bundle, state) for bundle, state in steps if not state.assembled), steps[-1])
    waiting = sorted(set(state.missing) - set(state.at_work))
    if state.at_work:
        click.echo(f"Somebody is at shards {numbers(state.at_work)}; these are left to them.", err=True)
    if not waiting:
        click.echo("No shard needs to be sent again.", err=True)
        return
    chosen = numbers(waiting)
    if len(steps) > 1:
        click.echo(f"{WORDS[bundle.folder.name]}:", err=True)
    given = folder if len(steps) == 1 else str(bundle.folder)
    command = quoted(["uprez", "farm", "work", given, "--shards", chosen], system())
    click.echo(f"Send these again, or make them here with: {command}", err=True)
    click.echo(chosen)


def _note(event: Event) -> None:
    if event.text and event.stage in ("note", "assemble"):
        click.echo(event.text, err=True)


def _rows(state: State) -> list[tuple[str, str]]:
    done = state.total - len(state.missing)
    rows = [("shards", f"{done} of {state.total} done"), ("frames", f"{state.frames_done} of {state.frames}")]
    if state.missing:
        rows.append(("missing", numbers(state.missing)))
    rows += [(f"shard {shard}", f"with {who}") for shard, who in sorted(state.at_work.items())[:20]]
    if state.seconds and state.frames_done:
        rows.append(("time", f"{duration(state.seconds)} of work, {frame_pace(state.seconds / state.frames_done)} a worker"))
    rows += [("made by", f"{frames} frames on {machine}") for machine, frames in sorted(state.machines.items())]
    rows.append(("results", "put together" if state.assembled else "not put together yet; `uprez farm collect` does it"))
    return rows


def _facts(bundle: Bundle, state: State) -> dict[str, object]:
    return {
        "job": bundle.sending.job,
        "name": bundle.sending.name,
        "shards": state.total,
        "missing": state.missing,
        "at_work": {str(shard): who for shard, who in state.at_work.items()},
        "frames_done": state.frames_done,
        "frames": state.frames,
        "seconds": round(state.seconds, 3),
        "machines": state.machines,
        "assembled": state.assembled,
    }
