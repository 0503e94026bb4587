"""The models as the service describes them, and what a choice among them means."""

from __future__ import annotations

from collections.abc import Iterable

from uprez.ui.draft_clip import Values

CONDITIONS = (
    *("prompt", "negative_prompt", "reference_images", "reference_video", "strength"),
    *("seed", "steps", "scheduler", "quality", "options"),
)
"""Recipe fields that only some models take."""


class DraftModels:
    """Model cards, by name and by family."""

    def __init__(self, cards: Iterable[Values] = (), own: Iterable[Values] = ()) -> None:
        """`cards` are the service's, in the order in which people should read them; `own` are of weights of the user's."""
        self.cards = tuple(cards)
        """All cards of the catalogue."""
        self.own = tuple(own)
        """Cards of weights of the user's own, by their paths."""
        self._by_name = {str(card["name"]): card for card in (*self.cards, *self.own)}

    def families(self) -> list[tuple[str, tuple[Values, ...]]]:
        """What a user chooses between: the name for the recipe, and the members that it stands for.

        A family whose members differ in their factor goes by the family's name: the engine takes the member that fits.
        """
        groups: dict[str, list[Values]] = {}
        for card in self.cards:
            if card in self.bases():
                continue
            groups.setdefault(str(card["family"]), []).append(card)
        chosen: list[tuple[str, tuple[Values, ...]]] = []
        for family, members in groups.items():
            if len(members) > 1 and len({member["factor"] for member in members}) == len(members):
                chosen.append((family, tuple(sorted(members, key=lambda card: card["factor"] or 0))))
            else:
                chosen.extend((str(member["name"]), (member,)) for member in members)
        return chosen

    def bases(self) -> list[Values]:
        """Models that make an edit; they do not upscale."""
        return [card for card in self.cards if "edit_strength" in card["conditions"]]

    def card(self, model: str, factor: float) -> Values | None:
        """The card of the member that a recipe's model stands for at a factor: the smallest that reaches it, else the largest."""
        if model in self._by_name:
            return self._by_name[model]
        members = sorted((card for card in self.cards if card["family"] == model), key=lambda card: card["factor"] or 0)
        return next((card for card in members if (card["factor"] or 0) >= factor), members[-1] if members else None)

    def takes(self, model: str, field: str) -> bool:
        """True when a model takes a condition. Whoever counts steps draws noise, and takes a seed."""
        card = self.card(model, 1)
        conditions = card["conditions"] if card else ()
        return field in conditions or (field == "seed" and "steps" in conditions)


def fitted(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """The largest even width and height inside `box` with the shape of `size`."""
    factor = min(box[0] / size[0], box[1] / size[1])
    width, height = (min(limit, max(2, round(side * factor / 2) * 2)) for side, limit in zip(size, box, strict=True))
    return width, height
