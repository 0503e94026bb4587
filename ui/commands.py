"""`uprez app` and `uprez panel`. Importing this needs no Qt: the commands say what is missing."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from uprez.core.errors import JobError, OutputError, UprezError
from uprez.core.job import Job


@click.command()
@click.argument("sources", nargs=-1, type=click.Path())
def app(sources: tuple[str, ...]) -> int:
    """Open the app, on SOURCES when they are given: clips, folders of frames, timeline files."""
    _need_qt()
    from uprez.ui.app import run_app

    return run_app(sources)


@click.command()
@click.option("--job", "jobs", type=click.Path(path_type=Path), required=True, help="A job document, or a JSON list of them.")
@click.option(
    "--result", type=click.Path(path_type=Path), help="Where finished entries are written (JSON) when the user sends them back to the host."
)
def panel(jobs: Path, result: Path | None) -> int:
    """Open the panel on clips that another program sent."""
    _need_qt()
    documents = read_jobs(jobs)
    if result is not None and not result.absolute().parent.is_dir():
        raise OutputError(f"The result cannot be written to {result}.", why="Its folder does not exist.", fix="Make the folder first.")
    from uprez.ui.app import run_panel

    return run_panel(documents, result)


def read_jobs(path: Path) -> list[dict[str, Any]]:
    """The job documents in a file: one, or a list. Their relative paths start from the file's folder.

    Raises:
        JobError: it cannot be read, or holds anything else.
    """
    try:
        found: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise JobError(f"The jobs in {path} cannot be read.", why=f"{error.strerror}.") from error
    except ValueError as error:
        raise JobError(f"{path} is not JSON.", why=f"{error}.", fix="Write it with `uprez plan --job`.") from error
    given: list[Any] = found if isinstance(found, list) else [found]  # pyright: ignore[reportUnknownVariableType]
    if not given:
        raise JobError(f"There is no job in {path}.")
    return [_rooted(Job.from_json(json.dumps(each)), path.absolute().parent).model_dump(mode="json") for each in given]


def _rooted(job: Job, base: Path) -> Job:
    source = job.source.model_copy(update={"path": os.path.normpath(base / job.source.path)})
    output = job.output.model_copy(update={"folder": os.path.normpath(base / job.output.folder)})
    return job.model_copy(update={"source": source, "output": output, "plan": None})


def _need_qt() -> None:
    """Raise UprezError when there is no Qt, or no screen for it."""
    if importlib.util.find_spec("PySide6") is None:
        raise UprezError("The app needs PySide6.", why="It is not installed here.", fix='Run: pip install "uprez[ui]"')
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise UprezError(
            "There is no screen to open the window on.",
            why="Neither DISPLAY nor WAYLAND_DISPLAY is set.",
            fix="Run it on a desktop, or work with `uprez upscale`.",
        )
