"""A state folder of the test's own, and a fake service in it."""

import pytest

from tests.plugin.fake_service import FakeService


@pytest.fixture
def state(tmp_path, monkeypatch):
    folder = tmp_path / "state"
    monkeypatch.setenv("UPREZ_STATE", str(folder))
    monkeypatch.delenv("UPREZ_COMMAND", raising=False)
    return folder


@pytest.fixture
def fake(state):
    server = FakeService()
    server.write_address(state)
    yield server
    server.shutdown()
    server.server_close()
