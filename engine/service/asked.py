"""Paths that a request names: the service touches nothing else, and not every one of these."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path, PurePath

from uprez.core.errors import InputError, JobError, OutputError
from uprez.core.job import Job, Source
from uprez.models.open import names_file

AUTO = "auto"
"""The mask that is no file."""
READABLE = "references"
"""Folder in the service's own that jobs may read: reference pictures that the panel cropped, renamed or cut out."""
SYSTEM = ("/dev", "/proc", "/sys")
"""Folders of files that are no files."""


class Asked:
    """Checks paths against a folder that is nobody's business."""

    def __init__(self, private: Path) -> None:
        """`private` is the service's own folder."""
        self._private = private.resolve()

    def job(self, job: Job) -> None:
        """Check every path of a job.

        Raises:
            InputError, OutputError, JobError: a path is relative, tricky, or not for clients.
        """
        self.source(job.source)
        recipe = job.recipe
        for name in self._recipe_files(job):
            self._check(name, InputError, "a file of the recipe")
            _refuse_device(Path(name))
        self._check(job.output.folder, OutputError, "the output folder")
        if job.output.name in (".", "..") or job.output.name.startswith(".uprez"):
            raise JobError(f"'{job.output.name}' is no name for a result.", fix="Choose another name.")
        if recipe.device and not recipe.device.replace(":", "").isalnum():
            raise JobError(f"'{recipe.device}' is no device.", fix="List the devices, and take a name from there.")

    def source(self, source: Source) -> None:
        """Check a source's path.

        Raises:
            InputError: as `job`.
        """
        self._check(source.path, InputError, "the source")
        _refuse_device(Path(source.path))

    def file(self, path: str) -> None:
        """Check a file that is to be read.

        Raises:
            InputError: as `job`.
        """
        self._check(path, InputError, "the file")
        _refuse_device(Path(path))

    def folder(self, path: str) -> None:
        """Check a folder that is asked about.

        Raises:
            OutputError: as `job`.
        """
        self._check(path, OutputError, "the folder")

    def _recipe_files(self, job: Job) -> Iterator[str]:
        recipe = job.recipe
        yield from recipe.reference_images
        yield from (path for path in (recipe.reference_video, recipe.take, recipe.mask) if path and path != AUTO)
        yield from (model for model in (recipe.model, recipe.base) if model and names_file(model))

    def _check(self, name: str, kind: type[InputError] | type[OutputError], what: str) -> None:
        if "\x00" in name:
            raise kind(f"The path of {what} holds a zero byte.", fix="Give a path of this machine.")
        path = PurePath(name)
        if not path.is_absolute():
            raise kind(f"The path '{name}' of {what} does not start at the root.", fix="Give an absolute path.")
        if ".." in path.parts:
            raise kind(f"The path '{name}' of {what} goes back up with '..'.", fix="Give it without.")
        try:
            real = Path(name).resolve()
        except (OSError, RuntimeError) as error:
            raise kind(f"The path '{name}' of {what} leads nowhere.", why=f"{error}.", fix="Give another path.") from error
        readable = kind is InputError and self._private / READABLE in real.parents
        if not readable and (real == self._private or self._private in real.parents):
            raise kind(f"'{name}' lies in the service's own folder.", fix="Choose another place.")
        if any(Path(place) == real or Path(place) in real.parents for place in SYSTEM):
            raise kind(f"'{name}' is no place for clips.", why="It is the system's own.", fix="Choose another place.")


def _refuse_device(path: Path) -> None:
    """Raises InputError for what is neither a file nor a folder: reading it might never end."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # a pattern, or nothing there: the reader says so
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InputError(f"'{path}' is neither a file nor a folder.", fix="Give a movie, a folder of pictures, or a pattern.")
