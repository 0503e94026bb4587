"""A worker's view of an exported job: where it lies, and its work on it in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uprez.core.errors import InputError
from uprez.core.events import Listen
from uprez.farm.paths import Rule, rules_of

if TYPE_CHECKING:
    from uprez.engine.shard_worker import Worker


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

    def open(self, listen: Listen) -> Worker:
        """The job, open for work on this machine.

        Raises:
            UprezError: see `Bundle.load` and `Worker`.
        """
        from uprez.engine.shard_worker import Worker  # a task of a session, whose worker has loaded all this, does without
        from uprez.farm.bundle import Bundle

        bundle, rules = Bundle.load(self.folder), read_rules(self.rules_file)
        return Worker(
            bundle.job,
            base=Path(bundle.sending.base),
            locate=lambda job: bundle.here(self.at, rules),
            strict=not bundle.sending.any_runtime,
            listen=listen,
        )


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
