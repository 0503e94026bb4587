"""How long, how big, what differs: in the words of the previews."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale

from uprez.ui.told import told

translate = QCoreApplication.translate

_SOLID = "\u00a0"
"""A space that a line does not break at, so that a number keeps its unit."""


def about(seconds: float) -> str:
    """A time that is foretold: `about 40 s`, `about 12 min`, `1 h 50 min`, `2 d 3 h`; never finer than it can be known."""
    if seconds < 57.5:
        return _solid(translate("Preview", "about {n} s").format(n=max(5, 5 * round(seconds / 5))))
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return _solid(translate("Preview", "about {n} min").format(n=minutes))
    hours, minutes = divmod(5 * round(seconds / 300), 60)
    if hours < 24:
        words = translate("Preview", "{h} h {m} min") if minutes else translate("Preview", "about {h} h")
        return _solid(words.format(h=hours, m=minutes))
    days, hours = divmod(round(seconds / 3600), 24)
    words = translate("Preview", "{d} d {h} h") if hours else translate("Preview", "about {d} d")
    return _solid(words.format(d=days, h=hours))


def disk(count: float) -> str:
    """Bytes in a file or on a disk, in powers of ten: `4.2 GB`."""
    return _sized(count, 1000, ("B", "kB", "MB", "GB", "TB"))


def memory(count: float) -> str:
    """Bytes of memory, in powers of two: `3.1 GiB`."""
    return _sized(count, 1024, ("B", "KiB", "MiB", "GiB", "TiB"))


def price(estimate: Mapping[str, Any]) -> str:
    """What the whole clip takes: `about 12 min for the whole clip · 3.1 GiB memory · 4.2 GB on disk`."""
    parts = [translate("Preview", "{time} for the whole clip").format(time=about(float(estimate["seconds"])))]
    if estimate.get("memory_bytes"):
        parts.append(translate("Preview", "{size} memory").format(size=memory(float(estimate["memory_bytes"]))))
    if estimate.get("bytes"):
        parts.append(translate("Preview", "{size} on disk").format(size=disk(float(estimate["bytes"]))))
    return " · ".join(_solid(part) for part in parts)


def size_words(width: int, height: int) -> str:
    """A picture's size: `320 × 180`."""
    return f"{width}{_SOLID}×{_SOLID}{height}"


def progress_words(task: Mapping[str, Any] | None) -> str:
    """What a task is at, and how long it still takes when the service says so."""
    if not task:
        return ""
    text = told(str(task.get("text") or ""))
    if not text and task.get("total"):
        text = translate("Preview", "{done} of {total} frames").format(done=task.get("done") or 0, total=task["total"])
    left = task.get("seconds_left")
    if not text or left is None or float(left) < 2:
        return text
    return translate("Preview", "{text} · {time} left").format(text=text, time=about(float(left)))


def measuring(task: Mapping[str, Any] | None) -> str:
    """That a price is on its way, and how long it still takes when the service says so."""
    left = (task or {}).get("seconds_left")
    if left is None or float(left) < 2:
        return translate("Preview", "Measuring…")
    return translate("Preview", "Measuring… {time} left").format(time=about(float(left)))


def differences(changes: Mapping[str, Any], recipe: Mapping[str, Any]) -> str:
    """What a candidate does otherwise than the recipe, in one line; says so when it is the recipe itself."""
    said = [words for field, value in changes.items() if (words := _change(field, value, recipe.get(field)))]
    return " · ".join(said) or translate("Preview", "Current settings")


def _change(field: str, value: Any, now: Any) -> str:
    match field, value:
        case "model", _:
            return translate("Preview", "instead of {model}").format(model=model_name(str(now or "")))
        case (("strength" | "grain"), _):
            words = translate("Preview", "strength {n} %") if field == "strength" else translate("Preview", "grain {n} %")
            return _solid(words.format(n=round(100 * float(value))))
        case "stabilise", _:
            return {
                "on": translate("Preview", "stabilised"),
                "off": translate("Preview", "not stabilised"),
            }.get(str(value), translate("Preview", "stabilised where it helps"))
        case "match_colour", _:
            return translate("Preview", "colour matched") if value else translate("Preview", "colour not matched")
        case "quality", _:
            return translate("Preview", "fast quality") if value == "fast" else translate("Preview", "standard quality")
        case "steps", int():
            return _solid(translate("Preview", "{n} steps").format(n=value))
        case "seed", _:
            return _solid(translate("Preview", "seed {n}").format(n=value))
        case _, "" | None | () | []:
            return translate("Preview", "without {setting}").format(setting=_setting(field)) if now else ""
        case _:
            return translate("Preview", "other {setting}").format(setting=_setting(field))


def _setting(field: str) -> str:
    return {
        "prompt": translate("Preview", "prompt"),
        "edit_prompt": translate("Preview", "edit prompt"),
        "negative_prompt": translate("Preview", "negative prompt"),
        "reference_images": translate("Preview", "reference images"),
        "reference_video": translate("Preview", "reference video"),
        "options": translate("Preview", "options"),
        "steps": translate("Preview", "own step count"),
        "scale": translate("Preview", "size"),
        "size": translate("Preview", "size"),
    }.get(field, field.replace("_", " "))


def model_name(name: str) -> str:
    """A model as people call it: its name, or the name of the user's own file."""
    return PurePath(name.replace("\\", "/")).name or name


def _sized(count: float, step: int, units: tuple[str, ...]) -> str:
    value, unit = float(count), units[0]
    for larger in units[1:]:
        if value < step * 0.9995:
            break
        value, unit = value / step, larger
    digits = 1 if value < 9.95 and unit not in units[:2] else 0
    return _solid(f"{QLocale().toString(value, 'f', digits)} {unit}")


def _solid(text: str) -> str:
    return text.replace(" ", _SOLID)
