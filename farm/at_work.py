"""A worker's view of an exported job: where it lies, and its work on it in this process."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprez.core.errors import InputError, JobError
from uprez.core.events import Event, Listen
from uprez.farm.paths import Rule, rules_of

if TYPE_CHECKING:
    from uprez.core.job import Job
    from uprez.engine.shard_worker import Worker
    from uprez.farm.bundle import Bundle

PATIENCE = 60.0
"""Seconds that an edit is waited for, which another machine has just put together: file shares show it up to so much later."""
LOOK = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a worker finds what a job names."""

    folder: Path
    """The export."""
    at: Mapping[str, str]
    """Paths that the farm gave for places, by their names."""
    rules_file: str
    """The farm's file of rules for paths; empty without one."""

    def arguments(self) -> list[str]:
        """The same as words of a command line."""
        rules = ["--path-rules", self.rules_file] if self.rules_file else []
        return [str(self.folder), *(f"--at={name}={path}" for name, path in self.at.items()), *rules]

    def open(self, listen: Listen, *, patience: float | None = None) -> Worker:
        """The job, open for work on this machine. For `patience` seconds, `PATIENCE` without a number, an edit that it
        upscales is waited for.

        Raises:
            JobError: the edit is not put together, or is another.
            UprezError: see `Bundle.load` and `Worker`.
        """
        from uprez.engine.shard_worker import Worker  # a task of a session, whose worker has loaded all this, does without
        from uprez.farm.bundle import Bundle

        bundle, rules = Bundle.load(self.folder), read_rules(self.rules_file)
        here = bundle.here(self.at, rules)
        return Worker(
            completed(bundle, here, listen, PATIENCE if patience is None else patience),
            base=Path(bundle.sending.base),
            locate=lambda job: here.model_copy(update={"plan": job.plan}),
            strict=not bundle.sending.any_runtime,
            listen=listen,
        )


def completed(bundle: Bundle, here: Job, listen: Listen, patience: float) -> Job:
    """A bundle's job; the plan of an upscale that was sent with its edit gets the fingerprint of that, which stands by now.

    Raises:
        JobError: it does not, or is another edit than was sent.
        InputError: it cannot be read.
    """
    sending, plan = bundle.sending, bundle.job.plan
    if not sending.edit or plan is None:
        return bundle.job
    from uprez.core.job import Job
    from uprez.engine.record import Record
    from uprez.media.probe import probe

    record, until = Record(Path(here.output.folder), sending.edit_name), time.monotonic() + patience
    while record.finished() is None:
        if time.monotonic() >= until:
            raise JobError(
                f"The edit '{sending.edit_name}' is not put together yet.",
                why=f"It is upscaled once it stands in '{record.folder}'.",
                fix="Let the step before this one end; `uprez farm status` says how far it is.",
            )
        listen(Event("probe"))
        time.sleep(LOOK)
    edit = probe(here.source.path, here.source.options)
    shown = (edit.frames, edit.size.width, edit.size.height)
    if Job.load(record.document).name != sending.edit or shown != (sum(len(shot.range) for shot in plan.shots), *plan.source_size):
        raise JobError(f"'{here.source.path}' is not the edit that was sent.", why="It was made anew since.", fix="Export the job again.")
    return bundle.job.model_copy(update={"plan": plan.model_copy(update={"fingerprint": edit.fingerprint})})


def read_rules(path: str) -> Sequence[Rule]:
    """Rules for paths from a file of OpenJD's `pathmapping-1.0`; none for an empty name.

    Raises:
        InputError: the file cannot be read, or is not of that kind.
    """
    if not path:
        return ()
    try:
        document: Any = json.loads(Path(path).read_bytes() or b"{}")
        return rules_of(document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The rules for paths in '{path}' cannot be read.", why=f"{error}.", fix="Give the file that the farm's session has."
        ) from error
