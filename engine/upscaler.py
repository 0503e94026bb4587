"""One shot's pictures, from the clip's colour to the model and home again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha
from uprez.core.errors import OutOfMemory, ResourceError
from uprez.core.frame import Frame, Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot, Tile
from uprez.engine.beside import NOTHING, Beside
from uprez.engine.finishing import Finish, mixing_space, working_space
from uprez.engine.guard import check_picture
from uprez.engine.taken import TakeModel
from uprez.engine.tiled import Tiled, plan_tiles, side_of
from uprez.engine.windowed import Windowed
from uprez.media.alpha import parted, premultiplied
from uprez.media.colour.space import clean
from uprez.models.contract import ALONE, Model, Reach, State, Stream, Temporal, Workspace, drain
from uprez.models.match import match_low_frequencies
from uprez.models.resample import resample, resample_ids
from uprez.models.stabilise import Stabilised

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source frame, ready for the model."""

    frame: Frame
    rgb: Pixels
    """(3, H, W) float32 in model space."""
    repaired: int
    """NaN and infinite samples that were made finite."""
    parted: bool = False
    """`rgb` is without the frame's alpha, which the result is to be multiplied by."""
    light: Pixels | None = None
    """(3, H, W): what a parted frame has beside the colour that alpha covers, in the clip's colour; None without any."""


class Upscaler:
    """Everything between a decoded frame and a finished one, for one clip and one recipe."""

    def __init__(
        self,
        clip: ClipInfo,
        recipe: Recipe,
        model: Model,
        target: Size,
        *,
        tiles: Sequence[Tile],
        stabilise: bool,
        beside: Beside = NOTHING,
    ) -> None:
        """Chain the wrappers around `model`; `tiles` cover the clip's size, and are the model's own business if it wants that.

        `beside` stays its opener's.
        """
        self.tiles = len(tiles)
        """Tiles that a picture is made in."""
        if model.spec.tiles_itself:
            recipe = recipe.model_copy(update={"tile": side_of(tiles)})
            tiles = plan_tiles(clip.size, None, model.spec)
        self._recipe = recipe
        self._target = target
        self._space, self._mixing = working_space(clip, model.spec), mixing_space(clip)
        self._beside = beside
        self._edits = "edit_prompt" in model.spec.conditions
        self._finish = Finish.of(recipe, model.spec)
        self._take = model if isinstance(model, TakeModel) else None
        self._tiled = Tiled(model, tiles)
        chain: Model = Stabilised(self._tiled) if stabilise else self._tiled
        if model.spec.temporal.reach is Reach.WINDOW:
            chain = Windowed(chain)
        self._chain = chain
        per_frame = model.spec.temporal == Temporal() and not model.spec.faithful
        self._parts = clip.alpha is Alpha.PREMULTIPLIED and not model.spec.faithful and self._take is None
        self._alpha_by_model = recipe.alpha == "model" and per_frame and self._take is None
        self.spec = chain.spec
        """What the whole chain declares: reach along time, native scale."""

    def open(self, shot: Shot, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start the chain on a shot.

        Raises:
            OutOfMemory: out of memory, here or in any call of the stream.
        """
        return _Guarded(_guarded(lambda: self._chain.open(shot, self._recipe, state, self._beside.along(workspace))))

    def prepare(self, frame: Frame) -> Prepared:
        """Take a frame to model space.

        Networks see premultiplied colour without its alpha, which else would be dark lines along every soft edge. Classic
        resampling is right on it as it is.
        """
        rgb, repaired = clean(frame.rgb)
        if not self._parts or frame.alpha is None:
            return Prepared(frame, self._space.forward(rgb), repaired)
        alpha, repaired_alpha = clean(frame.alpha)
        if bool((alpha == 1).all()):
            return Prepared(frame, self._space.forward(rgb), repaired)
        colour, light = parted(rgb, alpha)
        return Prepared(frame, self._space.forward(colour), repaired + repaired_alpha, parted=True, light=light)

    def upscale_alpha(self, prepared: Prepared) -> Pixels | None:
        """The frame's alpha at the target size, (H', W'), in register with the colour; None without alpha. A take brings its own."""
        if prepared.frame.alpha is None:
            return None
        if self._take is not None and (taken := self._take.alpha(prepared.frame.number)) is not None:
            return taken
        alpha, _ = clean(prepared.frame.alpha)
        flat = float(alpha.flat[0])
        if bool((alpha == flat).all()):
            return np.full((self._target.height, self._target.width), flat, np.float32)
        plane = alpha[None, None]
        if self._alpha_by_model:
            frame = prepared.frame
            shot = Shot(index=0, first=frame.number, last=frame.number)
            stream = _Guarded(self._tiled.open(shot, self._recipe))
            grey = np.ascontiguousarray(np.broadcast_to(plane, (1, 3, *alpha.shape)))
            plane = np.stack([*stream.push(grey), *drain(stream)]).mean(axis=1, keepdims=True)
        plane = resample(plane, self._target)[0, 0]
        return np.clip(plane, min(0.0, float(alpha.min())), max(1.0, float(alpha.max())), out=plane)

    def finish(self, prepared: Prepared, output: Pixels, alpha: Pixels | None) -> Frame:
        """Check the model's (3, sH, sW) output and bring it home: low frequencies, size, strength, grain, colour, other channels,
        and what a mask keeps of the reference video.

        `alpha` is what `upscale_alpha` gave; only a parted frame's result depends on it, and what is kept. An edit is not
        held to its source: it may be of another colour, and flat where the source is not.

        Raises:
            PictureError: the output is broken.
            InputError: the reference video or the mask cannot be read.
        """
        source, frame = prepared.rgb, prepared.frame
        check_picture(output, output if self._edits else source, frame=frame.number, model=self.spec.name)
        if self._recipe.match_colour and not self.spec.faithful and not self._edits:
            output = match_low_frequencies(output, source)
        if output.shape[1:] != (self._target.height, self._target.width):
            output = resample(output[None], self._target)[0]
        extra = {name: self._enlarge(channel) for name, channel in frame.extra.items()}
        result = replace(frame, rgb=self._home(prepared, output, alpha), alpha=alpha, extra=extra)
        return result if self._beside.keep is None else self._beside.keep.apply(result, frame)

    def _home(self, prepared: Prepared, output: Pixels, alpha: Pixels | None) -> Pixels:
        """A picture at the target size in the clip's own colour, with the strength and the grain that the recipe asks for."""
        cover = alpha if prepared.parted else None
        if self._space is self._mixing and cover is None:
            return self._space.inverse(self._finish.apply(output, prepared.rgb))
        rgb = self._space.inverse(output)
        if cover is not None:
            rgb = premultiplied(rgb, cover)
            if prepared.light is not None:
                rgb += resample(prepared.light[None], self._target)[0]
        if self._finish.changes_nothing:
            return rgb
        source, _ = clean(prepared.frame.rgb)
        return self._mixing.inverse(self._finish.apply(self._mixing.forward(rgb), self._mixing.forward(source)))

    def _enlarge(self, channel: np.ndarray) -> np.ndarray:
        """Another channel at the target size: smoothly, or by the nearest sample where it holds ids, or a depth of infinity."""
        if channel.dtype.kind == "f" and np.isfinite(channel).all():
            return resample(channel[None, None].astype(np.float32), self._target)[0, 0]
        return resample_ids(channel[None, None], self._target)[0, 0]


class _Guarded:
    """A stream; whatever runs out in it becomes the error that the engine's ladder knows."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def push(self, frames: Pixels) -> Pixels:
        return _guarded(lambda: self._stream.push(frames))

    def flush(self) -> Pixels:
        return _guarded(self._stream.flush)

    def state(self) -> State | None:
        return _guarded(self._stream.state)


def _guarded(work: Callable[[], _Result]) -> _Result:
    """Run a step of a model; whatever ran out in it becomes the error that the engine's ladder knows.

    Raises:
        OutOfMemory: out of memory, on the processor or on a device.
    """
    try:
        return work()
    except (MemoryError, ResourceError) as error:
        told = isinstance(error, ResourceError)
        why, fix = (f"{error.what} {error.why}", error.fix) if told else (str(error), "")
        raise OutOfMemory(
            "The memory ran out while the model worked.", why=why.strip(), fix=fix or "Give --tile a smaller number."
        ) from error
