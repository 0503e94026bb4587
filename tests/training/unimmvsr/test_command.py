import json

import pytest
from click.testing import CliRunner

from tests.training.unimmvsr.tiny import ALL, laid, lay_data
from uprez.core.errors import InputError, JobError, ModelError
from uprez.core.job import Recipe
from uprez.models.unimmvsr.checkpoint import read
from uprez.models.unimmvsr.family import open_unimmvsr
from uprez.training.unimmvsr import command as module
from uprez.training.unimmvsr.command import command


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    lay_data(tmp_path)
    return tmp_path


def _run(home, **changes):
    stages = [{"steps": 1, "frames": 5, "height": 32, "width": 32, "tasks": ALL}]
    told = {"base": str(laid(home)), "data": ["data.jsonl"], "output": "out", "stages": stages, "accumulate": 1, "workers": 0}
    path = home / "run.json"
    path.write_text(json.dumps(told | {"precision": "no", "device": "cpu", "references": {"sides": [16, 32]}} | changes))
    return path


def test_a_run_from_the_file_to_a_model(home):
    """With the base's own VAE and text encoder."""
    done = CliRunner().invoke(command, [str(_run(home))], catch_exceptions=False)
    assert "step 1 of 1: loss" in done.output
    folder = home / "out" / "step-00000001"
    assert read(folder / "transformer").config.in_channels == 32
    model = open_unimmvsr(Recipe(model=str(folder), prompt="a texture", scheduler="euler", steps=2, device="cpu"), 2.0, on_note=print)
    assert model.spec.runtime == "torch cpu fp32"
    assert {each.name for each in folder.iterdir()} == {
        "model_index.json",
        "transformer",
        "vae",
        "text_encoder",
        "tokenizer",
        "training",
    }


def test_a_look_trains_nothing(home):
    done = CliRunner().invoke(command, [str(_run(home)), "--check"], catch_exceptions=False)
    assert "5 frames of 32x32" in done.output
    assert "Processes that read: 1, each with up to 0.0 GB" in done.output
    assert not (home / "out").exists()


def test_wrong_runs_end_in_words(home, monkeypatch, capsys):
    with pytest.raises(JobError, match="steps"):
        CliRunner().invoke(command, [str(_run(home, stages=[{"steps": 0}]))], catch_exceptions=False)
    with pytest.raises(InputError, match="manifest"):
        CliRunner().invoke(command, [str(_run(home, data=["none.jsonl"]))], catch_exceptions=False)
    (home / "trained" / "transformer").mkdir(parents=True)
    (home / "trained" / "transformer" / "config.json").write_text('{"_class_name": "UniMMVSRTransformer3DModel"}')
    with pytest.raises(JobError, match="plain Wan"):
        CliRunner().invoke(command, [str(_run(home, base="trained")), "--sdedit", str(home / "told")], catch_exceptions=False)
    with monkeypatch.context() as without, pytest.raises(ModelError, match=r"accelerate is missing.*uprez\[train\]"):
        without.setattr(module, "find_spec", lambda name: None if name == "accelerate" else name)
        CliRunner().invoke(command, [str(_run(home))], catch_exceptions=False)
    monkeypatch.setattr(module.sys, "argv", ["train", str(home / "none.json")])
    with pytest.raises(SystemExit) as ended:
        module.main()
    assert ended.value.code == JobError.exit_code
    assert "What to do" in capsys.readouterr().err
