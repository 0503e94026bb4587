"""`uprez probe`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from uprez.core.clip import AudioTrack, ClipInfo
from uprez.core.errors import UprezError
from uprez.engine.cli.failing import show
from uprez.engine.cli.options import SOURCE, job_of, options
from uprez.engine.clip_card import alpha_words, clip_facts, colour_words, remarks
from uprez.engine.wording import counted, table
from uprez.media.probe import probe


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@options(tuple(SOURCE[1:]))
@click.option("--json", "as_json", is_flag=True, help="A list of clips as JSON.")
def command(sources: tuple[str, ...], as_json: bool, **fields: Any) -> None:
    """Say what a clip is, and what would be done with it."""
    code = 0
    clips: list[ClipInfo] = []
    for source in sources:
        try:
            job = job_of(source, ".", fields)
            clip = probe(job.source.path, job.source.options)
        except UprezError as error:
            show(error)
            code = code or error.exit_code
            continue
        clips.append(clip)
        if not as_json:
            click.echo(_card(clip) + "\n")
    if as_json:
        click.echo(json.dumps([clip_facts(clip) for clip in clips], indent=2))
    sys.exit(code)


def _card(clip: ClipInfo) -> str:
    seconds = float(clip.frames / clip.rate)
    kind = "float" if clip.is_float else "integer"
    rows = [
        ("Clip", f"{clip.path}{f' ({clip.pattern})' if clip.pattern else ''}"),
        ("Picture", f"{clip.size}, {clip.codec}, {clip.pixel_format}, {clip.bit_depth}-bit {kind}"),
        ("Frames", f"{clip.frames} ({seconds:.3f} s), {_numbers(clip)}"),
        ("Rate", f"{clip.rate} a second{' on average' if clip.variable_rate else ''} ({float(clip.rate):.6g})"),
        ("Scan", clip.fields.value),
        ("Colour", colour_words(clip.tag)),
        ("Alpha", alpha_words(clip.alpha)),
        ("Timecode", f"{clip.timecode or 'none'}{f', reel {clip.reel}' if clip.reel else ''}"),
        *(("Audio", _track(track)) for track in clip.audio),
        *(("Note", remark) for remark in remarks(clip)),
    ]
    return table(rows)


def _numbers(clip: ClipInfo) -> str:
    return f"first file number {clip.first_number}" if clip.is_sequence else f"0-{clip.frames - 1}"


def _track(track: AudioTrack) -> str:
    language = f", {track.language}" if track.language else ""
    return f"{track.codec}, {counted(track.channels, 'channel')}, {track.rate} Hz, {float(track.seconds):.3f} s{language}"
