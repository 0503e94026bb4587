"""The same edit by diffusers' own pipelines: same networks, texts, noise and levels of noise, Euler's steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler, WanVACEPipeline, WanVideoToVideoPipeline
from PIL import Image

from tests.models.edit.small import CHANNELS, HEIGHT, WIDTH, clip, model, run, texts, transformer, vae
from uprez.core.frame import Size
from uprez.models.contract import Still, Workspace
from uprez.models.edit.settings import levels
from uprez.models.noise import PhiloxNoise

SEED, FIRST = 11, 7


class Levels(FlowMatchEulerDiscreteScheduler):
    """Steps at given levels of noise."""

    def given(self, values):
        self.own = values
        return self

    def set_timesteps(self, num_inference_steps=None, device=None, **_):
        super().set_timesteps(sigmas=list(self.own[:-1]), device=device)


def noise(ahead, latents):
    drawn = PhiloxNoise(SEED, FIRST, (CHANNELS, HEIGHT // 8, WIDTH // 8))
    frames = [drawn.fresh(number, 0) for number in range(ahead)] + [drawn.initial(4 * latent) for latent in range(latents)]
    return torch.from_numpy(np.stack(frames, axis=1)[None])


def pictures(frames):
    return [Image.fromarray(np.round(frame * 255).astype(np.uint8).transpose(1, 2, 0)) for frame in frames]


def theirs(kind, values, **given):
    scheduler = Levels(shift=1.0).given(values)
    pipeline = (WanVACEPipeline if kind == "vace" else WanVideoToVideoPipeline)(
        None, None, transformer=transformer(kind), vae=vae(), scheduler=scheduler
    )
    pipeline.set_progress_bar_config(disable=True)
    prompt, negative = (torch.from_numpy(text[None]) for text in texts())
    told = {"prompt_embeds": prompt, "negative_prompt_embeds": negative, "height": HEIGHT, "width": WIDTH, "output_type": "np"}
    return pipeline(**told, num_inference_steps=len(values) - 1, guidance_scale=5.0, **given).frames[0].transpose(0, 3, 1, 2)


def stills(*sizes):
    """Small pictures, which are enlarged, as reference images."""
    drawn = [np.round(np.random.default_rng(index).random((3, *size)) * 255).astype(np.float32) / 255 for index, size in enumerate(sizes)]
    return [
        Still(f"{index}", Size(size[1], size[0]), lambda p=p: (p, None)) for index, (size, p) in enumerate(zip(sizes, drawn, strict=True))
    ], drawn


@pytest.mark.parametrize(("masked", "references"), [(False, ()), (True, ((20, 24), (30, 10)))])
def test_vace_from_noise(masked, references):
    frames = clip(9)
    mask = np.zeros((9, HEIGHT, WIDTH), np.float32)
    mask[2:, 5:21, 9:40] = 1
    images, drawn = stills(*references)
    place = Workspace(images=tuple(images), mask=(lambda number: mask[number - FIRST]) if masked else None)
    ours = run(
        model(), frames, place, first=FIRST, seed=SEED, scheduler="euler", reference_images=["x"] * len(references), mask="m" * masked
    )
    given = {"video": pictures(frames), "num_frames": 9, "latents": noise(len(references), 3)}
    if masked:
        given["mask"] = [Image.fromarray((each * 255).astype(np.uint8)) for each in mask]
    if references:
        given["reference_images"] = pictures(drawn)[::-1]  # it puts each in front of those before
    reference = theirs("vace", levels(3, 1.0, 3.0), **given)
    expected = np.where(mask[:, None] > 0, reference, frames) if masked else reference
    np.testing.assert_allclose(ours, expected, atol=1e-4)


def test_video_to_video(monkeypatch):
    """A strength is noise, not a share of steps: the pipeline is told to make all of the steps that are left."""
    strength = 0.4
    frames, values = clip(5), levels(6, strength, 3.0)
    drawn = noise(0, 2)
    monkeypatch.setattr("diffusers.pipelines.wan.pipeline_wan_video2video.randn_tensor", lambda *_, **__: drawn)
    reference = theirs("video", values, video=pictures(frames), strength=1.0)
    ours = run(model("video"), frames, first=FIRST, seed=SEED, steps=6, scheduler="euler", edit_strength=strength)
    np.testing.assert_allclose(ours, reference, atol=1e-4)
