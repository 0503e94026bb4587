"""`uprez timeline upscale`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click

from uprez.core.events import Listen
from uprez.engine.cascade import run_request
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.options import OUTPUT, PROGRESS, READING, RECIPE, options
from uprez.engine.cli.running import Work, run_all
from uprez.engine.cli.timeline_options import CHOICE, EDIT, found_edit
from uprez.engine.edits.jobs import PullJob, jobs_of, measured, takes_of
from uprez.engine.edits.reading import read_options
from uprez.engine.run import Result
from uprez.engine.wording import counted, table
from uprez.timeline.choosing import choose
from uprez.timeline.edit import Edit
from uprez.timeline.pulls import pulls
from uprez.timeline.read import read_edit

_UNPACKED = {".fcpxmld": ".fcpxml", ".otiod": ".otio"}
"""Folders that hold an edit, and the files that stand for them."""
_MARK = "_uprez"
HANDLES = 12
"""Frames at either end of what a clip shows, when nothing else is said: half a second to trim in."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Writing:
    """Where the edit comes from, and where it goes."""

    edit: Path
    rate: Fraction | None
    targets: tuple[Path, ...]


@click.command()
@click.argument("edit", metavar="EDIT")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Folder of the results; made when it does not exist.")
@options(EDIT, CHOICE)
@click.option("--handles", type=click.IntRange(0), default=HANDLES, show_default=True, help="Frames more at both ends of a clip.")
@click.option("--write", "targets", multiple=True, metavar="FILE", help="Where the edit with the upscaled media goes; may be repeated.")
@click.option("--no-write", is_flag=True, help="Do not write the edit.")
@options(RECIPE, OUTPUT, READING, PROGRESS)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def command(
    edit: str,
    output: str,
    tracks: tuple[str, ...],
    clips: tuple[str, ...],
    handles: int,
    folders: tuple[str, ...],
    rate: str | None,
    targets: tuple[str, ...],
    no_write: bool,
    progress: str,
    quiet: bool,
    dry_run: bool,
    **fields: Any,
) -> None:
    """Upscale the media that clips of an edit show, and write the edit with it.

    Frames that several clips share are made once. The edit is written in its own form and as OTIO, beside the results, when all
    of them stand; nothing but the media differs. The same command takes up again what an earlier run left undone.
    """
    if targets and no_write:
        raise click.UsageError("Give --write or --no-write, not both.")
    path, say = Path(edit), _say(path_name=Path(edit).name, progress=progress, quiet=quiet)
    with interruptible():
        found = found_edit(path, folders, rate)
        writing = _Writing(path, found.rate, () if no_write else _targets(path, Path(output), targets))
        for note in (*found.notes, *_checked(writing, found)):
            say(note)
        jobs = _jobs(found, output, tracks, clips, handles, fields, say)
    if dry_run:
        click.echo(_words(jobs, writing))
        return
    sys.exit(_run(jobs, writing, progress=progress, quiet=quiet, say=say))


def _jobs(
    edit: Edit, output: str, tracks: Sequence[str], clips: Sequence[str], handles: int, fields: dict[str, Any], say: Say
) -> tuple[PullJob, ...]:
    chosen, media = measured(choose(edit, tracks, clips), read_options(fields), say)
    pulled = pulls(edit, chosen, handles)
    if len(pulled) > 1 and (fields["name"] or fields["take"]):
        what = "--name" if fields["name"] else "--take"
        raise click.UsageError(f"{what} is for one piece of media; these clips need {len(pulled)}.")
    for flag, field in (("no_audio", "audio"), ("no_match_colour", "match_colour")):
        if fields.pop(flag, None):
            fields[field] = False
    return jobs_of(edit, pulled, media, output, fields)


def _targets(edit: Path, folder: Path, given: Sequence[str]) -> tuple[Path, ...]:
    """Where the edit is to be written: as given, else in its own form and as OTIO, which keeps both media of a clip."""
    if given:
        return tuple(Path(each) for each in given)
    suffix = _UNPACKED.get(edit.suffix.lower(), edit.suffix)
    return tuple(dict.fromkeys(folder / f"{edit.stem}{_MARK}{each}" for each in (suffix, ".otio")))


def _checked(writing: _Writing, found: Edit) -> Iterator[str]:
    """What the targets cannot carry of the edit that was found, before any work is done."""
    from uprez.timeline.write_back import check

    for target in writing.targets:
        for sentence in check(writing.edit, target, read=found):
            yield f"{target.name}: {sentence}"


def _run(jobs: Sequence[PullJob], writing: _Writing, *, progress: str, quiet: bool, say: Say) -> int:
    """Run the jobs one after the other; when all are done, write the edit. Gives the exit code."""
    done: dict[int, Result] = {}

    def work(index: int, made: PullJob, listen: Listen) -> Result:
        done[index] = run_request(made.job, base=Path.cwd(), listen=listen)
        return done[index]

    works: list[tuple[str, Work]] = [(made.job.output.name, partial(work, index, made)) for index, made in enumerate(jobs)]
    code = run_all(works, progress=progress, quiet=quiet)
    if code or not writing.targets:
        if code and writing.targets and done:
            say("The edit was not written: not all of its media is upscaled. Run the same command to go on.")
        return code
    from uprez.timeline.write_back import write_back

    plain = read_edit(writing.edit, rate=writing.rate)
    takes = [take for index, made in enumerate(jobs) for take in takes_of(plain, made, done[index])]
    chosen = {clip.index for made in jobs for clip in made.pull.clips}
    for target in writing.targets:
        for note in write_back(writing.edit, takes, target, rate=writing.rate, clips=chosen, read=plain):
            say(f"{target.name}: {note}")
    _tell(writing, progress=progress, quiet=quiet)
    return 0


def _tell(writing: _Writing, *, progress: str, quiet: bool) -> None:
    files = [str(target.absolute()) for target in writing.targets]
    if progress == "json":
        click.echo(json.dumps({"source": writing.edit.name, "stage": "written", "text": "The edit is written.", "files": files}))
    elif not quiet:
        click.echo("\n".join(files))


def _say(path_name: str, *, progress: str, quiet: bool) -> Say:
    """Notes on the edit: on stderr, or as events."""

    def say(text: str) -> None:
        if progress == "json":
            click.echo(json.dumps({"source": path_name, "stage": "note", "text": text}))
        elif not quiet:
            click.echo(text, err=True)

    return say


def _words(jobs: Sequence[PullJob], writing: _Writing) -> str:
    """What would be done."""
    rows: list[tuple[str, str]] = []
    for made in jobs:
        pull = made.pull
        rows.append((made.job.output.name, f"{pull.path}, frames {pull.first}-{pull.last}, {counted(pull.frames or 0, 'frame')}"))
        shown = ", ".join(f"{clip.index} '{clip.name}'" for clip in pull.clips[:8]) + (", …" if len(pull.clips) > 8 else "")
        cuts = f"; cuts at {', '.join(map(str, pull.cuts))}" if pull.cuts else ""
        rows.append(("", f"shown by {shown}{cuts}"))
    frames = sum(made.pull.frames or 0 for made in jobs)
    rows.append(("In all", f"{counted(frames, 'frame')} of {counted(len({made.pull.path for made in jobs}), 'piece')} of media"))
    rows += [("Edit" if not index else "", str(target)) for index, target in enumerate(writing.targets)]
    return table(rows)
