"""What stands ready for the next frame: opened models, and an engine's upscaler for each recipe, colour and size."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import OutOfMemory
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Tile
from uprez.engine.memory import free_bytes, plan_tile_side
from uprez.engine.planning import target_size, wanted_factor, wants_stabiliser
from uprez.engine.tiled import plan_tiles
from uprez.engine.upscaler import Upscaler
from uprez.media.colour.ocio import find_space
from uprez.media.colour.space import model_space
from uprez.models.contract import Model, Temporal
from uprez.models.open import Note, names_file, open_model
from uprez.ofx_bridge.messages import AlphaKind, Asked
from uprez.ofx_bridge.recipes import recipe_of
from uprez.ofx_bridge.remember import Memory, Remembered

_MODELS = 3
"""Models that stay open."""
_BENCHES = 16
_RATE = Fraction(24)


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a frame of one recipe, colour and size needs."""

    name: Hashable
    clip: ClipInfo
    recipe: Recipe
    target: Size
    model: Model
    tiles: tuple[Tile, ...]
    upscaler: Upscaler

    def smaller(self, error: OutOfMemory) -> Bench:
        """The same with tiles of half the side, as a run would go on.

        Raises:
            OutOfMemory: `error`, when there are no smaller ones.
        """
        side = max(self.tiles[0].width, self.tiles[0].height) // 2
        tiles = plan_tiles(self.clip.size, max(side, self.model.spec.least_tile), self.model.spec)
        if len(tiles) <= len(self.tiles):
            raise error
        return replace(self, tiles=tiles, upscaler=_upscaler(self.clip, self.recipe, self.model, self.target, tiles))


class Benches:
    """The benches and models that were used last."""

    def __init__(self, memory: Memory) -> None:
        """Networks' outputs are remembered in `memory`."""
        self._memory = memory
        self._benches: OrderedDict[Hashable, Bench] = OrderedDict()
        self._models: OrderedDict[Hashable, Model] = OrderedDict()

    def bench(self, said: Asked, on_note: Note) -> Bench:
        """The bench for a frame, set up now if there is none.

        Raises:
            JobError, InputError, ModelError, ResourceError, OutputError: what is asked for cannot be.
        """
        name = (said.recipe, said.colour, _alpha_of(said), said.width, said.height, said.out_width, said.out_height, _version(said.recipe))
        bench = self._benches.get(name) or self._set_up(name, said, on_note)
        self.keep(bench)
        return bench

    def keep(self, bench: Bench) -> None:
        """Let a bench stand in the place of its name."""
        self._benches[bench.name] = bench
        self._benches.move_to_end(bench.name)
        if len(self._benches) > _BENCHES:
            self._benches.popitem(last=False)

    def _set_up(self, name: Hashable, said: Asked, on_note: Note) -> Bench:
        size = Size(said.width, said.height)
        recipe = recipe_of(said.recipe, Size(said.out_width, said.out_height))
        target = target_size(recipe, size)
        clip = clip_of(size, len(said.frames), colour_tag(said.colour), _alpha_of(said))
        model = self._model(recipe, wanted_factor(size, target), on_note)
        tiles = plan_tiles(size, recipe.tile or plan_tile_side(size, target, model.spec, free_bytes()), model.spec)
        return Bench(name, clip, recipe, target, model, tiles, _upscaler(clip, recipe, model, target, tiles))

    def _model(self, recipe: Recipe, factor: float, on_note: Note) -> Model:
        """The recipe's model; what a model is told anew with every shot does not open it again."""
        plain = recipe.model_copy(update={"strength": 1.0, "seed": 0, "size": None, "tile": None})
        name = (plain.model_dump_json(), factor, _stamp(recipe.model))
        model = self._models.get(name)
        if model is None:
            while len(self._models) >= _MODELS:
                _, old = self._models.popitem(last=False)
                self._benches = OrderedDict((key, bench) for key, bench in self._benches.items() if bench.model is not old)
            model = open_model(recipe, factor, on_note=on_note)
            if _is_network(model):
                model = Remembered(model, self._memory, name)
            self._models[name] = model
        self._models.move_to_end(name)
        return model


def colour_tag(colour: str) -> ColourTag:
    """The colour that a plugin names: `display`, `linear`, or an OpenColorIO space.

    Raises:
        InputError: OpenColorIO knows no such space, or it holds data.
    """
    if colour == "linear":
        return ColourTag(Primaries.BT709, Transfer.LINEAR, Matrix.RGB, Range.FULL)
    tag = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.RGB, Range.FULL)
    if colour == "display":
        return tag
    tag = tag.with_space(str(find_space(colour).getName()))
    model_space(tag, is_float=True)  # refuses a space of data
    return tag


def clip_of(size: Size, frames: int, tag: ColourTag, alpha: Alpha) -> ClipInfo:
    """The window as a clip of its own."""
    return ClipInfo(
        path=Path(),
        pattern="",
        size=size,
        frames=frames,
        rate=_RATE,
        variable_rate=False,
        tag=tag,
        guessed=(),
        bit_depth=32,
        is_float=tag.transfer is Transfer.LINEAR,
        pixel_format="",
        codec="",
        alpha=alpha,
    )


def _alpha_of(said: Asked) -> Alpha:
    if said.channels < 4:
        return Alpha.NONE
    return Alpha.PREMULTIPLIED if said.alpha == AlphaKind.PREMULTIPLIED else Alpha.STRAIGHT


def _upscaler(clip: ClipInfo, recipe: Recipe, model: Model, target: Size, tiles: tuple[Tile, ...]) -> Upscaler:
    return Upscaler(clip, recipe, model, target, tiles=tiles, stabilise=wants_stabiliser(recipe, model.spec))


def _is_network(model: Model) -> bool:
    return model.spec.temporal == Temporal() and not model.spec.faithful


def _version(recipe: str) -> Hashable:
    """What changes when the weights file that a recipe names does."""
    try:
        return _stamp(str(json.loads(recipe or "{}").get("model", "")))
    except (ValueError, AttributeError, RecursionError):  # it will be told of when the recipe is read
        return None


def _stamp(model: str) -> Hashable:
    if not model or not names_file(model):
        return None
    try:
        state = Path(model).expanduser().stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
