"""A recipe's reference images, in the colour that a model sees the clip in."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from uprez.core.clip import ClipInfo
from uprez.core.errors import InputError
from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.media.alpha import straight
from uprez.media.colour.between import conversion
from uprez.media.colour.space import ModelSpace, clean
from uprez.media.colour.viewing import viewing_space
from uprez.media.picture import Header, read_header, read_picture
from uprez.media.sequence_info import tag_of_picture
from uprez.models.contract import Still


def open_images(recipe: Recipe, clip: ClipInfo, space: ModelSpace) -> tuple[Still, ...]:
    """The recipe's reference images; `space` is the one that the model is given `clip` in. Their pixels are read when they are asked.

    Raises:
        InputError: one cannot be read, or its colour not be brought to the clip's.
    """
    return tuple(_still(Path(path), clip, space) for path in recipe.reference_images)


def _still(path: Path, clip: ClipInfo, space: ModelSpace) -> Still:
    try:
        header = read_header(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except (InputError, OSError) as error:
        raise InputError(
            f"The reference image '{path}' cannot be read.", why=f"{error}", fix="Give a picture: PNG, JPEG, TIFF or EXR."
        ) from error
    seen = viewing_space(clip.tag, is_float=clip.is_float)
    convert = conversion(_space(header), seen)

    def read() -> tuple[Pixels, Pixels | None]:
        picture = read_picture(path)
        rgb, _ = clean(picture.rgb)
        alpha = None if picture.alpha is None else clean(picture.alpha)[0].clip(0, 1)
        if alpha is not None and not header.straight:
            rgb, _ = clean(np.ascontiguousarray(straight(rgb, alpha), np.float32))
        return space.forward(rgb if convert is None else clean(convert(rgb))[0]), alpha

    return Still(f"{digest} {seen} {space.name}", header.size, read)


def _space(header: Header) -> str:
    tag, _ = tag_of_picture(header)
    return viewing_space(tag, is_float=header.is_float)
