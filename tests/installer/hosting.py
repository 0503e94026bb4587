"""A package with parts for all hosts, small, and a home where all hosts have been started."""

from __future__ import annotations

import shutil
from pathlib import Path

from uprez.installer.hosts import HOSTS
from uprez.installer.part import package

REAL = package()


def make_package(folder: Path) -> Path:
    """What all hosts share is real; what each has of its own is one module and one file in front."""
    shutil.copytree(REAL, folder, ignore=lambda path, names: [name for name in names if not name.endswith(".py")])
    for host in [name for name, host in HOSTS.items() if host.pieces]:
        for name in (f"{host}/__init__.py", f"{host}/shell.py", f"{host}/deeper/list.toml", f"{host}/front/menu.py"):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f'"""{name}"""\n')
    (folder / "nuke" / "__pycache__").mkdir()
    (folder / "nuke" / "__pycache__" / "shell.cpython-311.pyc").touch()
    return folder


def make_home(folder: Path) -> Path:
    """Folders as hosts leave them behind."""
    for name in (".nuke", ".local/share/DaVinciResolve", ".config/blender/4.2", ".config/blender/5.0", ".local/share/kdenlive"):
        (folder / name).mkdir(parents=True)
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder, with their content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
