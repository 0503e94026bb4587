import time

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QRadioButton

from tests.ui.fake_sources import INTERLACED, UNTAGGED, FakeService
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.sources import SourcesView
from uprez.ui.sources.clip_list import ClipList
from uprez.ui.sources.clips_model import ClipsModel
from uprez.ui.sources.range_edit import RangeEdit
from uprez.ui.spin import Spin


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def draft(qapp):
    return Draft()


@pytest.fixture
def view(qtbot, service, draft):
    link = Link(lambda: service)
    view = SourcesView(link, draft)
    qtbot.addWidget(view)
    view.resize(340, 700)
    view.show()
    qtbot.waitExposed(view)
    yield view
    link.close()


@pytest.fixture
def rows(view):
    return view.findChild(ClipList)


def shown(view, kind):
    return [each for each in view.findChildren(kind) if each.isVisible()]


def settled(qtbot, draft):
    qtbot.waitUntil(lambda: bool(draft.clips) and not draft.unread())
    qtbot.wait(1)  # widgets that were put into a visible layout show themselves by an event


def drop(view, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    view.dropEvent(event)


def test_dropped_clips_appear_are_probed_and_get_pictures(qtbot, view, draft, rows, service, tmp_path):
    for name in ("a.mov", "p.0001.exr", "p.0002.exr"):
        (tmp_path / name).touch()
    drop(view, tmp_path)
    settled(qtbot, draft)
    assert [clip.title for clip in draft.clips] == ["p.####.exr", "a.mov"]
    assert draft.selected == draft.clips[0]
    model = rows.model()
    qtbot.waitUntil(lambda: model.data(model.index(1), Qt.ItemDataRole.DecorationRole) is not None)
    assert ("picture", (str(tmp_path / "a.mov"), 119)) in service.asked
    spoken = model.data(model.index(1), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "a.mov, 1920 × 1080, 23.976 fps, 240 frames, Rec.709, no alpha, stereo sound"


def test_the_same_clip_again_is_selected_not_added(qtbot, view, draft, tmp_path):
    for name in ("a.mov", "b.mov"):
        (tmp_path / name).touch()
    view.add_paths([str(tmp_path / "a.mov"), str(tmp_path / "b.mov")])
    qtbot.waitUntil(lambda: len(draft.clips) == 2)
    view.add_paths([str(tmp_path / "b.mov")])
    qtbot.waitUntil(lambda: draft.selected.title == "b.mov")
    assert len(draft.clips) == 2


def test_a_choice_edits_the_source_and_probes_again(qtbot, view, draft, service):
    service.checks["/a.mov"] = [INTERLACED, UNTAGGED]
    (clip_id,) = draft.add([{"path": "/a.mov"}])
    settled(qtbot, draft)
    assert len(draft.problems(clip_id)) == 2
    (radio,) = shown(view, QRadioButton)
    radio.click()
    (combo,) = shown(view, QComboBox)
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    settled(qtbot, draft)
    assert draft.clip(clip_id).source == {"path": "/a.mov", "deinterlace": True, "colour": "Gamma 2.2 Rec.709 - Texture"}
    assert draft.problems(clip_id) == []
    assert service.asked.count(("probe", dict(draft.clip(clip_id).source))) == 1
    draft.undo_stack.undo()
    settled(qtbot, draft)
    assert combo.currentIndex() == -1
    assert len(draft.problems(clip_id)) == 1


def test_an_error_stands_in_its_row_and_can_be_tried_again(qtbot, view, draft, rows, service):
    service.errors["/a.mov"] = ServiceError("It is broken.", "It was cut off.", "Copy it again.")
    draft.add([{"path": "/a.mov"}, {"path": "/b.mov"}])
    settled(qtbot, draft)
    model = rows.model()
    assert model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole) == "a.mov. It is broken. It was cut off. Copy it again"
    assert rows.sizeHintForIndex(model.index(0)).height() > rows.sizeHintForIndex(model.index(1)).height()
    assert {"It is broken.", "It was cut off.", "Copy it again."} <= {label.text() for label in shown(view, QLabel)}
    service.errors.clear()
    draft.forget_found(draft.clips[0].id)
    settled(qtbot, draft)
    assert draft.clips[0].error is None


def test_a_range_is_set_by_frame_and_by_timecode(qtbot, view, draft, service):
    service.clips["/p.%04d.exr"] = {"first_number": 1001, "frames": 100, "rate": "24"}
    (clip_id,) = draft.add([{"path": "/p.%04d.exr"}])
    settled(qtbot, draft)
    edit = view.findChild(RangeEdit)
    start, end = edit.findChildren(Spin)
    assert (start.value(), end.value()) == (1001, 1100)
    start.setValue(1011)
    assert draft.clip(clip_id).source["first"] == 10
    code = next(line for line in edit.findChildren(QLineEdit) if line.accessibleName().startswith("Timecode of the last"))
    code.setText("01:00:02:00")
    code.editingFinished.emit()
    assert (draft.clip(clip_id).first, draft.clip(clip_id).last) == (10, 48)
    code.setText("nonsense")
    code.editingFinished.emit()
    assert code.text() == "01:00:02:00"


def test_keys_move_and_remove_rows(qtbot, view, draft, rows):
    ids = draft.add([{"path": f"/{name}.mov"} for name in "abc"])
    settled(qtbot, draft)
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [clip.id for clip in draft.clips] == [ids[1], ids[0], ids[2]]
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert draft.selected.id == ids[2]
    view.remove_action.trigger()
    assert [clip.id for clip in draft.clips] == [ids[1], ids[0]]
    draft.undo_stack.undo()
    assert len(draft.clips) == 3


def test_dragged_rows_are_moved(qtbot, view, draft, rows):
    ids = draft.add([{"path": f"/{name}.mov"} for name in "abc"])
    model = rows.model()
    assert isinstance(model, ClipsModel)
    data = model.mimeData([model.index(2)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, model.index(-1))
    assert [clip.id for clip in draft.clips] == [ids[2], ids[0], ids[1]]


def test_a_timeline_gives_its_clips_and_its_notes(qtbot, view, draft, service, tmp_path):
    path = tmp_path / "cut.otio"
    path.touch()
    part = {"first": 5, "last": 9}
    clips = [{"name": name, "source": {"path": f"/{name}.mov", **part}, "record_first": 0, "missing": False} for name in "ab"]
    clips.append({"name": "c", "source": {"path": "/c.mov"}, "record_first": 9, "missing": True})
    service.edits[str(path)] = {"name": "cut", "clips": clips, "notes": ["A dissolve was passed over."]}
    drop(view, path)
    qtbot.waitUntil(lambda: len(draft.clips) == 2)
    settled(qtbot, draft)
    assert [(clip.title, clip.first, clip.last) for clip in draft.clips] == [("a", 5, 9), ("b", 5, 9)]
    said = {label.text() for label in shown(view, QLabel)}
    assert {"A dissolve was passed over.", "1 of 3 clips in cut are not on this machine."} <= said


def test_a_timeline_that_cannot_be_read_is_explained(qtbot, view, draft, service, tmp_path):
    path = tmp_path / "cut.edl"
    path.touch()
    service.errors[str(path)] = ServiceError("No edit.", "It is empty.", "Export it again.")
    drop(view, path)
    qtbot.waitUntil(lambda: "It is empty." in {label.text() for label in shown(view, QLabel)})
    assert draft.clips == []


def test_five_hundred_clips_are_listed_without_asking_for_all_pictures(qtbot, view, draft, rows, service):
    began = time.perf_counter()
    draft.add([{"path": f"/{number}.mov"} for number in range(500)])
    rows.grab()
    assert time.perf_counter() - began < 1.5
    qtbot.waitUntil(lambda: not draft.unread(), timeout=20_000)
    qtbot.wait(50)
    asked = sum(name == "picture" for name, _ in service.asked)
    assert 0 < asked < 60


def test_everything_has_a_name_for_screen_readers(qtbot, view, draft, service):
    service.checks["/a.mov"] = [INTERLACED, UNTAGGED]
    draft.add([{"path": "/a.mov"}])
    settled(qtbot, draft)
    for kind in (Spin, QComboBox, QLineEdit, QRadioButton, ClipList):
        for control in shown(view, kind):
            assert control.accessibleName() or control.objectName() == "qt_spinbox_lineedit", control
