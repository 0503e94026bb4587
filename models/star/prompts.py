"""What the network is told in words: the user's prompt, what the release adds to it, and the weights written into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT = "a good video"
"""The release's prompt where the user gives none."""
POSITIVE = (
    "Cinematic, High Contrast, highly detailed, taken using a Canon EOS R camera, hyper detailed photo - realistic maximum detail, "
    "32k, Color Grading, ultra HD, extreme meticulous detailing, skin pore detailing, hyper sharpness, perfect without deformations."
)
"""What the release adds to every prompt."""
NEGATIVE = (
    "painting, oil painting, illustration, drawing, art, sketch, oil painting, cartoon, CG Style, 3D render, unreal engine, blurring, "
    "dirty, messy, worst quality, low quality, frames, watermark, signature, jpeg artifacts, deformed, lowres, over-smooth"
)
"""The release's negative prompt."""
LIGHTER = 1 / 1.1
"""Weight of `[words]`."""
HEAVIER = 1.1
"""Weight of `(words)`."""
_MOST = 2.0
"""Greatest weight that is read as one; a greater number stands for itself, as in (16:9)."""
_SEPARATOR = ", "
_BRACKETS = {"(": ")", "[": "]"}
_WEIGHT = re.compile(r":\s*(\d+\.?\d*|\.\d+)\s*$")


def prompts(prompt: str, negative: str, faithful: bool, *, plain: bool = False) -> tuple[str, str]:
    """Prompt and negative prompt as the text encoder gets them; an empty one becomes the release's.

    `faithful` joins the prompt and the release's additions as the release does, without anything between them; `plain` leaves
    these out.
    """
    said = prompt.strip() or DEFAULT
    if faithful:
        return (prompt or DEFAULT) + POSITIVE, negative or NEGATIVE
    ends = said[-1] in ".!?,;"
    positive = said if plain else f"{said} {POSITIVE}" if ends else f"{said}{_SEPARATOR}{POSITIVE}"
    return positive, negative.strip() or NEGATIVE


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a prompt that weigh the same."""

    text: str
    """The words, as they stand; blanks at its ends are kept."""
    weight: float
    """1 as usual, 0 as if unsaid."""


def phrases(prompt: str) -> tuple[Phrase, ...]:
    """A prompt cut where its weights change.

    `(words)` weighs 1.1 times as much, `[words]` 1.1 times as little, `(words:1.3)` 1.3 times, up to 2; brackets nest. A bracket
    without its partner, or after a backslash, is a sign like others.
    """
    partners = _partners(prompt)
    made: list[tuple[str, float]] = []
    weights = [1.0]
    ends: dict[int, int] = {}
    place = 0
    while place < len(prompt):
        sign = prompt[place]
        if place in ends:
            weights.pop()
            place = ends[place]
        elif place in partners:
            close = partners[place]
            written = _WEIGHT.search(prompt, place + 1, close) if sign == "(" else None
            if written is not None and float(written[1]) > _MOST:
                written = None
            weights.append(weights[-1] * (float(written[1]) if written else HEAVIER if sign == "(" else LIGHTER))
            ends[written.start() if written else close] = close + 1
            place += 1
        else:
            step = 2 if _escaped(prompt, place) else 1
            made.append((prompt[place + step - 1], weights[-1]))
            place += step
    return _joined(made)


def _escaped(prompt: str, place: int) -> bool:
    """Whether a backslash stands here that takes a bracket's meaning away."""
    return prompt[place] == "\\" and prompt[place + 1 : place + 2] in ("(", ")", "[", "]")


def _partners(prompt: str) -> dict[int, int]:
    """Where each bracket that is closed opens, and where it closes."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    place = 0
    while place < len(prompt):
        sign = prompt[place]
        if _escaped(prompt, place):
            place += 1
        elif sign in _BRACKETS:
            waiting.append(place)
        elif sign in _BRACKETS.values():
            kinds = [_BRACKETS[prompt[opened]] for opened in waiting]
            if sign in kinds:
                opened = len(kinds) - 1 - kinds[::-1].index(sign)
                found[waiting[opened]] = place
                del waiting[opened:]
        place += 1
    return found


def _joined(signs: list[tuple[str, float]]) -> tuple[Phrase, ...]:
    made: list[Phrase] = []
    for sign, weight in signs:
        if made and made[-1].weight == weight:
            made[-1] = Phrase(made[-1].text + sign, weight)
        else:
            made.append(Phrase(sign, weight))
    return tuple(made)
