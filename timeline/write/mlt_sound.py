"""Sound of clips that play picture and sound at once, as Shotcut's do: a take has none of its own, or other sound.

The track shows its pictures only, and a copy of it as it was gives the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from uprez.timeline.mlt_file import MltFile, properties, tracks
from uprez.timeline.write.patch import Change, changed
from uprez.timeline.write.xml_nodes import Node, XmlText, element

_SILENT = ("qimage", "pixbuf")
Free = Callable[[str], str]
"""Gives a name that nothing in the project has."""


def sound_kept(file: MltFile, places: Sequence[Node], free: Free) -> list[Change]:
    """The changes that keep the sound of entries whose pictures become those of takes."""
    changes: list[Change] = []
    for tractor in [node for node in file.services.values() if node.tag == "tractor"]:
        added = 0
        held = tracks(tractor)
        for track in held:
            playlist = file.service(track)
            if playlist is None or playlist.tag != "playlist" or track.attributes.get("hide"):
                continue
            inner = _changed_inside(file, playlist, places)
            if not inner and not any(_sounds(file, place) for place in places if place.parent is playlist):
                continue
            name = free("uprez-sound")
            changes += [file.xml.before(_top(file, tractor), text) for text in _copies(file, playlist, inner, name, free)]
            changes.append(file.xml.new_attribute(track, "hide", "audio"))
            changes.append(file.xml.after(held[-1], element("track", {"producer": name, "hide": "video"})))
            changes.append(Change(tractor.inner_end, tractor.inner_end, _mix(len(held) + added, free)))
            added += 1
    return changes


def _changed_inside(file: MltFile, playlist: Node, places: Sequence[Node]) -> list[Node]:
    """Tractors in a playlist, such as transitions, in which places change."""
    services = [service for entry in playlist.all("entry") if (service := file.service(entry)) is not None]
    return [node for node in services if node.tag == "tractor" and any(place.parent is node for place in places)]


def _sounds(file: MltFile, place: Node) -> bool:
    service = file.service(place)
    said = {} if service is None else properties(service)
    silent = said.get("audio_index") == "-1" or said.get("set.test_audio") == "1"
    return not silent and said.get("mlt_service") not in _SILENT


def _copies(file: MltFile, playlist: Node, inner: Sequence[Node], name: str, free: Free) -> list[str]:
    """The playlist as it was, under another name, after copies of what changes inside it."""
    renamed = {node.attributes["id"]: free("uprez-sound-part") for node in inner if "id" in node.attributes}
    texts = [_renamed(file.xml.of(file.services[old]), new) for old, new in renamed.items()]
    copy = XmlText(file.xml.of(playlist))
    changes = [copy.new_attribute(copy.root, "id", name)]
    for entry in copy.root.all("entry"):
        if (new := renamed.get(entry.attributes.get("producer", ""))) is not None:
            changes.append(copy.new_attribute(entry, "producer", new))
    for each in copy.root.all("property"):
        if each.attributes.get("name") == "shotcut:video":
            changes.append(copy.new_attribute(each, "name", "shotcut:audio"))
        elif each.attributes.get("name") == "shotcut:name":
            changes.append(copy.new_text(each, f"{each.text.strip()} sound"))
    return [*texts, changed(copy.text, changes)]


def _renamed(text: str, name: str) -> str:
    xml = XmlText(text)
    return changed(text, [xml.new_attribute(xml.root, "id", name)])


def _mix(track: int, free: Free) -> str:
    """The sound of a track is added to that below it."""
    said = {"a_track": "0", "b_track": str(track), "mlt_service": "mix", "always_active": "1", "sum": "1"}
    held = "".join(element("property", {"name": name}, value) for name, value in said.items())
    return element("transition", {"id": free("uprez-mix")}, held)


def _top(file: MltFile, node: Node) -> Node:
    """What holds a service right below the root."""
    while node.parent is not None and node.parent is not file.xml.root:
        node = node.parent
    return node
