"""The panel in a real Qt, with a fake Nuke around it."""

import importlib
import sys
from types import ModuleType, SimpleNamespace

import pytest

from uprez.plugin.errors import ServiceError
from uprez.plugin.nuke import commands, dock, qt

pytest.importorskip("PySide6")


@pytest.fixture
def service(monkeypatch):
    """A service that has two models, or an error."""
    service = SimpleNamespace(error=None, closed=0)

    def connect():
        if service.error:
            raise service.error
        return SimpleNamespace(models=lambda: [{"name": "span"}, {"name": "compact"}], close=lambda: setattr(service, "closed", 1))

    monkeypatch.setattr(dock, "Service", SimpleNamespace(connect=connect))
    return service


@pytest.fixture
def made(nuke, service, qtbot, pump):
    widget = dock.make_dock()
    qtbot.addWidget(widget)
    pump(lambda: service.closed and not nuke.queued and widget.uprez_dock.model.count() == 2)
    return widget.uprez_dock


def button(made, text):
    return next(one for one in made.widget.findChildren(made.qt.QPushButton) if one.text() == text)


def test_models_are_offered(made):
    assert [made.model.itemText(row) for row in range(made.model.count())] == ["span", "compact"]
    assert made.model.currentText() == "span"


def test_a_model_of_the_users_stays(made):
    made.model.setCurrentText("/weights/mine.pth")
    made.add_models(["a", "b"])
    assert made.model.currentText() == "/weights/mine.pth"


def test_upscale_and_cancel(made, monkeypatch):
    begun, cancelled = [], []
    work = SimpleNamespace(cancel=lambda: cancelled.append(True))
    monkeypatch.setattr(commands, "upscale", lambda *about: begun.append(about) or work)
    made.scale.setCurrentText("4")
    made.model.setCurrentText("compact")
    assert not made.cancel.isEnabled()
    button(made, "Upscale Selected Reads").click()
    assert begun == [({"model": "compact", "scale": 4.0}, made.say, made.show_progress)]
    assert made.cancel.isEnabled()
    assert not button(made, "Upscale Selected Reads").isEnabled()
    assert not made.bar.isHidden()
    made.show_progress(5, 100, "Upscaling.")
    assert (made.bar.value(), made.bar.maximum(), made.said.text()) == (5, 100, "Upscaling.")
    made.cancel.click()
    assert cancelled == [True]
    made.say(["Cancelled."])
    assert (made.said.text(), made.bar.isHidden(), made.cancel.isEnabled()) == ("Cancelled.", True, False)
    assert button(made, "Upscale Selected Reads").isEnabled()


def test_with_nothing_selected_it_says_so(made):
    button(made, "Open in uprez…").click()
    assert made.said.text() == "No Read is selected."
    assert not made.cancel.isEnabled()
    made.stop()


@pytest.mark.parametrize(
    ("text", "name"),
    [("Bring Back", "bring"), ("Show Originals", "show_originals"), ("Show Takes", "show_takes"), ("Open in uprez…", "open_panel")],
)
def test_the_other_buttons(made, monkeypatch, text, name):
    called = []
    monkeypatch.setattr(commands, name, called.append)
    button(made, text).click()
    assert called == [made.say]


def test_without_a_service(nuke, service, qtbot, pump):
    service.error = ServiceError("uprez is not found.")
    widget = dock.make_dock()
    qtbot.addWidget(widget)
    pump(lambda: widget.uprez_dock.said.text() == "uprez is not found.")


def test_after_the_panel_was_closed_a_message_comes(nuke, service, qapp):
    import shiboken6

    widget = dock.make_dock()
    made = widget.uprez_dock
    shiboken6.delete(widget)
    made.say(["Done."])
    made.show_progress(1, 2, "On.")
    made.add_models(["x"])
    assert nuke.messages == ["Done."]


def test_pyside2_where_there_is_no_pyside6(monkeypatch):
    older = ModuleType("PySide2.QtWidgets")
    real = importlib.import_module

    def without(name):
        if name.startswith("PySide6"):
            raise ImportError(name)
        return older if name == "PySide2.QtWidgets" else real(name)

    monkeypatch.setattr(qt.importlib, "import_module", without)
    assert qt.widgets() is older


def test_without_any_qt(monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    monkeypatch.setitem(sys.modules, "PySide2", None)
    with pytest.raises(ServiceError, match=r"There is no Qt\."):
        qt.widgets()
