"""What one viewer needs to know of its two sources: what is shown, what is missing, what to say about it."""

from __future__ import annotations

from dataclasses import dataclass

from uprez.ui.viewer.cache import FrameCache
from uprez.ui.viewer.demand import wants
from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.levels import level_for
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.pictures import Pictures
from uprez.ui.viewer.render import Shown
from uprez.ui.viewer.state import ViewState


@dataclass(frozen=True)
class Sight:
    """The sources of a viewer, seen in one way."""

    a: Pictures | None
    """The first source."""
    b: Pictures | None
    """The second."""

    def mode(self, asked: Mode) -> Mode:
        """The mode that these sources allow: the one picture that is there when there is no other."""
        if self.a is None or self.b is None:
            return Mode.A if self.b is None else Mode.B
        return asked

    def needed(self, asked: Mode) -> list[Pictures]:
        """The sources whose pictures are seen in a mode."""
        mode = self.mode(asked)
        sides = {Mode.A: [self.a], Mode.B: [self.b]}.get(mode, [self.a, self.b])
        return [one for one in sides if one is not None]

    def level(self, pictures: Pictures, geometry: Geometry) -> int:
        """How often a source's frames are halved for a view."""
        return level_for(geometry.zoom * geometry.canvas[0] / pictures.width)

    def ask(self, state: ViewState, geometry: Geometry, owner: object, *, full: bool) -> None:
        """Tell the cache what this viewer will need; `full` for the frame's full size too."""
        needed = self.needed(state.mode)
        others = [one for one in (self.a, self.b) if one is not None and one not in needed]
        shown, rest = ([(one, self.level(one, geometry)) for one in group] for group in (needed, others))
        found = wants(shown, rest, state.frame, reach=(state.first, state.last), direction=state.speed, loop=state.loop, full=full)
        state.cache.want(owner, found)

    def ready(self, state: ViewState, geometry: Geometry, frame: int) -> bool:
        """True when nothing of a frame has still to be loaded."""
        return all(
            not one.first <= frame <= one.last
            or state.cache.error(one, frame) is not None
            or state.cache.has(one, frame, self.level(one, geometry))
            for one in self.needed(state.mode)
        )

    def best(self, pictures: Pictures | None, frame: int, geometry: Geometry, cache: FrameCache) -> Shown | None:
        """The best level of a frame that is here."""
        found = None if pictures is None else cache.best(pictures, frame, self.level(pictures, geometry))
        return None if found is None or pictures is None else (found[0], pictures.width)

    def failure(self, state: ViewState) -> Exception | None:
        """Why a needed picture of the frame cannot be shown."""
        return next((error for one in self.needed(state.mode) if (error := state.cache.error(one, state.frame)) is not None), None)

    def outside(self, state: ViewState) -> Pictures | None:
        """A needed source that does not have the frame."""
        return next((one for one in self.needed(state.mode) if not one.first <= state.frame <= one.last), None)
