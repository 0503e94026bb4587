"""Pictures on disk, without loss of what eight bits hold."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from uprez.core.frame import Pixels
from uprez.media.atomic import write_error


def write_pictures(folder: Path, pictures: Pixels) -> None:
    """Pictures (f, 3, H, W), 0 to 1, as a sequence of PNG in a folder that exists.

    Raises:
        ResourceError, OutputError: they cannot be written.
    """
    for number, picture in enumerate(pictures):
        codes = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)
        path = folder / f"{number:04d}.png"
        try:
            path.write_bytes(cv2.imencode(".png", codes[..., ::-1])[1].tobytes())
        except OSError as error:
            raise write_error(path, error) from error
