"""What candidates can be made of: models, and settings that stand instead of the recipe's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from uprez.ui.draft_models import DraftModels

YARDSTICK = "lanczos"
"""What everything is measured against: it invents nothing."""
UNSEEN = ("identity",)
"""Models that show nothing that the source does not."""


def model_names(models: DraftModels, used: str = "") -> list[str]:
    """What a candidate's model can be, as the recipe says it; `used` is among them even when the service does not know it."""
    names = [name for name, _ in models.families() if name not in UNSEEN]
    return names if used in names or not used else [*names, used]


def named(models: DraftModels, name: str) -> str:
    """The item of `model_names` that a recipe's model belongs to: `span` for `span-x2`."""
    families = models.families()
    return next((family for family, members in families if name in (family, *(card["name"] for card in members))), name)


def difference(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in which `other` is not `base`, with the values of `other`, the model first."""
    changed = {field: value for field, value in other.items() if _plain(value) != _plain(base.get(field))}
    return dict(sorted(changed.items(), key=lambda item: item[0] != "model"))


def rebased(changes: Mapping[str, Mapping[str, Any]], before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The changes of candidates once the recipe is another.

    Undo, redo and "Use this" go from one candidate to another: then all keep what they are. Other edits reach all of them.
    """
    full = {key: {**before, **each} for key, each in changes.items()}
    went_to_one = any(recipe == now for key, recipe in full.items() if changes[key])
    return {key: difference(now, full[key] if went_to_one else {**now, **each}) for key, each in changes.items()}


def suggestion(models: DraftModels, taken: Sequence[str], factor: float) -> dict[str, Any]:
    """What is worth seeing beside the models taken: the yardstick, then a model that is here, then one that fits the machine.

    Where all are taken, the recipe at half its strength.
    """
    seen = {named(models, name) for name in taken}
    cards = {name: models.card(name, factor) or {} for name in model_names(models) if name not in seen}
    fitting = [name for name, card in cards.items() if card.get("fits", True)]
    here = [name for name in fitting if cards[name].get("installed", True)]
    yardstick = [YARDSTICK] if YARDSTICK not in seen and (YARDSTICK in cards or not models.cards) else []
    best = next(iter([*yardstick, *here, *fitting]), "")
    return {"model": best} if best else {"strength": 0.5}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownVariableType]
