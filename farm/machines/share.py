"""The shared folder: the one place that all machines of a farm read and write, under whatever name each knows it by."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from uprez.core.errors import InputError, OutputError
from uprez.media.atomic import write_text_whole

_HOME = ".uprez-farm"
"""Folder of the farm's own small files in the shared one."""
JOBS = f"{_HOME}/jobs"
"""Folder of the planned jobs that were submitted."""
PATIENCE = 20.0
"""Seconds until a file that another machine wrote counts as not there: network file systems remember what they saw for some."""
_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Share:
    """The shared folder as this machine knows it."""

    folder: Path
    """Its path here."""
    identity: str
    """Word that is in it, by which machines see that they mean the same folder."""

    @classmethod
    def founded(cls, folder: Path) -> Share:
        """The shared folder `folder`, made one when it is none yet.

        Raises:
            InputError: there is no such folder.
            OutputError, ResourceError: it cannot be written.
        """
        _check_folder(folder)
        identity = _identity(folder)
        if not identity:
            identity = secrets.token_hex(8)
            write_text_whole(_mark(folder), json.dumps({"share": identity}) + "\n")
        return cls(folder, identity)

    @classmethod
    def known(cls, folder: Path, identity: str) -> Share:
        """The shared folder that others know as `identity`.

        Raises:
            InputError: there is no such folder here, or it is another.
        """
        _check_folder(folder)
        if _identity(folder) != identity:
            raise InputError(
                f"'{folder}' is not the folder that the farm shares.",
                why="The farm's mark is not in it.",
                fix="Mount the shared folder here, and give its path on this machine with --share.",
            )
        return cls(folder, identity)

    def holds(self, path: Path) -> bool:
        """Whether `path` lies in the shared folder by its name: where links lead, only one machine knows."""
        return self._inside(path) is not None

    def place(self, path: Path) -> str:
        """A path in the shared folder as every machine can read it: from the folder on, with slashes.

        Raises:
            InputError: it lies elsewhere.
        """
        inside = self._inside(path)
        if inside is None:
            raise InputError(
                f"'{path}' does not lie in the shared folder '{self.folder}'.",
                why="The other machines cannot reach it.",
                fix="Put it there, or run the job on this machine alone with `uprez run`.",
            )
        return inside.as_posix()

    def path(self, place: str) -> Path:
        """Where a place is on this machine.

        Raises:
            InputError: the place leads out of the shared folder.
        """
        parts = PurePosixPath(place)
        if parts.is_absolute() or ".." in parts.parts:
            raise InputError(f"'{place}' leads out of the shared folder.", fix="Submit the job again with `uprez farm run`.")
        return self.folder / parts

    def _inside(self, path: Path) -> Path | None:
        here, root = Path(os.path.abspath(path)), Path(os.path.abspath(self.folder))
        return here.relative_to(root) if here.is_relative_to(root) else None


@dataclass(frozen=True, slots=True)
class Challenge:
    """A word that the head wrote into the shared folder, for a joining machine to find there and to answer."""

    number: str
    """Tells challenges apart."""
    word: str

    @classmethod
    def write(cls, share: Share) -> Challenge:
        """A fresh one, written.

        Raises:
            OutputError, ResourceError: the folder cannot be written.
        """
        fresh = cls(secrets.token_hex(4), secrets.token_hex(16))
        write_text_whole(_asked(share.folder, fresh.number), fresh.word + "\n")
        return fresh

    @staticmethod
    def answer(share: Share, number: str) -> None:
        """On the joining machine: read the word, write what only its reader can know.

        Raises:
            InputError: the word is not there.
            OutputError, ResourceError: the folder cannot be written from here.
        """
        asked = _asked(share.folder, number)
        word = waited_for(asked)
        if not word:
            raise InputError(
                f"What the head just wrote into the shared folder is not in '{share.folder}' here.",
                why=f"'{asked.name}' did not appear within {PATIENCE:.0f} s.",
                fix="Check that both machines mount the same folder.",
            )
        write_text_whole(_answered(share.folder, number), _reply(word) + "\n")

    def check(self, share: Share) -> None:
        """On the head: see that the answer came back by the shared folder.

        Raises:
            OutputError: it did not.
        """
        if waited_for(_answered(share.folder, self.number)) != _reply(self.word):
            raise OutputError(
                "What the other machine wrote into the shared folder does not arrive here.",
                why=f"Nothing came within {PATIENCE:.0f} s.",
                fix="Check that it may write there, and that both mount the same folder.",
            )

    def clear(self, share: Share) -> None:
        """Take the files of this challenge away."""
        for path in (_asked(share.folder, self.number), _answered(share.folder, self.number)):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(
            f"There is no folder '{folder}' on this machine.",
            why="The machines of a farm share the clips and the results by one folder.",
            fix="Mount the shared folder, and give its path on this machine with --share.",
        )


def _mark(folder: Path) -> Path:
    return folder / _HOME / "share.json"


def _identity(folder: Path) -> str:
    """The word in a shared folder; empty where there is none."""
    try:
        return str(json.loads(_mark(folder).read_text())["share"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _asked(folder: Path, number: str) -> Path:
    return folder / _HOME / f"pairing-{number}.word"


def _answered(folder: Path, number: str) -> Path:
    return folder / _HOME / f"pairing-{number}.answer"


def _reply(word: str) -> str:
    return hashlib.sha256(f"uprez farm {word}".encode()).hexdigest()


def waited_for(path: Path) -> str:
    """The text of a small file that another machine writes; empty when it does not appear. A listing wakes network file systems up."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError:
            if time.monotonic() > until:
                return ""
        with suppress(OSError):
            os.listdir(path.parent)
        time.sleep(_EVERY)
