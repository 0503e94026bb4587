"""Small networks with random weights, and the files that others would store them in."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections import OrderedDict

import numpy as np

from uprez.models.light import rrdb, span


def picture(height=18, width=22, seed=0, count=1):
    return np.random.default_rng(seed).random((count, 3, height, width), np.float32)


def span_tensors(scale=2, channels=6, seed=1):
    """A SPAN whose activations stay of the size of one; its input is taken as it is (`no_norm`)."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for name in span.conv_names():
        kernel = 1 if name == "conv_cat" else 3
        into = {"conv_1": 3, "conv_cat": 4 * channels}.get(name, channels)
        out = 3 * scale**2 if name == "upsampler.0" else channels
        _add_conv(tensors, name, out, into, kernel, rng)
    return tensors | {"no_norm": np.zeros(1, np.float32)}


def compact_tensors(scale=4, channels=5, convs=2, seed=2):
    rng = np.random.default_rng(seed)
    tensors = {}
    for index in range(0, 2 * convs + 3, 2):
        out = 3 * scale**2 if index == 2 * convs + 2 else channels
        _add_conv(tensors, f"body.{index}", out, channels if index else 3, 3, rng)
        if index < 2 * convs + 2:
            tensors[f"body.{index + 1}.weight"] = rng.uniform(-0.5, 1.5, channels).astype(np.float32)
    return tensors


def rrdb_tensors(channels=6, growth=3, blocks=2, doublings=2, fold=1, seed=3):
    rng = np.random.default_rng(seed)
    tensors = {}
    for name in rrdb.conv_names(blocks, doublings):
        conv = int(name[-1]) if name.startswith("body.") else 0
        into = channels + (conv - 1) * growth if conv else channels
        out = growth if 0 < conv < 5 else channels
        into, out = {"conv_first": (3 * fold**2, channels), "conv_last": (channels, 3)}.get(name, (into, out))
        _add_conv(tensors, name, out, into, 3, rng)
    return tensors


def _add_conv(tensors, name, out, into, kernel, rng):
    tensors[f"{name}.weight"] = (rng.standard_normal((out, into, kernel, kernel)) / (into * kernel**2) ** 0.5).astype(np.float32)
    tensors[f"{name}.bias"] = (0.1 * rng.standard_normal(out)).astype(np.float32)


def span_ncnn(tensors, mean, value_range):
    """The two files of a plain SPAN as ncnn stores it: float16 weights with tags, float32 biases without."""
    lines = [
        "Input input.1 0 1 data",
        "MemoryData mean 0 1 mean 0=1 1=1 2=3",
        "BinaryOp sub 2 1 data mean centred 0=1",
        f"BinaryOp mul 1 1 centred scaled 0=2 1=1 2={value_range:e}",
    ]
    data = np.asarray(mean, "<f4").tobytes()
    for name in span.conv_names():
        weight, bias = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
        lines.append(f"Convolution {name} 1 1 a b 0={weight.shape[0]} 1={weight.shape[2]} 4=1 5=1 6={weight.size}")
        stored = weight.astype("<f2").tobytes()
        data += struct.pack("<I", 0x01306B47) + stored + b"\0" * (-len(stored) % 4) + bias.astype("<f4").tobytes()
    return ("7767517\r\n" + f"{len(lines)} 99\r\n" + "\r\n".join(lines) + "\r\n").encode(), data


class _Global:
    """Pickles as the name of something in a module, without that module being there."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class _Call:
    """Pickles as a call of a named function."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


class _Pickler(pickle._Pickler):
    def save(self, obj, save_persistent_id=True):
        if isinstance(obj, _Global):
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        elif isinstance(obj, _Call):
            self.save(obj.function)
            self.save(obj.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(obj, save_persistent_id)

    def persistent_id(self, obj):
        return obj.pid if isinstance(obj, _Storage) else None


class _Storage:
    def __init__(self, pid):
        self.pid = pid


STORAGES = {"float32": "FloatStorage", "float16": "HalfStorage", "float64": "DoubleStorage", "uint16": "BFloat16Storage"}


def pth(root, *, legacy=False, extra=None):
    """A `.pth` as torch.save would write it, without torch; uint16 arrays stand for bfloat16.

    `root` is what was saved: arrays inside dictionaries. `extra` is pickled beside them under the key `extra`.
    """
    storages = {}
    tree = _with_storages(root, storages)
    if extra is not None:
        tree["extra"] = extra
    if legacy:
        out = io.BytesIO()
        for part in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {}}):
            pickle.dump(part, out, protocol=2)
        _Pickler(out, protocol=2).dump(tree)
        pickle.dump(sorted(storages), out, protocol=2)
        for key in sorted(storages):
            out.write(storages[key].size.to_bytes(8, "little") + storages[key].tobytes())
        return out.getvalue()
    program = io.BytesIO()
    _Pickler(program, protocol=2).dump(tree)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("net/data.pkl", program.getvalue())
        archive.writestr("net/byteorder", "little")
        for key, values in storages.items():
            archive.writestr(f"net/data/{key}", values.tobytes())
    return out.getvalue()


def _with_storages(value, storages):
    if isinstance(value, dict):
        return OrderedDict((name, _with_storages(inner, storages)) for name, inner in value.items())
    if not isinstance(value, np.ndarray):
        return value
    key, flat = str(len(storages)), np.ascontiguousarray(value)
    storages[key] = flat
    storage = _Storage(("storage", _Global("torch", STORAGES[value.dtype.name]), key, "cpu", flat.size))
    strides = tuple(step // flat.itemsize for step in flat.strides)
    return _Call(_Global("torch._utils", "_rebuild_tensor_v2"), storage, 0, tuple(flat.shape), strides, False, OrderedDict())


def call(module, name, *arguments):
    """Something that, unpickled carelessly, calls `module.name(*arguments)`."""
    return _Call(_Global(module, name), *arguments)


def repeating_span(scale, mean, value_range):
    """A SPAN that repeats every pixel, if its input is normalised with `mean` and `value_range`; the file says neither."""
    tensors = {name: np.zeros_like(value) for name, value in span_tensors(scale=scale, channels=3).items() if name != "no_norm"}
    for channel in range(3):
        tensors["conv_1.weight"][channel, channel, 1, 1] = 1
        tensors["conv_cat.weight"][channel, channel] = 1
        part = slice(channel * scale**2, (channel + 1) * scale**2)
        tensors["upsampler.0.weight"][part, channel, 1, 1] = 1 / value_range
        tensors["upsampler.0.bias"][part] = mean[channel]
    return tensors
