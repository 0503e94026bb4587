"""Edits of every format, opened to be changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.encoding import decoded
from uprez.timeline.opening import FCPXML, MLT, is_fcpxml, open_timeline, require_known
from uprez.timeline.read import read_edit
from uprez.timeline.write.aaf import Aaf
from uprez.timeline.write.document import Document, TextDocument
from uprez.timeline.write.edl import Edl
from uprez.timeline.write.fcp7 import Fcp7
from uprez.timeline.write.fcpxml import Fcpxml
from uprez.timeline.write.flat import FlatOtio
from uprez.timeline.write.mlt import Mlt
from uprez.timeline.write.otio_file import OtioFile, opened
from uprez.timeline.write.record import Record, parted

OTIO = (".otio", ".otiod")
_INSIDE = {".otiod": "content.otio", ".fcpxmld": "Info.fcpxml"}
"""The edit itself in formats that are folders."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text edit, without what uprez may have left in it."""

    text: str
    encoding: str
    record: Record | None


def edit_file(path: Path) -> Path:
    """The file that holds an edit: the one given, or the one in a folder of a format that is one."""
    inside = _INSIDE.get(path.suffix.lower())
    return path / inside if inside and (path.is_dir() or not path.exists()) else path


def read_text(path: Path) -> Text:
    """A text edit of any format.

    Raises:
        InputError: it is no text, or what uprez left in it is damaged or of another text.
        OSError: it cannot be read.
    """
    text, encoding = decoded(edit_file(path).read_bytes())
    body, record = parted(text, edl=path.suffix.lower() == ".edl")
    return Text(body, encoding, record)


def text_document(path: Path, text: str, encoding: str) -> TextDocument:
    """The document of a text; `path` says its format and where relative media starts.

    Raises:
        InputError: it is broken.
    """
    suffix, folder = path.suffix.lower(), edit_file(path).absolute().parent
    if suffix == ".edl":
        return Edl(text, encoding)
    if suffix in MLT:
        return Mlt(text, encoding, folder)
    return Fcpxml(text, encoding, folder) if is_fcpxml(path) else Fcp7(text, encoding, folder)


def otio_document(edit: Path, rate: Fraction | None, key: str) -> Document:
    """Any edit as a document that is written as .otio: as it is, through an adapter, or made from what it shows.

    Raises:
        InputError: it cannot be read.
    """
    require_known(edit)
    suffix, folder = edit.suffix.lower(), edit_file(edit).absolute().parent
    if suffix in OTIO:
        return OtioFile(opened(edit), folder, key)
    if suffix == ".aaf" or (suffix == ".xml" and not is_fcpxml(edit)):
        return OtioFile(open_timeline(edit, rate, lambda _: None), folder, key)
    return FlatOtio(read_edit(edit, rate=rate), key)


def is_flat(edit: Path) -> bool:
    """Whether the .otio of an edit is made from what it shows, and says nothing else of it."""
    suffix = edit.suffix.lower()
    return suffix in (*FCPXML, *MLT, ".edl") or (suffix == ".xml" and is_fcpxml(edit))


def same_format(edit: Path, target: Path) -> bool:
    """Whether a target is of the edit's own format."""
    kinds = [_kind(edit, edit), _kind(target, edit)]
    return kinds[0] == kinds[1]


def aaf_document(edit: Path) -> Aaf:
    """An AAF file.

    Raises:
        InputError: it cannot be read.
    """
    return Aaf(edit)


def refuse_same_file(edit: Path, target: Path) -> None:
    """The edit itself is never written over.

    Raises:
        InputError: it would be.
    """
    same = os.path.abspath(edit) == os.path.abspath(target) or (edit.exists() and target.exists() and os.path.samefile(edit, target))
    if same:
        raise InputError(f"{target} is the edit itself.", why="It would be written over.", fix="Choose another name for the result.")


def _kind(path: Path, edit: Path) -> str:
    """The format that a path's ending names; an .xml target is of the edit's own kind of XML."""
    suffix = path.suffix.lower()
    if suffix == ".otiod":
        return ".otio"
    if suffix in FCPXML or (suffix == ".xml" and edit.exists() and edit.suffix.lower() in (".xml", *FCPXML) and is_fcpxml(edit)):
        return ".fcpxml"
    return suffix
