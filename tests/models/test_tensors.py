"""safetensors in and out."""

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch

from tests.models.makers import compact_tensors
from uprez.core.errors import ModelError, OutputError
from uprez.models.weights.tensors import read_safetensors, safetensors_bytes, sha256, write_whole

TENSORS = compact_tensors() | {"half": np.arange(5, dtype=np.float16)}


def test_round_trip_and_the_library_reads_it():
    data = safetensors_bytes(TENSORS, {"licence": "Apache-2.0"})
    for found in (read_safetensors(data), safetensors.numpy.load(data)):
        assert found.keys() == TENSORS.keys()
        assert all(np.array_equal(found[name], value) and found[name].dtype == value.dtype for name, value in TENSORS.items())


def test_the_bytes_never_change():
    tensors = {"b": np.array([[1, 2]], np.float16), "a": np.array([3], np.float32)}
    data = safetensors_bytes(tensors, {"z": "1", "notice": "©"})
    assert data == safetensors_bytes(dict(reversed(tensors.items())), {"notice": "©", "z": "1"})
    header = (
        b'{"__metadata__":{"notice":"\\u00a9","z":"1"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
        b'"b":{"dtype":"F16","shape":[1,2],"data_offsets":[4,8]}}'
    )
    header += b" " * (-len(header) % 8)
    assert data == len(header).to_bytes(8, "little") + header + b"\x00\x00\x40\x40" + b"\x00\x3c\x00\x40"


def test_bfloat16_and_float64_become_float32():
    base = torch.arange(7) / 4
    data = safetensors.torch.save({"b": base.bfloat16(), "d": base.double()})
    assert all(value.dtype == np.float32 and np.array_equal(value, base.numpy()) for value in read_safetensors(data).values())


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"\x08" + bytes(7) + b"{", safetensors_bytes(TENSORS, {})[:-1], safetensors_bytes(TENSORS, {}) + b"x"]
)
def test_damaged(data):
    with pytest.raises(ModelError, match="cannot be read"):
        read_safetensors(data)


def test_types_without_a_meaning():
    with pytest.raises(ModelError, match="F8_E4M3"):
        read_safetensors(safetensors.torch.save({"a": torch.zeros(3).to(torch.float8_e4m3fn)}))


def test_files_appear_whole_or_not_at_all(tmp_path):
    path = tmp_path / "deep" / "file"
    write_whole(path, b"one")
    write_whole(path, b"three")
    assert path.read_bytes() == b"three"
    assert sha256(path) == "8b5b9db0c13db24256c829aa364aa90c6d2eba318b9232a4ab9313b954d3555f"
    (tmp_path / "taken").mkdir()
    with pytest.raises(OutputError):
        write_whole(tmp_path / "taken", b"x")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["deep", "file", "taken"]
