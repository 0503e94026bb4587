"""Networks are known by the names and shapes of their tensors, in all the forms that people store."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import compact_tensors, picture, rrdb_tensors, span_tensors
from tests.models.numpy_ops import NumpyOps
from uprez.models.light import rrdb, span
from uprez.models.light.compact import Compact
from uprez.models.light.recognise import recognise
from uprez.models.light.rrdb import Rrdb
from uprez.models.light.span import Span


@given(st.sampled_from([1, 2, 3, 4]), st.integers(1, 9))
@settings(max_examples=10)
def test_span(scale, channels):
    found = recognise(span_tensors(scale=scale, channels=channels))
    assert isinstance(found.architecture, Span)
    assert (found.architecture.scale, found.architecture.channels) == (scale, channels)


@given(st.sampled_from([1, 2, 3, 4]), st.integers(1, 9), st.integers(0, 5))
@settings(max_examples=10)
def test_compact(scale, channels, convs):
    found = recognise(compact_tensors(scale=scale, channels=channels, convs=convs))
    assert found.architecture == Compact(channels, convs, scale, scale)


@given(st.integers(2, 7), st.integers(1, 5), st.integers(1, 3), st.sampled_from([(0, 1), (1, 1), (2, 1), (3, 1), (2, 2), (2, 4)]))
@settings(max_examples=10)
def test_rrdb(channels, growth, blocks, size):
    found = recognise(rrdb_tensors(channels, growth, blocks, *size))
    assert found.architecture == Rrdb(channels, growth, blocks, *size)
    assert found.architecture.scale == 2 ** size[0] // size[1]


def _training_form(seed=0, channels=4, scale=2, gain=2):
    """SPAN as it is trained: each 3x3 is 1x1, 3x3, 1x1 with biases, and a 1x1 beside them."""
    rng = np.random.default_rng(seed)
    plain = span_tensors(scale=scale, channels=channels)
    branched = [name for name in span.conv_names() if name not in ("conv_cat", "upsampler.0")]
    tensors = {name: value for name, value in plain.items() if name.rpartition(".")[0] not in branched}
    for layer in branched:
        out, into = plain[f"{layer}.weight"].shape[:2]
        shapes = {
            "conv.0": (into * gain, into, 1),
            "conv.1": (out * gain, into * gain, 3),
            "conv.2": (out, out * gain, 1),
            "sk": (out, into, 1),
        }
        for part, (o, i, k) in shapes.items():
            tensors[f"{layer}.{part}.weight"] = (rng.standard_normal((o, i, k, k)) / (i * k * k) ** 0.5).astype(np.float32)
            tensors[f"{layer}.{part}.bias"] = rng.standard_normal(o).astype(np.float32)
        tensors[f"{layer}.eval_conv.weight"] = np.zeros((out, into, 3, 3), np.float32)  # stale, as in a checkpoint taken while training
        tensors[f"{layer}.eval_conv.bias"] = np.zeros(out, np.float32)
    return tensors


class _Training(NumpyOps):
    """Runs the training form itself, branch by branch, as the authors' code does."""

    def conv(self, x, name, *, padding=1, stride=1):
        if f"{name}.conv.0.weight" not in self.tensors:
            return super().conv(x, name, padding=padding, stride=stride)
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        inner = super().conv(padded, f"{name}.conv.0", padding=0)
        inner = super().conv(inner, f"{name}.conv.1", padding=0)
        return super().conv(inner, f"{name}.conv.2", padding=0) + super().conv(x, f"{name}.sk", padding=0)


def test_the_training_form_of_span_is_merged_exactly_and_its_stale_copy_not_believed():
    tensors = _training_form()
    found = recognise(tensors)
    x = picture(12, 14).astype(np.float64)
    network, merged = found.architecture, found.tensors
    wanted = network.forward(_Training({**tensors, "negative_mean": merged["negative_mean"]}), x)
    assert np.abs(network.forward(NumpyOps(merged), x) - wanted).max() < 1e-5 * np.abs(wanted).max()


def test_merged_form_alone():
    plain = span_tensors()
    renamed = {f"{name.rpartition('.')[0]}.eval_conv.{name.rpartition('.')[2]}" if "." in name else name: v for name, v in plain.items()}
    assert all(np.array_equal(recognise(renamed).tensors[name], value) for name, value in recognise(plain).tensors.items())


def test_span_normalisation():
    plain = span_tensors()
    without = {name: value for name, value in plain.items() if name != "no_norm"}
    assert recognise(plain).architecture.range == 1
    assert not recognise(plain).tensors["negative_mean"].any()
    assert recognise(without).architecture.range == 255
    assert np.allclose(recognise(without).tensors["negative_mean"], [-0.4488, -0.4371, -0.4040])
    stated = without | {"mean": np.array([0.1, 0.2, 0.3], np.float32), "range": np.array([2], np.float32)}
    assert recognise(stated).architecture.range == 2
    assert np.allclose(recognise(stated).tensors["negative_mean"], [-0.1, -0.2, -0.3])


def test_fourth_part_is_the_sixth_block_s_first_feature_after_its_activation():
    network, kept = span.recognise(span_tensors())
    ops = NumpyOps(kept)
    activated, joined, silu = [], [], ops.silu
    ops.silu = lambda x: activated.append(silu(x)) or activated[-1]
    ops.concat = lambda parts: joined.append(parts) or np.concatenate(parts, axis=1)
    network.forward(ops, picture(6, 6).astype(np.float64))
    assert len(activated) == 12
    assert joined[0][3] is activated[10]


def _old_names(tensors, blocks, doublings):
    tail = {1: [3, 5, 7], 2: [3, 6, 8, 10], 0: [2, 4]}[doublings]
    names = {
        "conv_first": "model.0",
        "conv_body": f"model.1.sub.{blocks}",
        "conv_hr": f"model.{tail[-2]}",
        "conv_last": f"model.{tail[-1]}",
    }
    names |= {f"conv_up{up + 1}": f"model.{tail[up]}" for up in range(doublings)}
    for block in range(blocks):
        names |= {f"body.{block}.rdb{r}.conv{c}": f"model.1.sub.{block}.RDB{r}.conv{c}.0" for r in (1, 2, 3) for c in range(1, 6)}
    return {f"{names[name.rpartition('.')[0]]}.{name.rpartition('.')[2]}": value for name, value in tensors.items()}


@pytest.mark.parametrize("doublings", [0, 1, 2])
def test_old_esrgan_names(doublings):
    tensors = rrdb_tensors(blocks=3, doublings=doublings)
    found = recognise(_old_names(tensors, 3, doublings))
    assert found.architecture.scale == 2**doublings
    assert all(np.array_equal(found.tensors[name], value) for name, value in tensors.items())


def test_first_release_names():
    tensors = rrdb_tensors()
    swap = {"conv_body": "trunk_conv", "conv_up": "upconv", "conv_hr": "HRconv", "body.": "RRDB_trunk.", ".rdb": ".RDB"}
    renamed = {}
    for name, value in tensors.items():
        for new, old in swap.items():
            name = name.replace(new, old) if not (new == "body." and "conv_body" in name) else name
        renamed[name] = value
    assert all(np.array_equal(recognise(renamed).tensors[name], value) for name, value in tensors.items())


def test_folded_input_is_one_strided_convolution():
    tensors = rrdb_tensors(fold=2, blocks=1)
    _, kept = rrdb.recognise(tensors)
    x = picture(8, 12).astype(np.float64)
    folded = x.reshape(1, 3, 4, 2, 6, 2).transpose(0, 1, 3, 5, 2, 4).reshape(1, 12, 4, 6)
    wanted = NumpyOps(tensors).conv(folded, "conv_first")
    assert np.abs(NumpyOps(kept).conv(x, "conv_first", padding=2, stride=2) - wanted).max() < 1e-12


@pytest.mark.parametrize("make", [span_tensors, compact_tensors, rrdb_tensors])
def test_neighbours_of_the_families_are_not_taken_for_them(make):
    tensors = make()
    name = next(name for name in tensors if name.endswith("weight"))
    assert recognise({**tensors, "attention.qkv.weight": np.zeros((3, 3), np.float32)}) is None
    assert recognise({other: value for other, value in tensors.items() if other != name}) is None
    assert recognise({**tensors, name: tensors[name][:-1]}) is None
    assert recognise({}) is None
