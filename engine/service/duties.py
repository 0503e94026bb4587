"""What a child process of the service does: run a job, look at a clip, try settings."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from uprez.core.errors import BusyError
from uprez.core.frame import Frame
from uprez.core.job import Job, Source, validated
from uprez.core.time import FrameRange
from uprez.engine.service.worker import Answer, Duty, Task

ROOT = Path("/")
"""Where relative paths would start; the service refuses them."""
RELEASE = 15.0
"""Seconds that an orphan of a service that was killed may take to let go of the results."""
PICTURE_EVERY = 2.0
"""Seconds between two pictures of the last finished frame."""
PREVIEW_SIDE = 256
"""Source pixels of the region that is previewed when none is chosen."""
PICTURE_WIDTH = 640
"""Pixels of such a picture, at most."""


def run(task: Task) -> Answer:
    """Run a job to its end."""
    from uprez.engine.cascade import run_request

    job = _job(task)
    last = time.monotonic() - PICTURE_EVERY

    def show(frame: Frame) -> None:
        nonlocal last
        if time.monotonic() - last >= PICTURE_EVERY:
            last = time.monotonic()
            task.show(_png(frame))

    deadline = time.monotonic() + RELEASE
    while True:
        try:
            result = run_request(job, base=ROOT, listen=task.listen, show=show)
        except BusyError:
            if time.monotonic() > deadline or task.cancelled.is_set():
                raise
            time.sleep(0.25)
            continue
        return {"files": [str(path) for path in result.files], "done": result.frames_done, "total": result.frames_total}, b""


def _png(frame: Frame) -> bytes:
    from PIL import Image

    from uprez.engine.comparison import display
    from uprez.engine.service.looking import reduced

    picture = Image.fromarray(display(reduced(frame, PICTURE_WIDTH)))
    stream = io.BytesIO()
    picture.save(stream, format="PNG", compress_level=1)
    return stream.getvalue()


def estimate(task: Task) -> Answer:
    """Measure what a job will take."""
    from uprez.engine.estimate import estimate as measure
    from uprez.engine.planning import plan_job
    from uprez.engine.steps import is_cascade, steps_of
    from uprez.media.atomic import check_not_source
    from uprez.media.reader import open_clip

    job, step = _job(task), ""
    if is_cascade(job.recipe):
        cascade = steps_of(job, ROOT)
        job, step = cascade.next, cascade.step
    with open_clip(job.source.path, job.source.options) as reader:
        check_not_source(Path(job.output.folder), reader.info)
        job, _ = plan_job(job, reader, task.listen, ROOT)
    found, plan = measure(job, ROOT, task.listen), job.plan
    if plan is None:
        raise AssertionError
    facts = {
        "seconds_per_frame": found.seconds_per_frame,
        "frames": sum(len(shot.range) for shot in plan.shots),
        "seconds": found.seconds,
        "bytes": found.bytes,
        "memory": plan.memory,
        "memory_bytes": plan.bytes or None,
        "windows": len(plan.windows),
        "output_size": list(plan.output_size),
        "runtime": plan.runtime,
        "step": step,
    }
    return facts, b""


def cascade(task: Task) -> Answer:
    """A request with an edit in its two steps."""
    from uprez.engine.steps import steps_of

    cascade = steps_of(_job(task), ROOT)
    size = cascade.edit.recipe.size
    facts = {
        "edit": cascade.edit.model_dump(mode="json", by_alias=True),
        "upscale": cascade.upscale.model_dump(mode="json", by_alias=True),
        "edited": cascade.edited.model_dump(mode="json"),
        "first": cascade.frames.first,
        "frames": len(cascade.frames),
        "size": list(size or ()),
        "done": cascade.done,
    }
    return facts, b""


def preview(task: Task) -> Answer:
    """Upscale a region of a few frames into a folder of float16 pictures."""
    from uprez.engine.cascade import trial_of
    from uprez.engine.preview import Region, preview_frames
    from uprez.engine.service.looking import packed, space_of
    from uprez.media.probe import probe as look

    job, started = _job(task), time.monotonic()
    region = task.fields["region"]
    first, last = task.fields["frames"]
    folder = Path(task.fields["folder"])
    shown: list[int] = []
    size = (0, 0)
    clip = look(job.source.path, job.source.options)
    chosen = Region(*region) if region is not None else Region.centred(PREVIEW_SIDE, clip.size)
    trial = trial_of(job, ROOT, chosen, FrameRange(first, last))
    for at, source, result in preview_frames(trial.job, ROOT, trial.region, trial.frames, task.listen):
        number = at + trial.first
        for side, frame in (("source", source), ("result", result)):
            (folder / f"{number}.{side}").write_bytes(packed(frame)[1])
        size = (result.size.width, result.size.height)
        shown.append(number)
    facts = {"frames": shown, "width": size[0], "height": size[1], "space": space_of(clip), "scale": size[0] / chosen.width}
    return {**facts, "region": asdict(chosen), "seconds": time.monotonic() - started}, b""


def probe(task: Task) -> Answer:
    """What a clip is, what should be checked, and the colour to view it in."""
    from uprez.engine.clip_card import clip_facts
    from uprez.engine.service.looking import space_of
    from uprez.engine.source_check import checks, plain
    from uprez.media.probe import probe as look

    source = _source(task)
    clip = look(source.path, source.options)
    found = [plain(check) for check in checks(clip, source)]
    return {"clip": clip_facts(clip), "checks": found, "space": space_of(clip)}, b""


def picture(task: Task) -> Answer:
    """One frame of a clip, or a part of it, as float16."""
    from uprez.engine.service.looking import SHELF, cropped, packed, reduced

    frame, space = SHELF.frame(_source(task), int(task.fields["number"]))
    if task.fields["region"] is not None:
        frame = cropped(frame, *task.fields["region"])
    width = frame.size.width
    if task.fields["fit"] is not None:
        frame = reduced(frame, task.fields["fit"])
    channels, pixels = packed(frame)
    size = frame.size
    facts = {"width": size.width, "height": size.height, "channels": channels, "space": space, "scale": size.width / width}
    return facts, pixels


def edit(task: Task) -> Answer:
    """The clips of a timeline file."""
    from uprez.engine.edits.look import look
    from uprez.timeline.read import edit_facts, read_edit
    from uprez.timeline.search import Search

    return edit_facts(read_edit(Path(task.fields["path"]), search=Search([], look))), b""


def models(task: Task) -> Answer:
    """Every model of the catalogue, with what it needs and whether it fits."""
    from uprez.engine.model_card import model_cards

    return {"models": [asdict(card) for card in model_cards()]}, b""


def own_model(task: Task) -> Answer:
    """Weights that the user owns, as a model card."""
    from uprez.engine.model_card import own_card

    return asdict(own_card(str(task.fields["model"]))), b""


def devices(task: Task) -> Answer:
    """The devices of this machine."""
    from uprez.engine.devices import devices as look

    return {"devices": [asdict(device) for device in look()]}, b""


def fetch(task: Task) -> Answer:
    """Download a model's weights."""
    from uprez.core.events import Event
    from uprez.engine.model_card import model_cards
    from uprez.models.weights.store import fetch as download

    name = str(task.fields["name"])
    download(
        (name,),
        on_note=lambda text: task.listen(Event("note", text)),
        on_progress=lambda done, total: task.listen(Event("fetch", "Downloading", done=done, total=total)),
    )
    return asdict(next(card for card in model_cards() if card.name == name)), b""


def cutout(task: Task) -> Answer:
    """A picture as PNG, cut out of its background."""
    from uprez.engine.service.cutout import cut_out

    return {}, cut_out(str(task.fields["path"]), str(task.fields["network"]))


def report(task: Task) -> Answer:
    """What goes into a report: no paths, no names of this machine."""
    from uprez.engine.doctor import diagnose, report_text

    return {"text": report_text(diagnose())}, b""


def _job(task: Task) -> Job:
    return validated(Job, task.fields["job"])


def _source(task: Task) -> Source:
    return validated(Source, task.fields["source"])


DUTIES: Mapping[str, Duty] = {
    duty.__name__: duty
    for duty in (run, estimate, cascade, preview, probe, picture, edit, models, own_model, devices, fetch, cutout, report)
}
"""Every duty by its name."""
