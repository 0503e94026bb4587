"""Arrays that lie on disk: whole or not at all, and gone only when they are let go."""

import numpy as np
import pytest

from uprez.core.errors import OutputError
from uprez.models.shelf import Shelf


def test_what_is_put_down_comes_back(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3)[:, ::-1], "b": np.array([7])}
    Shelf(tmp_path).put("one", arrays)
    found = Shelf(tmp_path).get("one")
    assert found is not None and found.keys() == arrays.keys()
    assert all(np.array_equal(found[key], value) and found[key].dtype == value.dtype for key, value in arrays.items())
    Shelf(tmp_path).put("one", {"a": np.ones(1)})
    assert (Shelf(tmp_path).get("one") or {}).keys() == {"a"}


def test_nothing_and_damaged_files_are_nothing(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.put("one", {"a": np.ones(100)})
    path = tmp_path / "one.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert shelf.get("one") is None and shelf.get("two") is None


def test_what_cannot_be_read_or_written_is_told(tmp_path):
    (tmp_path / "one.safetensors").mkdir()
    with pytest.raises(OutputError, match="cannot be read"):
        Shelf(tmp_path).get("one")
    with pytest.raises(OutputError, match="cannot be written"):
        Shelf(tmp_path).put("one", {"a": np.ones(1)})


def test_all_but_what_is_named_is_let_go(tmp_path):
    shelf = Shelf(tmp_path)
    for name in ("run", "part_1", "part_2", "other"):
        shelf.put(name, {"a": np.ones(1)})
    shelf.keep_only("run", "part_")
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["part_1", "part_2", "run"]
