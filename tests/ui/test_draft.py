from fractions import Fraction
from pathlib import Path

import pytest

from tests.ui.fake_sources import INTERLACED, MODELS, MOVIE, NOTE
from uprez.core.errors import JobError
from uprez.core.job import Job
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft


def found(checks=(), **facts):
    return {"clip": {**MOVIE, **facts}, "checks": list(checks), "space": "sRGB"}


@pytest.fixture
def draft(qapp):
    return Draft()


@pytest.fixture
def clip(draft):
    (clip_id,) = draft.add([{"path": "/shots/a.mov"}])
    draft.set_found(clip_id, {"path": "/shots/a.mov"}, found())
    return clip_id


def test_a_job_is_one_that_the_engine_reads(draft, clip):
    draft.set_recipe({"model": "span", "scale": 4.0})
    job = Job.model_validate(draft.job_for(clip))
    assert (job.source.path, job.recipe.scale, job.output.folder) == ("/shots/a.mov", 4, "/shots/uprez")
    assert [format.value for format in job.output.formats] == ["exr", "prores"]


def test_paths_of_a_job_are_absolute(draft, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (clip_id,) = draft.add([{"path": "a.mov"}])
    draft.set_output({"folder": "out"})
    job = draft.job_for(clip_id)
    assert job["source"]["path"] == str(tmp_path / "a.mov")
    assert job["output"]["folder"] == str(tmp_path / "out")


def test_conditions_that_a_model_does_not_take_stay_in_the_draft_only(draft, clip):
    draft.set_models(MODELS)
    draft.set_recipe({"model": "stablevsr", "prompt": "rain", "steps": 20, "seed": 7})
    assert draft.job_for(clip)["recipe"]["prompt"] == "rain"
    assert draft.job_for(clip)["recipe"]["seed"] == 7
    other = draft.job_for(clip, model="span-x4")["recipe"]
    assert (other["prompt"], other["steps"], other["seed"]) == ("", None, 0)
    assert draft.recipe["prompt"] == "rain"


def test_overrides_stand_instead_of_the_draft(draft, clip):
    recipe = draft.job_for(clip, size=[3840, 2160], match_colour=False)["recipe"]
    assert (recipe["size"], recipe["scale"], recipe["match_colour"]) == ([3840, 2160], None, False)
    with pytest.raises(JobError):
        draft.job_for(clip, unheard_of=1)
    with pytest.raises(KeyError):
        draft.job_for("gone")


@pytest.mark.parametrize(("keep", "size"), [(True, [3840, 2160]), (False, [4096, 2160])])
def test_a_size_is_a_box_unless_the_shape_may_change(draft, clip, keep, size):
    draft.set_recipe({"size": [4096, 2160]})
    draft.set_recipe({"keep_shape": keep})
    assert draft.job_for(clip)["recipe"]["size"] == size
    assert draft.size_for(clip) == tuple(size)


def test_every_edit_is_undone_and_done_again(draft, clip):
    states = []

    def state():
        return ([(each.id, dict(each.source)) for each in draft.clips], draft.recipe, draft.output)

    edits = (
        lambda: draft.set_recipe({"model": "lanczos"}),
        lambda: draft.set_output({"formats": ["png"]}),
        lambda: draft.set_source(clip, {"deinterlace": True}),
        lambda: draft.add([{"path": "/shots/b.mov"}, {"path": "/shots/c.mov"}]),
        lambda: draft.move([draft.clips[2].id], clip),
        lambda: draft.remove([clip]),
    )
    for edit in edits:
        states.append(state())
        edit()
        assert state() != states[-1]
    last = state()
    for before in reversed(states):
        draft.undo_stack.undo()
        assert state() == before
    for _ in states:
        draft.undo_stack.redo()
    assert state() == last


def test_typing_in_one_field_is_one_step(draft):
    count = draft.undo_stack.count()
    for text in ("r", "ra", "rain"):
        draft.set_recipe({"prompt": text}, field="prompt")
    draft.set_recipe({"negative_prompt": "b"}, field="negative_prompt")
    assert draft.undo_stack.count() == count + 2
    draft.undo_stack.undo()
    draft.undo_stack.undo()
    assert draft.recipe["prompt"] == ""


def test_an_edit_that_changes_nothing_is_no_step(draft):
    draft.set_recipe({"model": draft.recipe["model"]})
    assert draft.undo_stack.count() == 0


def test_a_removed_clip_comes_back_with_what_is_known_of_it(draft, clip, qtbot):
    with qtbot.waitSignal(draft.selection_changed):
        draft.remove([clip])
    assert draft.selected is None
    draft.undo_stack.undo()
    back = draft.clip(clip)
    assert (back.pending, back.size, back.rate) == (False, (1920, 1080), Fraction(24000, 1001))


def test_the_neighbour_is_selected_when_a_clip_goes(draft):
    ids = draft.add([{"path": f"/shots/{name}.mov"} for name in "abc"])
    draft.select(ids[1])
    draft.remove([ids[1]])
    assert draft.selected.id == ids[2]
    draft.remove([ids[2]])
    assert draft.selected.id == ids[0]


def test_a_choice_is_a_problem_until_it_is_made(draft, clip):
    draft.set_found(clip, {"path": "/shots/a.mov"}, found([INTERLACED, NOTE]))
    assert draft.problems(clip) == [INTERLACED["words"]]
    draft.set_source(clip, {"deinterlace": True})
    assert draft.clip(clip).pending
    draft.set_found(clip, {"path": "/shots/a.mov", "deinterlace": True}, found([{**INTERLACED, "chosen": True}]))
    assert draft.problems(clip) == []
    assert draft.job_for(clip)["source"]["deinterlace"] is True


def test_an_answer_about_other_decisions_is_passed_over(draft, clip):
    draft.set_source(clip, {"deinterlace": True})
    draft.set_found(clip, {"path": "/shots/a.mov"}, found([INTERLACED]))
    assert draft.clip(clip).pending


def test_a_range_needs_no_new_probe(draft, clip):
    draft.set_source(clip, {"first": 10, "last": 19})
    now = draft.clip(clip)
    assert (now.pending, now.first, now.last, now.length) == (False, 10, 19, 10)


def test_what_is_wrong_is_said(draft, clip):
    draft.set_output({"formats": []})
    draft.set_found(clip, {"path": "/shots/a.mov"}, ServiceError("It is broken."))
    assert draft.problems(clip)[0] == "It is broken."
    assert len(draft.problems(clip)) == 2


def test_a_family_stands_for_the_member_that_fits(draft):
    draft.set_models(MODELS)
    names = [name for name, _ in draft.models.families()]
    assert names == ["span", "rrdb-x4", "stablevsr", "guided", "lanczos"]
    assert [draft.models.card("span", factor)["name"] for factor in (1.5, 2, 3, 8)] == ["span-x2", "span-x2", "span-x4", "span-x4"]


def test_results_lie_beside_each_movie_and_beside_the_folder_of_pictures(draft):
    ids = draft.add([{"path": "/shots/a/x.mov"}, {"path": "/shots/b/p.%04d.exr"}, {"path": "/shots/c"}])
    folders = [str(Path("/shots/a/uprez")), *[str(Path("/shots/uprez"))] * 2]
    assert [draft.folder_for(clip_id) for clip_id in ids] == folders


def test_parts_of_one_media_get_names_of_their_own(draft):
    pictures = {"path": "/shots/b/p_.%04d.exr"}
    ids = draft.add([{**pictures, "first": 3, "last": 9}, {**pictures, "first": 20, "last": 29}, pictures, {"path": "/a.mov", "first": 1}])
    assert [draft.job_for(clip_id)["output"]["name"] for clip_id in ids] == ["p_3-9_2x", "p_20-29_2x", "", ""]
    draft.set_output({"name": "shot"})
    assert draft.job_for(ids[0])["output"]["name"] == "shot"
    draft.undo_stack.undo()
    draft.remove(ids[1:3])
    assert draft.job_for(ids[0])["output"]["name"] == ""


def test_what_a_host_sent_a_clip_with_is_used_until_the_user_chooses(draft):
    (clip_id,) = draft.add([{"path": "/shots/a.mov"}], outputs=[{"folder": "/jobs/x", "name": "mine"}])
    output = draft.job_for(clip_id)["output"]
    assert (output["folder"], output["name"]) == (str(Path("/jobs/x")), "mine")
    draft.set_output({"folder": "/elsewhere", "name": "given"})
    output = draft.job_for(clip_id)["output"]
    assert (output["folder"], output["name"]) == (str(Path("/elsewhere")), "given")
