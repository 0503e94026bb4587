"""A take in the script: a new Read, and a Switch that shows the original or the take, in the place of the original.

    Read ── Reformat ──┐
                       Switch ── what hung on the Read
    take ── Reformat ──┘

The Reformats bring both to one size, the take's or the original's, as a knob of the Switch says. All knobs are Nuke's own and
tied by expressions, so that a machine without uprez renders the script as it is.
"""

from __future__ import annotations

import json
import re
from typing import Any

from uprez.plugin.host import ServiceError, Taken
from uprez.plugin.nuke.api import nuke, one_step, selection_kept
from uprez.plugin.nuke.reads import OURS, path_of
from uprez.plugin.nuke.timing import Timing, timing_of

SHOW, SIZE, ORIGINAL = "uprez_show", "uprez_size", "uprez_original"
"""Knobs of the Switch: what it shows, in which size, and the Read that it stands for."""
FACTS = "uprez_facts"
"""Knob of the take's Read: what made it (JSON)."""
_COPIED = ("raw", "premultiplied", "auto_alpha", "before", "after", "on_error")
_DEFAULT = re.compile(r"^default \((.*)\)$")
_STEP = 110, 90
"""Units of the node graph between two nodes."""


def place(read: Any, taken: Taken) -> str:
    """Build the nodes of a take beside `read`; what was done, in words. One step of the undo list.

    Raises:
        ServiceError: Nuke does not read the take as it should; nothing is left of it.
    """
    with read.parent() or nuke().root(), selection_kept(), one_step("uprez"):
        switch = switch_of(read)
        if switch is not None and (index := _there(switch, taken)) is not None:
            switch[SHOW].setValue(index)
            return f"{read.name()}: the take was there, and is shown again."
        hanging = _hanging(read) if switch is None else []
        take = _read(read, taken)
        if switch is None:
            switch = _switch(read, take)
            for node, index in hanging:
                node.setInput(index, switch)
            switch[SIZE].setValue(1 if hanging else 0)
        index = _added(switch, read, take)
        switch[SHOW].setValue(index)
        if int(switch["which"].value()) != index:
            raise ServiceError(f"The Switch of {read.name()} does not show the take.", "Nuke did not take its expression.")
        return f"{read.name()}: {take.name()} is shown by {switch.name()}, {_size_in_words(switch)}."


def switch_of(read: Any) -> Any:
    """The Switch that uprez has put behind a Read, or None."""
    name = str(read.name())
    for node in nuke().allNodes("Switch", group=read.parent() or nuke().root()):
        if ORIGINAL in node.knobs() and node[ORIGINAL].value() == name:
            return node
    return None


def show(switch: Any, index: int) -> bool:
    """Let a Switch show the original (0) or its latest take (-1); whether it does."""
    last = len(switch[SHOW].values()) - 1
    wanted = last if index < 0 else index
    switch[SHOW].setValue(wanted)
    return int(switch["which"].value()) == wanted


def _read(read: Any, taken: Taken) -> Any:
    """The new Read, checked."""
    node = nuke().createNode("Read", inpanel=False)
    last = "" if taken.number is None else f" {taken.number}-{taken.number + taken.frames - 1}"
    node["file"].fromUserText(taken.path.replace("\\", "/") + last)
    timing = timing_of(read, taken, int(node["origfirst"].value()))
    timing.write_to(node)
    for name in _COPIED:
        if name in read.knobs() and name in node.knobs():
            node[name].setValue(read[name].value())
    _colour(read, node)
    _check(node, taken, timing)
    node.setName(f"{read.name()}_uprez", uncollide=True)
    node.setXYpos(int(read.xpos()) + _STEP[0], int(read.ypos()))
    node.addKnob(nuke().Tab_Knob("uprez", "uprez"))
    for knob, label, text in ((OURS, "job", taken.facts.get("job", "")), (FACTS, "made by", json.dumps(taken.facts, sort_keys=True))):
        node.addKnob(nuke().String_Knob(knob, label))
        node[knob].setValue(str(text))
        node[knob].setEnabled(False)
    return node


def _colour(read: Any, node: Any) -> None:
    """The original's colour space: a take is in its clip's own colour, whatever its files usually hold."""
    found = _DEFAULT.match(str(read["colorspace"].value()))
    wanted = found[1] if found else str(read["colorspace"].value())
    node["colorspace"].setValue(wanted)
    now = str(node["colorspace"].value())
    if now not in (wanted, f"default ({wanted})"):
        why = f"It takes them as {now}; the original is {wanted}."
        raise ServiceError(f"Nuke shows the take of {read.name()} in other colours.", why, "Set its colour space by hand.")


def _check(node: Any, taken: Taken, timing: Timing) -> None:
    what = f"Nuke does not read {taken.path} as it should."
    if node.hasError():
        raise ServiceError(what, "The Read has an error.", "See that its files are there, and bring it back again.")
    if (int(node.width()), int(node.height())) != (taken.width, taken.height):
        raise ServiceError(what, f"It sees {node.width()}x{node.height()}; the take has {taken.width}x{taken.height}.")
    if Timing.read_from(node) != timing:
        raise ServiceError(what, f"It plays {Timing.read_from(node)}, not {timing}.")


def _switch(read: Any, take: Any) -> Any:
    switch = nuke().nodes.Switch()
    switch.setName(f"{read.name()}_takes", uncollide=True)
    switch.setXYpos(int(read.xpos()), int(read.ypos()) + 2 * _STEP[1])
    switch.addKnob(nuke().Tab_Knob("uprez", "uprez"))
    switch.addKnob(nuke().Enumeration_Knob(SHOW, "show", ["original"]))
    switch.addKnob(nuke().Enumeration_Knob(SIZE, "size", ["of the take", "of the original"]))
    switch.addKnob(nuke().String_Knob(ORIGINAL, "original"))
    switch[ORIGINAL].setValue(str(read.name()))
    switch[ORIGINAL].setEnabled(False)
    switch["which"].setExpression(SHOW)
    switch.setInput(0, _reformat(read, take.format(), f"{switch.name()}.{SIZE}"))
    return switch


def _added(switch: Any, read: Any, take: Any) -> int:
    """Connect a take to the next input; its number."""
    index = int(switch.inputs())
    names = [str(name) for name in switch[SHOW].values()]
    switch[SHOW].setValues([*names, "upscaled" if len(names) == 1 else f"upscaled {len(names)}"])
    switch.setInput(index, _reformat(take, read.format(), f"1-{switch.name()}.{SIZE}"))
    return index


def _reformat(node: Any, size: Any, off: str) -> Any:
    """A Reformat behind `node` to that format, switched off by an expression."""
    made = nuke().nodes.Reformat()
    made.setInput(0, node)
    made["type"].setValue("to format")
    made["format"].setValue(size)
    made["resize"].setValue("distort")
    made["disable"].setExpression(off)
    made.setXYpos(int(node.xpos()), int(node.ypos()) + _STEP[1])
    return made


def _hanging(read: Any) -> list[tuple[Any, int]]:
    """Nodes that have the Read as an input, and which input."""
    nodes = read.dependent(nuke().INPUTS | nuke().HIDDEN_INPUTS)
    found = [(node, index) for node in nodes for index in range(int(node.inputs()))]
    return [(node, index) for node, index in found if node.input(index) is not None and node.input(index).fullName() == read.fullName()]


def _there(switch: Any, taken: Taken) -> int | None:
    """The input that shows this take already."""
    for index in range(1, int(switch.inputs())):
        reformat = switch.input(index)
        read = reformat.input(0) if reformat is not None else None
        if read is not None and OURS in read.knobs() and path_of(read) == taken.path.replace("\\", "/"):
            return index
    return None


def _size_in_words(switch: Any) -> str:
    return "in the original's size" if int(switch[SIZE].getValue()) else "in the take's size"
