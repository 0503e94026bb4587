"""What FFmpeg lays beside a frame, kinds that PyAV does not know among it."""

import struct

import av
import numpy as np

from uprez.core.clip import ReadOptions
from uprez.media.probe import probe
from uprez.media.side_data import side_data_of


def with_exif(path, orientation):
    """A Motion-JPEG movie of 64x48 whose frames have an EXIF segment, as cameras write it."""
    tiff = b"II*\0" + struct.pack("<IHHHIHxxI", 8, 1, 0x0112, 3, 1, orientation, 0)
    body = b"Exif\0\0" + tiff
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mjpeg", rate=25, width=64, height=48, pix_fmt="yuvj420p")
        frames = [av.VideoFrame.from_ndarray(np.full((48, 64, 3), 40 * number, np.uint8), format="rgb24") for number in range(3)]
        for packet in [made for frame in (*frames, None) for made in stream.encode(frame)]:
            data = bytes(packet)
            whole = av.Packet(data[:2] + segment + data[2:])
            whole.pts, whole.dts, whole.time_base = packet.pts, packet.dts, packet.time_base
            whole.is_keyframe, whole.stream = True, stream
            out.mux(whole)
    return path


def test_kinds_that_pyav_does_not_know_hide_none_that_it_knows(tmp_path):
    path = with_exif(tmp_path / "exif.mov", 6)
    with av.open(str(path)) as file:
        held = side_data_of(next(file.decode(video=0)))
    assert any(data[:4] == b"II*\0" for data in held.values()) and len(held["DISPLAYMATRIX"]) == 36
    info = probe(path, ReadOptions())
    assert (info.frames, info.rotation, (info.size.width, info.size.height)) == (3, 270, (48, 64))
