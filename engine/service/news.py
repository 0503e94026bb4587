"""News for everybody who watches: what changed, in order."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

BEAT = 10.0
"""Seconds without news after which a line is sent that keeps a connection alive."""
BACKLOG = 1000
"""Messages that a watcher may lag behind; then it is cut off, comes again, and gets a snapshot."""


class News:
    """Takes news from any thread; gives them to watchers as server-sent events (HTML Living Standard, section 9.2)."""

    def __init__(self, snapshot: Callable[[], Mapping[str, Any]]) -> None:
        """`snapshot` is what a new watcher is told first."""
        self._snapshot = snapshot
        self._lock = threading.Lock()
        self._watchers: dict[asyncio.Queue[str | None], asyncio.AbstractEventLoop] = {}
        self._number = 0

    @property
    def watchers(self) -> int:
        """How many watch now."""
        return len(self._watchers)

    def publish(self, kind: str, data: Mapping[str, Any]) -> None:
        """Tell everybody."""
        with self._lock:
            self._number += 1
            text = _message(self._number, kind, data)
            for watcher, loop in list(self._watchers.items()):
                loop.call_soon_threadsafe(self._put, watcher, text)

    def close(self) -> None:
        """End all streams."""
        with self._lock:
            for watcher, loop in self._watchers.items():
                loop.call_soon_threadsafe(watcher.put_nowait, None)

    async def watch(self) -> AsyncGenerator[str]:
        """The stream of one watcher: a snapshot, then every change after it."""
        watcher: asyncio.Queue[str | None] = asyncio.Queue()
        with self._lock:
            self._watchers[watcher] = asyncio.get_running_loop()
            number = self._number
        try:
            yield _message(number, "snapshot", self._snapshot())
            while True:
                try:
                    text = await asyncio.wait_for(watcher.get(), BEAT)
                except TimeoutError:
                    text = ": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            with self._lock:
                self._watchers.pop(watcher, None)

    @staticmethod
    def _put(watcher: asyncio.Queue[str | None], text: str) -> None:
        watcher.put_nowait(text if watcher.qsize() < BACKLOG else None)


def _message(number: int, kind: str, data: Mapping[str, Any]) -> str:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"
