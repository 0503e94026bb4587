"""A training run as a document. What the paper states is the default; what it does not is named as a choice in docs/training.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from uprez.core.errors import JobError
from uprez.models.unimmvsr.windows import FRAMES, LONG, SHORT

Task = Literal["text", "images", "video"]
"""What a sample shows beside text and low-resolution video: nothing, images of its subjects, or the video that it was edited from."""
TASKS: tuple[Task, ...] = ("text", "images", "video")
SIDE = 16
"""Sides of pictures are multiples of this: 8 pixels a latent, 2 latents a patch."""
Share = Annotated[float, Field(ge=0, le=1)]
Above0 = Annotated[float, Field(gt=0)]
Below1 = Annotated[float, Field(ge=0, lt=1)]
_FIX = "Mend it; docs/training.md names the fields."


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Stage(_Part):
    """A part of the run: what is shown, and for how long."""

    steps: int = Field(ge=1)
    """Steps of the optimiser."""
    frames: int = Field(default=SHORT, ge=1)
    """Of a sample; 1 + 4k."""
    height: int = Field(default=1072, ge=SIDE)
    width: int = Field(default=1888, ge=SIDE)
    """Of a sample: the part of a clip that is cut out."""
    tasks: dict[Task, Annotated[float, Field(ge=0)]] = {"text": 1.0}
    """How often each is drawn, in relation to the others."""
    rate: Above0 = 1e-4
    """Learning rate of AdamW."""
    warm_up: int = Field(default=0, ge=0)
    """Steps in which the rate rises from 0."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.frames - 1) % FRAMES:
            raise ValueError(f"'frames' is {self.frames}, not 1 + {FRAMES}k")
        if self.height % SIDE or self.width % SIDE:
            raise ValueError(f"{self.width}x{self.height} is not a multiple of {SIDE} both ways")
        if not sum(self.tasks.values()):
            raise ValueError("no task is ever drawn")
        return self


def _paper() -> tuple[Stage, ...]:
    """Section 4.1's four; their lengths are not stated, these are docs/training.md's."""
    all_three: dict[Task, float] = {"text": 0.5, "images": 0.3, "video": 0.2}
    return (
        Stage(steps=20_000, tasks={"text": 1.0}),
        Stage(steps=5_000, tasks={"text": 0.6, "images": 0.4}),
        Stage(steps=5_000, tasks=all_three),
        Stage(steps=5_000, tasks=all_three, frames=LONG),
    )


class Degradation(_Part):
    """How low-resolution video is made of a clip; see `uprez.training.degradation`."""

    scale: tuple[float, float] = (2.0, 4.0)
    """How much smaller it is, drawn between these."""
    harsh: tuple[Share, Share] = (0.0, 1.0)
    """The part of every range that is drawn from: 0 the mildest number, 1 the harshest."""
    second: Share = 0.5
    """Samples that are degraded twice."""
    prepared: Share = 0.5
    """Samples that take the manifest's `low` where there is one (SDEdit's, for example); others are made of the clip."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 1 <= self.scale[0] <= self.scale[1] or self.harsh[0] > self.harsh[1]:
            raise ValueError("'scale' and 'harsh' are least and most, 'scale' from 1")
        return self


class SDEdit(_Part):
    """How the base model tells clips again, see `uprez.training.unimmvsr.sdedit`. The paper states none of these numbers."""

    sigma: tuple[Share, Share] = (0.3, 0.4)
    """Noise that it starts from, drawn between these: SimpleGVR's (arXiv 2506.19838)."""
    steps: int = Field(default=20, ge=1)
    """Of a whole run; the rest of it from `sigma` on is made."""
    shift: Above0 = 3.0
    guidance: Above0 = 5.0
    """By text, as other programs count it; 1 asks none."""
    area: int = Field(default=480 * 832, ge=SIDE * SIDE)
    """Pixels of a picture that the base makes."""
    precision: Literal["fp32", "bf16", "fp16"] = "bf16"

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 < self.sigma[0] <= self.sigma[1] < 1:
            raise ValueError("'sigma' is two levels of noise between 0 and 1, in order")
        return self


class References(_Part):
    """How references are shown."""

    dropped: Share = 0.1
    """Samples of the tasks with references that are shown none."""
    images: tuple[int, int] = (1, 3)
    """Least and most images of a sample."""
    sides: tuple[int, int] = (256, 1024)
    """The longer side of an image in pixels, drawn between these."""
    strength: Share = 1.0
    """How far images are turned, tilted, moved and lit differently; 0 leaves them as they are."""
    shift: int = Field(default=8, ge=0)
    """Frames that the start of a reference video is moved by, at most, either way."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 1 <= self.images[0] <= self.images[1] or not SIDE <= self.sides[0] <= self.sides[1]:
            raise ValueError(f"'images' and 'sides' are least and most, from 1 and from {SIDE}")
        return self


class Optimiser(_Part):
    """AdamW (Loshchilov and Hutter, 2019), and what is done to its steps."""

    decay: float = Field(default=0.01, ge=0)
    betas: tuple[Below1, Below1] = (0.9, 0.999)
    norm: Above0 = 1.0
    """Gradients longer than this are shortened."""
    average: float | None = Field(default=None, gt=0, lt=1)
    """Decay of a moving average of the weights, which is then what checkpoints give; None: the weights themselves."""


class Choices(_Part):
    """What the paper leaves open in the transformer, see docs/models/unimmvsr.md; None: as the base has it."""

    reference_start: int | None = Field(default=None, ge=0)
    references_clean: bool | None = None
    references_apart: bool | None = None


class Config(_Part):
    """A run of the trainer."""

    version: Literal[1] = 1
    base: Path
    """Folder of the model to start from, in diffusers' layout: transformer, vae, text_encoder, tokenizer."""
    data: tuple[Path, ...] = Field(min_length=1)
    """Manifests."""
    output: Path
    """Folder of checkpoints and the log."""
    stages: tuple[Stage, ...] = Field(default_factory=_paper, min_length=1)
    seed: int = Field(default=0, ge=0, lt=1 << 63)
    batch: int = Field(default=1, ge=1)
    """Samples in a forward pass; they share task and number of references."""
    accumulate: int = Field(default=32, ge=1)
    """Forward passes a step, of all processes together. The paper's samples a step are 32."""
    text_dropped: Share = 0.1
    noise: tuple[float, float] = (200.0, 600.0)
    """Noise on the low-resolution latents, in timesteps of 1000."""
    shift: Above0 = 1.0
    """Above 1: strong noise is trained more often."""
    degradation: Degradation = Degradation()
    sdedit: SDEdit = SDEdit()
    references: References = References()
    optimiser: Optimiser = Optimiser()
    choices: Choices = Choices()
    precision: Literal["no", "bf16", "fp16"] = "bf16"
    """What the network computes in; weights are float32."""
    saved: Literal["fp32", "bf16"] = "bf16"
    """The precision of the transformer that checkpoints give."""
    save_every: int = Field(default=500, ge=1)
    """Steps."""
    keep: int = Field(default=2, ge=1)
    """Checkpoints that stay, the newest."""
    workers: int = Field(default=4, ge=0)
    """Processes that read and degrade clips; 0: none but the trainer's."""
    cache_gib: float = Field(default=0.0, ge=0)
    """Memory for decoded frames in each of them."""
    checkpointing: bool = True
    """Compute features again for gradients: less memory, a third more time."""
    device: Literal["auto", "cpu"] = "auto"

    @model_validator(mode="after")
    def _noise_in_range(self) -> Self:
        if not 0 <= self.noise[0] <= self.noise[1] <= 1000:
            raise ValueError("'noise' is not two timesteps of 0 to 1000, in order")
        return self

    @property
    def steps(self) -> int:
        """Of all stages."""
        return sum(stage.steps for stage in self.stages)

    def stage(self, step: int) -> tuple[int, Stage]:
        """The stage that step `step`, counted from 0, belongs to, and the number of the step within it."""
        for stage in self.stages:
            if step < stage.steps:
                return step, stage
            step -= stage.steps
        raise ValueError("the run is over")

    def rate(self, step: int) -> float:
        """The learning rate of step `step`."""
        inside, stage = self.stage(step)
        return stage.rate * min(1.0, (inside + 1) / (stage.warm_up + 1))


def read_config(path: Path) -> Config:
    """A run of a file; its paths count from the file's folder.

    Raises:
        JobError: the file cannot be read, or asks for what cannot be.
    """
    try:
        given: Any = json.loads(path.read_text("utf-8"))
        config = Config.model_validate(given)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()[:5])
        raise JobError(f"The training run '{path}' is wrong.", why=f"{told}.", fix=_FIX) from error
    except (OSError, ValueError) as error:
        raise JobError(f"The training run '{path}' cannot be read.", why=f"{error}.", fix=_FIX) from error
    home = path.absolute().parent
    paths = {"base": home / config.base, "output": home / config.output, "data": tuple(home / each for each in config.data)}
    return config.model_copy(update=paths)
