"""What the entries of the Scripts menu do, from Resolve to the user's panel and back."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uprez.plugin.client import Service
from uprez.plugin.host import PanelRun, ServiceError, Taken, failures_of, taken_of
from uprez.plugin.resolve.api import Session, open_session
from uprez.plugin.resolve.bins import bin_paths
from uprez.plugin.resolve.choose import Choice, coloured, marked, marked_or_all, marks_of, selected
from uprez.plugin.resolve.place import place_all, switch
from uprez.plugin.resolve.shown import Shown, path_of
from uprez.plugin.resolve.telling import tell

HANDLES = 12
"""Frames more on both sides than a clip shows, so that it can be trimmed afterwards."""
_LOOK = 0.5
"""Seconds between two looks at the panel."""


def send_selected(given: Mapping[str, Any]) -> None:
    """Send the selected clips to the panel, and bring back what the user sends back. `given` are the script's globals."""
    _run(given, lambda session: _send(session, selected(session), given))


def send_marked(given: Mapping[str, Any]) -> None:
    """The same with what lies between the in and out points."""
    _run(given, lambda session: _send(session, marked(session), given))


def send_coloured(given: Mapping[str, Any]) -> None:
    """The same with all clips that have the clip colour of the one under the playhead."""
    _run(given, lambda session: _send(session, coloured(session), given))


def bring_back(given: Mapping[str, Any]) -> None:
    """Bring back finished jobs of the queue for what lies between the in and out points, or in all of the timeline."""

    def work(session: Session) -> list[str]:
        clips, _ = marked_or_all(session)
        fresh, shown = _originals(session, clips)
        service = Service.connect()
        try:
            entries = service.jobs()
        finally:
            service.close()
        sent = [clip.sent for clip in fresh]
        said = _brought(session, fresh, taken_of(entries, sent), failures_of(entries, sent))
        return said or [*shown, "No finished job has frames of these clips."]

    _run(given, work)


def switch_takes(given: Mapping[str, Any]) -> None:
    """Flip clips between original and take: between the in and out points, or in all of the timeline with uprez's tracks."""

    def work(session: Session) -> list[str]:
        clips, _ = marked_or_all(session)
        return switch(session, clips, on_tracks=marks_of(session) is None) or ["No clip has a take of uprez's."]

    _run(given, work)


def is_inside(program: str) -> bool:
    """Whether this Python runs in Resolve itself, which must not be kept waiting, by the program's path."""
    name = os.path.splitext(os.path.basename(program))[0].lower()
    return name in ("resolve", "davinci resolve")


def _run(given: Mapping[str, Any], work: Callable[[Session], list[str]]) -> None:
    studio = False
    try:
        session = open_session(given)
        studio = session.is_studio
        lines = work(session)
    except ServiceError as error:
        lines = [part for part in (error.what, error.why, error.fix) if part]
    tell(lines, given, studio)


def _send(session: Session, choice: Choice, given: Mapping[str, Any]) -> list[str]:
    clips, said = choice
    clips, shown = _originals(session, clips)
    said = [*said, *shown]
    if not clips:
        return [*said, "Nothing was sent."]
    sent = [clip.sent for clip in clips]
    # Movies come back as movies, which play at once; pictures as pictures.
    panel = PanelRun.open(sent, handles=HANDLES, formats=("prores",) if all(one.is_movie for one in sent) else ("exr",))
    if is_inside(_program()):
        return [*said, f"{len(clips)} clips are in the panel. When they are done, start the script that brings them back."]
    tell([*said, f"{len(clips)} clips are in the panel. Send them back from there when they are done."], given, studio=False)
    try:
        while not panel.poll():
            time.sleep(_LOOK)
        takes, failed = panel.taken(), panel.failures()
    finally:
        panel.end()
    if not takes and not failed:
        return ["The panel was closed, and nothing sent back. Jobs that run go on; the script that brings back finds them."]
    return _brought(session, clips, takes, failed)


def _brought(session: Session, clips: Sequence[Shown], takes: Sequence[Taken], failed: Sequence[tuple[Any, str]]) -> list[str]:
    placed = place_all(session, clips, takes)
    said = [one.text for one in placed] + [f"{clip.name}: {why}" for clip, why in failed]
    done = sum(one.done for one in placed)
    return [f"{done} of {len(placed) + len(failed)} clips brought back.", *said] if said else []


def _originals(session: Session, clips: Sequence[Shown]) -> tuple[list[Shown], list[str]]:
    """The clips that show media of their own, and a sentence for each that shows one of uprez's takes."""
    takes = bin_paths(session)
    shown = [
        f"{clip.sent.name} shows a take of uprez's: switch it to the original first." for clip in clips if path_of(clip.media) in takes
    ]
    return [clip for clip in clips if path_of(clip.media) not in takes], shown


def _program() -> str:
    try:
        return os.readlink("/proc/self/exe")
    except OSError:
        return sys.executable or ""
