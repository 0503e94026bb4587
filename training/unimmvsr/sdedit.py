"""SDEdit's degradation: what the base model makes of a clip that was partly drowned in noise (appendix A.4 of the paper).

Faces and textures come back different, as in a generated clip, so that only references tell what they were. Made once, ahead of training:
each sample costs a run of the base. The method is SDEdit's (Meng et al., 2022, arXiv 2108.01073).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from math import sqrt
from pathlib import Path

import cv2
import numpy as np
import torch

from uprez.core.errors import InputError
from uprez.core.frame import Pixels
from uprez.media.atomic import write_text_whole
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.sampler import noised_footage, sample
from uprez.models.unimmvsr.torch_network import TorchNetwork
from uprez.training.dice import dice
from uprez.training.folders import held_folder, whole_folder
from uprez.training.footage import Shelf
from uprez.training.manifest import Cut, Entry, write_lines
from uprez.training.pictures import write_pictures
from uprez.training.unimmvsr.config import SIDE, Config, Stage
from uprez.training.unimmvsr.failures import told_in_words
from uprez.training.unimmvsr.parts import Decoder, Parts


def prepare(config: Config, entries: Sequence[Entry], parts: Parts, decoder: Decoder, folder: Path, on_note: Callable[[str], None]) -> Path:
    """Make a low-resolution version of a part of every clip, by the plain base as `parts.network`; gives the manifest that names them.

    A clip that is done is not made again. The longest stage's length and proportions are used, so that shorter ones can show it.

    Raises:
        InputError: no clip can be used.
        BusyError: another run writes to the folder.
        ResourceError, OutputError: out of memory, or a clip cannot be written; those before are whole.
    """
    with held_folder(folder):
        made = _prepared(config, entries, parts, decoder, folder, on_note)
        if not made:
            raise InputError("No clip of the data set can be used.", fix="Look at what was said of each above.")
        manifest = folder / "prepared.jsonl"
        write_text_whole(manifest, write_lines(made))
        return manifest


def _prepared(
    config: Config, entries: Sequence[Entry], parts: Parts, decoder: Decoder, folder: Path, on_note: Callable[[str], None]
) -> list[Entry]:
    shelf, made = Shelf(), list[Entry]()
    stage = max(config.stages, key=lambda each: each.frames)
    for number, entry in enumerate(entries):
        try:
            used = placed(config, entry, shelf, stage, number)
            target = folder / _named(config, used, stage, number)
            if not target.is_dir():
                pictures = _shown(config, used, shelf, stage)
                with whole_folder(target) as temp, told_in_words():
                    write_pictures(temp, _redrawn(config, pictures, used.caption, parts, decoder, number))
        except InputError as error:
            on_note(f"'{entry.clip}' is left out: {error}")
            continue
        made.append(used.model_copy(update={"low": target, "low_finished": False}))
        on_note(f"{number + 1} of {len(entries)}: '{entry.clip.name}'")
    return made


def _named(config: Config, used: Entry, stage: Stage, number: int) -> str:
    """A name for what is shown and how it is told again: what another run asks for is another clip."""
    shown = (str(used.clip), used.first, used.frames, used.cut, used.caption, small_size(config, stage))
    told = (*shown, str(config.base), config.seed, config.sdedit.model_dump_json())
    return f"clip-{number:07d}-{hashlib.blake2b(repr(told).encode(), digest_size=6).hexdigest()}"


def placed(config: Config, entry: Entry, shelf: Shelf, stage: Stage, number: int) -> Entry:
    """An entry that says which frames and which part of the picture are used: of the stage's proportions, as large as there is.

    Raises:
        InputError: the clip is too short or too small, or cannot be read.
    """
    shape = shelf.shape(entry.clip)
    last = shape.frames if entry.frames is None else min(shape.frames, entry.first + entry.frames)
    given = entry.cut or Cut(top=0, left=0, height=shape.size.height, width=shape.size.width)
    grown = min(given.height / stage.height, given.width / stage.width)
    if given.top + given.height > shape.size.height or given.left + given.width > shape.size.width:
        raise InputError(f"Its cut goes beyond the clip's {shape.size}")
    if last - entry.first < stage.frames or grown < 1:
        raise InputError(f"It has {last - entry.first} frames of {shape.size}; {stage.frames} of {stage.width}x{stage.height} are needed")
    chance = dice(config.seed, "sdedit place", number)
    first = int(chance.integers(entry.first, last - stage.frames, endpoint=True))
    height, width = round(stage.height * grown), round(stage.width * grown)
    top = given.top + int(chance.integers(given.height - height, endpoint=True))
    left = given.left + int(chance.integers(given.width - width, endpoint=True))
    return entry.model_copy(update={"first": first, "frames": stage.frames, "cut": Cut(top=top, left=left, height=height, width=width)})


def small_size(config: Config, stage: Stage) -> tuple[int, int]:
    """Height and width that the base generates, of the stage's proportions."""
    scale = sqrt(config.sdedit.area / (stage.height * stage.width))
    height, width = (max(SIDE, round(side * scale / SIDE) * SIDE) for side in (stage.height, stage.width))
    return height, width


def levels(start: float, steps: int, shift: float) -> tuple[float, ...]:
    """Noise from `start` down to none: the rest of a whole run's levels."""
    return (start, *(level for level in sigmas(steps, shift) if level < start - 1e-6))


def _shown(config: Config, entry: Entry, shelf: Shelf, stage: Stage) -> Pixels:
    assert entry.cut is not None
    assert entry.frames is not None
    cut, (height, width) = entry.cut, small_size(config, stage)

    def shown(picture: Pixels) -> Pixels:
        part = picture[:3, cut.top : cut.top + cut.height, cut.left : cut.left + cut.width]
        small = cv2.resize(np.ascontiguousarray(part.transpose(1, 2, 0)), (width, height), interpolation=cv2.INTER_AREA)
        return np.ascontiguousarray(small.transpose(2, 0, 1), np.float32)

    return shelf.frames(entry.clip, entry.first, entry.frames, shown)


def _redrawn(config: Config, pictures: Pixels, caption: str, parts: Parts, decoder: Decoder, number: int) -> Pixels:
    """Pictures (f, 3, H, W), 0 to 1, as the base tells them again."""
    told, chance = config.sdedit, dice(config.seed, "sdedit", number)
    device = next(parts.network.parameters()).device
    clean = parts.encoder(torch.from_numpy(pictures * np.float32(2) - np.float32(1)).to(device))[None]
    noise = torch.from_numpy(chance.standard_normal(tuple(clean.shape), "float32")).to(device)
    begun = float(chance.uniform(*told.sigma))
    text, null = (parts.texts(each)[None].to(device) for each in (caption, ""))
    predict = TorchNetwork(parts.network, torch.zeros_like(clean), text, null, lr_noise=0, device=str(device), precision=told.precision)
    run = solver("unipc", levels(begun, told.steps, told.shift), noised_footage(clean, noise, begun * 1000))
    latents = sample(predict, run, guidance=Guidance(told.guidance - 1, 0))
    return np.asarray(decoder(latents[0]).cpu().numpy() / 2 + 0.5, np.float32)
