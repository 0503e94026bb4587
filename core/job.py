"""The job document: everything about one upscale, as versioned JSON.

A request (source, recipe, output) names the job; the plan is made from it once, when the job is
submitted, so that every machine makes the same pixels.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from uprez.core.clip import Missing, ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import JobError
from uprez.core.plan import Part, Plan

SCHEMA = "uprez.job"
VERSION = 1
_UNNAMED = ("steps", "scheduler", "quality", "options", "grain", "take", "base", "edit_strength", "mask")
"""Recipe fields that are younger than jobs' names: at their default they are left out, so that older jobs keep theirs."""

_PartT = TypeVar("_PartT", bound=BaseModel)


class Format(StrEnum):
    """What a result can be written as."""

    EXR = "exr"
    TIFF = "tiff"
    PNG = "png"
    PRORES = "prores"
    HEVC = "hevc"
    FFV1 = "ffv1"

    @property
    def is_movie(self) -> bool:
        """True when all frames go into one file."""
        return self in (Format.PRORES, Format.HEVC, Format.FFV1)


class ExrCompression(StrEnum):
    """EXR compressions that OpenImageIO really writes under these names."""

    NONE = "none"
    RLE = "rle"
    ZIPS = "zips"
    ZIP = "zip"
    PIZ = "piz"
    PXR24 = "pxr24"
    B44 = "b44"
    DWAA = "dwaa"
    DWAB = "dwab"
    HTJ2K256 = "htj2k256"
    HTJ2K32 = "htj2k32"


class ProresProfile(StrEnum):
    """Apple's ProRes family, smallest first."""

    PROXY = "proxy"
    LT = "lt"
    STANDARD = "standard"
    HQ = "hq"
    P4444 = "4444"
    XQ = "4444xq"


class Source(Part):
    """The clip, and what the user decided about it."""

    path: str = Field(min_length=1)
    """Movie, folder, one frame, or pattern (`%04d`, `####`, `[1-100]`)."""
    first: int | None = Field(default=None, ge=0)
    """First frame to upscale, from 0; null for the clip's first."""
    last: int | None = Field(default=None, ge=0)
    """Last frame to upscale, included; null for the clip's last."""
    missing: Missing = Missing.ERROR
    """What to do where a sequence lacks a frame."""
    deinterlace: bool = False
    """Deinterlace an interlaced clip; without it such a clip is refused."""
    colour: str = ""
    """OpenColorIO colour space of the pixels; empty to believe the file's tags."""
    alpha: Alpha | None = None
    """Overrides what the file says of its alpha; `none` drops the channel."""
    rate: str | None = Field(default=None, pattern=r"^[1-9]\d*(/[1-9]\d*)?$")
    """Frames a second of a sequence, as `24` or `24000/1001`."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("'last' is before 'first'")
        return self

    @property
    def options(self) -> ReadOptions:
        """The same decisions as a reader takes them."""
        from fractions import Fraction

        rate = Fraction(self.rate) if self.rate else None
        return ReadOptions(self.missing, self.deinterlace, self.colour, self.alpha, rate)


class Recipe(Part):
    """How the pictures are made."""

    model: str = "span"
    """A name from `uprez models`, or the path of a weights file."""
    scale: float | None = Field(default=None, gt=0, le=16)
    """Output size as a multiple of the source's; null when `size` is given."""
    size: tuple[int, int] | None = None
    """Output width and height in pixels; null when `scale` is given."""
    stabilise: Literal["auto", "on", "off"] = "auto"
    """Flow-guided fusion of neighbouring outputs, for per-frame models."""
    match_colour: bool = True
    """Match the result's low frequencies to the source's."""
    alpha: Literal["model", "lanczos"] = "model"
    """How alpha is upscaled: by the model, in register with the colour, or by Lanczos."""
    prompt: str = ""
    """What the shot shows, for models that take text."""
    edit_prompt: str = ""
    """What to change: made at low resolution by `base`, then enlarged by `model`; empty for no edit."""
    base: str = ""
    """Model that makes an edit at low resolution: a name or a folder; empty for the usual one."""
    edit_strength: float = Field(default=1.0, gt=0, le=1)
    """How far an edit may leave the source: the noise that the source is given before it is made anew, 1 for noise alone."""
    negative_prompt: str = ""
    """What to avoid, for models that take text."""
    reference_images: tuple[str, ...] = ()
    """Pictures of what should appear, for models that take them."""
    reference_video: str = ""
    """A clip to follow, for models that take one; the one whose pixels `mask` keeps."""
    mask: str = ""
    """Where a clip was edited, white; elsewhere the reference video is kept: a picture or clip, `auto` to measure; empty to keep none."""
    strength: float = Field(default=1.0, ge=0, le=1)
    """How much of the model's detail to use: 0 is the source by Lanczos, 1 all of it; mixed where the model does not take it."""
    grain: float = Field(default=0.0, ge=0, le=1)
    """How much of the source's own grain to give back: 0 none, 1 as much as the source has."""
    take: str = ""
    """A finished take, folder or movie, whose pictures are used instead of the model's and finished again; empty for the model."""
    seed: int = Field(default=0, ge=0, lt=2**63)
    """Seed of the noise, for models that draw any."""
    steps: int | None = Field(default=None, ge=1, le=1000)
    """Sampling steps of a diffusion model; null for the model's own."""
    scheduler: Literal["auto", "ddpm", "ddim", "plms", "unipc", "euler"] = "auto"
    """How a diffusion model steps from noise to picture; `auto` takes the model's own."""
    quality: Literal["standard", "fast"] = "standard"
    """Named level of a diffusion model: `standard` as its authors publish it, `fast` as its page says."""
    options: tuple[str, ...] = ()
    """Named departures of a model from its authors' code, for models that know them; `base:NAME` goes to an edit's base model."""
    runtime: Literal["auto", "onnxruntime", "openvino", "torch"] = "auto"
    """What runs the networks; `auto` takes the fastest installed."""
    device: str = "auto"
    """`cpu`, `cuda:0`, …; `auto` takes the best that the runtime has."""
    precision: Literal["auto", "fp32", "fp16", "bf16"] = "auto"
    """Arithmetic of the networks; `auto` is fp32 on a CPU and fp16 on a GPU."""
    tile: int | None = Field(default=None, ge=32)
    """Side of a tile in source pixels; null to plan it from free memory."""
    window: int | None = Field(default=None, ge=1)
    """Frames a window; null for the model's own."""
    cuts: Literal["auto", "none"] | tuple[int, ...] = "auto"
    """First frames of the shots after the first: detected, none, or given (from 0)."""

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if self.scale is not None and self.size is not None:
            raise ValueError("give 'scale' or 'size', not both")
        if self.size is not None and min(self.size) < 1:
            raise ValueError("a picture is at least 1x1")
        return self


class Output(Part):
    """What is written, where, and how."""

    folder: str = Field(min_length=1)
    """Folder of the results; made when it does not exist."""
    formats: tuple[Format, ...] = Field(default=(Format.EXR,), min_length=1)
    """What to write; several at once are written from the same frames."""
    name: str = Field(default="", pattern=r"^[^/\\\x00]*$")
    """Base name of the results; empty for the source's name and the scale."""
    audio: bool = True
    """Carry the source's audio tracks into movies."""
    overwrite: bool = False
    """Replace results of another job that stand under the same names."""
    exr_compression: ExrCompression = ExrCompression.ZIP
    """EXR compression."""
    exr_depth: Literal["half", "float"] = "half"
    """EXR sample type of colour and alpha; data channels keep their own."""
    exr_tiled: bool = False
    """Write EXR in 64x64 tiles instead of scanlines."""
    prores_profile: ProresProfile | None = None
    """ProRes profile; null for HQ, or 4444 when the clip has alpha."""
    prores_encoder: Literal["aw", "ks"] = "aw"
    """FFmpeg's fast encoder (`aw`), or its smaller, four times slower one (`ks`)."""
    hevc_crf: float = Field(default=16, ge=0, le=51)
    """x265 constant rate factor; lower is better."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.formats)) != len(self.formats):
            raise ValueError("a format is named twice")
        return self


class Job(Part):
    """One upscale: request and plan."""

    document: Literal["uprez.job"] = Field(default=SCHEMA, alias="schema")
    """Name of the document type."""
    version: int = Field(default=VERSION, ge=1, le=VERSION)
    """Version of the document type."""
    source: Source
    recipe: Recipe = Recipe()
    output: Output
    plan: Plan | None = None
    """Null until the job is submitted."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    @property
    def name(self) -> str:
        """SHA-256 of the request (source, recipe, output less `overwrite`): the job's name."""
        unsaid = {field for field in _UNNAMED if getattr(self.recipe, field) == Recipe.model_fields[field].default}
        left_out: dict[str, set[str]] = {"recipe": unsaid, "output": {"overwrite"}}
        request = self.model_dump(mode="json", include={"source", "recipe", "output"}, exclude=left_out)
        return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """The document as text."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Job:
        """Read a document.

        Raises:
            JobError: not JSON, not a job, a newer version, an unknown or an impossible field.
        """
        try:
            raw: Any = json.loads(text)
        except ValueError as error:
            raise JobError("The job document is not JSON.", why=f"{error}.", fix="Write it again with `uprez plan --job`.") from error
        if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:  # pyright: ignore[reportUnknownMemberType]
            raise JobError(
                f"The document is not an uprez job: its 'schema' is not '{SCHEMA}'.", fix="Give a job written by `uprez plan --job`."
            )
        version: Any = raw.get("version")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if isinstance(version, int) and version > VERSION:
            raise JobError(
                f"The job is version {version}; this uprez reads up to version {VERSION}.",
                fix="Update uprez, or submit the job again from here.",
            )
        return validated(cls, raw)

    @classmethod
    def load(cls, path: Path) -> Job:
        """Read a document from a file.

        Raises:
            JobError: see `from_json`, or the file cannot be read.
        """
        try:
            return cls.from_json(path.read_bytes())
        except OSError as error:
            raise JobError(f"The job {path} cannot be read.", why=f"{error.strerror}.") from error


def validated(kind: type[_PartT], values: Any) -> _PartT:
    """Build a part of the document from plain values.

    Raises:
        JobError: a field is unknown or impossible; every one is named.
    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'document'}: {fault['msg']}" for fault in error.errors())
        raise JobError(
            "The job asks for something that uprez does not know or cannot do.", why=f"{faults}.", fix="Correct these fields."
        ) from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the job document, as published in docs/job.schema.json."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Job.model_json_schema()}
