"""`uprez timeline list`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from uprez.core.time import Timecode
from uprez.engine.cli.options import options
from uprez.engine.cli.timeline_options import EDIT, found_edit, rate_words
from uprez.engine.wording import counted
from uprez.timeline.edit import Edit, EditClip

_HEAD = ("#", "TRACK", "NAME", "RECORD", "LENGTH", "FRAMES", "MEDIA")


@click.command()
@click.argument("edit", metavar="EDIT")
@options(EDIT)
@click.option("--json", "as_json", is_flag=True, help="Everything about the clips as JSON.")
def command(edit: str, folders: tuple[str, ...], rate: str | None, as_json: bool) -> None:
    """List the clips of an edit: number, track, place, the frames of their media, what is done to them."""
    found = found_edit(Path(edit), folders, rate)
    if as_json:
        click.echo(json.dumps(facts(found), indent=2))
        return
    click.echo(f"{found.name}: {counted(len(found.clips), 'clip')}, {rate_words(found.rate)} frames a second, starts at {_label(found, 0)}")
    rows = [_HEAD, *(_row(found, clip) for clip in found.clips)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    for row in rows if found.clips else ():
        click.echo("  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[-1]]).rstrip())
    for note in found.notes:
        click.echo(note, err=True)


def facts(edit: Edit) -> dict[str, Any]:
    """The edit as JSON values: rates and seconds as fractions, frames of media from 0, `record` in frames from the edit's start."""
    return {
        "name": edit.name,
        "rate": str(edit.rate),
        "start": edit.start,
        "start_timecode": _label(edit, 0),
        "clips": [_clip(edit, clip) for clip in edit.clips],
        "notes": list(edit.notes),
    }


def _clip(edit: Edit, clip: EditClip) -> dict[str, Any]:
    return {
        "index": clip.index,
        "name": clip.name,
        "track": clip.track,
        "path": clip.path,
        "named": clip.named,
        "missing": clip.missing,
        "first": clip.first,
        "last": clip.last,
        "head": clip.head,
        "tail": clip.tail,
        "record": clip.record,
        "record_length": clip.record_length,
        "record_timecode": _label(edit, clip.record),
        "rate": str(clip.counted_at),
        "speed": None if clip.speed is None else str(clip.speed),
        "effects": list(clip.effects),
        "reel": clip.reel,
        "media_start": None if clip.start is None else str(clip.start),
        "media_frames": clip.frames,
    }


def _row(edit: Edit, clip: EditClip) -> tuple[str, ...]:
    frames = "all" if clip.first is None else f"{clip.first}-{clip.last}"
    mixed = [f"{count} {side}" for count, side in ((clip.head, "in"), (clip.tail, "out")) if count]
    marks = [*clip.effects, *(["mix " + ", ".join(mixed)] if mixed else []), *(["missing"] if clip.missing else [])]
    media = clip.path or clip.named
    text = f"{media}  ({'; '.join(marks)})" if marks else media
    return str(clip.index), clip.track, clip.name, _label(edit, clip.record), str(clip.record_length), frames, text


def _label(edit: Edit, frame: int) -> str:
    """Timecode of a frame of the edit."""
    return str(Timecode(edit.start + frame, edit.rate, edit.drop))
