"""Run an ONNX model with ONNX Runtime."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as state  # pyright: ignore[reportAttributeAccessIssue]

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.network import cores

_Loaded = TypeVar("_Loaded")

_PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
    "rocm": "MIGraphXExecutionProvider",
    "dml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
}
"""Devices by the names that users give, and the providers that serve them."""

_ERRORS: tuple[type[Exception], ...] = (
    RuntimeError,
    *(
        getattr(state, name)  # they have no base class of their own
        for name in (
            "EPFail",
            "EngineError",
            "Fail",
            "InvalidArgument",
            "InvalidGraph",
            "InvalidProtobuf",
            "NotImplemented",
            "RuntimeException",
        )
    ),
)


_TYPES = {"tensor(float16)": np.float16, "tensor(int64)": np.int64}
"""Of inputs that are not float32."""


def devices() -> tuple[str, ...]:
    """Devices that the installed ONNX Runtime has providers for, best first, for example `cuda`, `cpu`."""
    available = ort.get_available_providers()
    order = ("tensorrt", "cuda", "rocm", "dml", "coreml", "cpu")
    return tuple(device for device in order if _PROVIDERS[device] in available)


class OrtSession:
    """A graph on ONNX Runtime, whatever its inputs and outputs are."""

    def __init__(self, model: bytes | Path, *, device: str) -> None:
        """Load an ONNX model: a serialised one, or a file whose weights may lie beside it.

        Raises:
            ModelError: ONNX Runtime refuses the model, or would run it elsewhere than asked.
            ResourceError: out of memory.
        """
        provider, settings = _provider(device)
        with memory_guarded("onnxruntime", _ERRORS):
            self._session = ort.InferenceSession(model, _options(device), providers=[(provider, settings)])
        got = self._session.get_providers()[0]
        if got != provider:
            raise ModelError(
                f"ONNX Runtime cannot use the device '{device}'.",
                why=f"It offered {got} instead of {provider}: the driver or its libraries are missing or too old.",
                fix="Check them with `uprez doctor`, or give `--device cpu`.",
            )
        self.inputs = {each.name: np.dtype(_TYPES.get(each.type, np.float32)) for each in self._session.get_inputs()}
        """Names of the inputs, in order, and their types."""
        self.shapes: dict[str, list[Any]] = {each.name: each.shape for each in self._session.get_inputs()}
        """Their shapes: numbers, and names of free axes."""

    def run(self, given: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """All outputs, in order; inputs are converted to the types that the graph takes.

        Raises:
            ModelError: ONNX Runtime refuses the inputs.
            ResourceError: out of memory.
        """
        fed = {name: np.ascontiguousarray(values, self.inputs[name]) for name, values in given.items()}
        with memory_guarded("onnxruntime", _ERRORS):
            return [np.asarray(result) for result in self._session.run(None, fed)]


def open_first(device: str, load: Callable[[str], _Loaded], *, on_note: Callable[[str], None] | None = None) -> _Loaded:
    """What `load` gives for a device; for `auto` for the fastest on which it succeeds.

    Raises:
        ModelError: it succeeds on none.
        ResourceError: out of memory.
    """
    candidates = [device] if device != "auto" else [name for name in devices() if name != "tensorrt"]  # its engines take minutes to build
    for candidate in candidates[:-1]:
        try:
            return load(candidate)
        except ModelError as error:
            if on_note is not None:
                on_note(f"onnxruntime on {candidate} was passed over: {error}")
    return load(candidates[-1])


class OrtNetwork:
    """A network on ONNX Runtime."""

    def __init__(self, model: bytes, *, device: str, precision: str) -> None:
        """Load an ONNX model that has one input and one output.

        Raises:
            ModelError: ONNX Runtime refuses the model, or would run it elsewhere than asked.
        """
        self._session = OrtSession(model, device=device)
        self._input = next(iter(self._session.inputs))
        self.runtime = f"onnxruntime {device} {precision}"

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network; see `Network.__call__`."""
        return np.asarray(self._session.run({self._input: x})[0], np.float32)


def _options(device: str) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = cores()
    options.enable_mem_pattern = False  # measured on SPAN: same speed, peak memory 2.8 instead of 3.6 kB a source pixel
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle cores belong to decoding and encoding
    options.log_severity_level = 3  # its warnings go to stderr, past every progress bar
    if device.startswith("dml"):  # DirectML's documented requirement, beside no memory pattern
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    return options


def _provider(device: str) -> tuple[str, dict[str, str]]:
    """The provider of a device, and its settings.

    Raises:
        ModelError: ONNX Runtime has no such device, or the installed one lacks its provider.
    """
    match = re.fullmatch(r"([a-z]+)(?::(\d+))?", device)
    kind = match[1] if match else device
    if kind not in devices():
        raise ModelError(
            f"ONNX Runtime has no device '{device}' here.",
            why=f"The installed one knows: {', '.join(devices())}.",
            fix="Give one of these with `--device`, or install the onnxruntime package made for that device.",
        )
    settings = {"device_id": match[2]} if match and match[2] and kind not in ("cpu", "coreml") else {}
    if kind == "cuda":  # the exhaustive search would run again for every new tile shape
        settings["cudnn_conv_algo_search"] = "HEURISTIC"
    return _PROVIDERS[kind], settings
