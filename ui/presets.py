"""Presets: a recipe and how results are written, under a name, kept and shared as files."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from uprez.core.errors import JobError, UprezError
from uprez.core.job import Output, Recipe, validated
from uprez.plugin.places import make_state_folder, state_folder
from uprez.ui.draft import Draft
from uprez.ui.draft_recipe import DRAFT_ONLY

SCHEMA = "uprez.preset"
VERSION = 1
SUFFIX = ".uprez-preset"
FOLDER = "presets"
"""Folder of the presets, in the state folder."""
PRIVATE = ("reference_images", "reference_video", "mask", "take")
"""Recipe fields that name files of one clip or machine; a preset never carries them."""
OUTPUT_FIELDS = (
    *("formats", "audio", "exr_compression", "exr_depth", "exr_tiled"),
    *("prores_profile", "prores_encoder", "hevc_crf"),
)
"""Output fields that a preset carries: how results are written, not where or under which name."""


class PresetError(UprezError):
    """A preset cannot be read, kept or used."""


@dataclass(frozen=True)
class Preset:
    """A recipe and how results are written."""

    name: str
    recipe: dict[str, Any]
    """Fields of the recipe, less those that are `PRIVATE`."""
    output: dict[str, Any]
    """The `OUTPUT_FIELDS`."""

    @classmethod
    def of(cls, draft: Draft, name: str) -> Preset:
        """What a draft is set to now."""
        recipe = {field: value for field, value in draft.recipe.items() if field not in PRIVATE}
        return cls(name, recipe, {field: value for field, value in draft.output.items() if field in OUTPUT_FIELDS})

    def apply(self, draft: Draft, text: str) -> None:
        """Set a draft to it, as one undo step `text`; what is private to the draft stays."""
        kept = {field: value for field, value in draft.recipe.items() if field in PRIVATE}
        draft.apply({**self.recipe, **kept}, self.output, text=text)

    def to_json(self) -> str:
        """The file's text."""
        document = {"schema": SCHEMA, "version": VERSION, "name": self.name, "recipe": self.recipe, "output": self.output}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Preset:
        """Read a file's text.

        Raises:
            PresetError: not a preset, a newer one, or one with fields that this version does not know.
        """
        document = _document(text)
        recipe, output = document.get("recipe"), document.get("output")
        name = document.get("name")
        if not isinstance(recipe, dict) or not isinstance(output, dict) or not isinstance(name, str) or not name.strip():
            raise PresetError(
                "The preset is incomplete.", why="It lacks its name, recipe or output.", fix="Export it again where it was made."
            )
        private = sorted({*recipe, *output} & {*PRIVATE, *Output.model_fields} - set(OUTPUT_FIELDS))
        if private:
            why = f"It names {', '.join(private)}, which belong to one clip and machine."
            raise PresetError("The preset carries what a preset must not.", why=why, fix="Export it again where it was made.")
        try:
            validated(Recipe, {field: value for field, value in recipe.items() if field not in DRAFT_ONLY})
            validated(Output, {**output, "folder": "."})
        except JobError as error:
            fix = "Update uprez, or export the preset from a version like this one."
            raise PresetError("The preset asks for something that this uprez does not know.", why=error.why, fix=fix) from error
        return cls(name.strip(), recipe, output)


class Presets:
    """The presets of this user, one file each."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` stands instead of the one in the state folder; it is made when something is kept."""
        self._given = folder

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._given or state_folder() / FOLDER

    def names(self) -> list[str]:
        """Names of all presets, in alphabetical order."""
        files = self.folder.glob(f"*{SUFFIX}") if self.folder.is_dir() else ()
        return sorted((unquote(file.name.removesuffix(SUFFIX)) for file in files), key=str.casefold)

    def get(self, name: str) -> Preset:
        """A preset.

        Raises:
            PresetError: it cannot be read.
        """
        return read_preset(self._file(name))

    def save(self, preset: Preset) -> None:
        """Keep a preset, in the place of one of the same name.

        Raises:
            PresetError: it cannot be written.
        """
        if self._given is None:
            _tried(preset.name, make_state_folder)
        _tried(preset.name, lambda: self.folder.mkdir(parents=True, exist_ok=True))
        write_preset(self._file(preset.name), preset)

    def rename(self, name: str, new: str) -> None:
        """Call a preset something else.

        Raises:
            PresetError: it cannot be read or written, or there is another one of that name.
        """
        if new == name:
            return
        if self._file(new).exists():
            raise PresetError(f"There is a preset “{new}” already.", fix="Choose another name, or delete that one first.")
        old = self.get(name)
        self.save(Preset(new, old.recipe, old.output))
        self.delete(name)

    def delete(self, name: str) -> None:
        """Throw a preset away.

        Raises:
            PresetError: it cannot be deleted.
        """
        _tried(name, lambda: self._file(name).unlink(missing_ok=True))

    def take_in(self, path: Path) -> Preset:
        """Keep a file that somebody shared; one of the same name stays, and the new one gets a number.

        Raises:
            PresetError: it cannot be read or kept.
        """
        preset, number = read_preset(path), 2
        name = preset.name
        while self._file(name).exists():
            name = f"{preset.name} {number}"
            number += 1
        kept = Preset(name, preset.recipe, preset.output)
        self.save(kept)
        return kept

    def _file(self, name: str) -> Path:
        return self.folder / f"{quote(name, safe=' ()+,')}{SUFFIX}"


def read_preset(path: Path) -> Preset:
    """Read a preset's file.

    Raises:
        PresetError: it cannot be read, or is no preset.
    """
    try:
        return Preset.from_json(path.read_bytes())
    except OSError as error:
        raise PresetError(f"The preset {path.name} cannot be read.", why=f"{error.strerror}.") from error


def write_preset(path: Path, preset: Preset) -> None:
    """Write a preset's file, whole or not at all.

    Raises:
        PresetError: it cannot be written.
    """

    def write() -> None:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".preset-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(preset.to_json())
            os.replace(temporary, path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    _tried(preset.name, write)


def _tried(name: str, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        fix = "Choose another folder, or make room."
        raise PresetError(f"The preset “{name}” cannot be kept.", why=f"{error.strerror}.", fix=fix) from error


def _document(text: str | bytes) -> dict[str, Any]:
    try:
        document: Any = json.loads(text)
    except ValueError as error:
        raise PresetError("The file is not a preset.", why="It is not JSON.", fix=f"Choose a {SUFFIX} file.") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise PresetError("The file is not a preset.", why="It does not say that it is one.", fix=f"Choose a {SUFFIX} file.")
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PresetError("The preset does not state its version.", fix="Export it again where it was made.")
    if version > VERSION:
        why = f"It is of version {version}; this uprez reads up to version {VERSION}."
        raise PresetError("The preset was made by a newer uprez.", why=why, fix="Update uprez, or export it from an older one.")
    return document
