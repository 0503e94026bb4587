"""`.pth` files give their tensors and never run anything."""

import io
import zipfile

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.makers import call, compact_tensors, pth
from uprez.core.errors import ModelError
from uprez.models.weights.pickled import read_pickled

TENSORS = compact_tensors()


def _same(found, wanted=TENSORS):
    return found.keys() == wanted.keys() and all(np.array_equal(found[name], wanted[name]) for name in wanted)


def _saved(root, **how):
    out = io.BytesIO()
    torch.save(root, out, **how)
    return out.getvalue()


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("wrap", ["", "params_ema", "params", "state_dict", "model"])
def test_what_torch_saves(legacy, wrap):
    state = {name: torch.from_numpy(values) for name, values in TENSORS.items()}
    root = {wrap: state, "iteration": 7} if wrap else state
    assert _same(read_pickled(_saved(root, _use_new_zipfile_serialization=not legacy)))


def test_a_module_saved_in_parallel_with_its_averages():
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.PReLU(4))
    averaged = {f"module.{name}": value + 1 for name, value in module.state_dict().items()}
    found = read_pickled(_saved({"params": module.state_dict(), "params_ema": averaged}))
    assert np.array_equal(found["0.weight"], module[0].weight.detach().numpy() + 1)
    assert np.array_equal(read_pickled(_saved(dict(module.named_parameters())))["1.weight"], module[1].weight.detach().numpy())


def test_types_and_views():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    state = {
        "half": base.half(),
        "brain": base.bfloat16(),
        "double": base.double(),
        "turned": base.T,
        "part": base[1:3, 2:5],
        "none": base[:0],
    }
    found = read_pickled(_saved(state))
    assert found["half"].dtype == np.float16
    assert {found[name].dtype for name in state if name != "half"} == {np.dtype(np.float32)}
    assert all(np.array_equal(found[name], state[name].float().numpy()) for name in state)


@pytest.mark.parametrize("legacy", [False, True])
def test_without_torch_it_is_the_same(legacy):
    assert _same(read_pickled(pth({"params": TENSORS}, legacy=legacy)))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("posix", "system"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("torch.nn.modules.conv", "Conv2d"),
    ],
)
@pytest.mark.parametrize("legacy", [False, True])
def test_code_is_refused_and_not_run(module, name, legacy, tmp_path):
    trap = tmp_path / "ran"
    data = pth(TENSORS, legacy=legacy, extra=call(module, name, f"touch {trap}"))
    with pytest.raises(ModelError, match=f"carries code.*{module}.{name}"):
        read_pickled(data)
    assert not trap.exists()


def test_a_whole_module_and_a_script_are_refused():
    with pytest.raises(ModelError, match="carries code"):
        read_pickled(_saved(torch.nn.Conv2d(1, 1, 1)))
    script = io.BytesIO()
    with zipfile.ZipFile(script, "w") as archive:
        for name in ("data.pkl", "constants.pkl", "code/__torch__/net.py"):
            archive.writestr(f"net/{name}", b"")
    with pytest.raises(ModelError, match=r"carries code.*TorchScript"):
        read_pickled(script.getvalue())


@pytest.mark.parametrize("legacy", [False, True])
@given(st.floats(0, 0.999))
@settings(max_examples=40)
def test_cut_short(legacy, share):
    data = pth({"params": TENSORS}, legacy=legacy)
    with pytest.raises(ModelError):
        read_pickled(data[: int(share * len(data))])


@given(st.integers(0, 2**31), st.integers(0, 255), st.booleans())
@settings(max_examples=150)
def test_a_changed_byte_never_escapes(position, value, legacy):
    data = bytearray(pth({"params": TENSORS}, legacy=legacy))
    data[position % len(data)] = value
    try:
        read_pickled(bytes(data))
    except ModelError as error:
        assert error.what


def test_tensors_that_reach_outside_their_storage():
    from tests.models.makers import STORAGES, _Call, _Global, _Storage

    def tensor(offset, shape, strides):
        storage = _Storage(("storage", _Global("torch", STORAGES["float32"]), "0", "cpu", 20))
        return _Call(_Global("torch._utils", "_rebuild_tensor_v2"), storage, offset, shape, strides, False, None)

    whole = {"body.0.weight": np.arange(20, dtype=np.float32)}
    for offset, shape, strides in [
        (0, (21,), (1,)),
        (1, (20,), (1,)),
        (-1, (3,), (1,)),
        (0, (3,), (-1,)),
        (0, (2**40,), (0,)),
        (0, (2, 2), (1,)),
    ]:
        with pytest.raises(ModelError, match="cannot be read"):
            read_pickled(pth(whole, extra=tensor(offset, shape, strides)))


def test_no_tensors():
    for root in ({}, {"params": {}}, {"epoch": 3}, [1, 2]):
        with pytest.raises(ModelError, match="no tensors"):
            read_pickled(_saved(root))
