"""What the engine asks of a model: a stateful stream of frames.

A per-frame network, one that looks at neighbours, one that works in windows and one that carries
state all fit; the engine never asks which network it is, only what it depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot


class Reach(Enum):
    """Which other frames of the shot an output frame depends on."""

    NEIGHBOURS = "neighbours"
    """At most `radius` frames to each side; 0 is a per-frame model."""
    WINDOW = "window"
    """All frames of its window(s) of `length`, neighbours sharing `overlap` frames, joined by the engine."""
    PAST = "past"
    """All earlier frames, through a state that is carried; split only at cuts."""
    SHOT = "shot"
    """All frames of the shot: pushing gives nothing, flushing does the work and gives a few frames at a time."""


@dataclass(frozen=True, slots=True)
class Temporal:
    """How a model looks along time."""

    reach: Reach = Reach.NEIGHBOURS
    radius: int = 0
    """Frames to each side, for NEIGHBOURS; look-ahead in frames, for PAST."""
    length: int = 0
    """Frames a window, for WINDOW."""
    overlap: int = 0
    """Frames that two windows share, for WINDOW."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a model's work fits into memory."""

    side: int | None
    """Side of a tile in source pixels; None for the whole picture."""
    words: str = ""
    """The plan in one sentence; empty where the engine is to make it."""
    bytes: int = 0
    """Bytes at work, planned; 0 where unknown."""


Fitting = Callable[[Size, int | None, int], Fitted]
"""Takes the source's size, the side that was asked for (None: the largest that fits), and the free bytes of the machine's own memory.

Raises `ResourceError` when nothing fits.
"""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What a model declares of itself."""

    name: str
    scale: int
    """The network's own factor."""
    temporal: Temporal = Temporal()
    multiple: int = 1
    """Width and height pushed must be multiples of this; the tiler pads by reflection."""
    halo: int = 0
    """Source pixels around a tile that its edge pixels depend on."""
    bytes_per_pixel: int = 0
    """Peak working memory per source pixel of a push of one frame, measured."""
    conditions: frozenset[str] = frozenset()
    """Recipe fields it takes beyond the picture: `prompt`, `reference_images`, `strength`, `seed`, …"""
    weights: str = ""
    """SHA-256 of the weights; empty without any."""
    runtime: str = ""
    """Runtime, device, precision in words, for example `onnxruntime cpu fp32`."""
    faithful: bool = False
    """True when the result needs no matching to the source's low frequencies (classic resampling)."""
    tiles_itself: bool = False
    """True when the model cuts its own tiles: it is given whole pictures, and in `recipe.tile` the side of a tile
    in source pixels, None for the whole picture. `bytes_per_pixel` is then of a tile's pixels."""
    fit: Fitting | None = None
    """Chooses the tile of a model that tiles itself, where its memory is more than `bytes_per_pixel` times a tile's area, or that
    of another device; None leaves it to the engine."""
    least_tile: int = 64
    """Source pixels of the side below which a tile is mostly halo or overlap: none smaller is tried when the memory runs out."""
    together: int = 1
    """Shots that are filled before the first of them is flushed, for SHOT: the model may then work on them at once."""


State = Mapping[str, NDArray[np.generic]]
"""Arrays that a stream needs to go on later exactly as if it had not stopped."""


Tell = Callable[[str, int, int], None]
"""Takes words for a stage of the work, the same throughout it; how much of it is done; how much there is.

Called from the thread that calls the stream. May raise `Cancelled`, which the stream lets pass.
"""


def _tell_nobody(stage: str, done: int, total: int) -> None:
    return


class Film(Protocol):
    """A video that goes with a clip frame by frame: a recipe's `reference_video`."""

    @property
    def name(self) -> str:
        """Names what it shows, and which frame goes with which: another film has another name."""
        ...

    def frame(self, number: int) -> Pixels:
        """What goes with frame `number` of the clip, an absolute number: (3, H, W) float32 in the clip's model space, of the
        film's own size, the same in all frames. May be called by any thread; in order is fast.

        Raises:
            InputError: it cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Still:
    """One of a recipe's `reference_images`."""

    name: str
    """Names what it shows: another picture, or the same in other colours, has another name."""
    size: Size
    read: Callable[[], tuple[Pixels, Pixels | None]]
    """Gives the picture, (3, H, W) float32 in the clip's model space, not multiplied by alpha, and its alpha (H, W), 0 clear to 1 solid,
    or None. Raises `InputError` when it cannot be read."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a pass that works long before it gives a frame may use."""

    folder: Path | None = None
    """A folder of the run's own, which exists: for what memory must not hold, and for what a killed run needs to go on.
    The next run of the same window finds it as it was left, with other tiles perhaps: a stream checks what it finds.
    Removed once the window is recorded. None: a stream makes a temporary one if it needs any."""
    tell: Tell = _tell_nobody
    """Who wants to know how far the work is."""
    film: Film | None = None
    """The recipe's reference video; None without one."""
    images: tuple[Still, ...] = ()
    """The recipe's reference images, in its order."""
    mask: Callable[[int], Pixels] | None = None
    """Gives where frame `number` of the clip may change, (H, W) float32 of the clip's size, 0 nowhere to 1; None without a mask."""


ALONE = Workspace()
"""Nobody watches, and nothing is kept."""


class Stream(Protocol):
    """One pass of a model over one shot. Frames go in, in order; frames come out, in order.

    How many come out of a call depends only on how many went in, never on what they show or on their size.
    """

    def push(self, frames: Pixels) -> Pixels:
        """Take (T, 3, H, W) float32 in model space, nominally 0 to 1; give what is ready,
        (T', 3, scale*H, scale*W) float32, T' from 0 (then of any height and width). May use `frames` only during the call."""
        ...

    def flush(self) -> Pixels:
        """The shot is over: give more of what is left, (T', 3, scale*H, scale*W), T' from 1; T' 0 when nothing is.
        Called until then, see `drain`; a stream that gives a few frames at a time keeps the memory bounded."""
        ...

    def state(self) -> State | None:
        """What `Model.open` needs to go on from here; None when the stream cannot tell."""
        ...


class Model(Protocol):
    """A model that is loaded and ready."""

    @property
    def spec(self) -> ModelSpec:
        """What the model declares of itself."""
        ...

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a pass over a shot, from its start, from warm-up frames, or from a saved state.

        Raises:
            ResourceError: out of memory, here or in any call of the stream; the engine then
                takes smaller tiles and says so.
        """
        ...


def drain(stream: Stream) -> Iterator[Pixels]:
    """Flush a stream to its end: every frame (3, scale*H, scale*W) that is left, asked for as it is taken."""
    while len(frames := stream.flush()):
        yield from frames
