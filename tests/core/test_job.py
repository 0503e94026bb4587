"""The job document: round trip, name, refusals, schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.clip import Missing
from uprez.core.colour import Alpha
from uprez.core.errors import JobError
from uprez.core.job import VERSION, Format, Job, Output, Recipe, Source, json_schema, validated
from uprez.core.plan import Plan, Shot, Tile, Window

PLAN = Plan(
    shots=(Shot(index=0, first=0, last=9),),
    windows=(Window(index=0, shot=0, first=0, last=9, read_first=0, read_last=9),),
    tiles=(Tile(x=0, y=0, width=64, height=48),),
    source_size=(64, 48),
    output_size=(128, 96),
    fingerprint="f" * 64,
    weights="",
    runtime="onnxruntime cpu fp32",
    stabilise=False,
    memory="Enough.",
)
JOB = Job(source=Source(path="clip.mov"), output=Output(folder="out"))


def document(**changes: Any) -> dict[str, Any]:
    """The plain document of JOB, changed."""
    return {**json.loads(JOB.to_json()), **changes}


def sizes() -> st.SearchStrategy[dict[str, Any]]:
    """A scale, a size, or neither."""
    return st.one_of(
        st.just({}),
        st.fixed_dictionaries({"scale": st.floats(0.25, 16)}),
        st.fixed_dictionaries({"size": st.tuples(st.integers(1, 9000), st.integers(1, 9000))}),
    )


def jobs() -> st.SearchStrategy[Job]:
    """Jobs of all kinds."""
    source = st.builds(
        Source,
        path=st.text(min_size=1),
        first=st.none() | st.integers(0, 50),
        last=st.none() | st.integers(50, 99),
        missing=st.sampled_from(Missing),
        alpha=st.none() | st.sampled_from(Alpha),
        rate=st.sampled_from([None, "24", "24000/1001"]),
    )
    recipe = sizes().flatmap(
        lambda size: st.builds(
            Recipe,
            model=st.text(),
            seed=st.integers(0, 2**63 - 1),
            cuts=st.sampled_from(["auto", "none", (3, 7)]),
            reference_images=st.lists(st.text(), max_size=2).map(tuple),
            **{name: st.just(value) for name, value in size.items()},
        )
    )
    output = st.builds(Output, folder=st.text(min_size=1), formats=st.lists(st.sampled_from(Format), min_size=1, unique=True).map(tuple))
    return st.builds(Job, source=source, recipe=recipe, output=output, plan=st.sampled_from([None, PLAN]))


SCHEMA = jsonschema.Draft202012Validator(json_schema())


@given(jobs())
def test_a_document_comes_back_whole_and_fits_the_schema(job: Job):
    text = job.to_json()
    assert Job.from_json(text) == job
    assert Job.from_json(text).name == job.name
    SCHEMA.validate(json.loads(text))


def test_the_name_does_not_change_between_releases():
    assert JOB.name == "509efff5a066f4c8a6b2a259575ac3e6cfada32e4d388b2ab66557edf831d3fc"


@pytest.mark.parametrize(
    "later",
    [
        *({"steps": 20}, {"scheduler": "ddim"}, {"quality": "fast"}, {"options": ("sliced",)}, {"grain": 0.5}, {"take": "a"}),
        *({"base": "wan"}, {"edit_strength": 0.5}, {"mask": "auto"}),
    ],
)
def test_a_later_field_counts_once_it_is_given(later: dict[str, Any]):
    given = JOB.model_copy(update={"recipe": Recipe(**later)})
    assert given.name != JOB.name
    assert Job.from_json(given.to_json()).name == given.name


def test_the_name_is_of_the_request_not_of_the_plan():
    assert JOB.model_copy(update={"plan": PLAN}).name == JOB.name
    assert JOB.model_copy(update={"output": Output(folder="out", overwrite=True)}).name == JOB.name
    other = JOB.model_copy(update={"recipe": Recipe(seed=1)})
    assert other.name != JOB.name


def test_the_document_says_what_it_is():
    assert document()["schema"] == "uprez.job"
    assert document()["version"] == VERSION


def test_a_newer_version_is_refused_by_its_number():
    with pytest.raises(JobError, match=f"version {VERSION + 1}") as caught:
        Job.from_json(json.dumps(document(version=VERSION + 1, novelty=True)))
    assert "Update" in caught.value.fix


@pytest.mark.parametrize("version", [0, -1, "1.5", None])
def test_a_version_that_never_was_is_refused(version: Any):
    with pytest.raises(JobError, match="version"):
        Job.from_json(json.dumps(document(version=version)))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"uprez.job"', '{"schema": "other"}', "{}", b"\xff\xfe"])
def test_what_is_no_job_is_refused(text: str | bytes):
    with pytest.raises(JobError):
        Job.from_json(text)


@pytest.mark.parametrize(
    ("part", "values", "named"),
    [
        ("source", {"path": "a", "speed": 2}, "source.speed"),
        ("recipe", {"sclae": 2}, "recipe.sclae"),
        ("output", {"folder": "a", "codec": "x"}, "output.codec"),
        ("output", {"folder": "a", "formats": []}, "output.formats"),
        ("output", {"folder": "a", "formats": ["exr", "exr"]}, "twice"),
        ("output", {"folder": "a", "formats": ["gif"]}, "output.formats"),
        ("output", {"folder": "a", "name": "../b"}, "output.name"),
        ("output", {"folder": ""}, "output.folder"),
        ("recipe", {"scale": 2, "size": [4, 4]}, "not both"),
        ("recipe", {"scale": 0}, "recipe.scale"),
        ("recipe", {"scale": -2}, "recipe.scale"),
        ("recipe", {"size": [0, 4]}, "1x1"),
        ("recipe", {"strength": 1.5}, "recipe.strength"),
        ("recipe", {"grain": 1.5}, "recipe.grain"),
        ("recipe", {"grain": -0.1}, "recipe.grain"),
        ("recipe", {"steps": 0}, "recipe.steps"),
        ("recipe", {"steps": 1001}, "recipe.steps"),
        ("recipe", {"scheduler": "heun"}, "recipe.scheduler"),
        ("recipe", {"edit_strength": 0}, "recipe.edit_strength"),
        ("recipe", {"quality": "best"}, "recipe.quality"),
        ("recipe", {"tile": 8}, "recipe.tile"),
        ("recipe", {"runtime": "tensorflow"}, "recipe.runtime"),
        ("source", {"path": "a", "first": 5, "last": 2}, "before"),
        ("source", {"path": "a", "rate": "24/0"}, "source.rate"),
        ("source", {"path": ""}, "source.path"),
    ],
)
def test_unknown_and_impossible_fields_are_named(part: str, values: dict[str, Any], named: str):
    with pytest.raises(JobError) as caught:
        Job.from_json(json.dumps(document(**{part: values})))
    assert named in str(caught.value)


def test_nan_is_no_scale():
    text = json.dumps(document(recipe={"scale": 0.5})).replace("0.5", "NaN")
    with pytest.raises(JobError):
        Job.from_json(text)


def test_every_fault_is_named_at_once():
    with pytest.raises(JobError) as caught:
        validated(Recipe, {"scale": -1, "tile": 1, "hue": 3})
    assert all(name in caught.value.why for name in ("scale", "tile", "hue"))


def test_a_job_never_changes():
    with pytest.raises(ValueError, match="frozen"):
        JOB.version = 2  # pyright: ignore[reportAttributeAccessIssue]


def test_a_file_that_cannot_be_read_is_no_traceback(tmp_path: Path):
    with pytest.raises(JobError, match="cannot be read"):
        Job.load(tmp_path / "none.json")
    with pytest.raises(JobError, match="cannot be read"):
        Job.load(tmp_path)


def test_the_source_hands_its_decisions_to_the_reader():
    options = Source(path="a", missing=Missing.HOLD, rate="24000/1001", colour="ACEScct", alpha=Alpha.NONE, deinterlace=True).options
    assert options.rate is not None
    assert (options.missing, options.rate.numerator, options.rate.denominator) == (Missing.HOLD, 24000, 1001)
    assert (options.colour, options.alpha, options.deinterlace) == ("ACEScct", Alpha.NONE, True)


@pytest.mark.parametrize("part", ["Source", "Recipe", "Output"])
def test_the_schema_explains_every_choice(part: str):
    fields = json_schema()["$defs"][part]["properties"]
    assert fields
    assert [name for name, entry in fields.items() if not {"description", "$ref"} & set(entry)] == []


def test_movies_are_told_from_pictures():
    assert {each for each in Format if each.is_movie} == {Format.PRORES, Format.HEVC, Format.FFV1}
