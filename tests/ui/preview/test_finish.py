import pytest

from uprez.plugin.client import ServiceError
from uprez.ui.errors import ErrorCard
from uprez.ui.preview.finish import FinishView
from uprez.ui.preview.take_finish import Finishing, TakeFinish
from uprez.ui.preview.take_names import next_name, take_name, take_path

FILES = ["/out/bridge_2x.mov", "/out/bridge_2x_exr"]


def entry(name="", *, files=FILES, **recipe):
    job = {
        "source": {"path": "/clips/bridge.mov", "first": 10, "last": 99},
        "recipe": {"model": "span", "scale": 2.0, "strength": 1.0, "grain": 0.0, "match_colour": True, **recipe},
        "output": {"folder": "/out", "formats": ["exr", "prores"], "name": name},
        "plan": {"windows": []},
    }
    return {"id": "a", "title": "bridge", "state": "done", "job": job, "files": list(files)}


@pytest.fixture
def view(qtbot, link, service):
    service.entries = [entry()]
    view = FinishView(link, entry())
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    qtbot.waitUntil(lambda: service.count("preview") == 1 and not view.finish.working)
    return view


def test_pictures_are_taken_before_movies():
    assert take_path(FILES) == "/out/bridge_2x_exr" and take_path(FILES[:1]) == "/out/bridge_2x.mov" and take_path([]) == ""


def test_a_take_is_called_as_its_files_are():
    assert take_name(entry("night")["job"], FILES) == "night"
    assert take_name(entry()["job"], FILES) == "bridge_2x"
    assert take_name(entry()["job"], FILES[1:]) == "bridge_2x"
    assert take_name(entry()["job"], []) == "bridge"


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("a", [], "a_v2"),
        ("a", ["a", "a_v2", "a_v3", "b_v9"], "a_v4"),
        ("a_v2", ["a"], "a_v3"),
        ("a_v2", ["a_v7"], "a_v8"),
    ],
)
def test_the_next_name_is_free(name, taken, free):
    assert next_name(name, taken) == free


def test_it_begins_with_the_take_beside_itself(service, view):
    asked = next(values for kind, values in service.asked if kind == "preview")
    assert asked["job"]["recipe"]["take"] == "/out/bridge_2x_exr" and asked["frames"] == (50, 58)
    assert view.viewer.sight.a.width == view.viewer.sight.b.width == 640
    assert not view.controls.make.isEnabled()


def test_many_moves_of_a_slider_are_one_preview(qtbot, service, view):
    for value in (0.9, 0.8, 0.7, 0.4):
        view.controls.strength.changed.emit(value)
    qtbot.waitUntil(lambda: service.count("preview") == 2 and not view.finish.working)
    asked = [values for kind, values in service.asked if kind == "preview"][-1]
    assert asked["job"]["recipe"]["strength"] == 0.4


def test_a_superseded_preview_is_dropped(qtbot, service, view):
    service.gate.clear()
    view.finish.set(strength=0.5)
    qtbot.waitUntil(lambda: service.count("preview") == 2)
    view.finish.set(grain=0.3)
    qtbot.waitUntil(lambda: service.count("preview") == 3)
    assert service.cancelled == service.tickets[1:2]
    service.gate.set()
    qtbot.waitUntil(lambda: not view.finish.working)


def test_the_new_take_gets_the_next_name_and_no_plan(qtbot, service, view):
    service.entries.append(entry("bridge_2x_v2"))
    view.finish.set(strength=0.5, match_colour=False)
    with qtbot.waitSignal(view.submitted) as told:
        view.controls.make.click()
    [job] = service.submitted
    assert job["output"]["name"] == "bridge_2x_v3" == told.args[0]["title"] and job["plan"] is None
    assert {name: job["recipe"][name] for name in ("take", "strength", "grain", "match_colour", "model")} == {
        "take": "/out/bridge_2x_exr",
        "strength": 0.5,
        "grain": 0.0,
        "match_colour": False,
        "model": "span",
    }


def test_a_finished_take_is_finished_again_from_the_first(qtbot, link):
    view = FinishView(link, entry("bridge_2x_v2", take="/out/bridge_2x_exr", strength=0.5, grain=0.25))
    qtbot.addWidget(view)
    assert view.finish.take == "/out/bridge_2x_exr" and view.finish.now.strength == 0.5 and view.finish.now.grain == 0.25
    view.close_work()


def test_an_error_is_shown_and_goes_with_the_next_try(qtbot, service, view):
    service.broken["preview span"] = ServiceError("The take is gone.", "Moved.", "Put it back.")
    view.finish.set(strength=0.5)
    qtbot.waitUntil(lambda: view.controls.findChild(ErrorCard) is not None)
    service.broken.clear()
    view.finish.set(strength=0.6)
    qtbot.waitUntil(lambda: view.controls.findChild(ErrorCard) is None and not view.finish.working)


def test_the_region_is_drawn_in_the_take_in_source_pixels(qtbot, service, view):
    view.controls.pick.click()
    assert view.picker.isVisible() and view.picking.region_mode
    view.picking.set_region((8, 16, 100, 60))
    qtbot.waitUntil(lambda: service.count("preview") == 2 and not view.finish.working)
    view.controls.pick.click()
    assert [v["region"] for k, v in service.asked if k == "preview"][-1] == (8, 16, 100, 60)
    assert (view.viewer.sight.a.width, view.viewer.sight.a.height) == (200, 120)


def test_the_edit_of_a_take_is_not_made_again_for_a_new_finish(qtbot, link, service, monkeypatch):
    upscale = {**entry()["job"], "source": {"path": "/out/bridge_2x_edit.mkv"}}
    monkeypatch.setattr(service, "cascade", lambda job: {"upscale": {**upscale, "recipe": job["recipe"]}}, raising=False)
    service.entries = [{**entry(edit_prompt="snow"), "step": "upscale"}]
    finish = TakeFinish(link, service.entries[0])
    finish.now = Finishing(strength=0.5)
    with qtbot.waitSignal(finish.submitted):
        finish.make()
    (job,) = service.submitted
    assert job["source"]["path"] == "/out/bridge_2x_edit.mkv" and job["output"]["name"] == "bridge_2x_v2"
    assert job["recipe"]["take"] == "/out/bridge_2x_exr" and job["recipe"]["strength"] == 0.5
