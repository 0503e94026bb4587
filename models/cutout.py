"""Cut what a picture shows out of its background, by a segmentation network that the user keeps in the cache folder.

Any ONNX file will do that gives one mask for one picture: U2-Net, IS-Net and BiRefNet as their authors export them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from uprez.core.errors import InputError, ModelError
from uprez.models.runtime.ort import OrtSession, open_first

Shown = NDArray[np.float32]
"""(H, W, 3) float32, display-referred, 0 to 1."""
Mask = NDArray[np.float32]
"""(H, W) float32, 0 behind and 1 in front."""

FREE_SIDE = 1024
"""Side at which a network that takes any size is asked: what IS-Net and BiRefNet were trained at."""
NOTHING = 5e-4
"""Share of a picture below which what was found counts as nothing."""
_LOGITS = 0.01
"""How far beyond 0 and 1 values may lie that are still no logits: rounding of float16."""
_FIX = "Put a U2-Net, IS-Net or BiRefNet as ONNX into that folder."


@dataclass(frozen=True, slots=True)
class Form:
    """What a network wants of its picture."""

    mean: tuple[float, float, float]
    """Subtracted from red, green and blue."""
    deviation: tuple[float, float, float]
    """What is left is divided by."""
    brightest: bool = False
    """Divide by the picture's largest value first."""
    stretched: bool = False
    """The mask's own least and largest value become 0 and 1."""


_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
U2NET = Form(*_IMAGENET, brightest=True, stretched=True)
"""The repository xuebinqin/U-2-Net, data_loader.py and u2net_test.py."""
ISNET = Form((0.5, 0.5, 0.5), (1.0, 1.0, 1.0), stretched=True)
"""The repository xuebinqin/DIS, Inference.py."""
BIREFNET = Form(*_IMAGENET)
"""The repository ZhengPeng7/BiRefNet, its demonstration."""


class Cutter:
    """A segmentation network, loaded."""

    def __init__(self, path: Path, *, device: str = "auto") -> None:
        """Load a network.

        Raises:
            ModelError: the file is no ONNX, or no network that gives a mask for a picture.
            ResourceError: out of memory.
        """
        self._path = path
        self.form = _form(path)
        """What the network wants, told by what the file contains."""
        self._session = open_first(device, lambda name: OrtSession(path, device=name))
        shapes = list(self._session.shapes.values())
        if len(shapes) != 1 or len(shapes[0]) != 4 or not _fits(shapes[0][0], 1) or not _fits(shapes[0][1], 3):
            raise self._refused(f"It takes {shapes}, not one picture (1, 3, height, width).")
        height, width = (side if isinstance(side, int) else FREE_SIDE for side in shapes[0][2:])
        self._size = (width, height)

    def mask(self, picture: Shown) -> Mask:
        """What stands in front, of the picture's own height and width.

        Raises:
            InputError: nothing stands out.
            ModelError: what the network gives is no mask.
            ResourceError: out of memory.
        """
        (name,) = self._session.inputs
        found = self._single(self._session.run({name: self._prepared(picture)})[0])
        if found.min() < -_LOGITS or found.max() > 1 + _LOGITS:
            found = 1 / (1 + np.exp(-np.clip(found, -60, 60)))
        spread = float(found.max() - found.min())
        if self.form.stretched and spread > _LOGITS:
            found = (found - found.min()) / spread
        height, width = picture.shape[:2]
        whole = cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 1).astype(np.float32)
        if spread <= _LOGITS or float(whole.mean()) < NOTHING:
            fix = "Crop it closer to what is meant, or cut it out by hand: a PNG with alpha."
            raise InputError("Nothing stands out in the picture.", why=f"{self._path.name} found nothing.", fix=fix)
        return whole

    def _prepared(self, picture: Shown) -> NDArray[np.float32]:
        height, width = picture.shape[:2]
        shrinks = self._size[0] * self._size[1] < width * height
        small = cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        if self.form.brightest:
            small = small / max(float(small.max()), 1e-6)
        scaled = (small - np.asarray(self.form.mean, np.float32)) / np.asarray(self.form.deviation, np.float32)
        return scaled.transpose(2, 0, 1)[None].astype(np.float32)

    def _single(self, given: NDArray[np.float32]) -> NDArray[np.float64]:
        """The first output as one plane: the finest, by all three authors' order."""
        planes = [side for side in given.shape if side != 1]
        if len(planes) != 2 or not np.isfinite(given).all():
            raise self._refused(f"It gives {given.shape}, not one mask of finite numbers.")
        return given.reshape(planes).astype(np.float64)

    def _refused(self, why: str) -> ModelError:
        return ModelError(f"{self._path} cuts nothing out: it is no segmentation network.", why=why, fix=_FIX)


def _fits(length: object, wanted: int) -> bool:
    """A free axis fits any length."""
    return length == wanted or not isinstance(length, int)


def _form(path: Path) -> Form:
    """Attention is BiRefNet's alone; of the other two, IS-Net works on the larger picture."""
    try:
        graph = onnx.load(path, load_external_data=False).graph
    except OSError as error:
        raise ModelError(f"The network {path} cannot be read.", why=f"{error.strerror}.", fix=_FIX) from error
    except DecodeError as error:
        raise ModelError(f"{path} is no ONNX file.", why=f"{error}.", fix=_FIX) from error
    if any(node.op_type in ("Softmax", "MultiHeadAttention", "Attention") for node in graph.node):
        return BIREFNET
    sides = [each.dim_value for each in graph.input[0].type.tensor_type.shape.dim] if graph.input else []
    return U2NET if len(sides) == 4 and 0 < sides[2] < FREE_SIDE // 2 else ISNET
