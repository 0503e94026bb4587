"""The recipe of a draft: what it starts with, and what of it goes to the models that are chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from uprez.core.job import Output, Recipe
from uprez.ui.draft_clip import Values
from uprez.ui.draft_models import CONDITIONS, DraftModels

DRAFT_ONLY = ("keep_shape",)
"""Recipe values of the draft that no job document has: whether `size` is a box that the picture is fitted into."""
UNPUBLISHED = "not published"
"""State of a model whose weights nobody can fetch, as the service calls it."""
EDITS_ALONE = ("base", "edit_strength")
"""Recipe fields that mean nothing without an edit prompt."""
_BASE_TAKES = ("prompt", "negative_prompt", "reference_images", "steps", "seed", "scheduler")
"""What a base is taken to take until the service has said so."""


def tr(text: str) -> str:
    """The words in the user's language."""
    return QCoreApplication.translate("DraftRecipe", text)


def first_recipe() -> dict[str, Any]:
    """The recipe that a draft starts with."""
    return {**Recipe(scale=2.0).model_dump(mode="json"), "keep_shape": True}


def first_output() -> dict[str, Any]:
    """The output that a draft starts with; an empty folder stands for `uprez` beside each source."""
    return {**Output(folder=".").model_dump(mode="json"), "folder": "", "formats": ["exr", "prores"]}


def one_size(changes: Values) -> dict[str, Any]:
    """Changes of a recipe in which `scale` and `size` take each other's place."""
    given = dict(changes)
    if given.get("scale") is not None:
        given["size"] = None
    elif given.get("size") is not None:
        given["scale"] = None
    return given


def edits(recipe: Values) -> bool:
    """True when a recipe asks for an edit before it upscales."""
    return bool(str(recipe.get("edit_prompt") or "").strip())


def base_card(models: DraftModels, recipe: Values) -> Values | None:
    """The card of the model that makes the edit; None while the service has told of none."""
    return models.card(str(recipe["base"]), 1) if recipe.get("base") else next(iter(models.bases()), None)


def uses(models: DraftModels, recipe: Values, field: str) -> bool:
    """True when a field means something to a model of this recipe: the one that upscales, or the one that makes the edit."""
    if models.takes(str(recipe["model"]), field) or field in ("edit_prompt", "mask"):
        return True
    if field == "reference_video":
        return bool(recipe.get("mask"))
    if not edits(recipe):
        return False
    if field in EDITS_ALONE:
        return True
    card = base_card(models, recipe)
    taken = card["conditions"] if card is not None else _BASE_TAKES
    return field in taken or (field == "seed" and "steps" in taken)


def schedulers(models: DraftModels, recipe: Values) -> tuple[str, ...]:
    """The samplers that there is a choice of: those of the model that upscales, else of the one that makes the edit."""
    for card in (models.card(str(recipe["model"]), 1), base_card(models, recipe) if edits(recipe) else None):
        if card is not None and card.get("schedulers"):
            return tuple(card["schedulers"])
    return ()


def told_to_models(models: DraftModels, recipe: Values) -> dict[str, Any]:
    """The recipe of a job: less what no model of it takes, so that none refuses it."""
    known = bool(models.cards)
    kept = {
        name: value
        for name, value in recipe.items()
        if name not in DRAFT_ONLY and not (known and name in CONDITIONS and not uses(models, recipe, name))
    }
    if not edits(recipe):
        kept = {**{name: value for name, value in kept.items() if name not in EDITS_ALONE}, "edit_prompt": ""}
    if known and recipe.get("scheduler") not in ("auto", *schedulers(models, recipe)):
        kept.pop("scheduler", None)
    return kept


def lacking(models: DraftModels, recipe: Values) -> list[str]:
    """What a recipe needs and does not have, one sentence each."""
    found: list[str] = []
    card = models.card(str(recipe["model"]), 1)
    if card is not None and card.get("state") == UNPUBLISHED:
        found.append(tr("No weights of this model are public: choose a folder of weights that you trained."))
    if card is not None and "edit_strength" in card["conditions"]:
        found.append(tr("This model makes edits: choose it under Edit, and here the one that upscales."))
    if recipe.get("mask") and not recipe.get("reference_video") and not edits(recipe):
        found.append(tr("Pixels can be kept of a reference video only: choose the clip as it was before it was edited."))
    return found
