"""What a plugin asks for beside frames: a source baked to files by the service, and the panel. The plugin hears what came of it."""

from __future__ import annotations

import itertools
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from uprez.core.errors import InputError, UprezError
from uprez.ofx_bridge.messages import Bake, Panel, Told
from uprez.plugin import places
from uprez.plugin.errors import ServiceError

if TYPE_CHECKING:
    from uprez.core.job import Job

_LOG = logging.getLogger("uprez.ofx")
_MARK = "ofx-panel-"
"""Start of the names of job files that panels are opened with; they lie in the state folder."""
_EARLY = 3.0
"""Seconds in which a panel that cannot open has said so: no Qt, no screen."""
_TAIL = 400
_serial = itertools.count()


def run_errand(said: Bake | Panel, tell: Callable[[Told], None]) -> None:
    """Begin; `tell` is called from a thread of its own with what came of it."""
    threading.Thread(target=_run, args=(said, tell), name="errand", daemon=True).start()


def sweep() -> None:
    """Remove job files that an earlier bridge left behind."""
    for path in places.state_folder().glob(f"{_MARK}*.json"):
        with suppress(OSError):
            path.unlink()


def _run(said: Bake | Panel, tell: Callable[[Told], None]) -> None:
    try:
        told = _bake(said) if isinstance(said, Bake) else _open_panel(said)
    except (UprezError, ServiceError) as error:
        told = Told(str(error), "")
    except Exception as error:
        _LOG.exception("an errand")
        told = Told(f"uprez met an error that it did not foresee: {type(error).__name__}: {error}", "")
    tell(told)


def _bake(said: Bake) -> Told:
    from uprez.plugin.client import Service

    frames = (said.first, said.last) if 0 <= said.first <= said.last else None
    job, path = job_of(said.recipe, said.source, said.format.lower() or "exr", frames)
    service = Service.connect()
    try:
        entry = service.submit(json.loads(job.to_json()), title=Path(said.source).name)
    finally:
        service.close()
    if entry.get("state") == "done":
        return Told(f"This was baked already. The result lies in {path}.", str(path))
    return Told(f"'{Path(said.source).name}' is in uprez's queue. The result will lie in {path}.", str(path))


def _open_panel(said: Panel) -> Told:
    job, _ = job_of(said.recipe, said.source, "exr", None)
    document = places.make_state_folder() / f"{_MARK}{os.getpid()}-{next(_serial)}.json"
    document.write_text(job.to_json(), encoding="utf-8")
    with tempfile.TemporaryFile() as words:
        try:
            panel = _detached([*_command(), "panel", "--job", str(document)], words)
        except BaseException:
            document.unlink()
            raise
        try:
            code = panel.wait(_EARLY)
        except subprocess.TimeoutExpired:
            threading.Thread(target=_see_out, args=(panel, document), name="panel", daemon=True).start()
            return Told("The panel is open.", "")
        document.unlink()
        words.seek(0)
        said_last = words.read().decode("utf-8", "replace").strip()[-_TAIL:]
    return Told("The panel is closed." if code == 0 else said_last or f"The panel ended with code {code}.", "")


def job_of(recipe: str, source: str, format: str, frames: tuple[int, int] | None) -> tuple[Job, Path]:
    """A job for a whole source, and where its result will stand: in a folder `uprez` beside the movie, or beside the sequence's folder.

    The result's name ends with a part of the job's own, so that the same source baked otherwise stands beside it.

    Raises:
        JobError: the recipe or the format is none.
        InputError: no source is named, or it cannot be read.
    """
    from uprez.engine.planning import resolved, result_name, target_size
    from uprez.engine.record import Record
    from uprez.engine.request import make_job
    from uprez.engine.run import result_paths
    from uprez.media.reader import open_clip
    from uprez.ofx_bridge.recipes import recipe_fields

    if not source.strip():
        raise InputError("uprez does not know which file this is.", why="The host does not say it.", fix="Choose the source file.")
    fields = recipe_fields(recipe)
    job = make_job(source, "-", frames=frames, formats=(format,), **fields)
    with open_clip(resolved(job.source.path, Path()), job.source.options) as reader:
        clip = reader.info
    folder = clip.path.absolute().parent / "uprez"
    job = make_job(source, folder, frames=frames, formats=(format,), **fields)
    name = f"{result_name(job.output, clip, target_size(job.recipe, clip.size))}_{job.name[:6]}"
    job = make_job(source, folder, frames=frames, formats=(format,), name=name, **fields)
    return job, result_paths(Record(folder, name), job.output.formats)[job.output.formats[0]]


def _command() -> list[str]:
    """How to run uprez: as the plugins do where they are told, else as this process runs."""
    from uprez.plugin.start import COMMAND, service_command

    return service_command() if os.environ.get(COMMAND) else [sys.executable, "-m", "uprez"]


def _detached(command: list[str], words: BinaryIO) -> subprocess.Popen[bytes]:
    """Start a program that outlives the bridge."""
    flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
            creationflags=flags,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise UprezError("The panel cannot be started.", why=f"{error}.", fix="Run `uprez panel` in a terminal to see more.") from error


def _see_out(panel: subprocess.Popen[bytes], document: Path) -> None:
    """Wait for a panel's end, so that no dead process stays in the list, and take its document away."""
    panel.wait()
    with suppress(OSError):
        document.unlink()
