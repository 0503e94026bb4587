"""Pictures cut out by the real service, in a process of its own; what it may read of its own folder; weights of one's own."""

import cv2
import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image

from tests.engine.service.running import job_of, own_state, running, workers_of
from tests.models.test_cutout import coat, network
from uprez.core.errors import InputError
from uprez.engine.service.cutout import read_picture
from uprez.plugin.client import ServiceError


def written(path, picture, *, deep=False, alpha=None):
    """A picture file of (H, W, 3) float32 values."""
    most, kind = (65535, np.uint16) if deep else (255, np.uint8)
    planes = [picture[..., ::-1]] if alpha is None else [picture[..., ::-1], alpha[..., None]]
    cv2.imwrite(str(path), np.rint(np.concatenate(planes, axis=2) * most).astype(kind))
    return path


@pytest.mark.parametrize("deep", [False, True])
def test_values_are_read_as_they_are(tmp_path, deep):
    picture = coat()
    alpha = np.linspace(0, 1, 160, dtype=np.float32)[None].repeat(90, axis=0)
    pixels, seen = read_picture(str(written(tmp_path / "a.png", picture, deep=deep, alpha=alpha)))
    assert pixels.dtype == (np.uint16 if deep else np.uint8) and pixels.shape == (90, 160, 3)
    most = np.iinfo(pixels.dtype).max
    assert np.abs(pixels / most - picture).max() < 1 / most and np.abs(seen - alpha).max() < 0.003


def test_scene_linear_pictures_are_read_as_a_screen_shows_them(tmp_path):
    exr = tmp_path / "a.exr"
    out = oiio.ImageOutput.create(str(exr))
    out.open(str(exr), oiio.ImageSpec(4, 2, 3, "half"))
    out.write_image(np.full((2, 4, 3), 0.18, np.float32))
    out.close()
    pixels, alpha = read_picture(str(exr))
    assert alpha is None and abs(pixels[0, 0, 0] / 65535 - 0.4613) < 1e-3  # IEC 61966-2-1


def test_grey_and_turned_pictures_are_read_upright(tmp_path):
    turned = Image.new("L", (8, 4), 10)
    turned.putpixel((0, 0), 250)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    turned.save(tmp_path / "phone.png", exif=exif)
    pixels, _ = read_picture(str(tmp_path / "phone.png"))
    assert pixels.shape == (8, 4, 3) and (pixels[0, 3] == 250).all()


def test_what_is_no_picture_is_refused_in_words(tmp_path):
    (tmp_path / "a.png").write_text("no picture")
    for path in (tmp_path / "a.png", tmp_path / "gone.png"):
        with pytest.raises(InputError, match="cannot be read"):
            read_picture(str(path))


def test_the_service_cuts_out_and_reads_references_of_its_own_folder_only(tmp_path, monkeypatch):
    state = own_state(monkeypatch, tmp_path / "state")
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    source = written(tmp_path / "coat.png", coat(), deep=True)
    with running(state) as service:
        before = len(workers_of(state))
        assert service.cutouts() == {"network": "", "folder": str(tmp_path / "cache" / "cutout")}
        with pytest.raises(ServiceError, match="No segmentation network") as caught:
            service.cut_out(str(source))
        assert str(tmp_path / "cache" / "cutout") in caught.value.fix
        network(tmp_path / "cache" / "cutout" / "net.onnx", 320)
        assert service.cutouts()["network"] == "net.onnx"
        picture = cv2.imdecode(np.frombuffer(service.cut_out(str(source)), np.uint8), cv2.IMREAD_UNCHANGED)
        assert picture.dtype == np.uint16 and picture.shape == (90, 160, 4)
        assert (picture[..., 2::-1] == cv2.imread(str(source), cv2.IMREAD_UNCHANGED)[..., ::-1]).all()  # the colours are the picture's
        assert picture[45, 60, 3] > 64000 and picture[10, 10, 3] < 1300
        assert len(workers_of(state)) == before  # the network's memory is given back

        kept = state / "references" / "0" / "coat.png"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(source.read_bytes())
        job = job_of(source, tmp_path / "out")
        asks = {"prompt": "", "reference_images": [str(kept)]}
        assert service.submit({**job, "recipe": {**job["recipe"], **asks}}, held=True)["state"] == "paused"
        secret = {**job, "recipe": {**job["recipe"], "reference_images": [str(state / "token")]}}
        for refused in (secret, {**job, "output": {**job["output"], "folder": str(kept.parent)}}):
            with pytest.raises(ServiceError, match="service's own folder"):
                service.submit(refused, held=True)
        card = service.own_model(str(tmp_path / "cache" / "cutout" / "net.onnx"))
        assert card["installed"] and card["conditions"] == ["strength"] and card["schedulers"] == []
        with pytest.raises(ServiceError, match="no weights"):
            service.own_model(str(tmp_path / "none"))
