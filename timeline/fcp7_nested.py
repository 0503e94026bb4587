"""Nested sequences of Final Cut Pro 7 XML, put so that OpenTimelineIO's adapter opens them.

It looks for tracks right below a nested `sequence`, where only `media` is (otio-fcp-adapter 1.0.0), and finds none.
"""

from __future__ import annotations

import copy
from xml.etree import ElementTree

from uprez.core.errors import InputError

_DEEPEST = 50
"""Edits within edits."""


def with_nested(text: str) -> str:
    """The XML with the tracks of nested sequences where the adapter looks; the text itself where there is none.

    Raises:
        InputError: sequences are nested without end.
        ElementTree.ParseError: it is no XML.
    """
    root = ElementTree.fromstring(text)
    inner = _nested(root)
    if not inner:
        return text
    own = {id(sequence) for sequence in inner}
    held = {name: each for each in root.iter("sequence") if (name := each.get("id")) and each.find("media") is not None}
    outer = {name: copy.deepcopy(each) for name, each in held.items() if id(each) not in own}
    for sequence in inner:
        _opened(sequence, outer, ())
    return ElementTree.tostring(root, encoding="unicode")


def _nested(element: ElementTree.Element) -> list[ElementTree.Element]:
    return [sequence for item in element.iter("clipitem") if (sequence := item.find("sequence")) is not None]


def _opened(sequence: ElementTree.Element, outer: dict[str, ElementTree.Element], within: tuple[str, ...]) -> None:
    """Lift a nested sequence's tracks; one that stands elsewhere as an edit of its own is put in first, `within` these."""
    name = sequence.get("id", "")
    whole = outer.get(name)
    if name in within or len(within) > _DEEPEST:
        why = f"'{name}' holds itself." if name in within else f"They are more than {_DEEPEST} deep."
        raise InputError("Edits are nested without end.", why=why, fix="Flatten the edit, and export it again.")
    if sequence.find("media") is None and whole is not None:
        sequence.extend(copy.deepcopy(list(whole)))
        del sequence.attrib["id"]
        for deeper in _nested(sequence):
            _opened(deeper, outer, (*within, name))
    for media in sequence.findall("media"):
        sequence.extend(list(media))
        sequence.remove(media)
