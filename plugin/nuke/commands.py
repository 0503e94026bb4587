"""What the menu and the panel do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from uprez.plugin.host import PanelRun, ServiceError, ServiceRun
from uprez.plugin.nuke.api import nuke, one_step, tell
from uprez.plugin.nuke.build import ORIGINAL, SHOW, show, switch_of
from uprez.plugin.nuke.reads import all_reads, chosen_reads, is_ours, sent_and_refused
from uprez.plugin.nuke.work import Progress, Say, Work, bring_back

HANDLES = 8
"""Frames more on both sides than a Read plays, so that its range can be opened afterwards."""
FORMATS = ("exr",)
"""Takes for Nuke are pictures."""


def open_panel(say: Say = tell) -> Work | None:
    """Send the selected Reads to the user's panel; they come back when the user sends them back."""
    clips, refused = sent_and_refused(chosen_reads())
    return _begun(lambda: PanelRun.open(clips, handles=HANDLES, formats=FORMATS), refused, bool(clips), say, None)


def upscale(recipe: Mapping[str, Any], say: Say = tell, progress: Progress | None = None) -> Work | None:
    """Upscale the selected Reads at once; `recipe` as in the job document."""
    clips, refused = sent_and_refused(chosen_reads())
    run = lambda: ServiceRun.open(clips, handles=HANDLES, formats=FORMATS, recipe=recipe)  # noqa: E731
    return _begun(run, refused, bool(clips), say, progress)


def bring(say: Say = tell) -> None:
    """Place what the queue has finished: of the selected Reads, or of all."""
    chosen = [read for read in chosen_reads() if not is_ours(read)]
    clips, refused = sent_and_refused(chosen or all_reads())
    if clips:
        bring_back(clips, say)
    else:
        say(refused or ["There is no Read in the script."])


def show_originals(say: Say = tell) -> None:
    """Let the Switches show the originals: those selected or of the selected Reads, or all."""
    _show(0, say)


def show_takes(say: Say = tell) -> None:
    """Let the Switches show the latest takes, likewise."""
    _show(-1, say)


def _begun(opening: Any, refused: list[str], any_clip: bool, say: Say, progress: Progress | None) -> Work | None:
    if not any_clip:
        say(refused or ["No Read is selected."])
        return None
    try:
        run = opening()
    except ServiceError as error:
        say([str(error)])
        return None
    if refused:
        say(refused)
    return Work(run, say, progress)


def _show(index: int, say: Say) -> None:
    switches = _switches()
    with one_step("uprez"):
        failed = [str(switch.name()) for switch in switches if not show(switch, index)]
    if failed:
        say([f"{', '.join(failed)}: does not show what it was told to; its knob `which` has another expression."])
    elif not switches:
        say(["There is no Switch of uprez's in the script."])


def _switches() -> list[Any]:
    """Switches of the selection, by themselves or through a Read; all of the script where there is none."""
    chosen = [node for node in nuke().selectedNodes("Switch") if _is_ours(node)]
    chosen += [switch for read in chosen_reads() if (switch := switch_of(read)) is not None]
    unique = {switch.fullName(): switch for switch in chosen}
    everywhere = nuke().allNodes("Switch", recurseGroups=True)
    return list(unique.values()) or [node for node in everywhere if _is_ours(node)]


def _is_ours(switch: Any) -> bool:
    return SHOW in switch.knobs() and ORIGINAL in switch.knobs()
