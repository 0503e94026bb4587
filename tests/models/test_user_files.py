"""A user's own upscaler is known by what is in the file; everything else is refused in words."""

import numpy as np
import pytest

from tests.models.makers import call, compact_tensors, picture, pth, repeating_span, rrdb_tensors, span_tensors
from uprez.core.errors import ModelError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.light.span import DIV2K_MEAN, IMAGENET_MEAN
from uprez.models.runtime.choose import Wish
from uprez.models.user.files import open_file
from uprez.models.weights.tensors import safetensors_bytes, sha256

SHOT = Shot(index=0, first=0, last=0)
CPU = Wish("onnxruntime", "cpu")


def _written(tmp_path, data, name="mine.bin"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def _run(model, x):
    return model.open(SHOT, Recipe()).push(x)


@pytest.mark.parametrize("form", ["safetensors", "pth", "old pth"])
@pytest.mark.parametrize(
    ("make", "scale", "multiple", "named"),
    [(span_tensors, 2, 1, "SPAN x2"), (compact_tensors, 4, 1, "Compact x4"), (lambda: rrdb_tensors(fold=2), 2, 2, "RRDB x2")],
)
def test_recognised_by_content(form, make, scale, multiple, named, tmp_path):
    tensors, notes = make(), []
    data = safetensors_bytes(tensors, {}) if form == "safetensors" else pth({"params_ema": tensors}, legacy=form == "old pth")
    path = _written(tmp_path, data, "4x_lying_name.onnx")
    model = open_file(path, CPU, on_note=notes.append)
    assert (model.spec.scale, model.spec.multiple, model.spec.name) == (scale, multiple, "4x_lying_name")
    assert model.spec.weights == sha256(path)
    assert model.spec.halo >= 4
    assert model.spec.bytes_per_pixel > 0
    assert named in notes[-1]
    assert _run(model, picture(8, 12)).shape == (1, 3, 8 * scale, 12 * scale)


def test_all_forms_give_the_same_pixels(tmp_path):
    tensors, x = compact_tensors(), picture(10, 10)
    results = [
        _run(open_file(_written(tmp_path, data), CPU, on_note=lambda _: None), x)
        for data in (safetensors_bytes(tensors, {}), pth(tensors), pth({"state_dict": tensors}, legacy=True))
    ]
    assert all(np.array_equal(result, results[0]) for result in results)


@pytest.mark.parametrize(("mean", "value_range"), [(DIV2K_MEAN, 255.0), (IMAGENET_MEAN, 1.0), ((0.0, 0.0, 0.0), 1.0)])
def test_a_span_s_normalisation_is_found_by_trying(mean, value_range, tmp_path):
    notes = []
    path = _written(tmp_path, safetensors_bytes(repeating_span(2, mean, value_range), {}))
    model = open_file(path, CPU, on_note=notes.append)
    x = picture(8, 8)
    assert np.abs(_run(model, x) - x.repeat(2, 2).repeat(2, 3)).max() < 1e-4
    assert any("found by trying" in note for note in notes) == (value_range != 255)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<!DOCTYPE html><html>404</html>", "web page"),
        (b"\n  <html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS pointer"),
        (b"", "not a weights file"),
        (b"MZ\x90\x00", "not a weights file"),
        (safetensors_bytes(compact_tensors(), {})[:-3], "cannot be read"),
        (pth(compact_tensors())[:-300], "cannot be read"),
        (pth(compact_tensors(), extra=call("os", "system", "true")), "carries code"),
        (pth({"layer.weight": np.ones((2, 2), np.float32)}), r"holds no network that uprez knows.*layer.weight \(2, 2\).*Export"),
        (safetensors_bytes(compact_tensors() | {"body.0.bias": np.full(5, np.nan, np.float32)}, {}), "not finite"),
        (b"\x08\x08" + b"\xff" * 40, "damaged"),
    ],
)
def test_refusals(data, says, tmp_path):
    with pytest.raises(ModelError, match=f"(?s){says}") as caught:
        open_file(_written(tmp_path, data, "net.pth"), CPU, on_note=lambda _: None)
    assert caught.value.fix


def test_a_header_s_length_may_look_like_any_format(tmp_path):
    """The first byte of safetensors is the low byte of a length: 0x08 is also ONNX's, 0x80 a pickle's, 0x50 0x4b an archive's."""
    tensors, seen = compact_tensors(), set()
    for padding in range(0, 40000, 8):
        data = safetensors_bytes(tensors, {"notice": "x" * padding})
        if data[:1] in (b"\x08", b"\x80") or data[:2] == b"PK":
            if data[:1] in seen:
                continue
            seen.add(data[:1])
            assert open_file(_written(tmp_path, data), CPU, on_note=lambda _: None).spec.scale == 4
    assert {b"\x08", b"\x80"} <= seen


def test_no_such_file(tmp_path):
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(ModelError, match="cannot be read"):
            open_file(path, CPU, on_note=lambda _: None)
