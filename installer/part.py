"""A host's part of uprez: its files in the host's place, put there, looked at, taken away."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from uprez import __version__
from uprez.core.errors import OutputError
from uprez.installer import lines, receipt
from uprez.installer.clip_jobs import ClipJobs
from uprez.installer.folder import Folder, Installed, told
from uprez.installer.hosts import Host, Piece
from uprez.installer.system import System
from uprez.plugin import places as meeting
from uprez.plugin.start import installation

FRONT = "front"
"""The folder of a host's part with the files that the host itself reads."""
_LOADS = "import sys; sys.path.insert(0, sys.argv[1]); import uprez.plugin.host"
_PATIENCE = 20.0
"""Seconds for a process that loads what is installed."""


def package() -> Path:
    """Where what runs inside other programs lies in this installation."""
    return Path(meeting.__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """What a host is given, in one of its places."""

    host: Host
    place: Path

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The folders that are ours."""
        return tuple(Folder(self.place / piece.path) for piece in self.host.pieces)

    @property
    def at(self) -> Path:
        """Where it lies, for people."""
        return self.folders[0].path

    @property
    def paths(self) -> tuple[Path, ...]:
        """What of it is there."""
        return tuple(folder.path for folder in self.folders if folder.there())

    def here(self) -> bool:
        """Whether any of it is installed, by us or by others under our name."""
        return any(folder.there() for folder in self.folders)

    def install(self) -> tuple[Installed, ...]:
        """Put it there, or update what is there.

        Raises:
            OutputError: it cannot be written, or something of others has its name. Then nothing new is left behind.
        """
        if not (package() / self.host.name / FRONT).is_dir():
            fix = "Install uprez itself again."
            raise OutputError(f"This installation of uprez holds no part for {self.host.title}.", why="It is not whole.", fix=fix)
        for folder in self.folders:
            folder.check()
        done: list[Installed] = []
        try:
            for piece, folder in zip(self.host.pieces, self.folders, strict=True):
                done.append(folder.put(lambda target, piece=piece: _fill(self.host, piece, target)))
            if self.host.file:
                lines.add(self.place / self.host.file, self.host.lines)
        except OutputError:
            for one in done:
                if not one.updated:
                    Folder(one.path).remove()
            raise
        return tuple(done)

    def remove(self) -> tuple[Path, ...]:
        """Take it away; give the files of others that its folders held.

        Raises:
            OutputError: it cannot be removed, or uprez did not put it there.
        """
        ours = [folder for folder in self.folders if folder.there()]
        for folder in ours:
            folder.owned()
        if self.host.file:
            lines.remove(self.place / self.host.file)
        return tuple(path for folder in ours for path in folder.remove())

    def version(self) -> str:
        """The version of uprez that it came with; empty when that is not known."""
        found = {receipt.version for receipt in (folder.receipt() for folder in self.folders) if receipt}
        return found.pop() if len(found) == 1 else ""

    def fault(self) -> str:
        """What is wrong with it, in a sentence; empty when it is whole, is read by the host, and loads."""
        again = f"Run `uprez install {self.host.name}` again."
        for folder in self.folders:
            found = folder.receipt()
            if found is None:
                there = folder.path.exists()
                return f"{folder.path} is there, but uprez did not put it there." if there else f"{folder.path} is missing. {again}"
            if changed := found.changed(folder.path):
                return f"Changed or missing since in {folder.path}: {', '.join(changed)}. {again}"
        if self.host.file and not lines.stand(self.place / self.host.file, self.host.lines):
            return f"{self.place / self.host.file} lacks uprez's lines. {again}"
        return "" if _loads(self._code()) else f"It does not load in Python. {again}"

    def _code(self) -> Path:
        """The folder that goes on Python's path."""
        (found,) = [self.place / piece.path / piece.code for piece in self.host.pieces if piece.code]
        return found


def parts(host: Host, system: System, folder: Path | None = None) -> tuple[Part | ClipJobs, ...]:
    """The host's parts in the places where it looks, or in `folder`; not all need be there."""
    places = (folder,) if folder else tuple(Path(str(place)) for place in host.places(system))
    return tuple(Part(host, place) if host.pieces else ClipJobs(host, place) for place in places)


def _fill(host: Host, piece: Piece, target: Path) -> None:
    """Copy a piece's files: the layout is told in plugin/host.py."""
    source = package()
    leave = shutil.ignore_patterns("__pycache__", receipt.NAME)
    if piece.front:
        shutil.copytree(source / host.name / FRONT, target, ignore=leave, dirs_exist_ok=True)
    if piece.code is None:
        return
    plugin = target / piece.code / "uprez" / "plugin"
    shutil.copytree(source / host.name, plugin / host.name, ignore=shutil.ignore_patterns("__pycache__", receipt.NAME, FRONT))
    (plugin.parent / "__init__.py").touch()
    for module in source.glob("*.py"):
        shutil.copy2(module, plugin)


def remember_command() -> None:
    """Write down how to run this uprez, where hosts' parts look for it: they have another path and other variables.

    Raises:
        OutputError: it cannot be written.
    """
    file = meeting.installation_file()
    with told(file.parent):
        meeting.make_state_folder()
        lines.write_whole(file, installation(__version__).encode())


def _loads(folder: Path) -> bool:
    """Whether a Python with nothing but its own library can load what hosts load."""
    try:
        command = [sys.executable, "-I", "-S", "-B", "-c", _LOADS, str(folder)]
        return subprocess.run(command, capture_output=True, timeout=_PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
