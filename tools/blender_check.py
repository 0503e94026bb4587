"""The Blender extension in real Blenders: `bpy` from the package registry, a real service, the light model.

    python tools/blender_check.py [--bpy 4.2.23] [--bpy 4.5.15] [--bpy 5.0.1] [--keep FOLDER]

Every version (by default these three) gets a virtual environment of about 1 GB, in --keep where it stays for the next time.
The extension is put there by `uprez install blender`. Strips of movies and of pictures, cut, reversed, held, with skipped
frames, at another speed than the scene's, are upscaled and swapped by its own operators.

Pictures carry their numbers. Every frame of the timeline is rendered before and after: it must show the same number, and
the take's picture of it, nearer to that than to what Blender makes of the original. With the original shown again it is
what it was to the bit; in the project saved and reopened, what it was after the swap.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.media import clips
from uprez.media.reader import open_clip
from uprez.plugin.client import Service, ServiceError

INSIDE = Path(__file__).with_name("blender_inside.py")
VERSIONS = ("4.2.23", "4.5.15", "5.0.1")
PYTHON = "3.11"
FRAMES, SIZE = 60, (64, 48)
SHOWN = 45
"""Frames that a strip that is cut may need at most, handles and all."""
CLOSE = 6.0
"""Root mean square of what Blender's 8 bits, its decoder and its colour may change, of 255."""


def main() -> None:
    """All versions, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bpy", action="append", help="a version; may be repeated")
    parser.add_argument("--keep", type=Path, help="folder of the virtual environments")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uprez-blender-") as made:
        folder = Path(made)
        os.environ["UPREZ_STATE"], os.environ["UPREZ_COMMAND"] = str(folder / "state"), f"{sys.executable} -m uprez"
        try:
            failed = [version for version in given.bpy or VERSIONS if not check(version, given.keep or folder, folder / version)]
        finally:
            with suppress(ServiceError):
                Service.connect(start=False).stop()
    sys.exit(f"Wrong in Blender {', '.join(failed)}." if failed else 0)


def check(version: str, environments: Path, folder: Path) -> bool:
    """One version of Blender; says how it went."""
    folder.mkdir(parents=True)
    python = environment(version, environments)
    extensions = folder / "extensions"
    cases = make_cases(folder)
    (folder / "cases.json").write_text(json.dumps(cases))
    put = [sys.executable, "-m", "uprez", "install", "blender", "--folder", str(extensions / "user_default")]
    subprocess.run(put, check=True, stdout=subprocess.DEVNULL)
    own = {"BLENDER_USER_RESOURCES": str(folder), "BLENDER_USER_EXTENSIONS": str(extensions)}
    ran = subprocess.run(
        [str(python), str(INSIDE), str(folder)],
        env={**os.environ, **own, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        said = [line for line in (ran.stdout + ran.stderr).splitlines() if line and "Saved: " not in line and "(Saving: " not in line]
        print(f"Blender {version}: ended with {ran.returncode}", *said[-30:], sep="\n  ")
        return False
    told = json.loads((folder / "told.json").read_text())
    wrong = [fault for name, case in told["cases"].items() for fault in faults(folder / name, name, case)]
    skipped = [f"{name} ({case['skipped']})" for name, case in told["cases"].items() if "skipped" in case]
    print(f"Blender {told['blender']}: {len(told['cases']) - len(skipped)} cases, {len(wrong)} faults", *wrong, sep="\n  ")
    for one in skipped:
        print(f"  not run: {one}")
    return not wrong


def environment(version: str, folder: Path) -> Path:
    """The Python of a virtual environment with this bpy."""
    home = folder / f"bpy-{version}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([f"python{PYTHON}", "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", f"bpy=={version}"], check=True)
    return python


def make_cases(folder: Path) -> dict[str, dict[str, Any]]:
    """Clips whose frames carry their numbers, and strips of them."""
    movies = {rate: clips.prores(folder / f"city{rate}.mov", FRAMES, size=SIZE, rate=rate) for rate in (24, 25)}
    names = [f"plate.{1001 + number}.png" for number in range(FRAMES)]
    (folder / "plates").mkdir()
    for number, name in enumerate(names):
        write_png(folder / "plates" / name, clips.picture(number, SIZE))
    movie = {"kind": "MOVIE", "path": str(movies[24]), "fps": (24, 1.0)}
    plates = {"kind": "IMAGE", "path": str(folder / "plates"), "names": names, "fps": (24, 1.0)}
    cut = {"frame_offset_start": 13, "frame_offset_end": 21}
    return {
        "movie": {**movie, "set": cut, "handles": 4},
        "movie_reversed": {**movie, "set": {**cut, "use_reverse_frames": True}},
        "movie_skips": {**movie, "set": {"animation_offset_start": 7, "animation_offset_end": 9, "frame_offset_start": 3}},
        "movie_held": {**movie, "set": {"frame_offset_start": -4, "frame_final_end": 75}, "handles": 2},
        "movie_moved": {**movie, "set": cut, "moved": 11},
        "movie_cropped": {**movie, "set": {**cut, "crop.min_y": 8, "transform.offset_y": -10, "blend_alpha": 0.9}},
        "movie_strobe": {**movie, "set": {**cut, "strobe": 3}},
        "movie_25_in_24": {**movie, "path": str(movies[25]), "by_window": True, "set": {"frame_offset_start": 29, "frame_offset_end": 6}},
        "movie_25_frame_by_frame": {**movie, "path": str(movies[25]), "set": cut},
        "movie_as_pictures": {**movie, "set": {**cut, "use_reverse_frames": True}, "handles": 4, "as_pictures": True},
        "pictures": {**plates, "set": cut, "handles": 4},
        "pictures_reversed_skips": {**plates, "set": {**cut, "use_reverse_frames": True, "animation_offset_start": 5}},
        "pictures_23976": {**plates, "fps": (24, 1.001), "set": cut},
        "still": {**plates, "names": names[:1], "set": {"frame_final_end": 20}},
    }


def faults(folder: Path, name: str, case: dict[str, Any]) -> list[str]:
    """What is wrong with the renders of a case."""
    if "skipped" in case:
        return []
    take = take_pictures(case["take"]["take"])
    found: list[str] = []
    looks = case["source"]["set"]
    found += [f"{name}: all of the media was made"] if "frame_offset_end" in looks and "strobe" not in looks and len(take) > SHOWN else []
    for frame in range(*case["shown"]):
        before = read(folder / "before" / f"{frame - case['source'].get('moved', 0):04}.png")
        after, original, reopened = (read(folder / word / f"{frame:04}.png") for word in ("after", "original", "reopened"))
        if "crop.min_y" in looks:
            found += uncropped(f"{name}: frame {frame}", before, after)
            continue
        number = clips.read_number(before)
        made = take.get(clips.read_number(after))
        if clips.read_number(after) != number or made is None:
            found.append(f"{name}: frame {frame} shows {clips.read_number(after)}, and showed {number}")
        elif not (off := distance(after, made)) < min(CLOSE, distance(after, before)):
            found.append(f"{name}: frame {frame} is {off:.1f} from the take, {distance(after, before):.1f} from the original")
        if not np.array_equal(before, original):
            found.append(f"{name}: frame {frame} is another when the original is shown again")
        if not np.array_equal(after, reopened):
            found.append(f"{name}: frame {frame} is another in the reopened project")
    return found[:5]


def uncropped(name: str, before: Any, after: Any) -> list[str]:
    """What is wrong with a cropped and shifted picture, in which no number can be read: it must be the same but for its detail."""
    below = before[-1, 0].astype(int)
    bare = [int((np.abs(picture - below).max((1, 2)) < 3).sum()) for picture in (before, after)]
    same = bare[0] > 10 and abs(bare[0] - bare[1]) <= 1 and 0 < distance(before, after) < 2 * CLOSE
    return [] if same else [f"{name} has {bare[1]} empty rows, and had {bare[0]}; it is {distance(before, after):.1f} from what it was"]


def take_pictures(media: dict[str, Any]) -> dict[int, Any]:
    """The take's pictures in 8 bits by the number that they carry."""
    path = media["path"] if media["kind"] == "MOVIE" else str(Path(media["path"], media["names"][0]))
    with open_clip(Path(path)) as reader:
        pictures = [frame.rgb.transpose(1, 2, 0) * 255 for frame in reader.frames(0, reader.info.frames - 1)]
    return {clips.read_number(picture.astype(np.uint8)): picture for picture in pictures}


def distance(one: Any, other: Any) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean((np.asarray(one, np.float32) - np.asarray(other, np.float32)) ** 2)))


def read(path: Path) -> Any:
    """(H, W, 3) uint8."""
    if not path.is_file():
        raise FileNotFoundError(path)
    return np.asarray(oiio.ImageBuf(str(path)).get_pixels(oiio.UINT8))[..., :3]


def write_png(path: Path, pixels: Any) -> None:
    """(H, W, 3) uint8."""
    picture = oiio.ImageBuf(oiio.ImageSpec(pixels.shape[1], pixels.shape[0], 3, "uint8"))
    picture.set_pixels(oiio.ROI(), np.ascontiguousarray(pixels))
    picture.write(str(path))


if __name__ == "__main__":
    main()
