"""The source frames of one guest that the bridge holds: they stay in the slots that they came in."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from uprez.ofx_bridge.ask import Picture
from uprez.ofx_bridge.slots import Slot

WINDOWS = 2
"""Windows whose frames are held: the last one's, so that the next needs one new frame, and as many again."""


class Sources:
    """Frames by what they are known by, those used last at the end."""

    def __init__(self) -> None:
        self._held: dict[Picture, Slot] = {}

    def lacking(self, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
        """Those that are not held, each once."""
        return tuple(dict.fromkeys(picture for picture in pictures if picture not in self._held))

    def add(self, picture: Picture, slot: Slot) -> None:
        """Hold a frame that is not held yet."""
        self._held[picture] = slot

    def find(self, pictures: Sequence[Picture]) -> tuple[Slot, ...]:
        """Where the frames lie, which are all held; they count as used."""
        for picture in dict.fromkeys(pictures):
            self._held[picture] = self._held.pop(picture)
        return tuple(self._held[picture] for picture in pictures)

    def holds_slot(self, slot: Slot) -> bool:
        """True when a frame lies in that slot."""
        return any(held is slot for held in self._held.values())

    def drop_slot(self, slot: Slot) -> None:
        """Forget what lies in a slot."""
        self._held = {picture: held for picture, held in self._held.items() if held is not slot}

    def let_go(self, most: int, needed: Collection[Picture]) -> list[Slot]:
        """Forget the frames used longest ago, except those needed, until `most` are held; give their slots."""
        spare = [picture for picture in self._held if picture not in needed]
        return [self._held.pop(picture) for picture in spare[: max(0, len(self._held) - most)]]

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()
