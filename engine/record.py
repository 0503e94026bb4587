"""What lies beside a job's results: the document, a receipt per window, segments, the lock.

Done means that the receipt is there and that its files are whole; to resume is to take the
difference of two sets.
"""

from __future__ import annotations

import getpass
import glob
import hashlib
import json
import os
import platform
import shutil
import stat
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from safetensors.numpy import load_file, save_file

from uprez.core.errors import BusyError, OutputError
from uprez.core.job import Job
from uprez.core.plan import Window
from uprez.media.atomic import sweep, whole_file, write_error, write_text_whole
from uprez.models.contract import State

HOME = ".uprez"
"""Folder inside the output folder that holds the records of its jobs."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A finished file of a window or of the job."""

    path: str
    """Relative to the output folder."""
    bytes: int
    sha256: str


class Record:
    """The record of one job under its output folder."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder` is the output folder, `name` the base name of the results."""
        self.folder = folder
        self.home = folder / HOME / name
        self.document = self.home / "job.json"

    def adopt(self, job: Job, *, overwrite: bool) -> Job | None:
        """The submitted job that stands here already; None when this is a new one.

        Raises:
            OutputError: another job's record stands here and may not be replaced.
        """
        if not self.document.exists():
            return None
        standing = Job.load(self.document)
        if standing.name == job.name and standing.plan is not None:
            return standing
        if not overwrite:
            raise OutputError(
                f"The results of another job stand in '{self.folder}' under the same names.",
                why="Its source, recipe or output differs from this one's.",
                fix="Choose another --output or --name, or give --overwrite to replace them.",
            )
        self.discard()
        return None

    def discard(self) -> None:
        """Forget the job that stands here; its results stay until they are written over."""
        shutil.rmtree(self.home)

    def submit(self, job: Job) -> None:
        """Write the job's document, once."""
        for part in (self.home, self.receipts, self.segments, self.states):
            part.mkdir(parents=True, exist_ok=True)
        if not self.document.exists():
            write_text_whole(self.document, job.to_json())

    @property
    def receipts(self) -> Path:
        """Folder of the receipts."""
        return self.home / "receipts"

    @property
    def segments(self) -> Path:
        """Folder of the movie segments."""
        return self.home / "segments"

    @property
    def states(self) -> Path:
        """Folder of the saved states of models that carry one, and of the workspaces of those that work on whole shots."""
        return self.home / "states"

    def sweep(self, results: Iterable[Path]) -> None:
        """Remove what killed runs left half-written, here and beside the results."""
        for part in (self.home, self.receipts, self.segments, self.states, self.folder, *results):
            sweep(part)

    def segment(self, window: Window, suffix: str) -> Path:
        """Path of a window's movie segment."""
        return self.segments / f"window_{window.index:06}{suffix}"

    def file(self, path: Path) -> WrittenFile:
        """Describe a finished file."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return WrittenFile(path.relative_to(self.folder).as_posix(), path.stat().st_size, digest)

    def write_receipt(self, window: Window, files: Sequence[WrittenFile], facts: Mapping[str, Any]) -> None:
        """Record a window as done; called after all its files are whole."""
        body = {"window": window.index, "frames": [window.first, window.last], **facts, "files": [asdict(file) for file in files]}
        write_text_whole(self._receipt(window), json.dumps(body, indent=1) + "\n")

    def done(self, window: Window) -> bool:
        """True when the window's receipt is there and its files are whole."""
        return self.receipt(window) is not None

    def receipt(self, window: Window) -> dict[str, Any] | None:
        """What was recorded of a done window; None for one that is not done."""
        try:
            receipt: dict[str, Any] = json.loads(self._receipt(window).read_text())
        except (OSError, ValueError):
            return None
        return receipt if all(self._is_whole(file) for file in receipt["files"]) else None

    def files(self, window: Window) -> list[WrittenFile]:
        """The files of a done window."""
        return [WrittenFile(**file) for file in json.loads(self._receipt(window).read_text())["files"]]

    def seconds_per_frame(self) -> float | None:
        """Median cost of a frame over the receipts; None without any."""
        costs = [receipt["seconds"] / (receipt["frames"][1] - receipt["frames"][0] + 1) for receipt in self._all_receipts()]
        return float(np.median(costs)) if costs else None

    def _all_receipts(self) -> Iterator[dict[str, Any]]:
        for path in sorted(self.receipts.glob("window_*.json")):
            yield json.loads(path.read_text())

    def _is_whole(self, file: Mapping[str, Any]) -> bool:
        try:
            found = os.stat(f"{self.folder}/{file['path']}")
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size == file["bytes"]

    def _receipt(self, window: Window) -> Path:
        return self.receipts / f"window_{window.index:06}.json"

    def save_state(self, window: Window, state: State) -> None:
        """Keep what a stream needs to go on after this window."""
        with whole_file(self._state(window)) as temporary:
            save_file({name: np.ascontiguousarray(value) for name, value in state.items()}, temporary)

    def load_state(self, window: Window) -> State | None:
        """The state kept after this window, if any."""
        path = self._state(window)
        return load_file(path) if path.exists() else None

    def _state(self, window: Window) -> Path:
        return self.states / f"window_{window.index:06}.safetensors"

    def workspace(self, window: Window) -> Path:
        """Folder of what a stream keeps while it works on this window; made when absent, found as a killed run left it.

        Raises:
            OutputError, ResourceError: it cannot be made.
        """
        folder = self._workspace(window)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(folder, error) from error
        return folder

    def _workspace(self, window: Window) -> Path:
        return self.states / f"window_{window.index:06}"

    def keep_side(self, window: Window, side: int) -> None:
        """Remember the side of the tiles that the work on this window goes on with."""
        write_text_whole(self._side(window), f"{side}\n")

    def kept_side(self, window: Window) -> int | None:
        """The side that was remembered, if any."""
        path = self._side(window)
        return int(path.read_text()) if path.exists() else None

    def _side(self, window: Window) -> Path:
        return self.states / f"window_{window.index:06}.side"

    def clear(self, window: Window) -> None:
        """Take away what was only of use until this window was recorded."""
        self._side(window).unlink(missing_ok=True)
        if (folder := self._workspace(window)).exists():
            shutil.rmtree(folder, ignore_errors=True)

    def write_finished(self, files: Sequence[WrittenFile]) -> None:
        """Record the whole job as finished; its segments and states are no longer needed."""
        write_text_whole(self.home / "finished.json", json.dumps([asdict(file) for file in files], indent=1) + "\n")
        shutil.rmtree(self.segments, ignore_errors=True)
        shutil.rmtree(self.states, ignore_errors=True)

    def finished(self) -> list[WrittenFile] | None:
        """The files of a finished job; None when it is not finished or a file is gone or cut short."""
        try:
            files: list[dict[str, Any]] = json.loads((self.home / "finished.json").read_text())
        except (OSError, ValueError):
            return None
        return [WrittenFile(**file) for file in files] if all(self._is_whole(file) for file in files) else None

    @contextmanager
    def hold(self) -> Generator[None]:
        """Hold the job's outputs for as long as this process lives.

        Raises:
            BusyError: another run of the job holds them, or workers are at its shards; says who.
            OutputError, ResourceError: the output folder cannot be made.
        """
        home = self.home.parent
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(home, error) from error
        with ExitStack() as held:
            self._take(home / f"{self.home.name}.lock", held)  # first: no worker begins from here on
            for other in home.glob(f"{glob.escape(self.home.name)}.worker-*.lock"):
                self._take(other, held)
            try:
                yield
            finally:
                if not self.home.exists():
                    self._leave_no_trace()

    def _leave_no_trace(self) -> None:
        """Nothing was submitted: take away the lock, and the folders that were made for it."""
        for kind in ("lock", "holder"):
            (self.home.parent / f"{self.home.name}.{kind}").unlink(missing_ok=True)
        with suppress(OSError):  # other jobs live here
            self.home.parent.rmdir()
            self.folder.rmdir()

    def _take(self, lock: Path, held: ExitStack) -> None:
        holder = lock.with_suffix(".holder")
        try:
            held.enter_context(FileLock(lock, timeout=0))
        except Timeout as error:
            who = holder.read_text().strip() if holder.exists() else "another process"
            raise BusyError(
                f"Another run is writing '{self.folder}'.", why=f"It is held by {who}.", fix="Wait for it, or stop it first."
            ) from error
        since = time.strftime("%Y-%m-%d %H:%M:%S")
        write_text_whole(holder, f"process {os.getpid()} of {getpass.getuser()} on {platform.node()} since {since}\n")
