"""The OpenColorIO configuration: $OCIO, else the newest built-in studio one, as the service takes it."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from uprez.core.errors import InputError

_BUILT_IN = "ocio://studio-config-latest"
_SCENE = ("scene-linear", "log")
"""Encodings of pictures that want a tone curve for a screen; all others were made for one."""
_UNTONED, _RAW = "Un-tone-mapped", "Raw"


def ocio() -> Any:
    """The PyOpenColorIO module; its compiled part shows no names to type checkers."""
    import PyOpenColorIO

    return PyOpenColorIO


def current_config() -> Any:
    """The configuration that is in force, as PyOpenColorIO's `Config`.

    Raises:
        InputError: it cannot be read.
    """
    return _read(os.environ.get("OCIO", ""))


def displays() -> tuple[str, ...]:
    """Displays that the user can choose, in the configuration's order. Raises InputError as `current_config`."""
    return tuple(current_config().getDisplays())


def views(display: str) -> tuple[str, ...]:
    """Views of a display. Raises InputError as `current_config`."""
    return tuple(current_config().getViews(display))


def default_display() -> str:
    """The first display with sRGB in its name, else the configuration's default. Raises InputError as `current_config`."""
    config = current_config()
    return next((name for name in config.getDisplays() if "srgb" in name.lower()), config.getDefaultDisplay())


def default_view(display: str, space: str) -> str:
    """The view that shows a space as it is meant.

    Scene-linear and camera log go through the configuration's default view, which tone-maps. What was made for a screen is
    shown without a tone curve, and data is shown raw.

    Raises:
        InputError: the configuration has no such space, or cannot be read.
    """
    config = current_config()
    found = _space(config, space)
    if found.isData() or found.getEncoding() == "data":
        wanted = _RAW
    else:
        kind = found.getEncoding() or ("scene-linear" if config.isColorSpaceLinear(space, ocio().REFERENCE_SPACE_SCENE) else "")
        wanted = "" if kind in _SCENE else _UNTONED
    return wanted if wanted in config.getViews(display) else config.getDefaultView(display)


def encoding(space: str) -> str:
    """What a space's values stand for, in OpenColorIO's words: scene-linear, log, sdr-video, …

    Raises:
        InputError: as `default_view`.
    """
    return str(_space(current_config(), space).getEncoding())


def _space(config: Any, name: str) -> Any:
    found = config.getColorSpace(name)
    if found is None:
        raise InputError(
            f"OpenColorIO knows no colour space '{name}'.",
            why=f"It is not in the configuration '{config.getName() or 'without a name'}'.",
            fix="Choose the clip's colour space, or set $OCIO to the configuration that has it.",
        )
    return found


@cache
def _read(path: str) -> Any:
    module = ocio()
    try:
        return module.Config.CreateFromFile(path or _BUILT_IN)
    except (module.Exception, module.ExceptionMissingFile) as error:
        raise InputError(
            f"The OpenColorIO configuration '{path}' cannot be read.", why=f"{error}", fix="Correct or unset $OCIO."
        ) from error
