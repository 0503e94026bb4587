"""Options that several commands share, by what they decide: the source, the recipe, the output, the progress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeVar, get_args

import click

from uprez.core.clip import Missing
from uprez.core.colour import Alpha
from uprez.core.job import ExrCompression, Format, Job, ProresProfile, Recipe
from uprez.engine.request import make_job

_Function = TypeVar("_Function", bound=Callable[..., Any])


def one_size(value: str) -> tuple[int, int]:
    """Read `3840x2160`."""
    width, cross, height = value.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise click.BadParameter(f"'{value}' is not a size; give it as WIDTHxHEIGHT, for example 3840x2160.")
    return int(width), int(height)


def format_list(value: str) -> tuple[str, ...]:
    """Read `exr,prores`."""
    names = tuple(name.strip().lower() for name in value.split(","))
    known = _values(Format)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise click.BadParameter(f"'{unknown[0]}' is not one of {', '.join(known)}.")
    return tuple(dict.fromkeys(names))


def cuts(value: str) -> str | tuple[int, ...]:
    """Read `auto`, `none` or `48,120`."""
    if value in ("auto", "none"):
        return value
    numbers = [part.strip() for part in value.split(",")]
    if not all(number.isdecimal() for number in numbers):
        raise click.BadParameter(f"'{value}' is not auto, none, or frame numbers with commas between.")
    return tuple(int(number) for number in numbers)


def _values(kind: type[Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def _choices(field: str) -> click.Choice[str]:
    """The words that a field of the recipe allows."""
    return click.Choice([str(word) for word in get_args(Recipe.model_fields[field].annotation)])


def _option(*names: str, kind: Any = None, **more: Any) -> Callable[[_Function], _Function]:
    return click.option(*names, type=kind, **more)


READING = (
    _option("--missing", kind=click.Choice(_values(Missing)), help="Frames that a sequence lacks: an error, the one before, or black."),
    _option("--deinterlace", is_flag=True, default=None, help="Deinterlace; without it an interlaced clip is refused."),
    _option("--colour", "--color", metavar="SPACE", help="OpenColorIO space of the pixels.  [default: the file's tags]"),
    _option("--alpha", kind=click.Choice(_values(Alpha)), help="What the clip's alpha is, over what the file says; none drops it."),
)
SOURCE = (
    _option("--frames", metavar="A-B", help="Frames to upscale, from 0, both included.  [default: all]"),
    *READING,
    _option("--rate", metavar="FPS", help="Frames a second of a sequence, as 24 or 24000/1001."),
)
RECIPE = (
    _option("--model", metavar="NAME|FILE", help="A name from `uprez models`, or a weights file.  [default: span]"),
    _option("--scale", kind=float, help="Output size as a multiple of the source's.  [default: 2]"),
    _option("--size", kind=one_size, metavar="WxH", help="Output size in pixels, for example 3840x2160."),
    _option("--stabilise", kind=_choices("stabilise"), help="Fuse neighbouring frames; auto does where it wins.  [default: auto]"),
    _option("--no-match-colour", is_flag=True, default=None, help="Do not match low frequencies to the source's."),
    _option("--alpha-by", kind=_choices("alpha"), help="How alpha is upscaled.  [default: model]"),
    _option("--prompt", help="What the shot shows, for models that take text."),
    _option("--edit", "--edit-prompt", "edit_prompt", metavar="WORDS", help="What to change: made at low resolution, then upscaled."),
    _option("--base", metavar="NAME|FOLDER", help="What makes the edit.  [default: wan-vace]"),
    _option("--edit-strength", kind=float, help="How far the edit may leave the source, up to 1.  [default: 1]"),
    _option("--negative-prompt", help="What to avoid, for models that take text."),
    _option("--reference", "reference_images", multiple=True, metavar="FILE", help="A picture of what should appear; may be repeated."),
    _option("--reference-video", metavar="FILE", help="A clip to follow, and whose pixels --mask keeps; of an edit, the source."),
    _option("--mask", metavar="auto|FILE", help="Where the clip was edited, white; elsewhere the reference video's pixels are kept."),
    _option("--strength", kind=float, help="How much of the model's detail to use; 0 is Lanczos, 1 all.  [default: 1]"),
    _option("--grain", kind=float, help="How much of the source's own grain to give back, 0 to 1.  [default: 0]"),
    _option("--take", metavar="FOLDER|FILE", help="Finish this take again instead of running the model."),
    _option("--seed", kind=int, help="Seed of the noise, for models that draw any."),
    _option("--steps", kind=click.IntRange(1, 1000), help="Sampling steps of a diffusion model.  [default: the model's]"),
    _option("--scheduler", kind=_choices("scheduler"), help="How a diffusion model steps.  [default: auto, the model's]"),
    _option("--quality", kind=_choices("quality"), help="Level of a diffusion model.  [default: standard]"),
    _option("--option", "options", multiple=True, metavar="NAME", help="A departure from the authors' code; base:NAME for an edit."),
    _option("--runtime", kind=_choices("runtime"), help="What runs the networks.  [default: auto]"),
    _option("--device", help="cpu, cuda:0, …  [default: auto]"),
    _option("--precision", kind=_choices("precision"), help="Arithmetic of the networks.  [default: auto]"),
    _option("--tile", kind=int, metavar="PIXELS", help="Side of a tile in source pixels.  [default: from free memory]"),
    _option("--window", kind=int, metavar="FRAMES", help="Frames a window.  [default: the model's]"),
    _option("--cuts", kind=cuts, metavar="auto|none|FRAMES", help="First frames of shots after the first.  [default: auto]"),
)
OUTPUT = (
    _option("--to", "formats", kind=format_list, metavar="LIST", help=f"Any of {', '.join(_values(Format))}, with commas.  [default: exr]"),
    _option("--name", help="Base name of the results.  [default: the source's name and the scale]"),
    _option("--overwrite", is_flag=True, default=None, help="Replace results of another job under the same names."),
    _option("--no-audio", is_flag=True, default=None, help="Leave the source's audio out of movies."),
    _option("--exr-compression", kind=click.Choice(_values(ExrCompression)), help="[default: zip]"),
    _option("--exr-depth", kind=click.Choice(["half", "float"]), help="[default: half]"),
    _option("--exr-tiled", is_flag=True, default=None, help="Write EXR in tiles, not scanlines."),
    _option("--prores-profile", kind=click.Choice(_values(ProresProfile)), help="[default: hq, or 4444 with alpha]"),
    _option("--prores-encoder", kind=click.Choice(["aw", "ks"]), help="FFmpeg's fast encoder, or its slower one.  [default: aw]"),
    _option("--hevc-crf", kind=float, help="x265 quality, lower is better.  [default: 16]"),
)
PROGRESS = (
    _option("--progress", kind=click.Choice(["bar", "json", "none"]), default="bar", help="A bar, one JSON event a line, or nothing."),
    _option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
)


def options(*groups: Sequence[Callable[[Any], Any]]) -> Callable[[_Function], _Function]:
    """Put groups of options on a command, in the order in which help shows them."""

    def put(function: _Function) -> _Function:
        for option in reversed([option for group in groups for option in group]):
            function = option(function)
        return function

    return put


def job_of(source: str, folder: str, fields: dict[str, Any]) -> Job:
    """The request that the options of SOURCE, RECIPE and OUTPUT make.

    Raises:
        JobError, InputError: see `uprez.engine.request.make_job`.
    """
    fields = dict(fields)
    for flag, field in (("no_audio", "audio"), ("no_match_colour", "match_colour")):
        if fields.pop(flag, None):
            fields[field] = False
    return make_job(source, folder, **fields)
