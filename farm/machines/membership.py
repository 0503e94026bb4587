"""What this machine knows of its farm: where the head is, the shared folder, who it is itself."""

from __future__ import annotations

import json
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from uprez.core.errors import JobError
from uprez.engine.alone import own_folder
from uprez.farm.machines.keys import Keys
from uprez.farm.machines.share import Share
from uprez.media.atomic import write_text_whole
from uprez.plugin.places import state_folder

PORT = 47430
"""Where the head listens, unless another port is given; pairing takes the next one."""


@dataclass(frozen=True, slots=True)
class Membership:
    """This machine's place in a farm."""

    machine: str
    """Name of this machine among the others."""
    host: str
    """Address of the head."""
    port: int
    """Port of the head."""
    share: str
    """Path of the shared folder here."""
    identity: str
    """Word by which the shared folder is known."""
    head: bool
    """Whether this machine is the head."""

    @property
    def address(self) -> str:
        """Of the head, as Dask writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tls://{host}:{self.port}"

    def shared(self) -> Share:
        """The shared folder, checked.

        Raises:
            InputError: it is not mounted here, or another folder stands in its place.
        """
        return Share.known(Path(self.share), self.identity)

    def keep(self) -> None:
        """Write it down for later commands.

        Raises:
            OutputError, ResourceError: it cannot be written.
        """
        own_folder()
        write_text_whole(_file(), json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def kept(cls) -> Membership | None:
        """What was written down; None on a machine that is in no farm.

        Raises:
            JobError: what was written down cannot be read.
        """
        try:
            text = _file().read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise JobError(
                f"'{_file()}' does not say what it should.", why=f"{error}.", fix="Remove it, and pair this machine again."
            ) from error


def member() -> Membership:
    """This machine's place in its farm.

    Raises:
        JobError: it is in none.
    """
    kept = Membership.kept()
    if kept is None or not keys().complete:
        raise JobError(
            "This machine is in no farm.",
            fix="Start one here with `uprez farm up --share FOLDER`, or join one: `uprez farm pair` on its head says how.",
        )
    return kept


def keys() -> Keys:
    """This machine's keys."""
    return Keys(farm_folder())


def farm_folder() -> Path:
    """Where keys and membership are kept, for this user alone."""
    return state_folder() / "farm"


def make_farm_folder() -> Path:
    """The same, made when absent.

    Raises:
        OutputError: it cannot be made.
    """
    own_folder()
    farm_folder().mkdir(mode=0o700, exist_ok=True)
    return farm_folder()


def machine_name(given: str | None) -> str:
    """A machine's name among the others: as given, else the system's; letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", given or platform.node().partition(".")[0]).strip("-.")[:40] or "machine"


def _file() -> Path:
    return farm_folder() / "member.json"
