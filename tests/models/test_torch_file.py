"""Large networks written one tensor at a time."""

import gc
import hashlib
import weakref

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save

from uprez.core.errors import OutputError
from uprez.models.weights.torch_file import Part, write_tensors

TENSORS = {
    "b": torch.arange(24.0).view(4, 6).T,
    "a": torch.tensor(1.5),
    "none": torch.zeros(0, 3),
    "c": torch.arange(3, dtype=torch.float64),
}


def parts(tensors):
    return {key: Part(tuple(value.shape), lambda value=value: value) for key, value in tensors.items()}


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_library_reads_what_was_written(tmp_path, dtype):
    target = tmp_path / "new" / "net.safetensors"
    write_tensors(target, parts(TENSORS), dtype)
    found = load_file(target)
    assert found.keys() == TENSORS.keys() and {value.dtype for value in found.values()} == {dtype}
    assert all(torch.equal(found[key], value.to(dtype)) for key, value in TENSORS.items())
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_the_digest_is_that_of_the_bytes_in_order(tmp_path):
    write_tensors(tmp_path / "net", parts(TENSORS), torch.float32, digest="sha256")
    body = b"".join(TENSORS[key].float().contiguous().numpy().tobytes() for key in sorted(TENSORS))
    with safe_open(tmp_path / "net", "pt") as file:
        assert file.metadata() == {"sha256": hashlib.sha256(body).hexdigest()}
        assert torch.equal(file.get_tensor("b"), TENSORS["b"])


def test_tensors_are_made_in_turn_and_let_go(tmp_path):
    alive: list[weakref.ref[torch.Tensor]] = []

    def make(value):
        gc.collect()
        assert sum(each() is not None for each in alive) <= 1
        made = torch.full((1000,), float(value))
        alive.append(weakref.ref(made))
        return made

    write_tensors(tmp_path / "net", {f"{index}": Part((1000,), lambda index=index: make(index)) for index in range(5)}, torch.float16)
    assert len(alive) == 5


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    (tmp_path / "net").write_bytes(save({"a": torch.ones(1)}))

    def full():
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space"):
        write_tensors(tmp_path / "net", {"a": Part((2,), full)}, torch.float16)
    assert [path.name for path in tmp_path.iterdir()] == ["net"]
    assert torch.equal(load_file(tmp_path / "net")["a"], torch.ones(1))
