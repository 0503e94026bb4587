"""Every network gives the same picture on every runtime, and the one that its definition says."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import compact_tensors, picture, rrdb_tensors, span_tensors
from tests.models.numpy_ops import NumpyOps
from uprez.models.light import compact, rrdb, span
from uprez.models.runtime.onnx_graph import build
from uprez.models.runtime.openvino import OpenVinoNetwork
from uprez.models.runtime.ort import OrtNetwork
from uprez.models.runtime.torch_net import TorchNetwork, _EagerOps

NETWORKS = {
    "span x2": lambda: span.recognise(span_tensors(scale=2)),
    "span x4": lambda: span.recognise(span_tensors(scale=4, channels=8)),
    "span x1": lambda: span.recognise(span_tensors(scale=1)),
    "compact x4": lambda: compact.recognise(compact_tensors(scale=4)),
    "compact x1": lambda: compact.recognise(compact_tensors(scale=1)),
    "compact x4 as x2": lambda: _reduced(2),
    "compact x4 as x3": lambda: _reduced(3),
    "rrdb x4": lambda: rrdb.recognise(rrdb_tensors()),
    "rrdb x2, folded": lambda: rrdb.recognise(rrdb_tensors(fold=2)),
    "rrdb x1, folded": lambda: rrdb.recognise(rrdb_tensors(fold=4, blocks=1)),
    "rrdb x8": lambda: rrdb.recognise(rrdb_tensors(doublings=3, blocks=1)),
}


def _reduced(scale):
    network, tensors = compact.recognise(compact_tensors(scale=4))
    return replace(network, scale=scale), tensors


def _runtimes(network, tensors):
    model = build(network, tensors).SerializeToString()
    return {
        "onnxruntime": OrtNetwork(model, device="cpu", precision="fp32"),
        "openvino": OpenVinoNetwork(model, device="cpu", precision="fp32"),
        "torch": TorchNetwork(network, tensors, device="cpu", precision="fp32"),
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_all_runtimes_agree_with_float64(name):
    network, tensors = NETWORKS[name]()
    x = picture(16, 24)
    wanted = network.forward(NumpyOps(tensors), x.astype(np.float64))
    assert wanted.shape == (1, 3, 16 * network.scale, 24 * network.scale)
    assert wanted.std() > 0.01
    for runtime in _runtimes(network, tensors).values():
        got = runtime(x)
        assert got.dtype == np.float32
        assert np.abs(got - wanted).max() < 2e-6, runtime.runtime


def test_same_bits_again_and_for_each_of_a_batch():
    network, tensors = NETWORKS["span x2"]()
    batch = picture(17, 23, count=3)
    for runtime in _runtimes(network, tensors).values():
        first = runtime(batch)
        other = runtime(picture(9, 11))
        assert np.array_equal(runtime(batch), first)
        assert np.array_equal(np.concatenate([runtime(batch[index : index + 1]) for index in range(3)]), first), runtime.runtime
        assert other.shape == (1, 3, 18, 22)


def test_the_caller_owns_the_result():
    network, tensors = NETWORKS["compact x4"]()
    for runtime in _runtimes(network, tensors).values():
        first = runtime(picture(8, 8))
        kept = first.copy()
        runtime(picture(8, 8, seed=5))
        assert np.array_equal(first, kept), runtime.runtime


@pytest.mark.parametrize("name", ["span x2", "compact x4", "compact x4 as x3", "rrdb x4"])
def test_half_precision_is_close_and_its_ends_are_float32(name):
    network, tensors = NETWORKS[name]()
    x = picture(16, 16)
    exact = OrtNetwork(build(network, tensors).SerializeToString(), device="cpu", precision="fp32")(x)
    half = OrtNetwork(build(network, tensors, half=True).SerializeToString(), device="cpu", precision="fp16")(x)
    assert half.dtype == np.float32
    assert 0 < np.abs(half - exact).max() < 0.01


@pytest.mark.parametrize("name", ["span x2", "compact x4", "compact x4 as x2", "compact x4 as x3"])
def test_nothing_beyond_the_halo_is_seen(name):
    network, tensors = NETWORKS[name]()
    runtime = OrtNetwork(build(network, tensors).SerializeToString(), device="cpu", precision="fp32")
    first = picture(8, 64)
    second = first.copy()
    second[..., 32:] = 1 - second[..., 32:]
    change = np.abs(runtime(first) - runtime(second)).max(axis=(0, 1, 2))
    edge = (32 - network.halo) * network.scale
    assert change[:edge].max() < 1e-6
    if name.startswith("compact"):
        assert change[edge : edge + network.scale].max() > 0, "the halo is larger than it need be"


@given(st.sampled_from([Fraction(1, 2), Fraction(3, 4), Fraction(1, 4)]), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=20)
def test_cubic_is_keys_cubic(factor, rows, columns):
    x = np.random.default_rng(rows * 10 + columns).random((1, 3, 4 * rows, 4 * columns))
    import torch

    got = _EagerOps({}, torch.device("cpu"), torch.float64).cubic(torch.from_numpy(x), factor).numpy()
    assert np.abs(got - NumpyOps({}).cubic(x, factor)).max() < 1e-6


def test_slopes_above_one_and_below_zero():
    tensors = compact_tensors(convs=1)
    tensors["body.1.weight"] = np.array([-2, -0.5, 0, 1, 3], np.float32)
    network, kept = compact.recognise(tensors)
    x = picture(6, 6)
    wanted = network.forward(NumpyOps(kept), x.astype(np.float64))
    assert all(np.abs(runtime(x) - wanted).max() < 2e-6 for runtime in _runtimes(network, kept).values())
