"""Baking and the panel, through a real bridge and a real service; the panel's program is a fake, as it needs a screen."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import OpenImageIO
import pytest

from tests.engine.service.running import end_all, wait_state
from tests.media import clips
from tests.ofx_bridge.fake_plugin import FakePlugin, bridge, wait_for
from uprez.ofx_bridge.errands import job_of
from uprez.ofx_bridge.messages import Bake, Panel
from uprez.plugin.client import Service

RECIPE = '{"model": "lanczos", "scale": 2}'
PANEL = """
import pathlib, sys, time
here = pathlib.Path(__file__).parent
(here / "called").write_text(" ".join(sys.argv[1:]))
document = pathlib.Path(sys.argv[3]).read_text()
(here / "document").write_text(document)
if "no screen" in document:
    sys.exit("There is no screen to open the window on.")
while not (here / "close").exists():
    time.sleep(0.05)
"""


@pytest.fixture
def plates(tmp_path):
    noise = np.random.default_rng(1).random((4, 18, 24, 3), np.float32)
    return clips.sequence(tmp_path / "shot" / "plates", 4, dtype="half", size=(24, 18), pixels=lambda at: noise[at])


def test_a_source_is_baked_by_the_service(plates, tmp_path, monkeypatch):
    state = tmp_path / "state"
    monkeypatch.setenv("UPREZ_STATE", str(state))
    with bridge(state, UPREZ_COMMAND=f"{sys.executable} -m uprez"):
        plugin = FakePlugin(state)
        try:
            plugin.say(Bake(RECIPE, str(plates), "EXR", 1, 2), 5)
            told = plugin.told.get(timeout=60)
            assert "queue" in told.text and told.path in told.text, told
            service = Service.connect(start=False)
            (entry,) = service.jobs()
            assert wait_state(service, entry["id"], "done", "failed")["state"] == "done"
            made = sorted(Path(told.path).glob("*.exr"))
            assert len(made) == 2 and OpenImageIO.ImageBuf(str(made[0])).spec().width == 48
            assert Path(told.path).is_relative_to(plates.parent / "uprez")
        finally:
            end_all(state)


def test_what_cannot_be_baked_is_told(plates, tmp_path):
    state = tmp_path / "state"
    with bridge(state):
        plugin = FakePlugin(state)
        for said, words in (
            (Bake(RECIPE, "", "EXR", -1, -1), "source file"),
            (Bake(RECIPE, str(tmp_path / "nothing.mov"), "EXR", -1, -1), "nothing.mov"),
            (Bake(RECIPE, str(plates), "VHS", -1, -1), "formats"),
            (Bake('{"wish": 1}', str(plates), "EXR", -1, -1), "wish"),
            (Panel(RECIPE, ""), "source file"),
        ):
            plugin.say(said, 1)
            told = plugin.told.get(timeout=60)
            assert words in told.text and told.path == "", told
    assert not (state / "service.json").exists()


def test_jobs_of_plugins(plates, tmp_path):
    job, path = job_of('{"model": "span", "scale": 3, "strength": 0.5, "alpha": "lanczos"}', str(plates), "prores", None)
    assert (job.recipe.scale, job.recipe.strength, job.recipe.alpha, job.source.first) == (3, 0.5, "lanczos", None)
    assert path.parent == plates.parent / "uprez" and path.suffix == ".mov" and path.stem == job.output.name
    again, other = (job_of(recipe, str(plates), "exr", (0, 1))[1] for recipe in (RECIPE, RECIPE.replace("2", "4")))
    assert again != other and again == job_of(RECIPE, str(plates), "exr", (0, 1))[1]
    movie = clips.prores(tmp_path / "clip.mov", 2)
    assert job_of(RECIPE, str(movie), "exr", None)[1].parent == tmp_path / "uprez"


def test_the_panel_is_opened(plates, tmp_path):
    state, program = tmp_path / "state", tmp_path / "panel.py"
    program.write_text(PANEL)
    with bridge(state, UPREZ_COMMAND=f"{sys.executable} {program}"):
        plugin = FakePlugin(state)
        plugin.say(Panel(RECIPE, str(plates)), 6)
        told = plugin.told.get(timeout=60)
        assert told.text == "The panel is open." and told.path == ""
        document = json.loads((tmp_path / "document").read_text())
        assert document["source"]["path"] == str(plates) and document["recipe"]["model"] == "lanczos"
        assert (tmp_path / "called").read_text().startswith("panel --job ")
        (tmp_path / "close").touch()
        wait_for(lambda: not list(state.glob("ofx-panel-*")))
        no_screen = tmp_path / "no screen"
        shutil.copytree(plates, no_screen)
        plugin.say(Panel(RECIPE, str(no_screen)), 7)
        assert plugin.told.get(timeout=60).text == "There is no screen to open the window on."
        assert not list(state.glob("ofx-panel-*"))
