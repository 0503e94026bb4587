import json

import pytest

from uprez.core.errors import JobError
from uprez.training.unimmvsr.config import Config, Stage, read_config


def _run(**changes) -> Config:
    return Config(base="b", data=("d",), output="o", **changes)


def test_the_default_run_is_the_papers():
    run = _run()
    assert [(stage.frames, stage.tasks) for stage in run.stages] == [
        (21, {"text": 1.0}),
        (21, {"text": 0.6, "images": 0.4}),
        (21, {"text": 0.5, "images": 0.3, "video": 0.2}),
        (77, {"text": 0.5, "images": 0.3, "video": 0.2}),
    ]
    assert (run.batch * run.accumulate, run.rate(0), run.text_dropped, run.noise) == (32, 1e-4, 0.1, (200, 600))


def test_steps_know_their_stage_and_rate():
    run = _run(stages=(Stage(steps=3), Stage(steps=4, rate=1e-3, warm_up=3, frames=77)))
    assert [run.stage(step)[0] for step in range(7)] == [0, 1, 2, 0, 1, 2, 3]
    assert run.stage(3)[1].frames == 77
    assert [run.rate(step) for step in range(7)] == pytest.approx([1e-4, 1e-4, 1e-4, 2.5e-4, 5e-4, 7.5e-4, 1e-3])
    assert run.steps == 7


def test_a_run_is_read_and_its_paths_count_from_the_file(tmp_path):
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"base": "wan", "data": ["d.jsonl"], "output": "out", "stages": [{"steps": 5}]}))
    run = read_config(path)
    assert (run.base, run.output, run.data) == (tmp_path / "wan", tmp_path / "out", (tmp_path / "d.jsonl",))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stages": [{"steps": 5, "frames": 20}]}, r"1 \+ 4k"),
        ({"stages": [{"steps": 5, "height": 100}]}, "multiple of 16"),
        ({"stages": [{"steps": 5, "tasks": {"text": 0}}]}, "no task"),
        ({"stages": [{"steps": 5, "tasks": {"sing": 1}}]}, "tasks"),
        ({"noise": [600, 200]}, "in order"),
        ({"sdedit": {"sigma": [0.5, 1.0]}}, "between 0 and 1"),
        ({"degradation": {"scale": [4, 2]}}, "least and most"),
        ({"degradation": {"harsh": [1, 0.5]}}, "least and most"),
        ({"optimiser": {"betas": [0.9, 1]}}, "less than 1"),
        ({"optimiser": {"norm": float("inf")}}, "finite"),
        ({"lerning_rate": 1}, "lerning_rate"),
        ({"version": 2}, "version"),
    ],
)
def test_what_cannot_be_is_refused_and_named(tmp_path, change, told):
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"base": "wan", "data": ["d.jsonl"], "output": "out"} | change))
    with pytest.raises(JobError, match=told):
        read_config(path)


def test_a_file_that_is_no_json_is_refused(tmp_path):
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(JobError, match="cannot be read"):
        read_config(tmp_path / "run.json")
