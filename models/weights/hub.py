"""Checkpoints from the model hub: fetched once by the hub's own client, which resumes and verifies what it fetches."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from uprez.core.errors import ModelError


def lacking(folder: Path, files: Sequence[str]) -> list[str]:
    """Those of `files`, names or patterns relative to `folder`, that match nothing there; the client puts files there whole."""
    return [name for name in files if not any(folder.glob(name))]


def snapshot(repository: str, folder: Path, files: Sequence[str], *, on_note: Callable[[str], None]) -> Path:
    """The folder of a hub repository's files; those that are there already are not fetched again.

    Raises:
        ModelError: the hub's client is not installed, the hub cannot be reached, or it lacks a file.
    """
    if not lacking(folder, files):
        return folder
    fix = f"Get the files of the hub repository {repository} on another machine, and give their folder to --model."
    if importlib.util.find_spec("huggingface_hub") is None:
        raise ModelError(f"The weights of {repository} are not on this machine.", why="huggingface_hub is not installed.", fix=fix)
    import huggingface_hub

    on_note(f"Fetching {repository} from the hub into '{folder}', once.")
    download: Any = huggingface_hub.snapshot_download
    try:
        download(repository, local_dir=folder, allow_patterns=list(files))
    except Exception as error:  # besides its own, the client lets pass every error of the transport that it is built on
        first = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise ModelError(f"{repository} cannot be fetched from the hub.", why=first[0], fix=fix) from error
    if missing := lacking(folder, files):
        raise ModelError(f"{repository} did not come whole from the hub.", why=f"It lacks {', '.join(missing)}.", fix=fix)
    return folder
