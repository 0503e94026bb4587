"""What is asked for is what runs; `auto` is the fastest installed; every other case is said."""

import numpy as np
import onnxruntime
import openvino
import pytest

from tests.models.makers import compact_tensors, picture
from uprez.core.errors import ModelError
from uprez.models.light.recognise import recognise
from uprez.models.runtime import choose, ort, torch_net
from uprez.models.runtime.choose import Graph, Wish, open_network
from uprez.models.runtime.onnx_graph import build

NETWORK = recognise(compact_tensors())
GRAPH = Graph(build(NETWORK.architecture, NETWORK.tensors), half=False)


def _open(source=NETWORK, *, notes=None, **wish):
    return open_network(source, Wish(**wish), on_note=(notes.append if notes is not None else pytest.fail))


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino", "torch"])
def test_what_is_asked_for_runs(runtime):
    network = _open(runtime=runtime)
    assert network.runtime == f"{runtime} cpu fp32"
    assert network(picture(8, 9)).shape == (1, 3, 32, 36)


def test_auto_is_the_fastest_installed(monkeypatch):
    assert _open().runtime == "openvino cpu fp32"
    assert _open(device="cpu").runtime == "openvino cpu fp32"
    assert _open(GRAPH).runtime == "openvino cpu fp32"
    monkeypatch.setattr(choose, "_installed", lambda name: name == "onnxruntime")
    assert _open().runtime == "onnxruntime cpu fp32"


def test_a_gpu_goes_first_and_a_dead_one_is_passed_over_aloud(monkeypatch):
    monkeypatch.setattr(choose, "_devices", lambda runtime: ["cuda:0", "cpu"])
    notes = []
    assert _open(notes=notes).runtime == "openvino cpu fp32"
    assert [note.split(" was passed over")[0] for note in notes] == ["torch on cuda:0", "onnxruntime on cuda:0"]


@pytest.mark.parametrize("runtime", ["openvino", "torch"])
def test_not_installed(runtime, monkeypatch):
    monkeypatch.setattr(choose, "_installed", lambda name: name == "onnxruntime")
    with pytest.raises(ModelError, match=rf"not installed.*pip install uprez\[{runtime}\]"):
        _open(runtime=runtime)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish("onnxruntime", "cuda:0"), "ONNX Runtime has no device 'cuda:0'"),
        (Wish("onnxruntime", "toaster"), "ONNX Runtime has no device 'toaster'"),
        (Wish("onnxruntime", "cpu", "bf16"), "ONNX Runtime cannot run this network in bf16"),
        (Wish("openvino", "gpu:7"), "OpenVINO has no device 'gpu:7'"),
        (Wish("openvino", "auto:3"), "OpenVINO has no device 'auto:3'"),
        (Wish("torch", "cuda:99"), "torch has no device 'cuda:99'"),
        (Wish("torch", "meta"), "torch has no device 'meta'"),
    ],
)
def test_what_is_not_there_is_refused(wish, says):
    with pytest.raises(ModelError, match=says) as caught:
        open_network(NETWORK, wish, on_note=lambda _: None)
    assert caught.value.why
    assert caught.value.fix


def test_torch_takes_no_graph_and_a_graph_keeps_its_precision():
    with pytest.raises(ModelError, match=r"torch cannot run an \.onnx model"):
        _open(GRAPH, runtime="torch")
    with pytest.raises(ModelError, match="in fp16"):
        _open(GRAPH, runtime="onnxruntime", precision="fp16")


def test_onnx_runtime_never_takes_another_provider_in_silence(monkeypatch):
    """With a provider missing it warns and gives a CPU session; that must not pass for the device asked for."""
    monkeypatch.setattr(ort, "devices", lambda: ("cuda", "cpu"))
    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        pytest.skip("this ONNX Runtime has CUDA")
    with pytest.warns(UserWarning, match="CUDAExecutionProvider"), pytest.raises(ModelError, match=r"(?s)offered CPU.*instead of CUDA"):
        _open(runtime="onnxruntime", device="cuda:0")


def test_bf16_where_the_processor_has_it_and_refused_elsewhere():
    has = {
        "openvino": "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"),
        "torch": torch_net._computes_bf16("cpu"),
    }
    for runtime, able in has.items():
        if not able:
            with pytest.raises(ModelError, match="cannot compute in bf16"):
                _open(runtime=runtime, device="cpu", precision="bf16")
            continue
        network = _open(runtime=runtime, device="cpu", precision="bf16")
        assert network.runtime == f"{runtime} cpu bf16"
        difference = np.abs(network(picture()) - _open(runtime=runtime)(picture())).max()
        assert 0 < difference < 0.1


def test_openvino_computes_in_float32_and_not_in_its_own_choice():
    x = picture(40, 40)
    assert np.abs(_open(runtime="openvino")(x) - _open(runtime="onnxruntime")(x)).max() < 3e-6


@pytest.mark.gpu
@pytest.mark.skipif(not torch_net.torch.cuda.is_available(), reason="needs a GPU that torch can use")
@pytest.mark.parametrize("precision", ["fp32", "fp16", "bf16"])
def test_torch_on_a_gpu(precision):
    network = _open(runtime="torch", device="cuda:0", precision=precision)
    batch = picture(30, 40, count=4)
    wanted = _open(runtime="onnxruntime")(batch)
    got = network(batch)
    assert network.runtime == f"torch cuda:0 {precision}"
    assert np.abs(got - wanted).max() < {"fp32": 1e-5, "fp16": 5e-3, "bf16": 5e-2}[precision]
    assert np.array_equal(network(batch), got)
