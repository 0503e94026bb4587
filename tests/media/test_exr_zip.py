"""ZIP files that are packed here, held against OpenEXR's own of the same pixels."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import OpenImageIO
import pytest

from tests.media import clips, takes
from uprez.core.colour import Alpha
from uprez.core.frame import Frame
from uprez.core.job import Format
from uprez.media import exr_zip
from uprez.media.pictures import PictureWriter

pytest.importorskip("isal")


def wild(take, number=12, extra=None):
    rng = np.random.default_rng(number)
    shape = (3, take.size.height, take.size.width)
    rgb = rng.normal(0.5, 4, shape).astype(np.float32)
    rgb[:, : shape[1] // 2] = 0.25  # one half packs well, the other does not
    alpha = rng.random(shape[1:], np.float32) if take.alpha is not Alpha.NONE else None
    return Frame(rgb, take.tag, number, number / take.rate, alpha=alpha, extra=extra or {})


def both(take, frame, folder, monkeypatch):
    """The file made here, and OpenEXR's."""
    made = []
    monkeypatch.setattr(exr_zip, "save_zip", lambda path, *rest, real=exr_zip.save_zip: made.append(path) or real(path, *rest))
    ours = PictureWriter(take, Format.EXR, folder / "ours" / "a").write(frame)
    monkeypatch.setattr(exr_zip, "AVAILABLE", False)
    theirs = PictureWriter(take, Format.EXR, folder / "theirs" / "a").write(frame)
    monkeypatch.undo()
    assert len(made) == 1
    return ours, theirs


def header(path):
    said = subprocess.run(["exrheader", str(path)], capture_output=True, text=True, check=True).stdout
    return [line for line in said.splitlines() if not line.startswith("file ") or "version" in line]


def pixels(path):
    buffer = OpenImageIO.ImageBuf(str(path))
    return buffer.get_pixels(OpenImageIO.FLOAT), buffer.spec().channelnames


@pytest.mark.parametrize("size", [(150, 131), (1, 1), (16, 16), (3, 17), (700, 5), (33, 64)])
@pytest.mark.parametrize("depth", ["half", "float"])
def test_header_and_every_sample_are_openexrs(tmp_path, monkeypatch, size, depth):
    take = takes.take(size=size, exr_depth=depth, alpha=Alpha.PREMULTIPLIED)
    ours, theirs = both(take, wild(take), tmp_path, monkeypatch)
    assert header(ours) == header(theirs)
    (one, names), (two, known) = pixels(ours), pixels(theirs)
    assert names == known
    assert np.array_equal(one, two)


def test_channels_of_both_kinds_stand_in_the_order_of_their_names(tmp_path, monkeypatch):
    names = ("Z", "depth.Z", "a.x", "AOV.R")
    clips.sequence(tmp_path / "in", 1, dtype="half", channels=("R", "G", "B", *names))
    take = takes.take(size=(60, 40), extra=names)
    extra = {name: np.random.default_rng(place).normal(0, 9, (40, 60)).astype(np.float32) for place, name in enumerate(names)}
    extra["a.x"] = extra["a.x"].astype(np.float16)
    ours, theirs = both(take, wild(take, extra=extra), tmp_path, monkeypatch)
    assert header(ours) == header(theirs)
    (one, listed), (two, _) = pixels(ours), pixels(theirs)
    assert set(listed) == {"R", "G", "B", *names}
    assert np.array_equal(one, two)


def test_ffmpeg_reads_the_same(tmp_path, monkeypatch):
    take = takes.take(size=(150, 131))
    sums = [
        subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "md5", "-"], capture_output=True, check=True).stdout
        for path in both(take, takes.frame(take, 12), tmp_path, monkeypatch)
    ]
    assert sums[0] == sums[1] != b""


def test_what_does_not_deflate_is_stored(tmp_path):
    rng = np.random.default_rng(1)
    raw = rng.integers(0, 256, 4001, np.uint8)
    assert bytes(exr_zip._deflated(raw)) == raw.tobytes()
    assert len(exr_zip._deflated(np.zeros(4001, np.uint8))) < 400


REPEATING = """
import hashlib, itertools, zlib
import numpy as np
from uprez.media.exr_zip import _stream
twice = np.tile(np.random.default_rng(3).integers(0, 256, 300, np.uint8), 2)
digest = hashlib.md5()
for start in itertools.product(range(200), repeat=2):
    twice[:2] = twice[300:302] = start
    block = _stream(twice)
    digest.update(block)
assert zlib.decompress(block) == twice.tobytes()
print(digest.hexdigest())
"""


def test_another_process_gives_the_same_bytes():
    # ISA-L's third byte: of 40,000 blocks that repeat themselves some were deflated otherwise in every new process
    runs = [subprocess.run([sys.executable, "-c", REPEATING], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert runs[0] == runs[1] != ""


def test_threads_give_the_bytes_of_one(tmp_path):
    take = takes.take(size=(200, 160), frames=(0, 11))
    writers = [PictureWriter(take, Format.EXR, tmp_path / name / "a") for name in ("one", "many")]
    alone = [writers[0].write(wild(take, number)).read_bytes() for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda number: writers[1].write(wild(take, number)).read_bytes(), range(8)))
    assert together == alone


def test_a_header_that_cannot_be_written_is_said(tmp_path):
    spec = OpenImageIO.ImageSpec(4, 4, 3, "half")
    assert exr_zip.save_zip(tmp_path / "nowhere" / "a.exr", spec, lambda top, bottom: [])
