"""The public Python API; see docs/python.md."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.errors import Cancelled, UprezError
from uprez.core.events import Event, Listen
from uprez.core.job import Format, Job, Output, Recipe, Source
from uprez.engine.cascade import make_edit, run_request
from uprez.engine.estimate import Estimate, estimate
from uprez.engine.planning import plan_job, resolved
from uprez.engine.request import Frames, frame_range, make_job
from uprez.engine.run import Result
from uprez.engine.steps import is_cascade, steps_of
from uprez.media.atomic import check_not_source
from uprez.media.reader import open_clip

__all__ = [
    "Cancelled",
    "Estimate",
    "Event",
    "Job",
    "Output",
    "Recipe",
    "Result",
    "Source",
    "UprezError",
    "edit",
    "estimate",
    "plan",
    "probe",
    "run",
    "upscale",
]


def upscale(
    source: str | Path,
    folder: str | Path,
    *,
    scale: float | None = None,
    size: tuple[int, int] | None = None,
    model: str | Path = "span",
    formats: Iterable[str | Format] = (Format.EXR,),
    frames: Frames = None,
    on_progress: Listen | None = None,
    cancel: threading.Event | None = None,
    **fields: Any,
) -> Result:
    """Upscale a clip into `folder`; called again with the same arguments, it takes up what is left.

    source: a movie, a folder of numbered pictures, one of them, or a pattern (`%04d`, `####`, `[1-100]`).
    scale: output size as a multiple of the source's, 2 without `size`; size: output width and height in pixels.
    model: a name from `uprez models`, or the path of a weights file. frames: `"0-99"`, (0, 99), or None for all.
    on_progress: called with each event from the run's own threads; raising `Cancelled` in it ends the run.
    cancel: set it, from any thread, to end the run after the frame at hand.
    fields: any other field of `Source`, `Recipe` and `Output` (docs/job.md); `alpha_by` is the recipe's `alpha`.

    Raises:
        Cancelled: the run was ended; what was done stays done.
        UprezError: one of its children: what happened, why, what to do.
    """
    job = make_job(source, folder, scale=scale, size=size, model=str(model), formats=tuple(formats), frames=frames, **fields)
    return run(job, on_progress=on_progress, cancel=cancel)


def edit(
    source: str | Path,
    folder: str | Path,
    edit_prompt: str,
    *,
    on_progress: Listen | None = None,
    cancel: threading.Event | None = None,
    **fields: Any,
) -> Result:
    """Make the edit of a clip alone, at low resolution, to be looked at.

    Takes the arguments of `upscale`, which with the same ones and `edit_prompt` finds the edit and goes on with upscaling it.

    Raises:
        Cancelled, UprezError: as in `upscale`.
    """
    job = make_job(source, folder, edit_prompt=edit_prompt, **fields)
    return make_edit(job, base=Path.cwd(), listen=_listener(on_progress, cancel))


def plan(source: str | Path, folder: str | Path, *, on_progress: Listen | None = None, **fields: Any) -> Job:
    """The job that `upscale` would run with the same arguments, with its plan; nothing is written.

    With an `edit_prompt`, the edit's while that does not stand, then the upscale's.

    Raises:
        UprezError: the request cannot be fulfilled.
    """
    job = make_job(source, folder, **fields)
    if is_cascade(job.recipe):
        job = steps_of(job, Path.cwd()).next
    with open_clip(job.source.path, job.source.options) as reader:
        check_not_source(Path(job.output.folder), reader.info)
        return plan_job(job, reader, _listener(on_progress, None))[0]


def run(
    job: Job | str | Path,
    *,
    base: str | Path | None = None,
    frames: Frames = None,
    shard: tuple[int, int] | None = None,
    on_progress: Listen | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Run a job, or a document's; all of it, the windows that write any of `frames`, or the i-th of n shards.

    base: where relative paths in the job start; the document's folder, or for a `Job` the current folder.
    on_progress, cancel: as in `upscale`.

    Raises:
        Cancelled, UprezError: as in `upscale`.
    """
    start = Path.cwd() if base is None else Path(base).absolute()
    if not isinstance(job, Job):
        path = Path(job).absolute()
        start = path.parent if base is None else start
        job = Job.load(path)
    return run_request(job, base=start, part=frame_range(frames), shard=shard, listen=_listener(on_progress, cancel))


def probe(path: str | Path, options: ReadOptions = ReadOptions()) -> ClipInfo:  # noqa: B008 - frozen
    """What a clip is: size, frames, rate, colour, alpha, sound, timecode. Frames are counted, not believed.

    Raises:
        InputError: it is no clip that can be read.
    """
    from uprez.media.probe import probe as look

    return look(resolved(str(path), Path.cwd()), options)


def _listener(on_progress: Listen | None, cancel: threading.Event | None) -> Listen:
    def listen(event: Event) -> None:
        if cancel is not None and cancel.is_set() and event.stage != "done":
            raise Cancelled("The run was cancelled.", fix="Call it again to go on.")
        if on_progress is not None:
            on_progress(event)

    return listen
