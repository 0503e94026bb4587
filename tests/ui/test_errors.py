import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLabel

from tests.ui.fake_queue import ERROR, FakeQueueService, entry
from uprez.core.errors import OutputError
from uprez.ui.errors import HIDDEN, ErrorCard, card_of, show_error, take_reports_from, without_paths
from uprez.ui.link import Link


@pytest.fixture
def link(qtbot):
    link = Link(FakeQueueService)
    take_reports_from(link)
    yield link
    link.close()


def clipboard():
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    "text",
    [
        "cannot write /home/sam/a.mov now",
        "at '/Volumes/My Films/a b.mov'",
        'in "C:\\Users\\Sam\\a b.mov"',
        "file=D:/shots/a.exr",
        "\\\\server\\share\\a.mov",
        "~/films/a.mov",
    ],
)
def test_paths_are_hidden(text):
    hidden = without_paths(text)
    assert HIDDEN in hidden
    for word in ("sam", "Sam", "Films", "films", "shots", "share", "a.mov", "b.mov", "a.exr"):
        assert word not in hidden


@pytest.mark.parametrize("text", ["24000/1001 frames", "1/2 done", "read/write", "uprez 0.1.0, Python 3.11", "a: b"])
def test_what_is_no_path_stays(text):
    assert without_paths(text) == text


def test_a_card_shows_all_three_parts(qtbot):
    card = ErrorCard("What.", "Why.", "Fix.")
    qtbot.addWidget(card)
    shown = {label.text() for label in card.findChildren(QLabel)}
    assert {"What.", "Why.", "Fix."} <= shown


def test_the_report_has_error_log_and_machine_but_no_paths_unless_asked(qtbot, link):
    job = {"source": {"path": "secret shot.mov"}, "output": {"folder": "/out"}}
    error = {**ERROR, "why": "secret shot.mov is broken."}
    card = card_of(entry("a", "failed", error=error, job=job))
    qtbot.addWidget(card)
    card.copy_report()
    assert ERROR["what"].split(" to ")[0] in clipboard()
    qtbot.waitUntil(lambda: "uprez 0.1.0" in clipboard())
    assert "OSError" in clipboard()
    assert "secret" not in clipboard() and "sam" not in clipboard() and "/opt" not in clipboard()
    card._with_paths.setChecked(True)
    card.copy_report()
    qtbot.waitUntil(lambda: "/opt/models" in clipboard())
    assert "secret shot.mov" in clipboard() and "/home/sam" in clipboard()


def test_errors_of_every_kind_can_be_shown(qtbot, qapp):
    for error in (OutputError("Full.", why="Disk.", fix="Free some."), ValueError("odd")):
        show_error(None, error)
    cards = [card for dialog in qapp.topLevelWidgets() if isinstance(dialog, QDialog) for card in dialog.findChildren(ErrorCard)]
    assert {"Full.", "odd"} <= {card.accessibleName() for card in cards}
    for card in cards:
        card.window().close()
