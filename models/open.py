"""Open the model that a recipe names: one of the catalogue, or a file that the user owns."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.models.catalogue import Entry, choose, entries
from uprez.models.contract import Model
from uprez.models.edit.layout import is_edit
from uprez.models.edit.settings import CONDITIONS as EDIT_CONDITIONS
from uprez.models.light.compact import Compact
from uprez.models.light.model import model_of
from uprez.models.light.recognise import recognise
from uprez.models.runtime.choose import Wish, open_network
from uprez.models.stablevsr.layout import is_stablevsr
from uprez.models.star.cog.layout import is_cog
from uprez.models.star.cog.settings import CONDITIONS as COG_CONDITIONS
from uprez.models.star.layout import is_star
from uprez.models.star.settings import CONDITIONS as STAR_CONDITIONS
from uprez.models.unimmvsr.layout import is_unimmvsr
from uprez.models.unimmvsr.settings import CONDITIONS as UNIMMVSR_CONDITIONS
from uprez.models.weights.store import weights_for
from uprez.models.weights.tensors import read_safetensors

Note = Callable[[str], None]
"""Called with a sentence that the user should see."""
Look = Callable[[], Pixels]
"""Gives a few frames of the footage."""

_CONDITIONS = (
    *("prompt", "edit_prompt", "negative_prompt", "reference_images", "reference_video"),
    *("steps", "scheduler", "quality", "options"),
)
"""Recipe fields that only some models take; a strength that a model does not sample with is for the engine to mix."""
_FILES = (".onnx", ".safetensors", ".pth", ".pt", ".ckpt")


def open_model(recipe: Recipe, factor: float, *, on_note: Note) -> Model:
    """Load the model of a recipe for a wanted factor.

    A family's name takes the member with the smallest factor that reaches `factor`, else its
    largest. Weights that are not on this machine are fetched once.

    Raises:
        ModelError: the model, its weights or its runtime is unknown, wrong or missing, or it
            does not take a condition that the recipe gives.
        OutputError: the cache folder cannot be written.
        ResourceError: out of memory.
    """
    if (model := _with_conditions(recipe, factor, on_note)) is not None:
        return model
    refuse_conditions(recipe, recipe.model, taken=frozenset())  # the others look at the pictures only
    wish = Wish(recipe.runtime, recipe.device, recipe.precision)
    if names_file(recipe.model):
        from uprez.models.user.files import open_file

        return open_file(Path(recipe.model).expanduser(), wish, on_note=on_note)
    return _open_entry(choose(recipe.model, factor), wish, factor, on_note)


def _with_conditions(recipe: Recipe, factor: float, on_note: Note) -> Model | None:
    """The model of a family that takes conditions; None for any other."""
    if is_stablevsr(recipe.model):
        from uprez.models.stablevsr import family

        refuse_conditions(recipe, recipe.model, taken=family.CONDITIONS)
        return family.open_stablevsr(recipe, on_note=on_note)
    if is_star(recipe.model):
        from uprez.models.star import family as star

        refuse_conditions(recipe, recipe.model, taken=STAR_CONDITIONS)
        return star.open_star(recipe, on_note=on_note)
    if is_cog(recipe.model):
        from uprez.models.star.cog import family as cog

        refuse_conditions(recipe, recipe.model, taken=COG_CONDITIONS)
        return cog.open_cog(recipe, on_note=on_note)
    if makes_edit(recipe):
        from uprez.models.edit import family as edit

        refuse_conditions(recipe, recipe.model, taken=EDIT_CONDITIONS)
        return edit.open_edit(recipe, factor, on_note=on_note)
    if is_unimmvsr(recipe.model):
        from uprez.models.unimmvsr import family as unimmvsr

        refuse_conditions(recipe, recipe.model, taken=UNIMMVSR_CONDITIONS)
        return unimmvsr.open_unimmvsr(recipe, factor, on_note=on_note)
    return None


def decided(recipe: Recipe, *, look: Look, on_note: Note) -> Recipe:
    """The recipe with what it leaves to a look at the footage, which `look` gives: (T, 3, H, W) float32, a few frames, 0 to 1.

    Decided once, when a job is planned, so that every machine that runs a part of it opens the same model.

    Raises:
        JobError, ModelError: the recipe asks for what the model does not have, or nothing here can decide it.
    """
    if not is_star(recipe.model):
        return recipe
    from uprez.models.star import family as star

    return star.decided(recipe, look=look, on_note=on_note)


def makes_edit(recipe: Recipe) -> bool:
    """True where a recipe's model makes edits at low resolution. A plain Wan does with an edit prompt, and else starts a UniMMVSR."""
    return is_edit(recipe.model) and (bool(recipe.edit_prompt) or not is_unimmvsr(recipe.model))


def conditions_of(model: str) -> frozenset[str]:
    """Recipe fields that a recipe's model takes beyond the picture, told without loading it; of a plain Wan those of an upscaler."""
    if is_unimmvsr(model):
        return UNIMMVSR_CONDITIONS
    if is_edit(model):
        return EDIT_CONDITIONS
    if is_star(model):
        return STAR_CONDITIONS
    if is_cog(model):
        return COG_CONDITIONS
    if not is_stablevsr(model):
        return frozenset()
    from uprez.models.stablevsr.model import CONDITIONS

    return CONDITIONS


def is_classic(model: str) -> bool:
    """True for a name of the catalogue that stands for resampling without a network."""
    entry = entries().get(model)
    return entry is not None and entry.weights is None and entry.hub is None and not entry.own


def names_file(model: str) -> bool:
    """True when a recipe's model is the path of a file, and not a name of the catalogue."""
    known = entries()
    if model in known or any(entry.family == model for entry in known.values()):
        return False
    return model.lower().endswith(_FILES) or "/" in model or "\\" in model or Path(model).is_file()


def refuse_conditions(recipe: Recipe, model: str, *, taken: frozenset[str]) -> None:
    """See that `model` takes every condition that the recipe gives; `taken` are the recipe's fields that it does.

    A field at its default is not given. A seed is never refused: a model that draws no noise does the same for any. Nor is a
    strength, and a reference video beside a mask: what a model does not take is done after it.

    Raises:
        ModelError: it does not; all such conditions are named.
    """
    given = [name for name in _CONDITIONS if getattr(recipe, name) != Recipe.model_fields[name].default]
    taken = taken | {"reference_video"} if recipe.mask else taken
    refused = [name.replace("_", " ") for name in given if name not in taken]
    if refused:
        takes = ", ".join(name.replace("_", " ") for name in sorted(taken))
        raise ModelError(
            f"The model '{model}' takes no {', no '.join(refused)}.",
            why=f"It takes: {takes}." if taken else "It looks at the pictures only.",
            fix="Leave these out, or choose a model that takes them (see `uprez models`).",
        )


def _open_entry(entry: Entry, wish: Wish, factor: float, on_note: Note) -> Model:
    if entry.weights is None:
        return _open_classic(entry, factor)
    path = weights_for(entry.weights, on_note=on_note)
    described = recognise(read_safetensors(path.read_bytes()))
    if described is None:
        raise ModelError(f"The weights of '{entry.name}' are of no known network.", fix="Report it: it is a fault of uprez.")
    architecture = described.architecture
    if isinstance(architecture, Compact) and entry.factor:
        described = replace(described, architecture=replace(architecture, scale=entry.factor))
    network = open_network(described, wish, on_note=on_note)
    runtime, *_, precision = network.runtime.split()
    needs = entry.bytes_per_pixel[runtime] // (1 if precision == "fp32" else 2)
    return model_of(described, network, name=entry.name, bytes_per_pixel=needs, weights=entry.weights.sha256)


def _open_classic(entry: Entry, factor: float) -> Model:
    from uprez.models.classic import Identity, Lanczos

    return Identity() if entry.name == "identity" else Lanczos(max(1, math.ceil(factor)))
