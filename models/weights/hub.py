"""Checkpoints from the model hub: fetched once, resumed when cut off, verified by the hub's own client."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from uprez.core.errors import ModelError

_WHOLE = ".whole"
"""A file in the folder, once everything is there."""


def is_whole(folder: Path) -> bool:
    """True when everything was fetched into a folder."""
    return (folder / _WHOLE).is_file()


def snapshot(repository: str, folder: Path, patterns: Sequence[str], *, on_note: Callable[[str], None]) -> Path:
    """The folder of a hub repository's files that match `patterns`; what is there already is not fetched again.

    Raises:
        ModelError: the hub's client is not installed, or the hub cannot be reached.
    """
    if is_whole(folder):
        return folder
    fix = f"Get the files of the hub repository {repository} on another machine, and give their folder to --model."
    if importlib.util.find_spec("huggingface_hub") is None:
        raise ModelError(f"The weights of {repository} are not on this machine.", why="huggingface_hub is not installed.", fix=fix)
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    on_note(f"Fetching {repository} from the hub into '{folder}', once.")
    download: Any = huggingface_hub.snapshot_download
    try:
        download(repository, local_dir=folder, allow_patterns=list(patterns))
    except (OSError, HfHubHTTPError, LocalEntryNotFoundError) as error:
        first = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise ModelError(f"{repository} cannot be fetched from the hub.", why=f"{first[0]}", fix=fix) from error
    (folder / _WHOLE).touch()
    return folder
