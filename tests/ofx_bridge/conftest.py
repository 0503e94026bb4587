"""Bridges for the tests of one module."""

import sys
from pathlib import Path

import pytest

from tests.ofx_bridge.fake_plugin import FakePlugin, bridge

HERE = Path(__file__).parent
if sys.platform != "linux":  # the fake plugin lends memory as on Linux
    collect_ignore_glob = ["test_bridge*.py", "test_errands.py"]


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """State folder of a bridge that runs, with the tests' models beside uprez's own; `pushed` beside it lists what they were pushed."""
    folder = tmp_path_factory.mktemp("bridge") / "state"
    path = f"{HERE.parents[1]}"
    with bridge(folder, str(folder.parent / "pushed"), program=(str(HERE / "bridge_of_models.py"),), PYTHONPATH=path) as process:
        yield folder
        assert process.poll() is None, process.log.read_text()


@pytest.fixture
def plugin(state):
    """A plugin that is connected to it."""
    plugin = FakePlugin(state)
    yield plugin
    plugin.close()
