"""Colour spaces by name, from OpenColorIO: the user's configuration, else the newest studio one that comes with the library."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import PyOpenColorIO
from numpy.typing import NDArray

from uprez.core.errors import InputError

_OCIO: Any = PyOpenColorIO  # its compiled module shows no names to type checkers
_BUILT_IN = "ocio://studio-config-latest"
_AP0 = (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767)
"""ACES2065-1, SMPTE ST 2065-1."""
_D65 = (0.3127, 0.3290)
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
_AS_PUBLISHED = 5e-6
"""Primaries are published to four decimals; a chromatic adaptation undone rightly gives them back this closely."""

_PICKING = ("color_picking", "texture_paint", "matte_paint", "default")
"""Roles of spaces that are for screens."""

Matrix3 = NDArray[np.float64]


def space_names() -> tuple[str, ...]:
    """Every colour space that `--colour` can name, aliases left out.

    Raises:
        InputError: the configuration named by $OCIO cannot be read.
    """
    return tuple(space.getName() for space in _config(os.environ.get("OCIO", "")).getColorSpaces())


def find_space(name: str) -> Any:
    """The colour space of this name, alias or role, in any case, as PyOpenColorIO's `ColorSpace`.

    Raises:
        InputError: no such space (the message lists near names), or the configuration cannot be read.
    """
    config = _config(os.environ.get("OCIO", ""))
    space = config.getColorSpace(name)
    if space is not None:
        return space
    names: dict[str, str] = {}
    for known in config.getColorSpaces():
        for spelling in (known.getName(), *known.getAliases()):
            names[spelling.lower()] = known.getName()
    wanted = name.lower()
    near = [*difflib.get_close_matches(wanted, names, 12, 0.5), *(spelling for spelling in names if wanted and wanted in spelling)]
    close = list(dict.fromkeys(names[spelling] for spelling in near))[:6]
    raise InputError(
        f"OpenColorIO knows no colour space '{name}'.",
        why=f"It is not in the configuration '{config.getName() or 'without a name'}'.",
        fix=f"Take one of: {', '.join(close)}." if close else "See `uprez doctor` for the names, or set $OCIO to your configuration.",
    )


def is_linear(space: Any) -> bool:
    """True when a space's numbers are proportional to light.

    Raises:
        InputError: the space holds data, not colour.
    """
    encoding = space.getEncoding()
    if space.isData() or encoding == "data":
        raise InputError(
            f"The colour space '{space.getName()}' holds data, not colour.",
            why="Data must not be changed, so it cannot be upscaled as a picture.",
            fix="Name the space that the pixels are in, for example ACEScg.",
        )
    if encoding:
        return encoding in ("scene-linear", "display-linear")
    kind: Any = space.getReferenceSpaceType()
    return bool(_config(os.environ.get("OCIO", "")).isColorSpaceLinear(space.getName(), kind))


def chromaticities_of_space(name: str) -> tuple[float, ...]:
    """Red x y, green x y, blue x y, white x y of a linear space; empty when it is not linear, or has no path to ACES2065-1.

    The configuration holds adapted matrices; the adaptation (none, Bradford or CAT02) that gives back primaries of four
    decimals, as they are published, is undone.

    Raises:
        InputError: see `find_space`.
    """
    config, space = _config(os.environ.get("OCIO", "")), find_space(name)
    if not is_linear(space) or not config.hasRole("aces_interchange"):
        return ()
    processor = config.getProcessor(space.getName(), config.getRoleColorSpace("aces_interchange")).getDefaultCPUProcessor()
    columns = np.eye(3, dtype=np.float32)
    processor.applyRGB(columns)
    to_xyz = _to_xyz(_AP0) @ columns.T.astype(np.float64)
    white = _AP0[6:]
    candidates = [_chromaticities(matrix @ to_xyz) for matrix in (np.eye(3), _adapt(white, _D65, _BRADFORD), _adapt(white, _D65, _CAT02))]
    errors = [float(np.abs(values[:6] - values[:6].round(4)).mean()) for values in candidates]
    best = int(np.argmin(errors))
    values = candidates[best].round(4) if errors[best] < _AS_PUBLISHED else candidates[1]
    return (*(float(value) for value in values[:6]), *(white if best == 0 and errors[0] < _AS_PUBLISHED else _D65))


def first_space(names: Iterable[str]) -> str:
    """The first of these names, aliases or roles that the configuration has, as it calls the space; else the space in which
    people pick colours, else the configuration's first.

    Raises:
        InputError: the configuration named by $OCIO cannot be read.
    """
    config = _config(os.environ.get("OCIO", ""))
    found = (config.getColorSpace(name) for name in (*names, *_PICKING))
    return next((str(space.getName()) for space in found if space is not None and not space.isData()), space_names()[0])


def linear_space_of(xy: tuple[float, ...]) -> str:
    """The scene-linear space of the configuration whose eight chromaticities (red, green, blue, white x y) are nearest to `xy`.

    Raises:
        InputError: the configuration named by $OCIO cannot be read.
    """
    known = _linear_spaces(os.environ.get("OCIO", ""))
    if not known:
        return first_space(("scene_linear",))
    return min(known, key=lambda name: max(abs(a - b) for a, b in zip(known[name], xy, strict=True)))


def converter(source: str, target: str) -> Callable[[NDArray[np.float32]], None]:
    """What changes packed RGB (H, W, 3), float32 and contiguous, in place from one space to another; both are of the configuration.

    Raises:
        InputError: the configuration names no way between them.
    """
    try:
        processor = _config(os.environ.get("OCIO", "")).getProcessor(source, target).getDefaultCPUProcessor()
    except _OCIO.Exception as error:
        raise InputError(
            f"There is no way from '{source}' to '{target}'.", why=f"{error}.", fix="Name colour spaces that go together."
        ) from error
    return processor.applyRGB


@cache
def _linear_spaces(path: str) -> Mapping[str, tuple[float, ...]]:
    """The chromaticities of every scene-linear space of a configuration that tells them."""
    spaces = [space for space in _config(path).getColorSpaces() if space.getEncoding() == "scene-linear"]
    found = {str(space.getName()): chromaticities_of_space(space.getName()) for space in spaces}
    return {name: xy for name, xy in found.items() if xy}


@cache
def _config(path: str) -> Any:
    try:
        return _OCIO.Config.CreateFromFile(path or _BUILT_IN)
    except (_OCIO.Exception, _OCIO.ExceptionMissingFile) as error:
        raise InputError(
            f"The OpenColorIO configuration '{path}' cannot be read.", why=f"{error}", fix="Correct or unset $OCIO."
        ) from error


def _to_xyz(xy: tuple[float, ...]) -> Matrix3:
    """The RGB to XYZ matrix of chromaticities, white at Y = 1."""
    columns = np.array([_xyz(xy[i], xy[i + 1]) for i in (0, 2, 4, 6)]).T
    return columns[:, :3] * np.linalg.solve(columns[:, :3], columns[:, 3])


def _xyz(x: float, y: float) -> tuple[float, float, float]:
    return x / y, 1.0, (1 - x - y) / y


def _adapt(source: tuple[float, ...], target: tuple[float, ...], cone: Matrix3) -> Matrix3:
    """The chromatic adaptation between two whites."""
    gains = (cone @ _xyz(target[0], target[1])) / (cone @ _xyz(source[0], source[1]))
    return np.linalg.inv(cone) @ np.diag(gains) @ cone


def _chromaticities(to_xyz: Matrix3) -> NDArray[np.float64]:
    """Eight chromaticities of an RGB to XYZ matrix."""
    points = np.column_stack([to_xyz, to_xyz.sum(1)])
    return (points[:2] / points.sum(0)).T.ravel()
