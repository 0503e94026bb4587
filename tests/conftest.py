"""Settings for all tests."""

import gc
import os
import sys

import pytest
from hypothesis import settings

# Read by torch and others when they load, here and in the programs that tests start. Pictures of tests are small, and threads of two
# test processes side by side wait for each other: the networks' tests take a quarter of the time with one each.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests start hundreds of Pythons, and each would compile uprez anew where the environment forbids to keep bytecode.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Shared machines stall for seconds at a time; a slow example is not a wrong one.
settings.register_profile("explore", deadline=None)  # pytest --hypothesis-profile explore: other examples every time
settings.register_profile("uprez", deadline=None, derandomize=True)
settings.load_profile("uprez")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Thousands of tests and all that they import stay to the end: looked through for waste, they would cost seconds each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


LONG = (
    "farm/machines/test_run.py",
    "ui/test_whole_edit.py",
    "models/star/test_export.py",
    "models/stablevsr/test_export.py",
    "ofx_bridge/test_native_backend.py",
    "ofx_bridge/hosted/test_rough.py",
    "engine/service/test_serving.py",
    "test_package.py",
)
"""Files that take long or wait much: begun last, one of them would run alone in the end."""


def pytest_collection_modifyitems(items):
    """Begin with the long ones."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


def pytest_unconfigure():
    """Some libraries look at their end whether all was given back."""
    gc.unfreeze()
