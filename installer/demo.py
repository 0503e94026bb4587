"""The demo: a short real clip, four times its size, as EXR and ProRes, with a picture of before and after."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "demo"
PHONE = Path("/usr/share/forensics-samples/original-files/movie1/VID_20191220_170832.mp4")
"""A phone clip, 1080p with sound and a variable rate (Debian forensics-samples-files, CC-BY-SA-4.0)."""
UPREZ = Path(sys.executable).parent / "uprez"


def small_copy(clip: Path) -> Path:
    """The clip at 480x270, with its own timestamps and sound: what an archive or a proxy looks like."""
    small = FOLDER / "clip.mp4"
    if not small.exists():
        picture = ["-vf", "scale=480:-2:flags=area", "-fps_mode", "passthrough", "-c:v", "libx264", "-crf", "14", "-pix_fmt", "yuv420p"]
        tags = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
        part = small.with_name("part_clip.mp4")
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", str(clip), *picture, *tags, "-c:a", "copy", str(part)]
        subprocess.run(command, check=True)
        part.replace(small)
    return small


def main() -> None:
    """Make the clip, upscale it, and say where everything lies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path, help="a clip of yours, upscaled as it is")
    parser.add_argument("--scale", default="4")
    arguments: Any = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    clip: Path = arguments.clip or small_copy(PHONE)
    started = time.monotonic()
    subprocess.run([UPREZ, "upscale", clip, "--scale", arguments.scale, "--to", "exr,prores", "-o", FOLDER], check=True)
    picture = FOLDER / "side-by-side.png"
    middle = ["--frame", "10", "--region", "240x270+100+0"] if arguments.clip is None else []
    subprocess.run([UPREZ, "preview", clip, "--scale", arguments.scale, *middle, "-o", picture], check=True)
    print(f"\nDone in {time.monotonic() - started:.0f} s.")
    name = f"{clip.stem}_{arguments.scale}x"
    print(f"  EXR frames    {FOLDER / f'{name}_exr'}")
    print(f"  ProRes movie  {FOLDER / f'{name}.mov'}")
    print(f"  Side by side  {picture}")


if __name__ == "__main__":
    main()
