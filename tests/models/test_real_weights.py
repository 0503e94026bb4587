"""The published weights, as the catalogue names them. `make test` fetches them first."""

import numpy as np
import pytest

from tests.models.numpy_ops import NumpyOps
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.catalogue import entries
from uprez.models.light.recognise import recognise
from uprez.models.open import open_model
from uprez.models.weights.store import find
from uprez.models.weights.tensors import read_safetensors

SHOT = Shot(index=0, first=0, last=0)


def _read(name):
    path = find(entries()[name].weights, on_note=print)
    assert path, f"the weights of {name} are not on this machine: run `uprez models fetch {name}` first"
    return read_safetensors(path.read_bytes())


def _scene(height=72, width=96):
    """A soft picture with edges, (1, 3, H, W): discs of several sizes and colours on a ramp."""
    down, right = np.mgrid[0:height, 0:width].astype(np.float32)
    result = np.stack([0.3 + 0.4 * right / width, 0.3 + 0.4 * down / height, 0.6 - 0.3 * right / width])
    for index in range(7):
        y, x, radius = (index * 29) % height, (index * 41) % width, 5 + 2 * index
        edge = 0.5 - 0.5 * np.tanh(np.hypot(down - y, right - x) - radius)
        colour = np.array([(index * 3) % 7, (index * 5) % 7, (index * 2) % 7]).reshape(3, 1, 1) / 7
        result = result * (1 - edge) + colour * edge
    return result[None].astype(np.float32)


def _run(name, factor, runtime, x):
    return open_model(Recipe(model=name, scale=factor, runtime=runtime, device="cpu"), factor, on_note=print).open(SHOT, Recipe()).push(x)


@pytest.mark.parametrize(("name", "factor"), [("span-x2", 2), ("span-x4", 4)])
def test_runtimes_agree_with_float64(name, factor):
    found = recognise(_read(name))
    x = _scene(24, 28)
    wanted = found.architecture.forward(NumpyOps(found.tensors), x.astype(np.float64))
    for runtime in ("onnxruntime", "openvino", "torch"):
        assert np.abs(_run(name, factor, runtime, x) - wanted).max() < 5e-6, runtime


@pytest.mark.parametrize(("name", "factor", "gain"), [("span-x2", 2, 3.0), ("span-x4", 4, 2.0)])
def test_better_than_lanczos(name, factor, gain):
    from uprez.core.frame import Size
    from uprez.models.resample import resample

    _read(name)
    truth = _scene(96, 128)
    small = resample(truth, Size(128 // factor, 96 // factor)).clip(0, 1)
    inner = (..., slice(8, -8), slice(8, -8))
    errors = [np.square(made - truth)[inner].mean() for made in (resample(small, Size(128, 96)), _run(name, factor, "onnxruntime", small))]
    assert 10 * np.log10(errors[0] / errors[1]) > gain


@pytest.mark.parametrize(("name", "factor"), [("span-x2", 2), ("span-x4", 4)])
def test_colour_bars_stay_colour_bars(name, factor):
    _read(name)
    colours = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 0]], np.float32)
    bars = np.broadcast_to(colours.repeat(8, 0).T[None, :, None], (1, 3, 48, 64)).copy()
    result = _run(name, factor, "onnxruntime", bars)
    assert np.abs(result - bars.repeat(factor, 2).repeat(factor, 3)).mean() < 0.03
    assert -0.3 < result.min() < result.max() < 1.3


def test_a_tile_with_its_halo_is_as_good_as_the_whole():
    halo = entries()["span-x2"].halo
    _read("span-x2")
    x = _scene(48, 128)
    whole = _run("span-x2", 2, "onnxruntime", x)
    tile = _run("span-x2", 2, "onnxruntime", np.ascontiguousarray(x[..., 64 - halo :]))
    assert np.abs(tile[..., 2 * halo :] - whole[..., 128:]).max() < 1e-6
