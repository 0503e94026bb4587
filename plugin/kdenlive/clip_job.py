"""What a clip job in Kdenlive's bin runs: a process that is given the clip's file and the file that Kdenlive waits for.

Kdenlive reads `percentage:` from stderr. When the process ends it takes the awaited file into the bin, where it is there,
and else shows what stood on stderr. To cancel, it kills the process. Source: KDE/kdenlive, src/jobs/customjobtask.cpp.
It runs in uprez's own Python: `uprez install kdenlive` writes the jobs that name it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from uprez.plugin.client import Service
from uprez.plugin.host import PanelRun, Sent, ServiceError, Taken, jobs_of, run_jobs
from uprez.plugin.kdenlive.guard import Guard

FORMAT, ENDING = "prores", ".mov"
"""What the jobs make, and how Kdenlive expects its file to end."""
_START = 30.0
"""Seconds that the service may take to start."""
_DECIDE = "What has to be decided about a clip can be decided in uprez's window: Clip Jobs > uprez: open in its window."
_LOOK = 0.25
"""Seconds between two looks at the panel."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a job; the exit code is 0 when the awaited file stands."""
    said = _parser().parse_args(arguments)
    try:
        clip = _clip(said.source)
        _check(said.output)
        if said.panel:
            _through_panel(clip, said.output)
        else:
            _upscaled(clip, said.output, said.scale)
    except ServiceError as error:
        _say("\n".join(part for part in (error.what, error.why, error.fix) if part))
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uprez clip job", description="Run by Kdenlive on a clip of its bin.")
    parser.add_argument("source", help="the clip's file")
    parser.add_argument("output", help="the file that Kdenlive waits for")
    parser.add_argument("scale", nargs="?", type=float, default=2.0, help="times the clip's size")
    parser.add_argument("--panel", action="store_true", help="open uprez's window on the clip")
    return parser


def _clip(source: str) -> Sent:
    """The clip in Kdenlive's words.

    Raises:
        ServiceError: it is no movie, or the job was written for another Kdenlive.
    """
    if source.startswith(("{", "%")):
        why = f"It does not fill in {source}."
        raise ServiceError("This Kdenlive is too old for uprez's clip jobs.", why, "Use Kdenlive 24.12 or later.")
    if not os.path.isfile(source):
        why = f"'{source}' is no movie on a disk."
        raise ServiceError("The clip cannot be sent.", why, "Choose a clip of one file; for numbered pictures use `uprez upscale`.")
    path = os.path.abspath(source)
    return Sent(path, os.path.basename(path), path)


def _check(output: str) -> None:
    if os.path.splitext(output)[1].lower() != ENDING:
        fix = "Run `uprez install kdenlive` again: it puts the job right."
        raise ServiceError("The job's settings were changed.", f"uprez makes {ENDING}, and Kdenlive waits for {output}.", fix)


def _upscaled(clip: Sent, output: str, scale: float) -> None:
    """Make the awaited file through the service.

    Raises:
        ServiceError: the service cannot be reached, or the job failed or was cancelled.
    """
    folder, name = os.path.split(os.path.abspath(output))
    (job,) = jobs_of([clip], folder, formats=(FORMAT,), recipe={"scale": scale})
    job["output"]["name"] = PurePath(name).stem  # so that the result itself is the file that Kdenlive waits for
    told = -1

    def hear(entries: list[dict[str, Any]]) -> None:
        nonlocal told
        guard.watch(entry["id"] for entry in entries if entry["id"])
        percent = int(100 * entries[0].get("done", 0) / entries[0]["total"]) if entries[0].get("total") else 0
        if percent != told:
            told = percent
            _say(f"percentage: {percent}")

    with Guard() as guard:
        (entry,) = run_jobs(Service.connect(timeout=_START), [job], hear, threading.Event())
    if entry["state"] != "done":
        error = entry.get("error") or {}
        fix = [error.get("fix") or "", _DECIDE if error.get("kind") == "InputError" else ""]
        raise ServiceError(error.get("what") or "The job was cancelled.", error.get("why") or "", "\n".join(filter(None, fix)))


def _through_panel(clip: Sent, output: str) -> None:
    """Open the panel on the clip; what is sent back from it becomes the awaited file.

    Raises:
        ServiceError: the panel cannot be opened, nothing came back, or it cannot be put there.
    """
    run = PanelRun.open([clip], formats=(FORMAT,))
    try:
        while not run.poll():
            time.sleep(_LOOK)
        taken = run.taken((FORMAT,))
        if not taken:
            why = " ".join(each for _, each in run.failures())
            raise ServiceError("Nothing came back from uprez.", why, "Queue the clip in its window, wait, and send it back.")
    finally:
        run.end()
    _placed(taken[0], output)


def _placed(taken: Taken, output: str) -> None:
    """Give the take the name that Kdenlive waits for; where the disk allows it takes no second room."""
    if not taken.path.lower().endswith(ENDING):
        raise ServiceError("Kdenlive cannot take what came back.", f"'{taken.path}' is no {ENDING}.", "Choose ProRes in uprez's window.")
    if os.path.lexists(output):
        raise ServiceError("The result has no name to go by.", f"'{output}' is there already.", "Move it away, or update Kdenlive.")
    try:
        with suppress(OSError):
            os.link(taken.path, output)
            return
        whole = f"{output}.{os.getpid()}"
        try:
            shutil.copyfile(taken.path, whole)
            os.replace(whole, output)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(whole)
    except OSError as error:
        raise ServiceError(f"{output} cannot be written.", f"{error.strerror or error}.", f"The take is {taken.path}.") from error


def _say(text: str) -> None:
    with suppress(OSError):  # Kdenlive is gone
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
