"""Run an ONNX model with OpenVINO, an optional runtime and on many processors the fastest."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import openvino as ov

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded

_TYPES = {"fp32": "f32", "fp16": "f16", "bf16": "bf16"}
_CAPABILITIES = {"fp32": "FP32", "fp16": "FP16", "bf16": "BF16"}


class OpenVinoNetwork:
    """A network on OpenVINO."""

    def __init__(self, model: bytes, *, device: str, precision: str) -> None:
        """Load an ONNX model that has one input and one output.

        Raises:
            ModelError: OpenVINO refuses the model, has no such device, or the device no such precision.
        """
        core = ov.Core()
        name = _device(core, device)
        if _CAPABILITIES[precision] not in core.get_property(name, "OPTIMIZATION_CAPABILITIES"):
            raise ModelError(
                f"OpenVINO cannot compute in {precision} on '{device}'.",
                why="The processor has no instructions for it.",
                fix="Give `--precision fp32`.",
            )
        settings: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": _TYPES[precision],  # its own choice differs between processors, and so would the pixels
            "PERFORMANCE_HINT": "LATENCY",
        }
        with memory_guarded("openvino"):
            self._load = lambda: core.compile_model(core.read_model(model), name, settings)
            self._compiled: ov.CompiledModel | None = self._load()
        self._dtype: np.dtype[Any] = np.dtype(self._compiled.input(0).get_element_type().to_dtype())
        self.runtime = f"openvino {device} {precision}"

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network; see `Network.__call__`."""
        with memory_guarded("openvino"):
            compiled = self._compiled or self._load()
            self._compiled = None  # after running out of memory a loaded model keeps asking for it: it is loaded afresh then
            shared = compiled([np.ascontiguousarray(x, self._dtype)], share_inputs=True, share_outputs=True)[0]
            result = np.array(shared, np.float32)  # the next call writes over what is shared
            self._compiled = compiled
            return result


def _device(core: ov.Core, device: str) -> str:
    """OpenVINO's name for a device: `cpu`, `gpu`, `gpu:1`, `npu`.

    Raises:
        ModelError: there is no such device.
    """
    match = re.fullmatch(r"(cpu|gpu|npu)(?::(\d+))?", device)
    if match:
        wanted = match[1].upper() + (f".{match[2]}" if match[2] else "")
        if any(wanted in (have, have.partition(".")[0]) for have in core.available_devices):
            return wanted
    known = ", ".join(have.lower().replace(".", ":") for have in core.available_devices)
    raise ModelError(f"OpenVINO has no device '{device}' here.", why=f"It knows: {known}.", fix="Give one of these with `--device`.")
