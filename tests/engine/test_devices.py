"""Which devices are found, and at what cost."""

import os
import subprocess
import sys

import pytest

from uprez.engine import devices as module
from uprez.engine.devices import devices

SMI = """#!/bin/sh
echo '0, GPU-aaaa, NVIDIA H200, 143771, 140000'
echo '1, GPU-bbbb, NVIDIA L4, 23034, [N/A]'
echo '2, GPU-cccc, NVIDIA RTX 6000, 49140, 48000'
"""


@pytest.fixture
def gpus(tmp_path, monkeypatch):
    """A driver that tells of three GPUs, one of which does not answer."""
    program = tmp_path / "nvidia-smi"
    program.write_text(SMI)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(module, "_cuda_runtimes", lambda: ("torch",))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell script")
@pytest.mark.parametrize(
    ("visible", "names"),
    [
        (None, ["NVIDIA H200", "NVIDIA RTX 6000"]),
        ("2,0", ["NVIDIA RTX 6000", "NVIDIA H200"]),
        ("GPU-cc", ["NVIDIA RTX 6000"]),
        ("", []),
        ("0,-1,2", ["NVIDIA H200"]),
    ],
)
def test_gpus_by_the_driver_s_word_and_cuda_s_choice(gpus, monkeypatch, visible, names):
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    cpu, *found = devices()
    assert cpu.name == "cpu"
    assert [(each.name, each.title) for each in found] == [(f"cuda:{place}", name) for place, name in enumerate(names)]
    if visible is None:
        assert (found[0].memory_bytes, found[0].free_bytes, found[0].runtimes) == (143771 << 20, 140000 << 20, ("torch",))


def test_a_gpu_that_no_runtime_can_use_is_left_out(gpus, monkeypatch):
    monkeypatch.setattr(module, "_cuda_runtimes", lambda: ())
    assert [each.name for each in devices()] == ["cpu"]


def test_where_there_is_no_driver_no_runtime_is_loaded(tmp_path):
    code = "import sys; from uprez.engine.devices import devices; devices(); print({'torch', 'onnxruntime', 'openvino'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": str(tmp_path), "HOME": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "set()"
