"""From a Read to its take through a real service: only Nuke is not real."""

import numpy as np
import OpenImageIO as oiio
import pytest

from tests.engine.service.running import end_all, own_state
from uprez.plugin.nuke import commands
from uprez.plugin.nuke.build import show, switch_of


@pytest.fixture
def service(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    yield
    end_all(state)


def brightness(path):
    return float(np.mean(oiio.ImageBuf(path).get_pixels(oiio.FLOAT)))


def test_a_read_comes_back_frame_for_frame(nuke, disk, service, pump):
    read = disk.sequence(first=1001, last=1020)
    for number in range(1001, 1021):
        picture = oiio.ImageBuf(oiio.ImageSpec(32, 24, 3, oiio.HALF))
        oiio.ImageBufAlgo.fill(picture, (number / 2000,) * 3)
        picture.write(f"{disk.folder}/plate.{number}.exr")
    read["first"].setValue(1011)
    read["last"].setValue(1013)
    read["selected"].setValue(True)
    work = commands.upscale({"model": "lanczos", "scale": 2.0})
    nuke.sizes = _Sizes()
    pump(lambda: nuke.messages, seconds=60)
    assert nuke.messages == ["plate: plate_uprez is shown by plate_takes, in the take's size."]
    assert work is not None
    switch = switch_of(read)
    for at in range(1011, 1014):
        show(switch, -1)
        path, number, size = switch.picture(at)
        assert size == (64, 48)
        show(switch, 0)
        original, there, _ = switch.picture(at)
        assert brightness(path % number) == pytest.approx(brightness(original % there), abs=1e-3) == pytest.approx(at / 2000, abs=1e-3)
    take = next(node for node in nuke.nodes_ if node.name() == "plate_uprez")
    assert (take["origfirst"].value(), take["origlast"].value()) == (1003, 1020)  # with handles, as far as there are files
    assert "lanczos" in take["uprez_facts"].value()
    # Once more from the queue, as after a new start of Nuke: the take is known.
    commands.bring()
    pump(lambda: len(nuke.messages) == 2)
    assert nuke.messages[1] == "plate: the take was there, and is shown again."


class _Sizes(dict):
    """Sizes of pictures as they are on the disk, by their folder."""

    def get(self, folder, _otherwise=None):
        import os

        spec = oiio.ImageBuf(os.path.join(folder, min(os.listdir(folder)))).spec()
        return spec.width, spec.height
