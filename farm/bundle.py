"""What a job is sent to a farm as: a folder with the planned job, where its files lie, and how a worker finds them by its own paths.

A request with an edit is sent as two of these in one folder, one for each of its steps.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from uprez.core.errors import JobError
from uprez.core.job import Job, validated
from uprez.engine.planning import resolved
from uprez.engine.record import Record
from uprez.engine.stages import EDIT, UPSCALE
from uprez.farm.paths import Rule, found_here, is_absolute, is_windows, mapped
from uprez.media.atomic import write_text_whole
from uprez.models.catalogue import entries

VERSION = 2
FOLDER = "job"
"""Folder inside the export that holds what workers read; farms' own files stand beside it."""
FILES = ("farm.json", "job.json")
"""What workers read of a step."""


class Sending(BaseModel):
    """How a job was sent: everything that a worker must know beyond the job itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, serialize_by_alias=True)

    document: Literal["uprez.farm"] = Field(default="uprez.farm", alias="schema")
    version: int = Field(default=VERSION, ge=1, le=VERSION)
    engine: str
    """The farm that it was exported for."""
    job: str
    """SHA-256 that names the job."""
    name: str
    """Base name of the results."""
    base: str
    """Folder that relative paths in the job start from."""
    at: dict[str, str]
    """Every path of the job by the name of its place, in full, as the submitting machine knows it."""
    same: tuple[tuple[str, ...], ...] = ()
    """Places that machines call by different names, all names of one place together."""
    any_runtime: bool = False
    """Whether a worker may run on another runtime, device or precision than the job was planned for."""
    together: int = Field(default=1, ge=1)
    """Shards that a task takes, if the farm asks for no other number."""
    edit: str = ""
    """SHA-256 that names the job of the edit that this one upscales, where that was sent with it: its plan leaves the fingerprint open."""
    edit_name: str = ""
    """Base name of that edit."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An exported job, read."""

    folder: Path
    """The export's folder, or the one in it that workers read."""
    job: Job
    sending: Sending
    step: str = ""
    """Which step of a request with an edit it is; empty for a job of one."""

    @property
    def home(self) -> Path:
        """Folder of what workers read of it."""
        return self.folder / FOLDER / self.step

    @classmethod
    def steps(cls, folder: Path) -> list[Bundle]:
        """Read an export: one job, or the two of a request with an edit, in their order.

        Raises:
            JobError: there is none, or it is broken or too new.
        """
        parts = [folder / FOLDER / step for step in (EDIT, UPSCALE)]
        return [cls.load(part) for part in parts] if all((part / FILES[0]).exists() for part in parts) else [cls.load(folder)]

    @classmethod
    def load(cls, folder: Path) -> Bundle:
        """Read what workers read of one job.

        Raises:
            JobError: there is none, or it is broken or too new.
        """
        inner = folder if (folder / FILES[0]).exists() else folder / FOLDER
        if (inner / EDIT / FILES[0]).exists():
            raise JobError(
                f"'{folder}' holds two jobs, an edit and its upscale.",
                fix=f"Give '{inner / EDIT}', and when that is put together '{inner / UPSCALE}'.",
            )
        try:
            raw: Any = json.loads((inner / FILES[0]).read_bytes())
        except OSError as error:
            raise JobError(
                f"'{folder}' is no job for a farm.", why=f"{error.strerror}.", fix="Write one with `uprez farm export`."
            ) from error
        except ValueError as error:
            raise JobError(f"'{inner / FILES[0]}' is broken.", why=f"{error}.", fix="Export the job again.") from error
        if isinstance(raw, dict) and isinstance(version := raw.get("version"), int) and version > VERSION:
            raise JobError(f"The export is version {version}; this uprez reads up to version {VERSION}.", fix="Update uprez here.")
        sending = validated(Sending, raw)
        job = Job.load(inner / "job.json")
        if job.name != sending.job or job.plan is None:
            raise JobError(f"'{inner / 'job.json'}' is not the job that was exported.", why="It was changed since.", fix="Export it again.")
        return cls(folder, job, sending)

    def save(self) -> None:
        """Write what workers read.

        Raises:
            OutputError, ResourceError: it cannot be written.
        """
        write_text_whole(self.home / "job.json", self.job.to_json())
        write_text_whole(self.home / "farm.json", self.sending.model_dump_json(indent=1) + "\n")

    def here(self, given: Mapping[str, str], rules: Sequence[Rule]) -> Job:
        """The job with its paths as this machine knows them.

        A path is the `given` one where that says something else than was exported; else by the first that knows it: the farm's
        `rules`, the places with several names, and what was exported.
        """
        return located(self.job, {name: self._found(path, given.get(name), rules) for name, path in self.sending.at.items()})

    def _found(self, path: str, given: str | None, rules: Sequence[Rule]) -> str:
        if given is not None and given != path and not _is_strange(given, path):
            return given
        return mapped(path, rules) or found_here(path, self.sending.same)

    def record(self, job: Job) -> Record:
        """The record of a job that `here` gave."""
        return Record(Path(job.output.folder), self.sending.name)


def _is_strange(given: str, path: str) -> bool:
    """Whether `given` is but another system's path, with a folder of this one's before it."""
    return is_windows(given) is not is_windows(path) and given.replace("\\", "/").endswith(path.replace("\\", "/"))


def places(job: Job, base: Path) -> dict[str, str]:
    """Every path of a job by the name of its place, in full; `base` is the folder that relative ones start from."""
    recipe = job.recipe
    found = {"Source": job.source.path, "Output": job.output.folder}
    named = {name for each, entry in entries().items() for name in (each, entry.family)}
    for name, value in (("Model", recipe.model), ("Base", recipe.base)):
        if value and value not in named and (is_absolute(value) or "/" in value or "\\" in value or Path(value).exists()):
            found[name] = value if is_absolute(value) else os.path.abspath(os.path.expanduser(value))
    files = (("Take", recipe.take), ("ReferenceVideo", recipe.reference_video), ("Mask", "" if recipe.mask == "auto" else recipe.mask))
    found |= {name: value for name, value in files if value}
    found |= {f"ReferenceImage{number}": value for number, value in enumerate(recipe.reference_images, start=1)}
    return {name: value if is_absolute(value) else os.path.abspath(resolved(value, base)) for name, value in found.items()}


def located(job: Job, at: Mapping[str, str]) -> Job:
    """The job with other paths, by the names that `places` gave them."""
    fields = {"Model": "model", "Base": "base", "Take": "take", "ReferenceVideo": "reference_video", "Mask": "mask"}
    recipe: dict[str, Any] = {fields[name]: path for name, path in at.items() if name in fields}
    if job.recipe.reference_images:
        recipe["reference_images"] = tuple(at[f"ReferenceImage{number + 1}"] for number in range(len(job.recipe.reference_images)))
    return job.model_copy(
        update={
            "source": job.source.model_copy(update={"path": at["Source"]}),
            "recipe": job.recipe.model_copy(update=recipe),
            "output": job.output.model_copy(update={"folder": at["Output"]}),
        }
    )
