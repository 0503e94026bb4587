"""Which of a request's fields reach which of its two steps."""

from pathlib import Path

import pytest

from tests.engine.edit_models import use
from tests.media import clips
from uprez.core.errors import JobError, ModelError
from uprez.engine.cascade import run_request
from uprez.engine.request import make_job
from uprez.engine.steps import steps_of


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """4 float EXR."""
    return clips.sequence(tmp_path_factory.mktemp("plates"), 4, dtype="float", size=(48, 32))


def both(plates, folder, **fields):
    """The recipes of the edit and of the upscale."""
    given = {"model": "lanczos", "scale": 2, "cuts": "none", "edit_prompt": "red for blue", "name": "r"}
    steps = steps_of(make_job(plates, folder, **{**given, **fields}), Path("/"))
    return steps.edit.recipe, steps.upscale.recipe


def test_where_networks_run_is_said_to_both_and_how_much_at_once_to_the_upscaler(plates, tmp_path):
    edit, upscale = both(plates, tmp_path, device="cpu", precision="bf16", seed=4, window=3, tile=64, runtime="torch")
    assert (edit.device, edit.precision, edit.seed) == (upscale.device, upscale.precision, upscale.seed) == ("cpu", "bf16", 4)
    assert (edit.window, edit.tile, edit.runtime) == (None, None, "auto")
    assert (upscale.window, upscale.tile, upscale.runtime) == (3, 64, "torch")


def test_options_of_the_base_are_its_own_whatever_the_upscaler_takes(plates, tmp_path):
    given = ("base:window=33", "base:steps=7", "base:scheduler=euler", "base:precision=fp32", "base:grey")
    edit, upscale = both(plates, tmp_path, model="unimmvsr", steps=20, precision="fp16", options=("lr-noise=200", *given))
    assert (edit.window, edit.steps, edit.scheduler, edit.precision, edit.options) == (33, 7, "euler", "fp32", ("grey",))
    assert (upscale.window, upscale.steps, upscale.precision, upscale.options) == (None, 20, "fp16", ("lr-noise=200",))
    edit, upscale = both(plates, tmp_path, steps=20, options=("base:steps=7", "blank"))  # this upscaler takes neither
    assert (edit.steps, edit.options, upscale.steps, upscale.options) == (7, ("blank",), None, ())


@pytest.mark.parametrize("option", ["base:colour=red", "base:window=x", "base:window=0", "base:steps", "base:", "base:grey=1"])
def test_what_a_base_does_not_have_is_refused(plates, tmp_path, option):
    with pytest.raises(JobError, match=f"'{option}' is no option of a base model.*base:window=33"):
        both(plates, tmp_path, options=(option,))


def test_without_an_edit_there_is_no_base(plates, tmp_path):
    job = make_job(plates, tmp_path, model="lanczos", options=("base:window=33",))
    with pytest.raises(ModelError, match="takes no options"):
        run_request(job, base=Path("/"), listen=lambda event: None)


def test_a_note_of_both_steps_is_told_once(plates, tmp_path, monkeypatch):
    use(monkeypatch)
    events = []
    job = make_job(plates, tmp_path, model="lanczos", scale=2, cuts="none", edit_prompt="red", name="r", formats=("exr", "png"))
    run_request(job, base=Path("/"), listen=events.append)
    notes = [event.text for event in events if event.stage == "note"]
    assert sum("holds floats" in text for text in notes) == 1 and len(notes) == len(set(notes))
