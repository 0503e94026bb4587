"""`uprez preview`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from uprez.core.job import Job
from uprez.core.time import FrameRange
from uprez.engine.cascade import trial_of
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.options import RECIPE, SOURCE, job_of, options
from uprez.engine.cli.progress import watch_of
from uprez.engine.comparison import beside, write_png
from uprez.engine.preview import Region, preview, previewed
from uprez.engine.request import frame_range
from uprez.media.probe import probe

_REGIONS = (r"(?P<x>\d+),(?P<y>\d+),(?P<width>\d+),(?P<height>\d+)", r"(?P<width>\d+)x(?P<height>\d+)\+(?P<x>\d+)\+(?P<y>\d+)")


def one_region(value: str) -> Region:
    """Read `100,0,240,270` or `240x270+100+0`."""
    match = next((found for form in _REGIONS if (found := re.fullmatch(form, value))), None)
    if match is None:
        raise click.BadParameter(f"'{value}' is not a region; give it as X,Y,WIDTH,HEIGHT or WIDTHxHEIGHT+X+Y.")
    return Region(**{name: int(number) for name, number in match.groupdict().items()})


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", required=True, metavar="FOLDER|FILE.png", help="Folder of the pictures, or the one of a single frame.")
@click.option("--region", type=one_region, metavar="X,Y,W,H", help="What to show, in source pixels.  [default: 256x256 in the middle]")
@click.option("--frame", "frame", type=int, metavar="N", help="One frame, from 0.  [default: the middle one]")
@options(RECIPE, SOURCE)
def command(source: str, output: str, region: Region | None, frame: int | None, **fields: Any) -> None:
    """Upscale a region of a few frames, beside the source.

    For each frame two PNG: the result, and the source by Lanczos at its left. With FILE.png, the latter only. With --edit, the
    upscale of the edit beside the edit, once that is made; pictures are named by its frames.
    """
    base, target = Path.cwd(), Path(output)
    frames = fields.pop("frames")
    if frame is not None and frames is not None:
        raise click.UsageError("Give --frame or --frames, not both.")
    job = job_of(source, str(target.parent if target.suffix.lower() == ".png" else target), fields)
    trial = trial_of(job, base, region, _chosen(job, frame, frame_range(frames)))
    with interruptible() as interrupt, watch_of("bar", Path(source).name or source, quiet=False) as watch:
        listen = interrupt.checked(watch.listen)
        if target.suffix.lower() != ".png":
            for made in preview(trial.job, base, trial.region, trial.frames, target, listen):
                click.echo(str(made.beside))
            return
        if len(trial.frames) > 1:
            raise click.UsageError("One PNG holds one frame; give a folder, or --frame.")
        for _, left, right in previewed(trial.job, base, trial.region, trial.frames, listen):
            write_png(beside(left, right), target)
            click.echo(output)


def _chosen(job: Job, frame: int | None, frames: FrameRange | None) -> FrameRange:
    if frames is not None:
        return frames
    if frame is None:
        frame = (probe(job.source.path, job.source.options).frames - 1) // 2
    return FrameRange(frame, frame)
