"""How well `models/star/degradation.py` tells lightly from strongly degraded footage.

Real clips and slow pans over real photographs, the first shrunk and coded as web footage is, then degraded as STAR's training does
(Real-ESRGAN's second order with video coding, arXiv 2501.02976 section 4 and the repository NJU-PCALab/STAR), with every number
drawn from the mild or from the harsh third of its range.

Prints for each kind how many clips are told as heavy, and their scores; with --fit also coefficients made anew, and how many
clips they tell right of sources that they were not fitted to.

    python benchmarks/star_degradation.py [--draws 3] [--fit]
"""

from __future__ import annotations

import argparse
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.random import Generator
from quality import CLIPS, Clip, compressed, fetch

from uprez.core.frame import Size
from uprez.media.reader import open_clip
from uprez.models.resample import resample
from uprez.models.star.degradation import Measures, measures

SAMPLES = Path("/usr/share/forensics-samples/original-files")
"""Debian's package forensics-samples-files, CC-BY-SA-4.0."""
MOVIES = ("movie1/VID_20191220_170832.mp4", "movie2/movie-hello.mp4")
PHOTOS = ("pic1/IMG_1054.JPG", "pic1/IMG_20200827_231612.jpg", "pic2/IMG_20191224_234846.jpg", "pic2/IMG_20200124_231153.jpg")
LARGEST = Size(1280, 720)
FRAMES = 3


def sources() -> Iterator[tuple[str, Clip]]:
    """Every source's name and a few frames of it, at most 1280x720, both sides multiples of 16."""
    movies = [(name, fetch(footage), footage.first) for name, footage in CLIPS.items()]
    movies += [(Path(name).stem, SAMPLES / name, 10) for name in MOVIES]
    for name, path, first in movies:
        with open_clip(path) as reader:
            yield name, _fitted(np.stack([frame.rgb for frame in reader.frames(first, first + FRAMES - 1)]))
    for name in PHOTOS:
        yield Path(name).stem, _pan(SAMPLES / name)


def _pan(path: Path) -> Clip:
    """A slow pan over a photograph of twice the size."""
    codes = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    assert codes is not None
    width = LARGEST.width + 160
    small = cv2.resize(codes, (width, width * codes.shape[0] // codes.shape[1]), interpolation=cv2.INTER_AREA)
    picture = np.asarray(small.transpose(2, 0, 1), np.float32) / np.float32(255)
    frames = [picture[:, :, 6 * index : 6 * index + LARGEST.width] for index in range(FRAMES)]
    return _fitted(np.stack(frames).astype(np.float32))


def _fitted(clip: Clip) -> Clip:
    scale = min(1.0, LARGEST.width / clip.shape[3])
    if scale < 1:
        clip = resample(clip, Size(LARGEST.width, round(clip.shape[2] * scale)))
    height, width = (min(side, most) // 16 * 16 for side, most in zip(clip.shape[2:], (LARGEST.height, LARGEST.width), strict=True))
    top = (clip.shape[2] - height) // 2
    return np.clip(clip[:, :, top : top + height, :width], 0, 1)


class Degrader:
    """STAR's degradation of one clip; every frame draws anew, as in the authors' code."""

    def __init__(self, harsh: tuple[float, float], rng: Generator, *, coded: bool) -> None:
        """`harsh` is the part of every range that is drawn from: 0 the mildest number, 1 the harshest; `coded` as the authors
        do it, picture by picture at 10 to 100 kbit/s, which leaves little of a 1280x720 one at either end."""
        self._harsh = harsh
        self._rng = rng
        self._codes = coded

    def __call__(self, clip: Clip) -> Clip:
        """The clip at a quarter of its size."""
        quarter = (max(16, clip.shape[3] // 4), max(16, clip.shape[2] // 4))
        return np.stack([self._frame(np.ascontiguousarray(picture.transpose(1, 2, 0)), quarter).transpose(2, 0, 1) for picture in clip])

    def _frame(self, picture: Any, size: tuple[int, int]) -> Any:
        picture = self._blurred(picture, 3.0, sinc=0.1)
        picture = self._resized(picture, (0.2, 0.7), (0.15, 1.5))
        picture = self._coded(self._jpeg(self._noisy(picture, 30, 3.0)))
        if self._rng.random() < 0.8:
            picture = self._blurred(picture, 1.5, sinc=0.1)
        picture = self._noisy(self._resized(picture, (0.3, 0.4), (0.3, 1.2)), 25, 2.5)
        steps: list[Callable[[Any], Any]] = [lambda each: self._sinc(_to(each, size)), self._jpeg]
        for step in steps if self._rng.random() < 0.5 else steps[::-1]:
            picture = step(picture)
        return self._coded(picture)

    def _between(self, mild: float, harsh: float) -> float:
        return mild + (harsh - mild) * self._rng.uniform(*self._harsh)

    def _blurred(self, picture: Any, most: float, *, sinc: float) -> Any:
        if self._rng.random() < sinc:
            return self._sinc(picture)
        sigmas = self._between(0.2, most), self._between(0.2, most)
        side = 2 * int(self._rng.integers(3, 11)) + 1
        return cv2.GaussianBlur(picture, (side, side), sigmas[0], sigmaY=sigmas[1])

    def _sinc(self, picture: Any) -> Any:
        """Cuts off above a frequency, and rings; Real-ESRGAN, arXiv 2107.10833 section 3.3, eq. 7 (J1 by its integral)."""
        if self._rng.random() > 0.8:
            return picture
        cut, side = self._between(np.pi, np.pi / 3), 10
        offsets = np.hypot(*np.meshgrid(np.arange(-side, side + 1), np.arange(-side, side + 1))) + 1e-9
        angles = np.linspace(0, np.pi, 200)
        bessel = np.cos(angles - (cut * offsets)[..., None] * np.sin(angles)).mean(-1)
        kernel = cut * bessel / (2 * np.pi * offsets)
        kernel[side, side] = cut**2 / (4 * np.pi)
        return np.clip(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT), 0, 1)

    def _resized(self, picture: Any, chances: tuple[float, float], most: tuple[float, float]) -> Any:
        up, down = chances
        chance = self._rng.random()
        factor = self._between(1, most[1]) if chance < up else self._between(1, most[0]) if chance < up + down else 1.0
        return _to(picture, (max(16, round(picture.shape[1] * factor)), max(16, round(picture.shape[0] * factor))))

    def _noisy(self, picture: Any, sigma: float, scale: float) -> Any:
        planes = 1 if self._rng.random() < 0.4 else 3
        if self._rng.random() < 0.5:
            noise = self._rng.standard_normal((*picture.shape[:2], planes)) * self._between(1, sigma) / 255
        else:
            light = picture if planes == 3 else picture.mean(2, keepdims=True)
            noise = (self._rng.poisson(light * 255) / 255 - light) * self._between(0.05, scale)
        return np.clip(picture + noise, 0, 1).astype(np.float32)

    def _jpeg(self, picture: Any) -> Any:
        codes = np.rint(picture * 255).astype(np.uint8)
        data = cv2.imencode(".jpg", codes[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, round(self._between(95, 30))])[1]
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), np.float32) / 255

    def _coded(self, picture: Any) -> Any:
        """One picture through a video encoder at a bit rate."""
        if not self._codes:
            return picture
        codec = str(self._rng.choice(["libx264", "mpeg4"], p=[2 / 3, 1 / 3]))
        codes = np.rint(picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2] * 255).astype(np.uint8)
        memory = io.BytesIO()
        with av.open(memory, "w", format="mp4") as movie:
            stream: Any = movie.add_stream(codec, rate=25)
            stream.height, stream.width, stream.pix_fmt = *codes.shape[:2], "yuv420p"
            stream.bit_rate = round(10 ** self._between(5, 4))
            movie.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), "rgb24")))
            movie.mux(stream.encode())
        memory.seek(0)
        with av.open(memory, "r") as small:
            found = next(small.decode(video=0)).to_ndarray(format="rgb24")
        return np.asarray(found, np.float32) / 255


def _to(picture: Any, size: tuple[int, int]) -> Any:
    found = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC)
    return np.clip(found, 0, 1)


def _reduced(clip: Clip, factor: int) -> Clip:
    size = Size(clip.shape[3] // factor // 2 * 2, clip.shape[2] // factor // 2 * 2)
    return (np.rint(np.clip(resample(clip, size), 0, 1) * 255) / 255).astype(np.float32)


def _grainy(clip: Clip, sigma: float, rng: Generator) -> Clip:
    """Grain of a deviation of `sigma` 8-bit codes."""
    noise = rng.standard_normal(clip.shape).astype(np.float32)
    return (np.rint(np.clip(clip + noise * np.float32(sigma / 255), 0, 1) * 255) / 255).astype(np.float32)


def _soft(clip: Clip, sigma: float) -> Clip:
    """Gaussian blur of `sigma` pixels."""
    return np.stack([np.stack([cv2.GaussianBlur(plane, (0, 0), sigma) for plane in picture]) for picture in clip]).astype(np.float32)


def _drawn(third: int, crf: int | None = None) -> Callable[[Clip, Generator], Clip]:
    """STAR's degradation from a third of its ranges; with `crf` the clip is coded whole, as web footage, instead of by picture."""
    harsh = third / 3, (third + 1) / 3
    if crf is None:
        return lambda clip, rng: Degrader(harsh, rng, coded=True)(clip)
    return lambda clip, rng: compressed(_even(Degrader(harsh, rng, coded=False)(clip)), crf)


def _even(clip: Clip) -> Clip:
    return clip[:, :, : clip.shape[2] // 2 * 2, : clip.shape[3] // 2 * 2]


KINDS: dict[str, tuple[str, Callable[[Clip, Generator], Clip]]] = {
    "as it is": ("light", lambda clip, _: clip),
    "half": ("light", lambda clip, _: _reduced(clip, 2)),
    "quarter": ("light", lambda clip, _: _reduced(clip, 4)),
    "half, crf 23": ("light", lambda clip, _: compressed(_reduced(clip, 2), 23)),
    "half, crf 28": ("light", lambda clip, _: compressed(_reduced(clip, 2), 28)),
    "as it is, crf 28": ("light", lambda clip, _: compressed(clip, 28)),
    "half, grain 5": ("light", lambda clip, rng: _grainy(_reduced(clip, 2), 5, rng)),
    "mild third, crf 23": ("light", _drawn(0, 23)),
    "mild third": ("", _drawn(0)),
    "middle third, crf 28": ("", _drawn(1, 28)),
    "middle third": ("", _drawn(1)),
    "half, enlarged again": ("", lambda clip, _: resample(_reduced(clip, 2), Size(clip.shape[3], clip.shape[2]))),
    "half, crf 34": ("", lambda clip, _: compressed(_reduced(clip, 2), 34)),
    "half, grain 25": ("heavy", lambda clip, rng: _grainy(_reduced(clip, 2), 25, rng)),
    "half, out of focus": ("heavy", lambda clip, _: _soft(_reduced(clip, 2), 2.5)),
    "half, crf 42": ("heavy", lambda clip, _: compressed(_reduced(clip, 2), 42)),
    "harsh third, crf 28": ("heavy", _drawn(2, 28)),
    "harsh third": ("heavy", _drawn(2)),
}
"""What is done to a clip, and which weights it then asks for; empty where either will do."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One degraded clip, measured."""

    source: str
    kind: str
    measures: Measures

    @property
    def label(self) -> str:
        """The weights that it asks for, empty where either will do."""
        return KINDS[self.kind][0]


def look(draws: int) -> list[Seen]:
    """Every source in every kind; those that draw by chance several times."""
    found: list[Seen] = []
    for name, clip in sources():
        for kind, (_, make) in KINDS.items():
            for draw in range(draws if "third" in kind else 1):
                rng = np.random.default_rng([zlib.crc32(name.encode()), zlib.crc32(kind.encode()), draw])
                seen = measures(make(clip, rng).astype(np.float32))
                assert seen is not None, f"{name} shows nothing"
                found.append(Seen(name, kind, seen))
        print(f"{name}, {clip.shape[3]}x{clip.shape[2]}", flush=True)
    return found


def table(found: list[Seen]) -> None:
    """Print how each kind is told."""
    print("| clip | asks for | told as heavy | score, least, median, most | blocks | noise | blur |\n|---|---|---|---|---|---|---|")
    for kind, (label, _) in KINDS.items():
        chosen = [seen.measures for seen in found if seen.kind == kind]
        scores = np.array([each.score for each in chosen])
        middle = [np.median([getattr(each, name) for each in chosen]) for name in ("blocks", "noise", "blur")]
        told = f"{(scores >= 0.5).sum()} of {len(scores)}"
        spread = f"{scores.min():.2f} {np.median(scores):.2f} {scores.max():.2f}"
        print(f"| {kind} | {label or 'either'} | {told} | {spread} | {middle[0]:.2f} | {middle[1]:.1f} | {middle[2]:.1f} |")


def fitted(found: list[Seen]) -> Any:
    """Coefficients of logistic regression, every kind of a label as heavy as the others (Newton's method, slight ridge)."""
    inputs, kinds = np.array([seen.measures.inputs for seen in found]), np.array([seen.kind for seen in found])
    wanted = np.array([float(seen.label == "heavy") for seen in found])
    shares = np.array([1 / (kinds == kind).sum() for kind in kinds])
    for label in (0, 1):
        shares[wanted == label] *= 100 / shares[wanted == label].sum()
    spread = np.append(inputs.std(0), 1)
    design = np.column_stack((inputs, np.ones(len(inputs)))) / spread
    ridge = np.diag([0.3, 0.3, 0.3, 1e-6])
    numbers = np.zeros(4)
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(design @ numbers, -30, 30)))
        slope = design.T @ (shares * (chance - wanted)) + ridge @ numbers
        numbers -= np.linalg.solve((design.T * (shares * chance * (1 - chance))) @ design + ridge, slope)
    return numbers / spread


def refit(found: list[Seen]) -> None:
    """Print coefficients of all sources, and how those of all but one tell that one."""
    labelled = [seen for seen in found if seen.label]
    print("Coefficients of blocks, noise, blur, offset:", np.round(fitted(labelled), 1))
    wrong: list[str] = []
    for source in dict.fromkeys(seen.source for seen in labelled):
        numbers = fitted([seen for seen in labelled if seen.source != source])
        for seen in (seen for seen in labelled if seen.source == source):
            if (float(np.dot(numbers, (*seen.measures.inputs, 1))) >= 0) != (seen.label == "heavy"):
                wrong.append(f"{seen.kind} of {source}")
    print(f"Of sources left out of the fit, {len(labelled) - len(wrong)} of {len(labelled)} are told right; wrong: {'; '.join(wrong)}")


def main() -> None:
    """Degrade, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=3, help="clips of each source in each kind that draws by chance [default: 3]")
    parser.add_argument("--fit", action="store_true", help="fit the coefficients anew")
    arguments: Any = parser.parse_args()
    table(found := look(arguments.draws))
    if arguments.fit:
        refit(found)


if __name__ == "__main__":
    main()
