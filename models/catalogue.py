"""The models that uprez knows by name: what each is good at, its licence, its weights, what it needs."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from uprez.core.errors import ModelError
from uprez.models.weights.download import Source


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of weights."""

    name: str
    architecture: str
    """Family of networks: `span`, `compact`, `rrdb`."""
    source: Source
    """The wheel that it comes from."""
    param: str
    """The network's .param inside the wheel."""
    bin: str
    """The network's .bin inside the wheel."""
    licence: str
    """SPDX identifier of the weights' own licence."""
    author: str
    notice: str
    """What must be said where the weights are passed on."""
    bytes: int
    """Size of the file in uprez's own form."""
    sha256: str
    """SHA-256 of the file in uprez's own form."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A checkpoint of several files on the model hub."""

    repository: str
    files: tuple[str, ...]
    """The files that a run needs: names or patterns."""
    bytes: int
    """Size of these files, about."""
    licence: str
    notice: str
    """What is known of its licence, to be read before it is used."""
    folder: str = ""
    """Its folder in the cache, which several models may share; empty for the model's name."""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Files of other repositories that belong to it and lie in the same folder, by repository."""

    @property
    def repositories(self) -> Mapping[str, tuple[str, ...]]:
        """All repositories, and the files of each."""
        return {self.repository: self.files, **self.others}

    @property
    def all_files(self) -> tuple[str, ...]:
        """The files of all repositories."""
        return tuple(name for files in self.repositories.values() for name in files)


@dataclass(frozen=True, slots=True)
class Entry:
    """One model by name."""

    name: str
    title: str
    """What it is good at, in plain words."""
    speed: str
    """How fast it is, in plain words."""
    family: str
    """A name that stands for the member whose factor fits best."""
    factor: int | None
    """The network's own factor; None for resampling to any size."""
    halo: int
    """Source pixels around a tile that its edge pixels depend on."""
    bytes_per_pixel: Mapping[str, int]
    """Peak working memory a source pixel by runtime, measured on a CPU in float32."""
    weights: Weights | None = None
    """None for a model without any, or with a checkpoint on the hub."""
    hub: Hub | None = None
    """Its checkpoint on the hub, for a model that has one."""
    own: str = ""
    """For a model whose weights nobody published: that, and how to come by some, in sentences."""


@cache
def entries() -> Mapping[str, Entry]:
    """All models by name, in the order in which people should read them."""
    document: Any = json.loads((Path(__file__).parent / "catalogue.json").read_text("utf-8"))
    sources = {name: Source(package=name, **fields) for name, fields in document["sources"].items()}
    weights = {name: _weights(name, sources, **fields) for name, fields in document["weights"].items()}
    models = (_entry(weights, **fields) for fields in document["models"])
    return {entry.name: entry for entry in models}


def _weights(name: str, sources: Mapping[str, Source], *, source: str, **fields: Any) -> Weights:
    return Weights(name=name, source=sources[source], **fields)


def _entry(known: Mapping[str, Weights], *, weights: str | None, hub: dict[str, Any] | None = None, **fields: Any) -> Entry:
    return Entry(weights=known[weights] if weights else None, hub=_hub(**hub) if hub else None, **fields)


def _hub(*, files: list[str], others: Mapping[str, list[str]] | None = None, **fields: Any) -> Hub:
    return Hub(files=tuple(files), others={name: tuple(held) for name, held in (others or {}).items()}, **fields)


def members(name: str) -> tuple[Entry, ...]:
    """The models that a name stands for: one, or a family from the smallest factor up.

    Raises:
        ModelError: no model and no family has this name.
    """
    known = entries()
    if name in known:
        return (known[name],)
    family = tuple(sorted((entry for entry in known.values() if entry.family == name), key=lambda entry: entry.factor or 0))
    if family:
        return family
    names = sorted({*known, *(entry.family for entry in known.values())})
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.4)
    raise ModelError(
        f"There is no model '{name}'.",
        why=f"Close names: {', '.join(close)}." if close else f"The models are: {', '.join(names)}.",
        fix="See them all with `uprez models`, or give the path of a weights file.",
    )


def choose(name: str, factor: float) -> Entry:
    """The model that a name stands for at a wanted factor.

    Of a family, the smallest factor that reaches the wanted one, else the largest.

    Raises:
        ModelError: no model and no family has this name.
    """
    family = members(name)
    return next((entry for entry in family if (entry.factor or 0) >= factor), family[-1])
