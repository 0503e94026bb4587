"""Independent guidance by text and by references (equations 2 and 3 of the paper)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Array = Any
"""The runtime's own array: a NumPy array, or a torch tensor. Always float32 between calls."""

Branch = Literal["full", "no text", "no reference"]
"""What the network is told: everything, no text but the references, no references but the text."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How far a prediction goes away from those that are told less; the defaults are the paper's.

    A number is added: 3 is what other programs call a guidance scale of 4, and 0 asks nothing.
    """

    text: float = 3.0
    """Away from no text."""
    reference: float = 1.0
    """Away from no references, in the first `until` steps. References are seen in all steps."""
    until: int = 15
    """Steps that reference guidance acts in."""

    def branches(self, step: int, *, references: bool) -> tuple[Branch, ...]:
        """The calls of the network that a step, counted from 0, needs, with or without references: those that count in it."""
        named: list[Branch] = ["full"]
        if self.text:
            named.append("no text")
        if references and self.reference and step < self.until:
            named.append("no reference")
        return tuple(named)

    def joined(self, made: Mapping[Branch, Array]) -> Array:
        """One velocity of those of a step's branches; what was not asked adds nothing."""
        full = made["full"]
        whole = full
        scales: dict[Branch, float] = {"no text": self.text, "no reference": self.reference}
        for branch, scale in scales.items():
            if branch in made:
                whole = whole + scale * (full - made[branch])
        return whole

    def calls(self, steps: int, *, references: bool) -> int:
        """Calls of the network in a run: the paper's 50 steps take 115 with references, 100 without."""
        return sum(len(self.branches(step, references=references)) for step in range(steps))
