"""The run's log: a JSON line for each step, in `log.jsonl`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from uprez.media.atomic import write_error, write_text_whole


@dataclass(frozen=True, slots=True)
class Told:
    """One step."""

    step: int
    """Steps made, this one included."""
    loss: float
    """Mean over the samples of the step."""
    rate: float
    seconds: float
    tasks: dict[str, float] = field(default_factory=dict[str, float])
    """Mean loss of each task that was drawn."""


class Log:
    """Appends; a run that goes on forgets the steps after its checkpoint, which it makes again."""

    def __init__(self, path: Path, steps: int) -> None:
        """Keep the lines of the first `steps` steps."""
        self._path = path
        kept = [line for line, told in lines(path) if told["step"] <= steps]
        write_text_whole(path, "".join(f"{line}\n" for line in kept))

    def add(self, told: Told) -> None:
        """Put a step down.

        Raises:
            ResourceError, OutputError: it cannot be written.
        """
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(told)) + "\n")
        except OSError as error:
            raise write_error(self._path, error) from error


def lines(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Lines of a log and what they say; one that a killed run left unfinished is not among them."""
    found: list[tuple[str, dict[str, Any]]] = []
    for line in path.read_text("utf-8").splitlines() if path.is_file() else []:
        try:
            told: Any = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict) and "step" in told:
            found.append((line, told))
    return found
