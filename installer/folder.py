"""A folder of ours in a place of another program: put there whole or not at all, and taken away without touching what is others'."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from uprez import __version__
from uprez.core.errors import OutputError
from uprez.installer.receipt import NAME, Receipt


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did."""

    path: Path
    """The folder."""
    updated: bool
    """Whether it took the place of an older one."""
    left: tuple[Path, ...]
    """Files of others that the older one held, where they lie now."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is ours, or is to be."""

    path: Path
    inside: tuple[str, ...] = ()
    """Where in it the receipt lies."""

    @property
    def _file(self) -> Path:
        return self.path.joinpath(*self.inside, NAME)

    def receipt(self) -> Receipt | None:
        """What was put there; None where uprez did not."""
        return Receipt.read(self._file)

    def owned(self) -> Receipt:
        """What was put there.

        Raises:
            OutputError: uprez did not put it there.
        """
        receipt = self.receipt()
        if receipt is None or self.path.is_symlink():  # what a link leads to lies elsewhere
            why = "It is a link, or holds no receipt: uprez did not put it there."
            raise OutputError(f"{self.path} is not removed.", why=why, fix="Remove it by hand if you want.")
        return receipt

    def there(self) -> bool:
        """Whether anything of that name is there."""
        return self.path.exists() or self.path.is_symlink()

    def put(self, fill: Callable[[Path], object]) -> Installed:
        """Make the folder; `fill` is given an empty one to put all into. What stands there stays until the new one is whole.

        Raises:
            OutputError: it cannot be written, or something is there that uprez did not put there.
        """
        older = self.check()
        place, name = self.path.parent, self.path.name
        fresh, gone = (place / f".{name}-{word}-{os.getpid()}" for word in ("new", "old"))
        with told(place):
            place.mkdir(parents=True, exist_ok=True)
            for unfinished in place.glob(f".{name}-new-*"):
                shutil.rmtree(unfinished, ignore_errors=True)
            try:
                fresh.mkdir()
                fill(fresh)
                Receipt.of(fresh, __version__).write(fresh.joinpath(*self.inside, NAME))
                if older:
                    self.path.rename(gone)
                try:
                    fresh.rename(self.path)
                except OSError:
                    if older:
                        gone.rename(self.path)
                    raise
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return Installed(self.path, older, Folder(gone, self.inside).remove() if older else ())

    def check(self) -> bool:
        """Whether something of ours stands there already.

        Raises:
            OutputError: something of others does.
        """
        if not self.there():
            return False
        if self.receipt() is None or self.path.is_symlink():
            raise OutputError(f"{self.path} is there already.", why="uprez did not put it there.", fix="Move it away, then install again.")
        return True

    def remove(self) -> tuple[Path, ...]:
        """Take away what uprez put there, and its folders once they are empty; give what others left in it.

        Raises:
            OutputError: it cannot be removed, or uprez did not put it there.
        """
        receipt = self.owned()
        with told(self.path.parent):
            for name in receipt.files:
                (self.path / name).unlink(missing_ok=True)
                for compiled in _compiled(self.path / name):
                    compiled.unlink(missing_ok=True)
            self._file.unlink(missing_ok=True)
            for folder in sorted((path for path in self.path.rglob("*") if path.is_dir()), reverse=True):
                with suppress(OSError):  # not empty: somebody else's
                    folder.rmdir()
            with suppress(OSError):
                self.path.rmdir()
        return tuple(sorted(path for path in self.path.rglob("*") if not path.is_dir())) if self.path.exists() else ()


def _compiled(module: Path) -> tuple[Path, ...]:
    """What a host's Python made of one of our modules: not others', though it is not in the receipt."""
    return tuple((module.parent / "__pycache__").glob(f"{module.stem}.*.pyc*")) if module.suffix == ".py" else ()


@contextmanager
def told(place: Path) -> Generator[None]:
    """Make an error of the system one that says what to do."""
    try:
        yield
    except PermissionError as error:
        raise OutputError(
            f"{place} cannot be changed.",
            why=f"{error.strerror}. It belongs to the administrator, or a host has the plugin open.",
            fix="Close the hosts and run the same command as administrator (with sudo), or give --user or --folder.",
        ) from error
    except OSError as error:
        raise OutputError(
            f"{place} cannot be changed.", why=f"{error.strerror or error}.", fix="See that the disk can be written."
        ) from error
