"""A plan as rows of words, for `plan` and `--dry-run`."""

from __future__ import annotations

from pathlib import Path

from uprez.core.clip import ClipInfo
from uprez.core.events import Listen
from uprez.core.frame import Size
from uprez.core.job import Job
from uprez.core.plan import Plan
from uprez.engine.estimate import Estimate
from uprez.engine.planning import plan_job, resolved, result_name
from uprez.engine.record import Record
from uprez.engine.results import result_paths
from uprez.engine.steps import Cascade
from uprez.engine.wording import counted, duration, file_size
from uprez.media.atomic import check_not_source, free_bytes
from uprez.media.reader import open_clip


def plan_of(job: Job, base: Path, listen: Listen) -> tuple[Job, ClipInfo]:
    """Plan a request without writing anything; give the job with its plan, and its clip.

    Raises:
        InputError, JobError, ModelError, OutputError, ResourceError: the request cannot be fulfilled.
    """
    with open_clip(resolved(job.source.path, base), job.source.options) as reader:
        check_not_source(resolved(job.output.folder, base), reader.info)
        planned, _ = plan_job(job, reader, listen, base)
        return planned, reader.info


def step_rows(cascade: Cascade) -> list[tuple[str, str]]:
    """What goes with the plan of a step: the step before it, or what comes then."""
    if cascade.done:
        return [("Edit", f"stands: {cascade.edited.path}")]
    output = cascade.upscale.output
    names = result_paths(Record(Path(output.folder), output.name), output.formats)
    then = f"{cascade.target} by {cascade.upscale.recipe.model}, planned once the edit stands"
    return [("Then", then), *(("", f"{kind}: {path}") for kind, path in names.items())]


def plan_rows(job: Job, clip: ClipInfo, base: Path, measured: Estimate | None = None) -> list[tuple[str, str]]:
    """What will be done, a row each."""
    plan = _plan(job)
    frames = sum(len(shot.range) for shot in plan.shots)
    folder = resolved(job.output.folder, base)
    target = Size(*plan.output_size)
    record = Record(folder, result_name(job.output, clip, target))
    rows = [
        ("Clip", f"{clip.path.name}, {clip.size}, {counted(clip.frames, 'frame')} at {float(clip.rate):.6g} a second"),
        ("Result", f"{target}, {counted(frames, 'frame')}: {plan.shots[0].first}-{plan.shots[-1].last}"),
        *(("", f"{kind}: {path}") for kind, path in result_paths(record, job.output.formats).items()),
        ("Model", f"{job.recipe.model}, {plan.runtime or 'no network'}{', stabilised' if plan.stabilise else ''}"),
        ("Shots", _shots(plan)),
        ("Windows", f"{len(plan.windows)} of up to {counted(max(len(window.range) for window in plan.windows), 'frame')}"),
        ("Tiles", _tiles(plan)),
        ("Memory", plan.memory),
    ]
    if measured is not None:
        timed = f"{counted(measured.measured, 'frame')} run for real"
        each = (
            f"{duration(measured.seconds_per_frame)} a frame"
            if measured.seconds_per_frame >= 0.1
            else f"{1 / measured.seconds_per_frame:.0f} frames/s"
        )
        rows.append(("Time", f"about {duration(measured.seconds)} at {each}, from {timed}"))
        rows.append(("Disk", f"about {file_size(measured.bytes)}; {file_size(free_bytes(folder))} are free"))
    return rows


def _plan(job: Job) -> Plan:
    assert job.plan is not None  # only planned jobs come here
    return job.plan


def _shots(plan: Plan) -> str:
    cuts = [str(shot.first) for shot in plan.shots[1:]]
    shown = ", ".join(cuts[:12]) + (", …" if len(cuts) > 12 else "")
    return f"{len(plan.shots)}, cut at {shown}" if cuts else "1"


def _tiles(plan: Plan) -> str:
    if len(plan.tiles) == 1:
        return "1, the whole picture"
    return f"{len(plan.tiles)} of {plan.tiles[0].width}x{plan.tiles[0].height} source pixels"
