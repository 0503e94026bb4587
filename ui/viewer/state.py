"""What viewers side by side have in common: the frame, the place, the comparison, the look, the region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from uprez.core.time import Timecode
from uprez.ui.viewer.cache import FrameCache
from uprez.ui.viewer.clock import Clock, Meter, passed
from uprez.ui.viewer.display import Look
from uprez.ui.viewer.geometry import next_zoom
from uprez.ui.viewer.modes import Channels, Mode
from uprez.ui.viewer.pictures import Pictures

Region = tuple[int, int, int, int]
"""x, y, width, height in pixels of the source."""


class ViewState(QObject):
    """Shared by viewers and bars. Setters tell by a signal when something changed, and never otherwise."""

    frame_changed = Signal(int)
    """The frame that is wanted now."""
    playing_changed = Signal(bool)
    """Playing began or stopped, or its speed changed."""
    range_changed = Signal()
    """First, last, rate, canvas or source size changed."""
    view_changed = Signal()
    """Zoom or centre changed."""
    look_changed = Signal()
    """Mode, channels, display, view, exposure or gamma changed."""
    wipe_changed = Signal(float)
    """Where the wipe's line is, 0 to 1 across the canvas."""
    region_changed = Signal(object)
    """`Region` or None."""
    region_mode_changed = Signal(bool)
    """The mouse draws a region now, or does not."""
    pointed = Signal(object)
    """Canvas point (x, y) under the pointer in canvas pixels, or None."""
    presented = Signal()
    """All viewers have made their pictures: they show them now, together."""
    rate_measured = Signal(object)
    """Frames a second that were seen, or None."""

    def __init__(self, parent: QObject | None = None, *, cache: FrameCache | None = None) -> None:
        """`cache` is shared with others when it is given."""
        super().__init__(parent)
        self.cache = cache or FrameCache(parent=self)
        self.first, self.last, self.frame = 0, 0, 0
        self.rate, self.start = Fraction(24), Timecode(0, Fraction(24))
        self.loop = True
        self.speed = 0
        """0 when it rests, 1 at the clip's rate, 2 and 4 for faster, negative for backwards."""
        self.zoom: float | None = None
        """Device pixels per canvas pixel; None fits."""
        self.centre = (0.5, 0.5)
        self.fitted = 1.0
        """The zoom at which the viewer that was resized last fits the canvas; viewers tell it."""
        self.canvas = (0, 0)
        self.source_size = (0, 0)
        """Size that regions are counted in: that of the first A, unless `set_source_size` says otherwise."""
        self.mode, self.channels = Mode.A, Channels.COLOUR
        self.look = Look()
        self.wipe = 0.5
        self.point: tuple[float, float] | None = None
        """Canvas point under the pointer of any viewer."""
        self.region: Region | None = None
        self.region_mode = False
        self.dropped = 0
        """Frames left out since playing began."""
        self._named_size = False
        self._shown: dict[object, tuple[Pictures | None, Pictures | None]] = {}
        self._gates: dict[object, Callable[[int], bool]] = {}
        self._making: set[object] = set()
        self._clock, self._meter = Clock(), Meter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    # Viewers -----------------------------------------------------------------------------------------------------------------

    def show_pictures(self, viewer: object, a: Pictures | None, b: Pictures | None) -> None:
        """A viewer tells what it shows; range and canvas follow all of them. Both None takes the viewer out."""
        self._shown[viewer] = (a, b)
        if a is None and b is None:
            self._shown.pop(viewer)
        every = [one for pair in self._shown.values() for one in pair if one is not None]
        if every:
            self.first, self.last = min(one.first for one in every), max(one.last for one in every)
            self.rate, self.start = every[0].rate, every[0].start
            largest = max(every, key=lambda one: one.width)
            self.canvas = (largest.width, largest.height)
            if not self._named_size:
                self.source_size = (every[0].width, every[0].height)
        else:
            self.first, self.last, self.canvas = 0, 0, (0, 0)
        self.range_changed.emit()
        self.set_frame(self.frame)

    def retry(self) -> None:
        """Load again what could not be loaded."""
        for one in {id(one): one for pair in self._shown.values() for one in pair if one is not None}.values():
            self.cache.retry(one)
        self.range_changed.emit()

    def has_both(self) -> bool:
        """True when some viewer has an A and a B."""
        return any(a is not None and b is not None for a, b in self._shown.values())

    def loaded(self) -> list[int]:
        """Frames that are in memory, at any size, for every source that is shown; in order."""
        every = {id(one): one for pair in self._shown.values() for one in pair if one is not None}
        found = [self.cache.numbers(one) for one in every.values()]
        return sorted(set[int].intersection(*found)) if found else []

    def seen_rate(self) -> float | None:
        """Frames a second that were really seen lately."""
        return self._meter.rate

    def set_gate(self, viewer: object, ready: Callable[[int], bool] | None) -> None:
        """Playing waits for frames for which `ready` is False."""
        if ready is None:
            self._gates.pop(viewer, None)
            self.end_making(viewer)
        else:
            self._gates[viewer] = ready

    def begin_making(self, viewer: object) -> None:
        """A viewer makes pictures; the others wait with theirs."""
        self._making.add(viewer)

    def end_making(self, viewer: object) -> None:
        """A viewer has made its pictures; once the last one has, `presented` tells all to show theirs."""
        self._making.discard(viewer)
        if not self._making:
            self.presented.emit()

    def saw_frame(self, viewer: object) -> None:
        """A viewer has painted another frame; the first viewer's count."""
        if viewer is next(iter(self._gates), None) and self.speed:
            self._meter.saw()
            self.rate_measured.emit(self._meter.rate)

    # Time --------------------------------------------------------------------------------------------------------------------

    def set_frame(self, frame: int) -> None:
        """Go to a frame, or to the nearest one in the range; playing goes on from there."""
        frame = min(max(frame, self.first), self.last)
        if self.speed:
            self._clock.start(frame, self.rate * self.speed)
        self._go(frame)

    def step(self, frames: int) -> None:
        """Stop, and go on or back by some frames."""
        self.play(0)
        self.set_frame(self.frame + frames)

    def play(self, speed: int) -> None:
        """Play at `speed` times the clip's rate, backwards when it is negative; 0 stops."""
        if speed == self.speed:
            return
        began = self.speed == 0
        self.speed = speed
        if speed:
            if began and not self.loop and self.frame == (self.last if speed > 0 else self.first):
                self._go(self.first if speed > 0 else self.last)
            self.dropped = 0
            self._meter.reset()
            self._clock.start(self.frame, self.rate * speed)
            self._timer.start(max(1, int(250 / float(self.rate * abs(speed)))))
        else:
            self._timer.stop()
        self.playing_changed.emit(bool(speed))

    def toggle_play(self) -> None:
        """Play, or stop."""
        self.play(0 if self.speed else 1)

    def shuttle(self, direction: int) -> None:
        """J and L: play that way, faster each time (1, 2, 4, 8), or the other way at the clip's rate."""
        same = self.speed * direction > 0
        self.play(max(-8, min(8, self.speed * 2)) if same else direction)

    def set_loop(self, loop: bool) -> None:
        """Begin again at the end, or stop there."""
        if loop != self.loop:
            self.loop = loop
            self.playing_changed.emit(bool(self.speed))

    def _tick(self) -> None:
        """Go to the latest frame that is due and loaded; time stands still while none is."""
        if self._making:
            return
        due = self._clock.due()
        if due == self.frame or self.first == self.last:
            return
        coming = list(passed(self.frame, due, self.first, self.last, loop=self.loop))
        ready = [place for place, frame in enumerate(coming) if all(gate(frame) for gate in self._gates.values())]
        if ready:
            self.dropped += ready[-1]
            number = coming[ready[-1]]
            # Time goes on where it is; after a wait, or at the range's end, it starts anew.
            if number != due:
                self._clock.start(number, self.rate * self.speed)
            self._go(number)
        elif coming:
            self._clock.start(self.frame, self.rate * self.speed)
        if not self.loop and self.frame == (self.last if self.speed > 0 else self.first):
            self.play(0)

    def _go(self, frame: int) -> None:
        if frame != self.frame:
            self.frame = frame
            self.frame_changed.emit(frame)

    # Place -------------------------------------------------------------------------------------------------------------------

    def set_view(self, zoom: float | None, centre: tuple[float, float] | None = None) -> None:
        """Zoom in device pixels per canvas pixel (None fits), and the canvas point in the middle, 0 to 1 across and down."""
        centre = (0.5, 0.5) if zoom is None else centre or self.centre
        centre = (min(max(centre[0], 0.0), 1.0), min(max(centre[1], 0.0), 1.0))
        if (zoom, centre) != (self.zoom, self.centre):
            self.zoom, self.centre = zoom, centre
            self.view_changed.emit()

    def zoom_by(self, steps: int) -> None:
        """The next larger (or smaller) neat zoom around the middle."""
        self.set_view(next_zoom(self.zoom or self.fitted, steps), self.centre)

    def pan_by(self, x: float, y: float) -> None:
        """Move the view over the canvas by device pixels; a fitted view stays as it is."""
        if self.zoom is not None and self.canvas[0]:
            width, height = (side * self.zoom for side in self.canvas)
            self.set_view(self.zoom, (self.centre[0] + x / width, self.centre[1] + y / height))

    def point_at(self, point: tuple[float, float] | None) -> None:
        """The pointer is over a canvas point of some viewer, or over none."""
        if point != self.point:
            self.point = point
            self.pointed.emit(point)

    def set_source_size(self, width: int, height: int) -> None:
        """The size that regions are counted in, when A is not the source itself."""
        self._named_size = True
        if (width, height) != self.source_size:
            self.source_size = (width, height)
            self.range_changed.emit()

    # Comparison and look -----------------------------------------------------------------------------------------------------

    def set_mode(self, mode: Mode) -> None:
        """What is compared, and how."""
        if mode is not self.mode:
            self.mode = mode
            self.look_changed.emit()

    def flip(self) -> None:
        """A, or B when A is shown."""
        self.set_mode(Mode.B if self.mode is Mode.A else Mode.A)

    def set_wipe(self, wipe: float) -> None:
        """Where the wipe's line is, 0 to 1 across the canvas."""
        wipe = min(max(wipe, 0.0), 1.0)
        if wipe != self.wipe:
            self.wipe = wipe
            self.wipe_changed.emit(wipe)

    def set_channels(self, channels: Channels) -> None:
        """Which values are seen; the same again goes back to colour."""
        self.channels = Channels.COLOUR if channels is self.channels else channels
        self.look_changed.emit()

    def set_look(self, **changes: str | float) -> None:
        """Change `display`, `view`, `exposure` (stops) or `gamma` (0.1 to 4)."""
        look = replace(self.look, **changes)  # type: ignore[arg-type]
        look = replace(look, exposure=round(min(max(look.exposure, -16.0), 16.0), 3), gamma=round(min(max(look.gamma, 0.1), 4.0), 3))
        if look != self.look:
            self.look = look
            self.look_changed.emit()

    def set_region(self, region: Region | None) -> None:
        """The part of the source that previews are made of; cut to the source, None for all of it."""
        if region is not None:
            width, height = self.source_size
            x, y = min(max(region[0], 0), max(0, width - 1)), min(max(region[1], 0), max(0, height - 1))
            region = (x, y, max(1, min(region[2], width - x)), max(1, min(region[3], height - y)))
        if region != self.region:
            self.region = region
            self.region_changed.emit(region)

    def set_region_mode(self, on: bool) -> None:
        """Whether the mouse draws a region."""
        if on != self.region_mode:
            self.region_mode = on
            self.region_mode_changed.emit(on)
