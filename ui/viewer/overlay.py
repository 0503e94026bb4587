"""What lies over the pictures of a viewer: names, the wipe's line, the region, values, and words when there is no picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from uprez.core.errors import UprezError
from uprez.ui.theme.tokens import SPACE
from uprez.ui.told import told
from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.painting import legible_on_plate, paint_message, paint_plate, paint_region, paint_wipe
from uprez.ui.viewer.values import position_in, values_at, written

if TYPE_CHECKING:
    from uprez.ui.viewer.viewer import Viewer


@dataclass(frozen=True)
class Message:
    """Words about what is not there."""

    title: str
    """A sentence."""
    text: str
    """More, or nothing."""
    instead: bool
    """True when they stand in the picture's place: an old one would pass for the frame that failed."""


def paint_overlay(painter: QPainter, viewer: Viewer, geometry: Geometry, words: Message | None) -> None:
    """Draw it all, in logical pixels."""
    state, area = viewer.state, QRectF(viewer.rect())
    painter.setFont(legible_on_plate(viewer.font()))
    inside = area.adjusted(SPACE, SPACE, -SPACE, -SPACE)
    if words is not None and (words.instead or (viewer.shown is None and viewer.waiting)):
        paint_message(painter, area, words.title, words.text)
        return
    ratio = viewer.devicePixelRatioF()
    if state.mode is Mode.WIPE and viewer.sight.mode(state.mode) is Mode.WIPE and viewer.shown is not None:
        line = round(geometry.left + state.wipe * geometry.canvas[0] * geometry.zoom)
        paint_wipe(painter, line / ratio, area.height())
    if state.region is not None and state.canvas[0]:
        _paint_region(painter, viewer, geometry, area)
    _paint_names(painter, viewer, inside)
    if words is not None and viewer.waiting:
        paint_plate(painter, inside.topRight(), words.title, bounds=inside, right=True)
    values = readout(viewer)
    if values and not state.region_mode:
        paint_plate(painter, QPointF(inside.left(), inside.bottom()), values, bounds=inside, bottom=True)


def message_of(viewer: Viewer) -> Message | None:
    """What there is to say; None when the picture is there."""
    state, sight = viewer.state, viewer.sight
    if sight.a is None and sight.b is None:
        return Message(_tr("No picture"), _tr("Choose a clip to see it here."), True)
    failure = sight.failure(state)
    if failure is not None:
        return Message(
            _tr("Frame {number} could not be read").format(number=state.frame),
            f"{told(_said(failure))}\n{_tr('Press R to read it again.')}",
            True,
        )
    lacking = sight.outside(state)
    if lacking is not None:
        reach = _tr("It has frames {first} to {last}.").format(first=lacking.first, last=lacking.last)
        return Message(_tr("{title} has no frame {number}").format(title=lacking.title, number=state.frame), reach, True)
    if viewer.shown is not None and viewer.shown.error is not None:
        error = viewer.shown.error
        return Message(told(error.what), f"{told(error.why)} {told(error.fix)}".strip(), True)
    if viewer.shown is None or viewer.shown.request.frame != state.frame or viewer.waiting:
        return Message(_tr("Loading frame {number}").format(number=state.frame), "", False)
    return None


def readout(viewer: Viewer) -> str:
    """Position and floats under the pointer, a line for each picture; empty when the pointer is on none."""
    state, lines = viewer.state, list[str]()
    if state.point is None or not state.canvas[0]:
        return ""
    for name, one in (("A", viewer.sight.a), ("B", viewer.sight.b)):
        at = None if one is None else position_in(one, state.canvas, state.point)
        if one is not None and at is not None:
            lines.append(f"{name}  {at[0]}, {at[1]}   {written(values_at(state.cache, one, state.frame, at))}")
    return "\n".join(lines)


def _paint_region(painter: QPainter, viewer: Viewer, geometry: Geometry, area: QRectF) -> None:
    state, ratio = viewer.state, viewer.devicePixelRatioF()
    if state.region is None:
        return
    scale = geometry.canvas[0] / max(1, state.source_size[0])
    x, y, width, height = state.region
    left, top = geometry.to_device(x * scale, y * scale)
    right, bottom = geometry.to_device((x + width) * scale, (y + height) * scale)
    rect = QRectF(round(left / ratio), round(top / ratio), round((right - left) / ratio), round((bottom - top) / ratio))
    paint_region(painter, rect, state.region, held=state.region_mode, bounds=area)


def _paint_names(painter: QPainter, viewer: Viewer, inside: QRectF) -> None:
    """Which picture is which: A on the left, B on the right of a wipe, in the corner otherwise."""
    sight, mode = viewer.sight, viewer.sight.mode(viewer.state.mode)
    named = sight.a is not None and sight.b is not None
    if mode is Mode.DIFFERENCE:
        paint_plate(painter, inside.topLeft(), _tr("Difference × 8"), bounds=inside)
        return
    half = inside.width() / 2 - SPACE / 2
    for side, one in ((Mode.A, sight.a), (Mode.B, sight.b)):
        if one is None or mode not in (side, Mode.WIPE):
            continue
        words = f"{side.name}  {one.title}" if named else one.title
        right = mode is Mode.WIPE and side is Mode.B
        bounds = (
            inside
            if mode is not Mode.WIPE
            else QRectF(inside.right() - half if right else inside.left(), inside.top(), half, inside.height())
        )
        if words:
            paint_plate(painter, bounds.topRight() if right else bounds.topLeft(), words, bounds=bounds, right=right)


def _said(error: Exception) -> str:
    """An error's words: why and what now for ours, which have three parts."""
    if isinstance(error, UprezError):
        return " ".join(part for part in (error.what, error.why, error.fix) if part)
    parts = [str(getattr(error, name, "")) for name in ("what", "why", "fix")]
    return " ".join(part for part in parts if part) or str(error) or type(error).__name__


def _tr(text: str) -> str:
    return QCoreApplication.translate("Viewer", text)
