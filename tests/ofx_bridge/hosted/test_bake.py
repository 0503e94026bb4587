"""The bake button: from the host through plugin, bridge and service to a take on disk."""

from __future__ import annotations

import numpy as np
import OpenImageIO

from tests.engine.service.running import end_all, wait_state
from tests.media import clips
from tests.ofx_bridge.driving import OK
from tests.ofx_bridge.pictures import picture
from tests.ofx_bridge.processes import wait_until
from uprez.plugin.client import Service

SIZE = (24, 18)


def test_the_button_queues_a_job_and_the_status_says_where_its_take_lies(make_host, own_state, tmp_path, monkeypatch):
    noise = np.random.default_rng(1).random((3, 18, 24, 3), np.float32)
    plates = clips.sequence(tmp_path / "shot" / "plates", 3, dtype="half", size=SIZE, pixels=lambda at: noise[at])
    monkeypatch.setenv("UPREZ_STATE", str(own_state))
    host = make_host(own_state).load()
    instance = host.create().frames([picture(*SIZE, seed=1)]).choose("lanczos", 2).set(sourceFile=f'"{plates}"')
    try:
        assert instance.changed("bake") == OK

        def told() -> bool:
            instance.ask("sync")
            return "in uprez's queue" in instance.get("status")

        wait_until(told, 60)
        service = Service.connect(start=False)
        (entry,) = service.jobs()
        assert wait_state(service, entry["id"], "done", "failed")["state"] == "done"
        made = sorted((plates.parent / "uprez").rglob("*.exr"))
        assert len(made) == 3
        assert str(made[0].parent) in instance.get("status")
        specification = OpenImageIO.ImageBuf(str(made[0])).spec()
        assert (specification.width, specification.height) == (48, 36)
    finally:
        end_all(own_state)


def test_without_a_source_file_the_button_says_what_is_missing(make_host, own_state):
    instance = make_host(own_state).load().create().frames([picture(*SIZE, seed=1)])
    assert instance.changed("bake") == OK
    assert "Source file" in instance.persistent()
