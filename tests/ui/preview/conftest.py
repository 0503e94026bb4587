import pytest

from tests.ui.fake_previews import FACTS, SPACE, FakeService
from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.preview.comparison import Comparison
from uprez.ui.preview.view import PreviewView
from uprez.ui.viewer.state import ViewState


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def link(qapp, service):
    link = Link(lambda: service)
    yield link
    service.gate.set()
    link.close()


@pytest.fixture
def draft(qapp, service):
    draft = Draft()
    draft.set_models(service.cards)
    add_clip(draft, "/clips/bridge.mov")
    return draft


@pytest.fixture
def comparison(link, draft):
    return Comparison(link, draft)


@pytest.fixture
def view(qtbot, link, draft):
    view = PreviewView(link, draft, ViewState())
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show()
    return view


def add_clip(draft, path):
    """A clip that the service has told about; its id."""
    [clip_id] = draft.add([{"path": path}])
    draft.set_found(clip_id, draft.clip(clip_id).source, {"clip": FACTS, "checks": [], "space": SPACE})
    return clip_id
