"""Recipes as plugins send them: a JSON object of the job document's recipe fields."""

from __future__ import annotations

import json
from typing import Any

from uprez.core.errors import JobError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.engine.request import ALPHA_BY, make_job

_BY_BUFFERS = frozenset({"scale", "size", "cuts", "take", "window"})
"""Recipe fields that the plugin's own buffers and windows decide."""


def recipe_of(text: str, size: Size) -> Recipe:
    """The recipe that a plugin sent, for a result of `size` and one shot.

    Raises:
        JobError: it is no object, or a field is unknown or impossible.
    """
    fields = {name: value for name, value in recipe_fields(text).items() if name not in _BY_BUFFERS}
    return make_job("-", "-", **{**fields, "size": (size.width, size.height), "cuts": "none"}).recipe


def recipe_fields(text: str) -> dict[str, Any]:
    """The fields of a recipe that a plugin sent, as `make_job` takes them.

    Raises:
        JobError: it is no object, or has a field that no recipe has.
    """
    try:
        found: Any = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise JobError("The plugin's recipe cannot be read.", why=f"{error}.") from error
    if not isinstance(found, dict):
        raise JobError("The plugin's recipe cannot be read.", why="It is no object.")
    fields = {str(name): value for name, value in found.items()}  # pyright: ignore[reportUnknownVariableType]
    unknown = sorted(set(fields) - set(Recipe.model_fields))
    if unknown:
        raise JobError(f"A recipe has no field '{unknown[0]}'.", fix="Check that the plugin and uprez are of the same version.")
    if "alpha" in fields:
        fields[ALPHA_BY] = fields.pop("alpha")
    return fields
