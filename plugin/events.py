"""Server-sent events, taken apart as they come in.

Source: the HTML standard, "Server-sent events", section "Interpreting an event stream".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Event:
    """One thing that the service told."""

    id: str
    """Number of the event, or of the last that had one."""
    kind: str
    """`snapshot`, `job`, `removed`, `task` or `notice`."""
    data: dict[str, Any]
    """Its content; see the service's schema."""


class EventParser:
    """Turns the bytes of an event stream into events."""

    def __init__(self) -> None:
        """An empty stream."""
        self._buffer = bytearray()
        self._searched = 0
        self._id = ""
        self._kind = ""
        self._data: list[str] = []

    def feed(self, part: bytes) -> list[Event]:
        """The events that are whole once `part` has come in.

        Raises:
            ValueError: the data of an event is not a JSON object.
        """
        self._buffer += part
        events: list[Event] = []
        start = 0
        while found := _LINE_END.search(self._buffer, max(start, self._searched)):
            if found.group() == b"\r" and found.end() == len(self._buffer):
                self._searched = found.start()  # its \n may still come
                break
            event = self._line(self._buffer[start : found.start()].decode("utf-8", "replace"))
            events.extend([event] if event else [])
            start = self._searched = found.end()
        else:
            self._searched = len(self._buffer)
        del self._buffer[:start]
        self._searched -= start
        return events

    def _line(self, line: str) -> Event | None:
        if not line:
            return self._dispatched()
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._kind = value
        elif field == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatched(self) -> Event | None:
        text, kind = "\n".join(self._data), self._kind or "message"
        had_data = bool(self._data)
        self._data, self._kind = [], ""
        if not had_data:
            return None
        data = json.loads(text)
        if not isinstance(data, dict):
            raise ValueError("an event's data is not a JSON object")
        return Event(self._id, kind, data)  # pyright: ignore[reportUnknownArgumentType]
