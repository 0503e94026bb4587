"""Base models are known by what their folder holds."""

from __future__ import annotations

import json

import pytest

from uprez.models.edit.layout import NAME, is_edit, kind_of, shift_of


def folder(path, name, **scheduler):
    (path / "transformer").mkdir()
    (path / "transformer" / "config.json").write_text(json.dumps({"_class_name": name}))
    if scheduler:
        (path / "scheduler").mkdir()
        (path / "scheduler" / "scheduler_config.json").write_text(json.dumps(scheduler))
    return path


@pytest.mark.parametrize(
    ("name", "kind"), [("WanVACETransformer3DModel", "vace"), ("WanTransformer3DModel", "video"), ("UNet2DConditionModel", None)]
)
def test_the_kind_is_the_transformer_s(tmp_path, name, kind):
    made = folder(tmp_path, name)
    assert kind_of(made) == kind and is_edit(str(made)) == (kind is not None)


def test_names_and_what_is_no_folder(tmp_path):
    assert is_edit(NAME) and not is_edit("span") and not is_edit(str(tmp_path / "nothing"))
    (tmp_path / "transformer").mkdir()
    (tmp_path / "transformer" / "config.json").write_text("[1]")
    assert not is_edit(str(tmp_path))


@pytest.mark.parametrize(("told", "shift"), [({}, 3.0), ({"flow_shift": 5.0}, 5.0), ({"shift": 8}, 8.0), ({"flow_shift": 0}, 3.0)])
def test_the_shift_is_the_scheduler_s(tmp_path, told, shift):
    assert shift_of(folder(tmp_path, "WanTransformer3DModel", **told)) == shift
