"""A model card in the words of the interface."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from uprez.ui.draft_clip import Values
from uprez.ui.draft_recipe import UNPUBLISHED
from uprez.ui.told import told

DOT = " · "
"""Between words of one line."""


def tr(text: str) -> str:
    """The words in the user's language."""
    return QCoreApplication.translate("ModelWords", text)


def headline(card: Values) -> str:
    """What it is for: the title up to its colon."""
    return told(str(card["title"])).split(": ", 1)[0]


def character(card: Values) -> str:
    """What it is like: the title after its colon."""
    words = told(str(card["title"])).split(": ", 1)
    return words[1][:1].upper() + words[1][1:] if len(words) > 1 else ""


def factors(members: tuple[Values, ...]) -> str:
    """`×2, ×4`, or `any size`."""
    found = [f"×{card['factor']}" for card in members if card["factor"]]
    return ", ".join(found) if found else tr("any size")


def amount(count: int) -> str:
    """`858 kB`, `33 MB`, `3.9 GB`."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            number = count / size
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{count / 1e3:.0f} kB"


def storage(card: Values) -> str:
    """`858 kB, installed`, `33 MB to download`, that there is nothing to download, or nowhere to download it from."""
    if card.get("state") == UNPUBLISHED:
        return tr("no public weights")
    if not card["bytes"]:
        return tr("nothing to download")
    words = tr("{}, installed") if card["installed"] else tr("{} to download")
    return words.format(amount(int(card["bytes"])))


def meta(name: str, members: tuple[Values, ...], card: Values) -> str:
    """Name, factors, licence, size."""
    return DOT.join(filter(None, (name, factors(members), str(card["licence"]), storage(card))))
