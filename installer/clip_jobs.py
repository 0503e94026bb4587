"""Kdenlive's part of uprez: clip jobs in the file where Kdenlive keeps those of its user.

A job is an entry of the same name in each of the file's groups. Kdenlive reads the file whenever it needs it, and writes all of it
again when its own dialog is closed: marks would not stay, names do. Source: KDE/kdenlive, src/dialogs/clipjobmanager.cpp.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uprez import __version__
from uprez.core.errors import OutputError
from uprez.installer import entries
from uprez.installer.folder import Installed, told
from uprez.installer.hosts import Host
from uprez.installer.lines import write_whole

FILE = "clipjobsettings.rc"
"""The file, in Kdenlive's folder of data."""
_MODULE = "uprez.plugin.kdenlive.clip_job"
_PATIENCE = 20.0
"""Seconds for a process that loads what is installed."""
_OWN = "uprez-"
"""How the names of our entries begin; Kdenlive lists jobs in the order of their names."""
_WORDS = f"uprez {__version__}. The result lies beside the clip, with all frames and the sound."
_VERSION = re.compile(r"uprez (\S+)\. ")
_FIRST = ("Ids", "Binary", "Parameters")
"""Groups without whose entries a job does not run as it should; the others are the user's to change."""


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    title: str
    arguments: str
    use: str
    """What becomes of the result: `rootfolder` (a clip of its own, in the bin's folder `uprez`), or `replace`."""
    asks: bool
    """Whether Kdenlive asks for the scale."""


_JOBS = (
    _Job(f"{_OWN}1-upscale", "uprez: upscale", "{source} {output} {param1}", "rootfolder", asks=True),
    _Job(f"{_OWN}2-in-place", "uprez: upscale in place of the clip", "{source} {output} {param1}", "replace", asks=True),
    _Job(f"{_OWN}3-panel", "uprez: open in its window", "--panel {source} {output}", "rootfolder", asks=False),
)


@dataclass(frozen=True, slots=True)
class ClipJobs:
    """What Kdenlive is given, in one of its folders; the same to the commands as `uprez.installer.part.Part`."""

    host: Host
    place: Path

    @property
    def at(self) -> Path:
        """The file."""
        return self.place / FILE

    @property
    def paths(self) -> tuple[Path, ...]:
        """What is touched."""
        return (self.at,)

    def here(self) -> bool:
        """Whether any of our jobs stands there."""
        return any(name.startswith(_OWN) for names in self._read().values() for name in names)

    def install(self) -> tuple[Installed, ...]:
        """Put the jobs there, or bring them up to date.

        Raises:
            OutputError: the file cannot be read or written.
        """
        older = self.here()
        with told(self.at):
            old = self.at.read_bytes() if self.at.exists() else b""
            text = _text(old, self.at)
            write_whole(self.at, entries.put(entries.without(text, _OWN), _wanted()).encode())
        return (Installed(self.at, older, ()),)

    def remove(self) -> tuple[Path, ...]:
        """Take our jobs out, and the file away when nothing else is in it.

        Raises:
            OutputError: the file cannot be read or written.
        """
        with told(self.at):
            left = entries.without(_text(self.at.read_bytes(), self.at), _OWN)
            if left.strip():
                write_whole(self.at, left.encode())
            else:
                self.at.unlink()
        return ()

    def version(self) -> str:
        """The version of uprez that they came with; empty when that is not known."""
        words = {found[1] for each in _JOBS if (found := _VERSION.match(self._read().get("Description", {}).get(each.name, "")))}
        return words.pop() if len(words) == 1 else ""

    def fault(self) -> str:
        """What is wrong with them, in a sentence; empty when they stand, and what they run loads."""
        again = f"Run `uprez install {self.host.name}` again."
        held, wanted = self._read(), _wanted()
        for group in _FIRST:
            for name in wanted[group]:
                if name not in held.get(group, {}):
                    return f"'{name}' is missing in [{group}] of {self.at}. {again}"
        program = Path(held["Binary"][_JOBS[0].name])
        if not program.is_file():
            return f"The uprez that they run is gone: {program}. {again}"
        if any(held["Parameters"][name] != said for name, said in wanted["Parameters"].items()):
            return f"What the jobs run was changed in {self.at}. {again}"
        return "" if _loads(program) else f"What they run does not load: {program} -m {_MODULE}. {again}"

    def _read(self) -> Mapping[str, Mapping[str, str]]:
        try:
            return entries.read(self.at.read_bytes().decode("utf-8", "replace"))
        except OSError:
            return {}


def _wanted() -> dict[str, dict[str, str]]:
    """Our entries, by group and name."""
    made: dict[str, dict[str, str]] = {}
    for job in _JOBS:
        said = {
            "Ids": job.title,
            "Binary": Path(sys.executable).as_posix(),
            "Parameters": f"-E -P -m {_MODULE} {job.arguments}",
            "Output": "uprez.mov",
            "FolderName": "uprez",
            "FolderUse": job.use,
            "EnabledTypes": "v",
            "Description": _WORDS,
        }
        if job.asks:
            said |= {"Param1Type": "list", "Param1Name": "Scale", "Param1List": "2  4"}
        for group, value in said.items():
            made.setdefault(group, {})[job.name] = value
    return made


def _text(content: bytes, file: Path) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise OutputError(
            f"{file} is not changed.", why="It is no plain text.", fix="Move it away: Kdenlive makes a new one when jobs are added."
        ) from error


def _loads(program: Path) -> bool:
    """Whether what the jobs run can be loaded."""
    try:
        command = [str(program), "-E", "-P", "-c", f"import {_MODULE}"]
        return subprocess.run(command, capture_output=True, timeout=_PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
