"""Finished jobs of a real service, brought back: only Resolve is not real."""

import numpy as np
import OpenImageIO as oiio
import pytest

from tests.engine.service.running import end_all, own_state
from uprez.plugin.client import Service
from uprez.plugin.host import jobs_of, run_jobs
from uprez.plugin.resolve import choose, scripts


@pytest.fixture
def service(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    yield
    end_all(state)


def brightness(path):
    return float(np.mean(oiio.ImageBuf(str(path)).get_pixels(oiio.FLOAT)))


def test_a_clip_comes_back_frame_for_frame(resolve, session, disk, service, capsys):
    media = disk.sequence(first=101, frames=20)
    for number in range(101, 121):
        picture = oiio.ImageBuf(oiio.ImageSpec(32, 24, 3, oiio.HALF))
        oiio.ImageBufAlgo.fill(picture, (number / 200,) * 3)
        picture.write(f"{disk.folder}/plate.{number:04}.exr")
    item = resolve.add(media, 10, 4, 9, name="A")
    clips = [clip.sent for clip in choose.marked_or_all(session)[0]]
    jobs = jobs_of(clips, handles=3, recipe={"model": "lanczos", "scale": 2.0})
    (entry,) = run_jobs(Service.connect(timeout=60), jobs)
    assert entry["state"] == "done", entry["error"]
    scripts.bring_back({"resolve": resolve})
    assert "1 of 1 clips brought back.\nA: is take 2 of the clip." in capsys.readouterr().out
    media, left, length = item.shown
    path = media.GetClipProperty("File Path")
    assert (left, length) == (3, 4)
    assert media.third["uprez job"] == entry["id"]
    assert path.endswith(".[0107-0116].exr")  # the pictures keep the numbers of their originals
    for shown in range(4):
        assert brightness(path.replace("[0107-0116]", f"{107 + left + shown:04}")) == pytest.approx((110 + shown) / 200, abs=1e-3)
