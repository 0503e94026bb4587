"""The ncnn reader takes every byte or says why not."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import span_ncnn, span_tensors
from uprez.core.errors import ModelError
from uprez.models.light.recognise import recognise
from uprez.models.weights.convert import from_ncnn
from uprez.models.weights.ncnn import read

MEAN = (0.4, 0.5, 0.6)
PLAIN = span_tensors()
PARAM, DATA = span_ncnn(PLAIN, MEAN, 255.0)


def test_span_comes_through_lossless():
    tensors = from_ncnn("span", read(PARAM, DATA))
    assert all(tensors[name].dtype == np.float16 for name in tensors if name.endswith(".weight"))
    assert all(np.array_equal(tensors[name], PLAIN[name].astype(np.float16)) for name in tensors if name.endswith(".weight"))
    assert all(np.array_equal(tensors[name], PLAIN[name]) for name in tensors if name.endswith(".bias"))
    assert np.allclose(tensors["mean"], MEAN)
    assert recognise(tensors).architecture.range == 255


def _conv(storage, weights=12):
    param = b"7767517\n1 1\nConvolution c 1 1 a b 0=1 1=2 5=0 6=%d 9=2 -23310=1,2.0e-01\n" % weights
    return read(param, storage)[0]


def test_storages_of_convolutions():
    values = np.arange(12, dtype=np.float32) / 8
    layer = _conv(struct.pack("<I", 0x01306B47) + values.astype("<f2").tobytes())
    assert layer.weight.dtype == np.float16
    assert np.array_equal(layer.weight, values.reshape(1, 3, 2, 2))
    assert layer.bias is None
    assert layer.params[10] == (0.2,)
    for tag in (0, 0x0002C056):
        assert np.array_equal(_conv(struct.pack("<I", tag) + values.tobytes()).weight.ravel(), values)
    palette = np.zeros(256, np.float32)
    palette[:12] = values
    assert np.array_equal(_conv(struct.pack("<I", 0x01020304) + palette.tobytes() + bytes(range(12))).weight.ravel(), values)


def test_odd_counts_of_halves_are_padded_to_four_bytes():
    param = b"7767517\n2 2\nConvolution c 1 1 a b 0=1 1=1 5=1 6=3\nPReLU p 1 1 b c 0=2\n"
    data = struct.pack("<I3exxf2f", 0x01306B47, 1, 2, 3, 0.5, 7, 8)
    conv, slopes = read(param, data)
    assert conv.weight.ravel().tolist() == [1, 2, 3]
    assert conv.bias.tolist() == [0.5]
    assert slopes.weight.tolist() == [7, 8]


@given(st.integers(0, len(DATA) - 1))
@settings(max_examples=30)
def test_cut_short(length):
    with pytest.raises(ModelError, match="ends too early"):
        read(PARAM, DATA[:length])


@pytest.mark.parametrize(
    ("param", "data", "says"),
    [
        (PARAM, DATA + b"\0\0\0\0", "4 bytes longer"),
        (b"7767518\n" + PARAM, DATA, "ncnn's number"),
        (b"<!doctype html>", DATA, "ncnn's number"),
        (PARAM.replace(b"MemoryData", b"Deconvolution"), DATA, "Deconvolution"),
        (PARAM.replace(b"\n26 99", b"\n27 99"), DATA, "holds 26 layers and promises 27"),
        (PARAM.replace(b"Input input.1 0 1", b"Input input.1 zero"), DATA, "not a layer"),
        (PARAM.replace(b"6=36 ", b"6=35 ").replace(b"6=162", b"6=161"), DATA, "do not fit"),
        (b"7767517\n1 1\nConvolution c 1 1 a b 0=1 1=1 6=4\n", struct.pack("<I4b", 0x000D4B38, 1, 2, 3, 4), "8-bit integers"),
    ],
)
def test_refusals(param, data, says):
    with pytest.raises(ModelError, match=says):
        read(param, data)


def test_another_family_is_refused():
    with pytest.raises(ModelError, match="not a rrdb"):
        from_ncnn("rrdb", read(PARAM, DATA))
