"""A prompt from the pictures themselves, by an image or video captioner that the user has installed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels, Size
from uprez.models.resample import resample
from uprez.models.star.settings import CAPTION
from uprez.models.text_encoder import broken, loading
from uprez.models.weights.store import cache_folder

Note = Callable[[str], None]

PLACE = "UPREZ_CAPTIONER"
"""Environment variable that names the captioner's folder."""
_KINDS = {"blip": "BlipForConditionalGeneration", "git": "GitForCausalLM", "vision-encoder-decoder": "VisionEncoderDecoderModel"}
"""A configuration's model type, and the class of transformers that runs it."""
_PART = "captioner"
_LONGEST = 40
"""Tokens of a caption at most."""
_BEAMS = 3


def captioner_folder() -> Path:
    """Where the captioner is looked for: UPREZ_CAPTIONER, else `captioner` in the weights cache."""
    named = os.environ.get(PLACE)
    return Path(named).expanduser() if named else cache_folder() / _PART


def caption(frames: Pixels, *, on_note: Note) -> str:
    """What a few frames (T, 3, H, W), 0 to 1, of one shot show, in words; told to `on_note` too. On the CPU, in float32.

    The folder is one in the hub's layout of a BLIP, GIT or encoder-decoder captioner, with weights as .safetensors. A captioner
    of videos sees all frames at once. One of pictures sees each, and what one frame adds to those before is joined with a comma.

    Raises:
        ModelError: there is no captioner, or it is damaged or of another kind.
        ResourceError: out of memory.
    """
    folder = captioner_folder()
    kind = _kind(folder)
    with loading(folder, _PART):
        import torch
        import transformers

        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        options: dict[str, Any] = {"local_files_only": True, "use_safetensors": True, "dtype": torch.float32}
        found: Any = getattr(transformers, kind).from_pretrained(folder, output_loading_info=True, **options)
        pictures = _pictures(folder, frames, _side(found[0].config))
    network, lacking = found[0].eval(), sorted(found[1]["missing_keys"])
    if lacking:
        raise broken(folder, _PART, f"It lacks {len(lacking)} tensors, for example {lacking[0]}")
    together: int = getattr(network.config, "num_image_with_embedding", None) or 0
    if together:
        chosen = np.linspace(0, len(pictures) - 1, together).round().astype(int)
        pictures = pictures[chosen][None]
    text = _joined(_said(network, tokenizer, torch.from_numpy(pictures)))
    if not text:
        raise broken(folder, _PART, "It finds no words for these pictures")
    on_note(f"The captioner says: {text}.")
    return text


def _said(network: Any, tokenizer: Any, pictures: Any) -> list[str]:
    """A caption for each of a batch, one by one; beam search draws nothing by chance."""
    import torch

    from uprez.models.runtime.failures import memory_guarded

    with memory_guarded("torch"), torch.inference_mode():
        ids = [
            network.generate(pixel_values=each[None], num_beams=_BEAMS, max_new_tokens=_LONGEST, do_sample=False)[0] for each in pictures
        ]
    return [tokenizer.decode(row, skip_special_tokens=True) for row in ids]


def _joined(captions: Sequence[str]) -> str:
    """Captions in order; one that says little that another has not said is left out."""
    kept: list[str] = []
    for text in (" ".join(caption.split()).rstrip(". ") for caption in captions):
        words = set(text.lower().split())
        if words and not any(len(words & set(other.lower().split())) * 2 >= len(words) for other in kept):
            kept.append(text)
    return ", ".join(kept)


def _pictures(folder: Path, frames: Pixels, side: int) -> Pixels:
    """Frames as the captioner's `preprocessor_config.json` wants them, (T, 3, side, side)."""
    told: dict[str, Any] = json.loads((folder / "preprocessor_config.json").read_text())
    values = np.clip(frames, 0, 1)
    if told.get("do_center_crop"):
        height, width = values.shape[2:]
        least = min(height, width)
        top, left = (height - least) // 2, (width - least) // 2
        values = values[:, :, top : top + least, left : left + least]
    small = resample(np.ascontiguousarray(values), Size(side, side))
    mean, deviation = (np.asarray(told[key], np.float32)[:, None, None] for key in ("image_mean", "image_std"))
    return ((np.clip(small, 0, 1) - mean) / deviation).astype(np.float32)


def _side(config: Any) -> int:
    """Rows and columns of a picture as the network sees it."""
    seeing: Any = getattr(config, "vision_config", None) or config.encoder
    return seeing.image_size


def _kind(folder: Path) -> str:
    """The class of transformers that runs the captioner in a folder."""
    fix = (
        f"Put the files of a captioner, for example of the hub repository Salesforce/blip-image-captioning-base, into '{folder}', "
        f"or name their folder in {PLACE}; or leave out --option {CAPTION} and describe the shot with --prompt."
    )
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text())
    except (OSError, ValueError) as error:
        raise ModelError("No captioner is installed.", why=f"'{folder}' holds no configuration that can be read.", fix=fix) from error
    kind = str(config.get("model_type"))
    if kind not in _KINDS:
        raise ModelError(
            f"'{folder}' holds no captioner that uprez runs.", why=f"It is of the type '{kind}', not {', '.join(_KINDS)}.", fix=fix
        )
    return _KINDS[kind]
