"""The OpenFX bundle: the one that was built with uprez, and its copies where hosts look."""

from __future__ import annotations

import shutil
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from uprez.core.errors import UprezError
from uprez.installer import receipt
from uprez.installer.folder import Folder, Installed

NAME = "uprez.ofx.bundle"
COMMAND = ("Contents", "Resources", "backend.txt")
"""The file in a bundle that says how to run uprez: one argument a line."""


class NotBuilt(UprezError):
    """This installation of uprez holds no plugin."""

    exit_code = 4


def built() -> Path:
    """The bundle that was built with this installation: in the package, or where an editable install puts what is compiled.

    Raises:
        NotBuilt: there is none.
    """
    spec = find_spec("uprez.ofx_bridge")
    places = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    with suppress(PackageNotFoundError):
        places.append(Path(str(distribution("uprez").locate_file("uprez/ofx_bridge"))))
    for place in places:
        if any((place / NAME / "Contents").glob(f"*/{NAME.removesuffix('.bundle')}")):
            return place / NAME
    raise NotBuilt(
        "This installation of uprez holds no OpenFX plugin.",
        why="It was built from source on a machine without a C++ compiler.",
        fix="Install a C++17 compiler (Debian: `apt install g++`), then run `pip install --force-reinstall --no-deps` on uprez again.",
    )


def installed(place: Path) -> Folder:
    """The bundle in the folder `place`, whether it is there or not."""
    return Folder(place / NAME, COMMAND[:-1])


def install(source: Path, place: Path, command: tuple[str, ...]) -> Installed:
    """Put a copy of the bundle `source` into the folder `place`; `command` is how it runs uprez.

    Raises:
        OutputError: the folder cannot be written, or holds a bundle of this name that uprez did not put there.
    """

    def fill(folder: Path) -> None:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(receipt.NAME, COMMAND[-1]), dirs_exist_ok=True)
        folder.joinpath(*COMMAND).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(*COMMAND).write_text("\n".join(command) + "\n", "utf-8")

    return installed(place).put(fill)
