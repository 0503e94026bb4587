"""Time remap graphs of Final Cut Pro 7 XML: frames of the media at frames of a clip item, counted anew for a take.

Source: Apple, "Final Cut Pro XML Interchange Format", Time Remapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from uprez.timeline.write.patch import Change
from uprez.timeline.write.xml_nodes import Node, XmlText


@dataclass(frozen=True, slots=True)
class _Key:
    when: Fraction
    """Frame of the clip item."""
    value: Fraction
    """Frame of the media."""
    node: Node
    """Where the value stands."""


def graph_of(item: Node) -> tuple[_Key, ...]:
    """The keys of a clip item's one graph, in its order; empty where it has none that says all."""
    effects = [effect for effect in item.all("filter/effect") if effect.get("effectid").lower() == "timeremap"]
    graphs = [each for effect in effects for each in effect.all("parameter") if each.get("parameterid") == "graphdict"]
    if len(effects) != 1 or len(graphs) != 1:
        return ()
    keys = list(_keys(graphs[0]))
    return tuple(sorted(keys, key=lambda key: key.when)) if len({key.when for key in keys}) == len(keys) > 1 else ()


def moved_values(keys: Sequence[_Key], moved: int, frames: int, shown: tuple[int, int]) -> list[Fraction] | None:
    """The values for media that begins `moved` frames later and has `frames`; None where a stretch that is shown needs others.

    `shown` are the first frame of the clip item and the one after its last. What is not shown may reach beyond the media: it is held
    at its ends, as values below 0 are none.
    """
    values = [min(max(key.value - moved, Fraction(0)), Fraction(frames)) for key in keys]
    for (one, two), (low, high) in zip(pairwise(keys), pairwise(values), strict=True):
        seen = one.when < shown[1] and two.when > shown[0]
        if seen and (low != one.value - moved or high != two.value - moved):
            return None
    return values


def graph_changes(xml: XmlText, keys: Sequence[_Key], values: Sequence[Fraction]) -> list[Change]:
    """The changes that give keys other values."""
    return [xml.new_text(key.node, _text(value)) for key, value in zip(keys, values, strict=True) if value != key.value]


def _keys(graph: Node) -> Iterator[_Key]:
    for each in graph.all("keyframe"):
        node = each.find("value")
        try:
            if node is not None:
                yield _Key(Fraction(each.get("when")), Fraction(node.text.strip()), node)
        except (ValueError, ZeroDivisionError):
            continue


def _text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.6f}"
