"""Looks at this machine and this installation, and says what is there, what is missing, what is broken."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from uprez import __version__
from uprez.core.errors import UprezError
from uprez.engine.doctor_hosts import host_parts, openfx_plugin
from uprez.engine.finding import Check, State
from uprez.engine.wording import table

PACKAGES = ("numpy", "av", "OpenImageIO", "opencolorio", "onnxruntime", "onnx", "openvino", "torch", "opencv-python-headless", "pydantic")
"""Packages whose versions belong in a report."""
ENCODERS = ("prores_aw", "prores_ks", "libx265", "ffv1")
"""Encoders that outputs need."""
VECTORS = (
    "sse4_2",
    "avx",
    "avx2",
    "fma",
    "f16c",
    "avx512f",
    "avx512_vnni",
    "avx_vnni",
    "avx512_bf16",
    "avx512_fp16",
    "amx_bf16",
    "amx_int8",
)
"""Vector extensions that the runtimes gain from, by Linux's names."""
LITTLE_MEMORY, LITTLE_DISK = 2e9, 2e9
"""Bytes below which uprez warns."""
CODE = 1 / 876
"""One 10-bit limited-range luma code, as a share of white."""


def diagnose() -> tuple[Check, ...]:
    """Check everything; a check that fails on its own is itself a finding."""
    parts: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("uprez", _versions),
        ("packages", _packages),
        ("ffmpeg", _ffmpeg),
        ("pictures", _pictures),
        ("runtimes", _runtimes),
        ("processor", _processor),
        ("memory", _memory),
        ("disk", _disk),
        ("weights", _weights),
        ("colour", _colour),
        ("exact colour", _exact_colour),
        ("first upscale", _first_upscale),
        ("openfx plugin", openfx_plugin),
        ("hosts", host_parts),
    )
    found: list[Check] = []
    for name, part in parts:
        try:
            found += part()
        except Exception as error:  # whatever breaks a check is what the doctor is asked to tell
            found.append(Check(name, State.BROKEN, f"{type(error).__name__}: {error}", private=True))
    return tuple(found)


def broken(checks: tuple[Check, ...]) -> bool:
    """True when something essential does not work."""
    return any(check.state is State.BROKEN for check in checks)


def report_text(checks: tuple[Check, ...]) -> str:
    """What goes into a report: public findings; of a private one that is no good, only that it is."""
    rows: list[tuple[str, str]] = []
    for check in checks:
        if not check.private:
            rows.append((check.name, f"{check.state.value:<6} {check.text}"))
        elif check.state is not State.GOOD:
            rows.append((check.name, f"{check.state.value:<6} (details left out: they may hold paths)"))
    return "uprez report\n" + table(rows)


def _versions() -> Iterator[Check]:
    yield Check("uprez", State.GOOD, __version__)
    yield Check("python", State.GOOD, f"{platform.python_version()}, {platform.system()} {platform.release()}, {platform.machine()}")
    yield Check("python at", State.GOOD, sys.executable, private=True)


def _packages() -> Iterator[Check]:
    versions: list[str] = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"{package} not installed")
    yield Check("packages", State.GOOD, ", ".join(versions))


def _ffmpeg() -> Iterator[Check]:
    import av

    codecs: set[str] = set(av.codecs_available)
    missing = [encoder for encoder in ENCODERS if not _can_encode(encoder, codecs)]
    versions: dict[str, tuple[int, ...]] = av.library_versions
    libraries = ", ".join(f"{name} {'.'.join(map(str, numbers))}" for name, numbers in versions.items() if name.startswith("libav"))
    yield Check("ffmpeg", State.GOOD, f"{av.ffmpeg_version_info} ({libraries})")
    lacking = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(ENCODERS)}"
    essential = any(encoder.startswith("prores") for encoder in missing)
    yield Check("encoders", State.BROKEN if essential else State.NOTE if missing else State.GOOD, lacking)


def _can_encode(name: str, codecs: set[str]) -> bool:
    import av

    if name not in codecs:
        return False
    try:
        av.Codec(name, "w")
    except ValueError:
        return False
    return True


def _pictures() -> Iterator[Check]:
    import OpenImageIO

    formats = {name.split(":")[0] for name in str(OpenImageIO.get_string_attribute("format_list")).split(",")}
    missing = [name for name in ("openexr", "dpx", "tiff", "png") if name not in formats]
    text = f"OpenImageIO {OpenImageIO.VERSION_STRING}" + (f" lacks {', '.join(missing)}" if missing else "")
    yield Check("pictures", State.BROKEN if missing else State.GOOD, text)


def _runtimes() -> Iterator[Check]:
    import onnxruntime

    yield Check("onnxruntime", State.GOOD, f"{onnxruntime.__version__}: {', '.join(onnxruntime.get_available_providers())}")
    if importlib.util.find_spec("openvino") is None:
        yield Check("openvino", State.NOTE, "not installed; `pip install uprez[openvino]` may be faster on this processor")
    else:
        import openvino

        devices = ", ".join(openvino.Core().available_devices)
        yield Check("openvino", State.GOOD, f"{importlib.metadata.version('openvino')}: {devices}")
    if importlib.util.find_spec("torch") is None:
        yield Check("torch", State.NOTE, "not installed; only needed for --runtime torch")
    else:
        import torch

        gpus = [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]
        yield Check("torch", State.GOOD, f"{torch.__version__}: {', '.join(['cpu', *gpus])}")


def _processor() -> Iterator[Check]:
    config: Any = np.show_config(mode="dicts")
    stated = _cpu_file()
    wanted = [name for name in VECTORS if name in stated.get("flags", "").split()] or config.get("SIMD Extensions", {}).get("found", [])
    name = stated.get("model name") or platform.processor() or platform.machine()
    cores = f"{psutil.cpu_count(logical=False)} cores, {psutil.cpu_count()} threads"
    yield Check("processor", State.GOOD, f"{name}, {cores}; {', '.join(wanted) or 'no vector extensions found'}")


def _cpu_file() -> dict[str, str]:
    """What Linux says of the first processor; empty elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        return {}
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _memory() -> Iterator[Check]:
    memory = psutil.virtual_memory()
    state = State.NOTE if memory.available < LITTLE_MEMORY else State.GOOD
    yield Check("memory", state, f"{memory.available / 1e9:.1f} GB free of {memory.total / 1e9:.1f} GB")


def _disk() -> Iterator[Check]:
    from uprez.media.atomic import free_bytes
    from uprez.models.weights.store import cache_folder

    for name, folder in (("disk, this folder", Path.cwd()), ("disk, temporary", Path(tempfile.gettempdir())), ("cache", cache_folder())):
        free = free_bytes(folder)
        yield Check(name, State.NOTE if free < LITTLE_DISK else State.GOOD, f"{free / 1e9:.1f} GB free")
        yield Check(f"{name} at", State.GOOD, str(folder), private=True)


def _weights() -> Iterator[Check]:
    from uprez.core.job import Recipe
    from uprez.models.catalogue import entries, members
    from uprez.models.weights.store import find

    complaints: list[str] = []
    known = {entry.weights.name: entry for entry in entries().values() if entry.weights}
    here = [name for name, entry in known.items() if entry.weights and find(entry.weights, on_note=complaints.append)]
    default = [entry.weights.name for entry in members(Recipe().model) if entry.weights]
    lacking = [name for name in default if name not in here]
    text = f"here: {', '.join(here) or 'none'}" + (f"; {', '.join(lacking)} will be fetched at the first use" if lacking else "")
    yield Check("weights", State.NOTE if lacking or complaints else State.GOOD, text)
    for complaint in complaints:
        yield Check("weights", State.NOTE, complaint, private=True)


def _colour() -> Iterator[Check]:
    from uprez.media.colour.ocio import space_names

    stated = os.environ.get("OCIO", "")
    try:
        text = f"{'$OCIO' if stated else 'the built-in studio configuration'}, {len(space_names())} colour spaces"
        yield Check("colour", State.GOOD, text)
    except UprezError as error:
        yield Check("colour", State.BROKEN, str(error), private=True)
    if stated:
        yield Check("colour at", State.GOOD, stated, private=True)


def _exact_colour() -> Iterator[Check]:
    """Every 10-bit luma code from sub-black to super-white, through the decoder and back through the encoder."""
    from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
    from uprez.media.colour.decoding import YuvDecoder
    from uprez.media.colour.encoding import YuvEncoder

    tag = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
    codes = np.arange(4, 1020, dtype=np.float32)[: 1016 // 8 * 8].reshape(8, -1)
    grey = (codes - 64) * np.float32(CODE)
    frame = YuvEncoder().encode(np.ascontiguousarray(np.broadcast_to(grey, (3, *grey.shape))), None, tag, "yuv422p10le")
    frame.color_range, frame.colorspace = 1, 1
    decoded, _ = YuvDecoder().decode(frame, tag)
    worst = float(np.abs(decoded - grey).max() / CODE)
    state = State.GOOD if worst < 0.001 else State.BROKEN
    yield Check("exact colour", state, f"10-bit codes 4 to 1019 come home within {worst:.5f} of a code")


def _first_upscale() -> Iterator[Check]:
    """A small picture through the model space and classic resampling: the path that needs no weights."""
    from uprez.core.job import Recipe
    from uprez.core.plan import Shot
    from uprez.models.contract import drain
    from uprez.models.open import open_model

    picture = np.linspace(0, 1, 3 * 16 * 16, dtype=np.float32).reshape(1, 3, 16, 16)
    model = open_model(Recipe(model="lanczos", scale=2), 2.0, on_note=lambda _: None)
    stream = model.open(Shot(index=0, first=0, last=0), Recipe(model="lanczos", scale=2))
    output = np.stack([*stream.push(picture), *drain(stream)])
    good = output.shape == (1, 3, 32, 32) and bool(np.isfinite(output).all())
    yield Check("first upscale", State.GOOD if good else State.BROKEN, f"16x16 to {output.shape[3]}x{output.shape[2]} by lanczos")
