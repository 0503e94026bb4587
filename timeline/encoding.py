"""Texts of edits in the encodings that editors write: UTF-8, UTF-16, and older ones that an XML declares or an EDL has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from uprez.core.errors import InputError

_DECLARED = re.compile(r"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED = ((b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_ANY = "latin-1"
"""The encoding in which all bytes are letters."""
_HEAD = 200
"""Bytes in which an encoding is declared."""
_PART = 1 << 16


def decoded(data: bytes) -> tuple[str, str]:
    """The text of an edit, and the encoding to write it with.

    Raises:
        InputError: the encoding is not known, or not the file's.
    """
    for mark, name in (*_MARKS, *_UNMARKED):
        if data.startswith(mark):
            return _decoded(data, name), name
    match = _DECLARED.match(data[:_HEAD].decode("latin-1"))
    if match is None and not data.lstrip().startswith(b"<"):
        return _list(data)
    name = match[1] if match else "utf-8"
    return _decoded(data, name), name


def writable(text: str, encoding: str, *, xml: bool) -> str:
    """The text as a file of that encoding can hold it: in XML other letters become references, which mean the same.

    Raises:
        InputError: it has letters that the encoding lacks, and is no XML.
    """
    try:
        return text.encode(encoding, "xmlcharrefreplace" if xml else "strict").decode(encoding)
    except UnicodeEncodeError as error:
        why = f"The edit is written in {encoding}, which lacks '{error.object[error.start]}'."
        raise InputError("The names of the results cannot be written into the edit.", why=why, fix="Save the edit as UTF-8.") from error


def encoding_of(text: str, guessed: str) -> str:
    """The encoding that a list was written in before names of results stood in it; `guessed` is what it looks like now."""
    try:
        text.encode(guessed)
    except UnicodeEncodeError:
        return _ANY
    return guessed


def xml_root(path: Path) -> ElementTree.Element:
    """The root of an XML file, whatever its encoding.

    Raises:
        InputError: the encoding is not known, or not the file's.
        OSError, ElementTree.ParseError: it cannot be read, or is no XML.
    """
    return ElementTree.fromstring(decoded(path.read_bytes())[0])


def root_tag(path: Path) -> str:
    """The name of an XML file's root; empty where it has none. Reads no further.

    Raises:
        As `xml_root`.
    """
    text, _ = decoded(path.read_bytes())
    parser = ElementTree.XMLPullParser(("start",))
    for at in range(0, len(text), _PART):
        parser.feed(text[at : at + _PART])
        for event in parser.read_events():
            element: Any = event[-1]
            return str(element.tag)
    return ""


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError) as error:
        raise InputError("The edit cannot be read as text.", why=f"{error}.", fix="Export the edit again, as UTF-8.") from error


def _list(data: bytes) -> tuple[str, str]:
    """A list, which declares nothing: UTF-8 where it is that, else as Windows wrote it, else any bytes."""
    for name in ("utf-8", "cp1252"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    return data.decode(_ANY), _ANY
