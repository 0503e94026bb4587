"""Find out what a set of tensors is, by their names and shapes alone."""

from __future__ import annotations

from uprez.models.light import compact, rrdb, span
from uprez.models.runtime.choose import Described
from uprez.models.runtime.ops import Tensors

FAMILIES = ("SPAN", "Real-ESRGAN Compact", "ESRGAN/Real-ESRGAN RRDB")
"""Names of what can be recognised, for people."""


def recognise(tensors: Tensors) -> Described | None:
    """The network that these tensors belong to; None when uprez knows none."""
    for family in (span.recognise, compact.recognise, rrdb.recognise):
        found = family(tensors)
        if found is not None:
            return Described(*found)
    return None
