"""Out of memory is told apart from every other failure, in every runtime."""

import subprocess
import sys

import pytest

from uprez.core.errors import ModelError, ResourceError
from uprez.models.runtime.failures import memory_guarded

STARVED = """
import resource, sys
import numpy as np
from tests.models.makers import compact_tensors
from uprez.core.errors import ResourceError
from uprez.models.light.recognise import recognise
from uprez.models.runtime.choose import Wish, open_network
network = open_network(recognise(compact_tensors(channels=64)), Wish(sys.argv[1], "cpu"), on_note=print)
small = np.zeros((1, 3, 32, 32), np.float32)
network(small)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (600 << 20),) * 2)
try:
    network(np.zeros((1, 3, 1500, 2500), np.float32))
except ResourceError as error:
    print("refused:", error)
network(small)
print("alive")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of memory are set the Linux way")
@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino", "torch"])
def test_a_picture_too_large_for_memory(runtime):
    done = subprocess.run([sys.executable, "-c", STARVED, runtime], capture_output=True, text=True, timeout=120, check=False)
    assert f"refused: {runtime} ran out of memory." in done.stdout, done.stderr
    assert done.stdout.endswith("alive\n"), done.stderr


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), ResourceError),
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), ResourceError),
        (RuntimeError("CUBLAS_STATUS_ALLOC_FAILED when calling"), ResourceError),
        (RuntimeError("std::bad_alloc"), ResourceError),
        (RuntimeError("Got invalid dimensions for input"), ModelError),
    ],
)
def test_kinds(error, kind):
    with pytest.raises(kind) as caught, memory_guarded("a runtime"):
        raise error
    assert caught.value.__cause__ is error
    assert caught.value.fix


def test_other_faults_are_not_dressed_up():
    with pytest.raises(KeyError), memory_guarded("a runtime"):
        raise KeyError
