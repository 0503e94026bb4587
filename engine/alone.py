"""What the processes that run once for each user share: the service and the bridge of OpenFX plugins."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from uprez.core.errors import BusyError, OutputError
from uprez.plugin import places


def own_folder() -> Path:
    """The state folder, for this user alone.

    Raises:
        OutputError: it cannot be used.
    """
    try:
        folder = places.make_state_folder()
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise unusable(places.state_folder(), error) from error
    return folder


def hold(held: ExitStack, path: Path, busy: BusyError) -> None:
    """Hold the lock that only one process can hold; it goes with the process, however that ends.

    Raises:
        BusyError: `busy`, as another one holds it.
        OutputError: the file cannot be used.
    """
    try:
        held.enter_context(FileLock(path, timeout=0, mode=0o600))
    except Timeout as error:
        raise busy from error
    except OSError as error:
        raise unusable(path, error) from error


def unusable(path: Path, error: OSError) -> OutputError:
    """What to say of a file or folder of the state folder that the system refuses."""
    return OutputError(f"'{path}' cannot be used.", why=f"{error.strerror or error}.", fix="Check who may use it, or set $UPREZ_STATE.")


def log_to_stderr(name: str) -> logging.Logger:
    """A log on stderr, which whoever starts the process points to a file."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger(name)
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(handler)
    return log
