"""A request with an edit as one export: two steps, the second planned before its pictures are there. The base is a stand-in."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from tests.engine.edit_models import use
from tests.farm.conftest import tree
from tests.farm.test_exports import follows
from tests.media import clips
from uprez.core.errors import JobError, OutputError
from uprez.engine.cascade import run_request
from uprez.engine.cli.group import cli
from uprez.engine.estimate import Estimate
from uprez.engine.request import make_job
from uprez.engine.steps import steps_of
from uprez.farm import at_work, deadline10, flamenco, opencue, openjd, tractor
from uprez.farm.bundle import Bundle
from uprez.farm.export import Wishes
from uprez.farm.forecast import EDIT_ALONE
from uprez.farm.preparing import prepare


def quiet(event):
    return


@pytest.fixture(autouse=True)
def base(monkeypatch):
    """The model that makes the edits; nobody waits for one."""
    monkeypatch.setattr(at_work, "PATIENCE", 0.0)
    return use(monkeypatch)


@pytest.fixture
def request_of(tmp_path):
    """Requests for the edit of a movie with a cut."""
    (tmp_path / "in").mkdir()
    video = clips.movie(tmp_path / "in" / "a.mov", 8, size=(48, 32), rate=24, timecode="01:00:00:00", audio=1)

    def make(folder, **fields):
        given = {"model": "lanczos", "scale": 2, "window": 2, "cuts": (3,), "edit_prompt": "red for blue", "name": "r"}
        return make_job(video, tmp_path / folder, frames=(1, 7), formats=("exr", "prores"), **{**given, **fields})

    return make


def sent(job, folder, engine="tractor", **wishes):
    return prepare(job, Path("/"), folder, Wishes(engine, **wishes), quiet)


def uprez(*words, code=0):
    done = CliRunner().invoke(cli, ["farm", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def test_both_steps_go_through_the_commands_to_what_one_machine_makes(request_of, tmp_path):
    export = sent(request_of("out"), tmp_path / "b", together=1)
    edit, upscale = export.steps
    assert (len(edit.shards), len(upscale.shards)) == (2, 4) and upscale.plan.fingerprint == ""
    told = json.loads(uprez("status", tmp_path / "b", "--json", code=1).stdout)
    assert (told["missing"], told["edit"]["missing"]) == ([0, 1, 2, 3], [0, 1])
    assert "two jobs" in uprez("work", tmp_path / "b", "--shards", "0", code=JobError.exit_code).stderr
    assert "not put together yet" in uprez("work", upscale.folder, "--shards", "0", code=JobError.exit_code).stderr
    for step in export.steps:
        for first, last in step.runs:
            uprez(*step.work(f"{first}-{last}", "plain")[2:])
        assert uprez("retry", tmp_path / "b").stdout == ""
        uprez(*step.assemble("plain")[2:])
    run_request(request_of("local"), base=Path("/"), listen=quiet)
    assert tree(tmp_path / "out") == tree(tmp_path / "local") and len(tree(tmp_path / "out")) == 9
    told = json.loads(uprez("status", tmp_path / "b", "--json").stdout)
    assert told["assembled"] and told["edit"]["assembled"] and told["frames_done"] == 7
    made = run_request(request_of("out"), base=Path("/"), listen=quiet)  # finds everything done
    assert made.seconds < 1.5 and steps_of(request_of("out"), Path("/")).done


def test_the_plan_that_is_made_before_the_edit_is_the_one_that_is_made_of_it(request_of, tmp_path):
    export = sent(request_of("out"), tmp_path / "b")
    job = request_of("local")
    run_request(job, base=Path("/"), listen=quiet)
    local = Bundle.load(sent(job, tmp_path / "c").bundle.folder).job.plan
    assert local is not None and replace_plan(export.plan, local) == local


def replace_plan(plan, like):
    """The plan with what only the edit itself, or the memory that is free just now, can tell."""
    return plan.model_copy(update={"fingerprint": like.fingerprint, "memory": like.memory})


def test_an_edit_that_stands_is_not_made_again_and_the_folder_tells_it(request_of, tmp_path):
    job, folder = request_of("out"), tmp_path / "b"
    sent(job, folder)
    for step in Bundle.steps(folder)[:1]:
        uprez("work", step.folder, "--shards", "0-1")
        uprez("assemble", step.folder)
    export = sent(job, folder)
    assert export.before is None and not (folder / "job/edit/farm.json").exists() and len(Bundle.steps(folder)) == 1
    uprez("work", folder, "--shards", "0-3")
    assert len(uprez("collect", folder).stdout.splitlines()) == 2


def test_another_edit_than_was_sent_is_not_upscaled(request_of, tmp_path):
    export = sent(request_of("out"), tmp_path / "b")
    run_request(request_of("out"), base=Path("/"), listen=quiet)
    record = Path(tmp_path / "out/.uprez/r_edit/job.json")
    record.write_text(record.read_text().replace("red for blue", "blue for red"))
    assert "not the edit that was sent" in uprez("work", export.folder, "--shards", "0", code=JobError.exit_code).stderr


def test_of_a_request_the_step_at_hand_is_estimated(request_of, tmp_path, monkeypatch):
    measured = []
    monkeypatch.setattr("uprez.farm.commands_estimate.measure", lambda job, *more: measured.append(job) or Estimate(0.5, 2.0, 13.5, 1, 9))
    document = tmp_path / "job.json"
    document.write_text(request_of("out").to_json())
    told = json.loads(uprez("estimate", document, "--json").stdout)
    assert told["frames"] == 7 and EDIT_ALONE in told["notes"] and measured[0].output.name == "r_edit"


def test_what_the_second_step_would_refuse_is_refused_before_anything_is_left(request_of, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/r.mov").write_text("mine")
    with pytest.raises(OutputError, match="stands already"):
        sent(request_of("out"), tmp_path / "b")
    assert not (tmp_path / "b").exists() and not (tmp_path / "out/.uprez/r_edit").exists()
    with pytest.raises(JobError, match="not upscaled again"):
        sent(request_of("other", take=str(tmp_path / "t.mov")), tmp_path / "b")


def test_every_farm_makes_the_edit_first(request_of, tmp_path):
    image = str(clips.write_picture(tmp_path / "i.png", clips.picture(3, (8, 8)), dtype="uint8"))
    export = sent(request_of("out", reference_images=(image,)), tmp_path / "b", together=1)
    template = openjd.template(export)
    openjd.check(template)
    assert {step["name"]: [each["dependsOn"] for each in step.get("dependencies", [])] for step in template["steps"]} == {
        "Edit": [],
        "AssembleEdit": ["Edit"],
        "Upscale": ["Edit", "AssembleEdit"],
        "Assemble": ["Edit", "AssembleEdit", "Upscale"],
    }
    words = template["steps"][2]["script"]["actions"]["onRun"]["args"]
    assert words[2] == "{{Param.Job}}/upscale" and "--at=Source={{Param.Output}}/r_edit.mkv" in words
    values = openjd.values(export)
    assert (values["EditShards"], values["Shards"]) == ("0-1", "0-3") and values["ReferenceImage1"] == image
    assert str(tmp_path / "out/r_edit.mkv") not in json.dumps(openjd.assets(export))
    opencue_waits(export)
    assert tractor.script(export).index("{edit 1}") < tractor.script(export).index("assemble_edit}") + 400
    settings = flamenco.submission(export)["settings"]
    assert isinstance(settings, dict) and (settings["edit_shards"], settings["shards"]) == (2, 4)
    assert settings["edit_folder"] == str(tmp_path / "b/job/edit") and settings["folder"] == str(tmp_path / "b/job/upscale")
    deadline10.write(export, tmp_path / "b")
    assert "for step in edit assemble_edit upscale assemble; do" in (tmp_path / "b/submit.sh").read_text()


def opencue_waits(export):
    spec = ElementTree.fromstring(opencue.document(export).split("\n", 2)[2])
    assert follows(spec) and [layer.get("name") for layer in spec.findall("job/layers/layer")] == [
        "edit",
        "assemble_edit",
        "upscale",
        "assemble",
    ]
    waits = [(depend.findtext("deplayer"), depend.findtext("onlayer")) for depend in spec.findall("depends/depend")]
    assert waits == [("assemble_edit", "edit"), ("upscale", "assemble_edit"), ("assemble", "upscale")]
