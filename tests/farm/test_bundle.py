import json

import pytest

from uprez.api import plan
from uprez.core.errors import JobError, OutputError
from uprez.core.job import Job
from uprez.farm.bundle import Bundle, Sending, located, places
from uprez.farm.export import Wishes
from uprez.farm.paths import Rule
from uprez.farm.preparing import prepare

AT = {
    "Source": "Z:\\show\\sh 010\\plate.%04d.exr",
    "Output": "Z:\\show\\out",
    "Model": "Z:\\show\\star",
    "ReferenceVideo": "\\\\server\\refs\\original.mov",
    "Mask": "Z:\\show\\mask.png",
    "ReferenceImage1": "Z:\\show\\Größe.png",
    "ReferenceImage2": "Z:\\show\\b.png",
}


@pytest.fixture
def windows(job, tmp_path):
    """An export from a Windows machine."""
    recipe = job.recipe.model_copy(
        update={
            "model": AT["Model"],
            "reference_video": AT["ReferenceVideo"],
            "mask": AT["Mask"],
            "reference_images": (AT["ReferenceImage1"], AT["ReferenceImage2"]),
        }
    )
    there = job.model_copy(
        update={
            "source": job.source.model_copy(update={"path": AT["Source"]}),
            "output": job.output.model_copy(update={"folder": AT["Output"]}),
            "recipe": recipe,
        }
    )
    sending = Sending(engine="openjd", job=there.name, name="x", base="Z:\\show", at=places(there, tmp_path))
    assert sending.at == AT
    return Bundle(tmp_path / "b", there, sending)


def paths(job: Job) -> list[str]:
    recipe = job.recipe
    return [job.source.path, job.output.folder, recipe.model, recipe.reference_video, recipe.mask, *recipe.reference_images]


def test_every_path_moves_by_the_farms_rules_and_the_job_keeps_its_name(windows):
    rules = [Rule("Z:\\Show", "/mnt/show"), Rule("\\\\SERVER\\refs", "/mnt/refs")]
    here = windows.here({}, rules)
    assert paths(here) == [
        "/mnt/show/sh 010/plate.%04d.exr",
        "/mnt/show/out",
        "/mnt/show/star",
        "/mnt/refs/original.mov",
        "/mnt/show/mask.png",
        "/mnt/show/Größe.png",
        "/mnt/show/b.png",
    ]
    assert windows.job.name == windows.sending.job


def test_what_the_farm_gives_counts_unless_it_is_the_other_systems_path_again(windows):
    rules = [Rule("Z:\\show", "/mnt/show")]
    given = {"Source": "/home/me/Z:\\show\\sh 010/plate.%04d.exr", "Output": "/scratch/out", "Model": AT["Model"]}
    here = windows.here(given, rules)
    assert (here.source.path, here.output.folder, here.recipe.model) == (
        "/mnt/show/sh 010/plate.%04d.exr",
        "/scratch/out",
        "/mnt/show/star",
    )


def test_what_is_given_counts_where_it_ends_as_the_exported_path_does(windows):
    sent = windows.sending.model_copy(update={"at": {**AT, "Source": "/show/a.mov"}})
    bundle = Bundle(windows.folder, windows.job, sent)
    assert bundle.here({"Source": "/mnt/show/a.mov"}, ()).source.path == "/mnt/show/a.mov"


def test_a_model_is_a_place_where_its_name_is_a_path_of_whatever_kind(job, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("mine", "lanczos"):
        (tmp_path / name).mkdir()

    def place(model):
        return places(job.model_copy(update={"recipe": job.recipe.model_copy(update={"model": model})}), tmp_path).get("Model")

    assert place("mine") == place("~/mine") == str(tmp_path / "mine")
    assert place("lanczos") is place("nothing") is None


def test_names_of_one_place_are_tried_on_the_worker(windows, tmp_path):
    same = (("Z:\\show", "/no/such/place", str(tmp_path)),)
    bundle = Bundle(windows.folder, windows.job, windows.sending.model_copy(update={"same": same}))
    here = bundle.here({}, ())
    assert here.output.folder == str(tmp_path / "out")
    assert here.recipe.reference_video == AT["ReferenceVideo"]


def test_a_job_moved_to_where_it_was_is_itself(job, tmp_path):
    assert located(job, places(job, tmp_path)) == job


def test_relative_paths_start_at_the_documents_folder(job, tmp_path):
    near = job.model_copy(update={"source": job.source.model_copy(update={"path": "in/a.mov"})})
    assert places(near, tmp_path)["Source"] == str(tmp_path / "in" / "a.mov")
    assert "Model" not in places(near, tmp_path)


def test_an_export_is_read_as_it_was_written_from_either_folder(exported):
    export = exported("openjd")
    folder = export.bundle.folder
    assert Bundle.load(folder).job == Bundle.load(folder / "job").job == export.bundle.job
    assert Bundle.load(folder).sending == export.bundle.sending


def test_what_is_no_export_or_was_changed_is_refused(exported, tmp_path):
    folder = exported("openjd").bundle.folder
    with pytest.raises(JobError, match="no job for a farm"):
        Bundle.load(tmp_path)
    written = (folder / "job" / "farm.json").read_text()
    for broken, words in (
        ("{", "broken"),
        (json.dumps({**json.loads(written), "version": 99}), "version 99"),
        (json.dumps({**json.loads(written), "colour": "red"}), "colour"),
        (json.dumps({**json.loads(written), "job": "0" * 64}), "not the job"),
    ):
        (folder / "job" / "farm.json").write_text(broken)
        with pytest.raises(JobError, match=words):
            Bundle.load(folder)


def test_a_folder_with_anything_else_in_it_is_left_alone(job, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(OutputError, match="not empty"):
        prepare(job, tmp_path, tmp_path, Wishes("openjd"), lambda event: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]


def test_the_same_job_is_exported_again_with_the_plan_of_its_record(exported, clip, tmp_path):
    first = exported("openjd").plan
    again = plan(clip, tmp_path / "out", model="lanczos", scale=2, formats=("exr", "prores"), window=4, tile=32)
    assert again.plan != first
    unplanned = exported("openjd").bundle.job.model_copy(update={"plan": None})
    notes = []
    export = prepare(unplanned, tmp_path, tmp_path / "bun dle", Wishes("tractor"), notes.append)
    assert export.plan == first and export.bundle.sending.engine == "tractor"
