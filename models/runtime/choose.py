"""Choose what runs a network, aloud: what is asked for is what runs, and `auto` is the fastest installed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

import onnx

from uprez.core.errors import ModelError
from uprez.models.runtime.network import Network
from uprez.models.runtime.onnx_graph import build
from uprez.models.runtime.ops import Architecture, Tensors


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks of a runtime; `auto` leaves it to uprez."""

    runtime: str = "auto"
    """`onnxruntime`, `openvino`, `torch`."""
    device: str = "auto"
    """`cpu`, `cuda:0`, `dml`, `coreml`, `gpu` (OpenVINO), …"""
    precision: str = "auto"
    """`fp32`, `fp16`, `bf16`."""


@dataclass(frozen=True, slots=True)
class Described:
    """A network that uprez describes itself; any runtime can run it."""

    architecture: Architecture
    tensors: Tensors


@dataclass(frozen=True, slots=True)
class Graph:
    """A network that comes as an ONNX model."""

    model: onnx.ModelProto
    half: bool
    """Its weights are float16."""


def open_network(source: Described | Graph, wish: Wish, *, on_note: Callable[[str], None]) -> Network:
    """Load a network into the runtime that the user asks for, or into the fastest installed.

    Raises:
        ModelError: what is asked for is not installed, or cannot do it.
        ResourceError: out of memory.
    """
    candidates = _candidates(source, wish)
    for runtime, device in candidates[:-1]:
        try:
            return _open(source, runtime, device, _precision(wish, source, runtime, device))
        except ModelError as error:
            on_note(f"{runtime} on {device} was passed over: {error}")
    runtime, device = candidates[-1]
    return _open(source, runtime, device, _precision(wish, source, runtime, device))


def _candidates(source: Described | Graph, wish: Wish) -> list[tuple[str, str]]:
    """Runtimes and devices to try, the fastest first; one when both are asked for."""
    if wish.runtime != "auto":
        _require(wish.runtime, source)
        return [(wish.runtime, device) for device in ([wish.device] if wish.device != "auto" else _devices(wish.runtime))]
    runtimes = [
        name for name in ("torch", "openvino", "onnxruntime") if _installed(name) and not (name == "torch" and isinstance(source, Graph))
    ]
    if wish.device == "auto":
        gpus = [(name, device) for name in ("torch", "onnxruntime") if name in runtimes for device in _devices(name)[:-1]]
        return [*gpus, *((name, "cpu") for name in runtimes if name != "torch")]
    kind = wish.device.partition(":")[0]
    able = {
        "cpu": ("openvino", "onnxruntime"),
        "gpu": ("openvino",),
        "npu": ("openvino",),
        "cuda": ("torch", "onnxruntime"),
        "mps": ("torch",),
    }
    return [(name, wish.device) for name in able.get(kind, ("onnxruntime",)) if name in runtimes] or [("onnxruntime", wish.device)]


def _devices(runtime: str) -> list[str]:
    """Devices of an installed runtime, the fastest first and the CPU last."""
    if runtime == "openvino":
        return ["cpu"]
    if runtime == "onnxruntime":
        from uprez.models.runtime import ort

        return [device for device in ort.devices() if device != "tensorrt"]  # its engines take minutes to build: only when asked for
    if importlib.metadata.version("torch").endswith("+cpu"):
        return ["cpu"]  # a build without GPUs; importing it would only cost seconds
    from uprez.models.runtime import torch_net

    return torch_net.devices()


def _precision(wish: Wish, source: Described | Graph, runtime: str, device: str) -> str:
    if wish.precision != "auto":
        return wish.precision
    if isinstance(source, Graph) and runtime == "onnxruntime":
        return "fp16" if source.half else "fp32"
    return "fp32" if device == "cpu" else "fp16"


def _open(source: Described | Graph, runtime: str, device: str, precision: str) -> Network:
    if runtime == "torch":
        from uprez.models.runtime.torch_net import TorchNetwork

        assert isinstance(source, Described)
        return TorchNetwork(source.architecture, source.tensors, device=device, precision=precision)
    if runtime == "openvino":
        from uprez.models.runtime.openvino import OpenVinoNetwork

        return OpenVinoNetwork(_model(source).SerializeToString(), device=device, precision=precision)
    from uprez.models.runtime.ort import OrtNetwork

    if precision == "bf16" or (isinstance(source, Graph) and precision != ("fp16" if source.half else "fp32")):
        raise ModelError(
            f"ONNX Runtime cannot run this network in {precision}.",
            why="It computes in the precision that the model is stored in, float32 or float16.",
            fix="Leave `--precision` out, or give another `--runtime`.",
        )
    return OrtNetwork(_model(source, half=precision == "fp16").SerializeToString(), device=device, precision=precision)


def _model(source: Described | Graph, *, half: bool = False) -> onnx.ModelProto:
    return source.model if isinstance(source, Graph) else build(source.architecture, source.tensors, half=half)


def _installed(runtime: str) -> bool:
    return importlib.util.find_spec(runtime) is not None


def _require(runtime: str, source: Described | Graph) -> None:
    if not _installed(runtime):
        raise ModelError(
            f"The runtime {runtime} is not installed.",
            why="It is an optional part of uprez.",
            fix=f"Install it with `pip install uprez[{runtime}]`, or leave `--runtime` out.",
        )
    if runtime == "torch" and isinstance(source, Graph):
        raise ModelError(
            "torch cannot run an .onnx model.",
            why="An ONNX model is a graph for ONNX Runtime or OpenVINO.",
            fix="Give `--runtime onnxruntime` or `--runtime openvino`, or leave it out.",
        )
