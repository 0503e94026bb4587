from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from tests.ui.fake_sources import FakeService, cut_picture
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft
from uprez.ui.errors import ErrorCard
from uprez.ui.link import Link
from uprez.ui.recipe.references import References


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def part(qtbot, service, tmp_path):
    link = Link(lambda: service)
    draft = Draft()
    part = References(link, draft)
    qtbot.addWidget(part)
    part.show()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    picture.save(str(tmp_path / "coat.png"))
    part.add([str(tmp_path / "coat.png")])
    part.list.setCurrentRow(0)
    yield part
    link.close()


def with_network(qtbot, part, service):
    service.network = "isnet.onnx"
    part.cut_outs.look()
    qtbot.waitUntil(lambda: part._cut.isEnabled())


def test_the_button_says_what_it_lacks(qtbot, part, service):
    qtbot.waitUntil(lambda: "/cache/cutout" in part._cut.toolTip())
    assert not part._cut.isEnabled() and "U2-Net" in part._cut.toolTip()
    with_network(qtbot, part, service)
    assert "isnet.onnx" in part._cut.toolTip()


def test_the_picture_takes_the_place_of_the_one_it_was_cut_out_of(qtbot, part, service, state_folder):
    with_network(qtbot, part, service)
    (before,) = part.paths()
    part._cut.click()
    assert not part._cut.isEnabled()  # once at a time
    qtbot.waitUntil(lambda: part.paths() != [before])
    (after,) = map(Path, part.paths())
    assert after.name == "coat.png" and after.read_bytes() == cut_picture() and state_folder in after.parents
    assert Path(before).exists() and part.list.item(0).text() == "coat"
    part._draft.undo_stack.undo()
    assert part.paths() == [before]


def test_a_refusal_is_shown_and_the_picture_stays(qtbot, part, service):
    with_network(qtbot, part, service)
    (path,) = part.paths()
    service.errors[path] = ServiceError("Nothing stands out in the picture.", "isnet.onnx found nothing.", "Crop it closer.")
    part._cut.click()
    qtbot.waitUntil(lambda: "Nothing stands out in the picture." in {card.accessibleName() for card in part.findChildren(ErrorCard)})
    assert part.paths() == [path] and part._cut.isEnabled()
