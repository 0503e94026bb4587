"""What a stream tells of its passes over a shot, as events."""

from __future__ import annotations

import time

from uprez.core.events import Event, Listen


class Passes:
    """Makes events of what one stream tells, with the time that is left in each stage."""

    def __init__(self, listen: Listen, *, shot: int, window: int | None = None) -> None:
        """`shot` and `window` are indices in the plan."""
        self._listen = listen
        self._shot = shot
        self._window = window
        self._stage = ""
        self._from = 0
        self._since = 0.0

    def tell(self, stage: str, done: int, total: int) -> None:
        """See `uprez.models.contract.Tell`.

        Raises:
            Cancelled: the listener stops the run.
        """
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._from, self._since = stage, done, now
        made = done - self._from
        left = (now - self._since) / made * (total - done) if made > 0 else None
        self._listen(Event("passes", stage, done=done, total=total, shot=self._shot, window=self._window, seconds_left=left))
