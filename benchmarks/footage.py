"""The footage that benchmarks run on: a real phone clip from a Debian package, brought to a fixed size and rate."""

from __future__ import annotations

import subprocess
from pathlib import Path

PHONE = Path("/usr/share/forensics-samples/original-files/movie1/VID_20191220_170832.mp4")
"""1920x1080 H.264 with sound, 41 frames (Debian forensics-samples-files, CC-BY-SA-4.0)."""


def phone(folder: Path, *, width: int, frames: int, crf: int = 16) -> Path:
    """The phone clip, `width` pixels wide, repeated to `frames` frames, 8-bit 4:2:0 H.264 at 25 frames a second, BT.709."""
    source = folder / f"phone_{width}_{frames}_{crf}.mp4"
    if not source.exists():
        repeats = ["-stream_loop", str(frames // 40)]
        # setpts before the loop's seams: the clip has a variable rate and every frame is used once.
        picture = f"setpts=N/25/TB,scale={width}:-2:flags=lanczos,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709"
        coding = ["-an", "-fps_mode", "passthrough", "-c:v", "libx264", "-preset", "medium", "-crf", str(crf), "-g", "48", "-r", "25"]
        _ffmpeg([*repeats, "-i", PHONE, "-vf", picture, *coding, "-pix_fmt", "yuv420p", "-frames:v", str(frames)], source)
    return source


def smaller(clip: Path, *, width: int) -> Path:
    """The same frames, area-averaged to `width`, nearly without loss."""
    target = clip.with_name(f"{clip.stem}_to_{width}.mp4")
    if not target.exists():
        coding = ["-c:v", "libx264", "-crf", "8", "-pix_fmt", "yuv420p", "-fps_mode", "passthrough"]
        _ffmpeg(["-i", clip, "-vf", f"scale={width}:-2:flags=area", *coding], target)
    return target


def noise(folder: Path, *, size: str, frames: int) -> Path:
    """A moving test picture with grain, as H.264."""
    source = folder / f"noise_{size}_{frames}.mp4"
    if not source.exists():
        picture = f"testsrc2=size={size}:rate=25,noise=alls=12:allf=t"
        _ffmpeg(["-f", "lavfi", "-i", picture, "-c:v", "libx264", "-crf", "20", "-pix_fmt", "yuv420p", "-frames:v", str(frames)], source)
    return source


def _ffmpeg(arguments: list[str | Path], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name("part_" + target.name)
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments), str(part)], check=True)
    part.replace(target)
