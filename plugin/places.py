"""Where the service and its clients meet: the state folder and the files in it.

The folder is $UPREZ_STATE, else the user's own place for programs' state on this system.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def state_folder() -> Path:
    """The folder of the queue and of all that a client needs to find the service; it may not exist yet."""
    if given := os.environ.get("UPREZ_STATE"):
        return Path(os.path.abspath(os.path.expanduser(given)))
    return _users_folder() / "uprez"


def make_state_folder() -> Path:
    """The state folder, made for this user alone when there is none.

    Raises:
        OSError: it cannot be made.
    """
    folder = state_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def service_file() -> Path:
    """Address of the service that runs (JSON); absent when none does, stale after a crash."""
    return state_folder() / "service.json"


def token_file() -> Path:
    """The word that a client has to know, 64 hex digits."""
    return state_folder() / "token"


def lock_file() -> Path:
    """Held by the one service that runs."""
    return state_folder() / "service.lock"


def queue_file() -> Path:
    """The service's database."""
    return state_folder() / "queue.sqlite3"


def log_file() -> Path:
    """What the service had to say."""
    return state_folder() / "service.log"


def installation_file() -> Path:
    """How to run uprez from outside (JSON), as the last service that ran was run."""
    return state_folder() / "installation.json"


def _users_folder() -> Path:
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    given = os.environ.get("XDG_STATE_HOME", "")
    return Path(given) if os.path.isabs(given) else home / ".local" / "state"
