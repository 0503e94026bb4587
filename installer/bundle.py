"""The OpenFX bundle: the one that was built with uprez, and its copies where hosts look."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from uprez import __version__
from uprez.core.errors import OutputError, UprezError
from uprez.installer.receipt import PLACE, Receipt

NAME = "uprez.ofx.bundle"
COMMAND = ("Contents", "Resources", "backend.txt")
"""The file in a bundle that says how to run uprez: one argument a line."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did."""

    bundle: Path
    updated: bool
    """Whether it took the place of an older one."""
    left: tuple[Path, ...]
    """Files of others that the older one held, where they lie now."""


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


def install(source: Path, place: Path, command: tuple[str, ...]) -> Installed:
    """Put a copy of the bundle `source` into the folder `place`, whole or not at all; `command` is how it runs uprez.

    What stands there stays until the new one is whole.

    Raises:
        OutputError: the folder cannot be written, or holds a bundle of this name that uprez did not put there.
    """
    target = place / NAME
    older = target.exists() or target.is_symlink()
    if older and (target.is_symlink() or Receipt.read(target) is None):
        raise OutputError(f"{target} is there already.", why="uprez did not put it there.", fix="Move it away, then install again.")
    fresh, gone = (place / f".{NAME}-{word}-{os.getpid()}" for word in ("new", "old"))
    with _told(place):
        place.mkdir(parents=True, exist_ok=True)
        for unfinished in place.glob(f".{NAME}-new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        try:
            shutil.copytree(source, fresh, ignore=shutil.ignore_patterns(PLACE[-1], COMMAND[-1]))
            fresh.joinpath(*COMMAND).parent.mkdir(parents=True, exist_ok=True)
            fresh.joinpath(*COMMAND).write_text("\n".join(command) + "\n", "utf-8")
            Receipt.of(fresh, __version__).write(fresh)
            if older:
                target.rename(gone)
            try:
                fresh.rename(target)
            except OSError:
                if older:
                    gone.rename(target)
                raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Installed(target, older, remove(gone) if older else ())


def remove(bundle: Path) -> tuple[Path, ...]:
    """Take away what uprez put into an installed bundle, and its folders once they are empty; give what others left in it.

    Raises:
        OutputError: it cannot be removed, or uprez did not put it there.
    """
    receipt = Receipt.read(bundle)
    if receipt is None:
        raise OutputError(
            f"{bundle} is not removed.", why="It holds no receipt: uprez did not put it there.", fix="Remove it by hand if you want."
        )
    with _told(bundle.parent):
        for name in receipt.files:
            (bundle / name).unlink(missing_ok=True)
        bundle.joinpath(*PLACE).unlink(missing_ok=True)
        for folder in sorted((path for path in bundle.rglob("*") if path.is_dir()), reverse=True):
            with suppress(OSError):  # not empty: somebody else's
                folder.rmdir()
        with suppress(OSError):
            bundle.rmdir()
    return tuple(sorted(path for path in bundle.rglob("*") if not path.is_dir())) if bundle.exists() else ()


@contextmanager
def _told(place: Path) -> Generator[None]:
    """Make an error of the system one that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise OutputError(
            f"{place} cannot be changed.",
            why=f"{error.strerror}. It belongs to the administrator, or a host has the plugin open.",
            fix="Close the hosts and run the same command as administrator (with sudo), or give --user.",
        ) from error
    except OSError as error:
        raise OutputError(
            f"{place} cannot be changed.", why=f"{error.strerror or error}.", fix="See that the disk can be written."
        ) from error
