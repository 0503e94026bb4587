"""The devices of this machine that can run models."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

_QUERY = ("nvidia-smi", "--query-gpu=index,uuid,name,memory.total,memory.free", "--format=csv,noheader,nounits")
_VISIBLE = "CUDA_VISIBLE_DEVICES"
"""CUDA's own choice of GPUs, which it then counts from 0."""
_SECONDS = 10.0
"""Seconds that the driver may take to answer."""


_Row = tuple[str, str, str, str]
"""UUID, name, MiB of memory, MiB that are free."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device."""

    name: str
    """As a recipe names it: `cpu`, `cuda:0`."""
    title: str
    """As people know it."""
    memory_bytes: int
    free_bytes: int
    runtimes: tuple[str, ...]
    """What is installed that can use it."""


def devices() -> tuple[Device, ...]:
    """Every device, the CPU first; a GPU only where a driver answers and a runtime is installed that can use it."""
    return (_cpu(), *_nvidia())


def _cpu() -> Device:
    memory = psutil.virtual_memory()
    runtimes = ["onnxruntime", *(name for name in ("openvino", "torch") if importlib.util.find_spec(name))]
    return Device("cpu", _processor(), int(memory.total), int(memory.available), tuple(runtimes))


def _processor() -> str:
    """The processor's name and its threads."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} threads"


def _nvidia() -> tuple[Device, ...]:
    """NVIDIA's GPUs by their driver's own word: loading a runtime only to hear that there is none would take seconds."""
    if shutil.which(_QUERY[0]) is None or not (runtimes := _cuda_runtimes()):
        return ()
    try:
        answer = subprocess.run(_QUERY, capture_output=True, text=True, timeout=_SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = [[part.strip() for part in line.split(",")] for line in answer.splitlines() if line.strip()]
    known = {index: (uuid, name, total, free) for index, uuid, name, total, free in rows if total.isdigit() and free.isdigit()}
    return tuple(
        Device(f"cuda:{place}", name, int(total) << 20, int(free) << 20, runtimes)
        for place, (_, name, total, free) in enumerate(_visible(known, os.environ.get(_VISIBLE)))
    )


def _visible(known: Mapping[str, _Row], wanted: str | None) -> list[_Row]:
    """The GPUs that CUDA will count, in its order: all, or those of the list up to the first that it does not know."""
    if wanted is None:
        return list(known.values())
    chosen: list[_Row] = []
    for token in (part.strip() for part in wanted.split(",")):
        row = known.get(token) or next((row for row in known.values() if token and row[0].startswith(token)), None)
        if row is None:
            break
        chosen.append(row)
    return chosen


def _cuda_runtimes() -> tuple[str, ...]:
    """The installed runtimes that are built for CUDA."""
    import onnxruntime

    found = ["onnxruntime"] if "CUDAExecutionProvider" in onnxruntime.get_available_providers() else []
    if importlib.util.find_spec("torch"):
        import torch

        found += ["torch"] if torch.version.cuda else []
    return tuple(found)
