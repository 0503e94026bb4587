import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from tests.media import clips
from uprez.core.errors import Cancelled, ModelError
from uprez.core.events import Event
from uprez.core.job import Job, Output, Recipe, Source, json_schema
from uprez.core.plan import Plan
from uprez.engine.cli import failing, progress
from uprez.engine.cli.group import COMMANDS, cli
from uprez.engine.cli.progress import Bar, Json, Pace, Plain, Watch, watch_of
from uprez.engine.request import make_job
from uprez.engine.wording import counted, duration, file_size, frame_pace

DOCS = Path(__file__).resolve().parents[2] / "docs"
LANCZOS = ("--model", "lanczos")


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    return clips.movie(tmp_path_factory.mktemp("cli") / "clip.mov", 12, audio=1, timecode="01:00:00:00")


def call(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_help_names_every_command_and_loads_none():
    code = "import sys; sys.argv = ['uprez', '--help']\ntry:\n import uprez.engine.cli as c; c.main()\nexcept SystemExit: pass\n"
    code += "print(sorted({'numpy', 'av', 'pydantic', 'onnxruntime', 'cv2'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
    assert all(f"  {name} " in run.stdout for name in COMMANDS)


def test_help_comes_in_half_a_second():
    costs = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "uprez", "--help"], check=True, stdout=subprocess.DEVNULL)
        costs.append(time.perf_counter() - started)
    assert min(costs) < 0.5


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_is_documented(name):
    result = call(name, "--help")
    assert result.exit_code == 0
    text = (DOCS / "cli.md").read_text()
    assert f"`uprez {name}" in text
    long = {word.strip(",./[]") for word in result.stdout.split() if word.startswith("--")}
    assert [option for option in sorted(long) if f"`{option}" not in text] == []


def test_version():
    assert call("--version").stdout.startswith("uprez, version ")


def test_upscale_writes_and_says_where(clip, tmp_path):
    result = call("upscale", clip, *LANCZOS, "--to", "exr,prores", "-o", tmp_path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split() == [str(tmp_path / "clip_2x_exr"), str(tmp_path / "clip_2x.mov")]
    assert len(list((tmp_path / "clip_2x_exr").glob("*.exr"))) == 12
    again = call("upscale", clip, *LANCZOS, "--to", "exr,prores", "-o", tmp_path)
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert "done already" in again.stderr


def test_quiet_says_nothing(clip, tmp_path):
    result = call("upscale", clip, *LANCZOS, "-o", tmp_path, "--quiet", "--frames", "0-1")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_every_option_reaches_the_job(tmp_path):
    plates = clips.sequence(tmp_path / "plates")
    options = {
        "--size": "200x100", "--frames": "2-3", "--stabilise": "off", "--runtime": "onnxruntime", "--device": "cpu", "--precision": "fp32",
        "--tile": "64", "--window": "5", "--cuts": "3", "--exr-compression": "piz", "--exr-depth": "float", "--prores-profile": "4444",
        "--prores-encoder": "ks", "--hevc-crf": "20", "--name": "take", "--seed": "7", "--missing": "hold", "--alpha": "none",
        "--alpha-by": "lanczos", "--rate": "24000/1001", "--to": "tiff,exr",
    }  # fmt: skip
    flags = ("--exr-tiled", "--no-audio", "--no-match-colour", "--deinterlace", "--overwrite")
    words = [word for pair in options.items() for word in pair]
    document = tmp_path / "job.json"
    result = call("plan", plates, *LANCZOS, *words, *flags, "-o", tmp_path / "out", "--job", document, "--no-time")
    assert result.exit_code == 0, result.stderr
    job = Job.load(document)
    assert (job.source.first, job.source.last, job.source.missing.value, job.source.deinterlace) == (2, 3, "hold", True)
    assert (job.source.alpha.value, job.source.rate, job.recipe.alpha) == ("none", "24000/1001", "lanczos")
    assert (job.recipe.size, job.recipe.cuts, job.recipe.match_colour, job.recipe.seed) == ((200, 100), (3,), False, 7)
    assert (job.output.formats, job.output.exr_tiled, job.output.audio, job.output.overwrite) == (("tiff", "exr"), True, False, True)
    assert job.output.prores_profile == "4444" and job.output.hevc_crf == 20 and job.output.name == "take"
    jsonschema.validate(json.loads(document.read_text()), json_schema())


def test_plan_says_everything_and_its_job_runs_in_shards(clip, tmp_path):
    document = tmp_path / "job.json"
    result = call("plan", clip, *LANCZOS, "--window", "4", "-o", tmp_path / "out", "--to", "exr,prores", "--job", document)
    assert result.exit_code == 0, result.stderr
    for word in ("Shots", "Windows  3 of up to 4", "Tiles", "Memory", "Time", "Disk", "frames run for real"):
        assert word in result.stdout
    assert not (tmp_path / "out").exists()
    for shard in ("2/2", "1/2"):
        assert call("run", document, "--shard", shard).stdout == ""
    assert len(call("run", document).stdout.split()) == 2
    facts = json.loads(call("plan", clip, *LANCZOS, "--json", "--no-time").stdout)
    assert facts["estimate"] is None
    jsonschema.validate(facts["job"], json_schema())


def test_dry_run_writes_nothing(clip, tmp_path):
    result = call("upscale", clip, *LANCZOS, "-o", tmp_path / "out", "--dry-run")
    assert result.exit_code == 0
    assert "128x96" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_progress_as_json_is_one_event_a_line(clip, tmp_path):
    result = call("upscale", clip, *LANCZOS, "-o", tmp_path, "--progress", "json", "--window", "4")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event["done"] for event in events if event["stage"] == "run"] == [4, 8, 12]
    assert [event["done"] for event in events if event["stage"] == "frames"] == [0, *range(1, 13)]
    assert events[-1]["stage"] == "result"
    assert events[-1]["files"] == [str(tmp_path / "clip_2x_exr")]
    failed = call("upscale", "nothing.mov", "-o", tmp_path, "--progress", "json")
    error = json.loads(failed.stdout)
    assert (error["stage"], error["exit_code"], failed.exit_code) == ("error", 3, 3)


def test_a_failing_source_does_not_stop_the_others(clip, tmp_path):
    result = call("upscale", "nothing.mov", clip, "nothing.exr", *LANCZOS, "-o", tmp_path, "--frames", "0-1")
    assert result.exit_code == 3
    assert result.stdout.split() == [str(tmp_path / "clip_2x_exr")]
    assert result.stderr.count("Error:") == 2


def test_probe_for_people_and_for_programs(clip):
    card = call("probe", clip).stdout
    for word in ("64x48", "12 (0.480 s)", "01:00:00:00", "bt709", "2 channels"):
        assert word in card
    (facts,) = json.loads(call("probe", clip, "--json").stdout)
    assert (facts["frames"], facts["rate"], facts["timecode"], facts["tag"]["transfer"]) == (12, "25", "01:00:00:00", "bt709")
    assert facts["size"] == {"width": 64, "height": 48}


def test_models_lists_and_shows():
    assert "span-x2" in call("models").stdout
    assert "SHA-256" in call("models", "show", "span-x2").stdout
    names = [entry["name"] for entry in json.loads(call("models", "--json").stdout)]
    assert "lanczos" in names
    unknown = call("models", "show", "spam")
    assert unknown.exit_code == ModelError.exit_code
    assert "span" in unknown.stderr


def test_verify_finds_damaged_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path))
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "rrdb-x4.safetensors").write_bytes(b"damaged")
    result = call("models", "verify", "rrdb-x4")
    assert result.exit_code == ModelError.exit_code
    assert "damaged" in result.stdout


def test_the_published_schema_is_the_code_s():
    assert json.loads((DOCS / "job.schema.json").read_text()) == json_schema()
    assert json.loads(call("schema").stdout) == json_schema()


def test_an_unforeseen_error_is_short_and_kept_in_a_log(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr("uprez.engine.doctor.diagnose", None)
    monkeypatch.setattr("uprez.engine.cli.doctor.diagnose", None, raising=False)
    result = call("doctor")
    assert result.exit_code == failing.UNEXPECTED
    assert "Traceback" not in result.stderr
    (log,) = tmp_path.iterdir()
    assert "Traceback" in log.read_text() and str(log) in result.stderr
    assert "Traceback" in call("doctor", "--debug").stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), 7),
        (OSError(28, "No space left on device"), 7),
        (PermissionError(13, "Permission denied", "x"), 4),
        (KeyboardInterrupt(), 130),
        (Cancelled("Stopped."), 130),
        (ZeroDivisionError(), 70),
    ],
)
def test_exit_codes_of_what_python_raises(error, code, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path)
    assert failing.exit_code_of(error) == code
    assert "Traceback" not in capfd.readouterr().err


def test_a_reader_that_leaves_ends_the_command_quietly(clip, tmp_path):
    command = [sys.executable, "-m", "uprez", "upscale", str(clip), *LANCZOS, "-o", str(tmp_path), "--progress", "json", "--window", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(30) == failing.BROKEN_PIPE
    assert process.stderr.read() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_cleanly_and_the_same_command_goes_on(number, tmp_path):
    source = clips.movie(tmp_path / "long.mov", 80, size=(160, 96))
    command = [sys.executable, "-m", "uprez", "upscale", str(source), *LANCZOS, "--window", "4", "--scale", "3", "--to", "exr,prores"]
    command += ["--progress", "json", "-o", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while json.loads(process.stdout.readline())["stage"] != "run":
        pass
    process.send_signal(number)
    output, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "of 80 frames are done. Run the same command to go on." in said
    assert "Traceback" not in said
    recorded = [json.loads(line)["done"] for line in output.splitlines() if '"run"' in line] or [4]
    assert f"{recorded[-1]} of 80" in said
    assert list((tmp_path / "out").rglob(".uprez-*")) == []
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    first = next(event for event in map(json.loads, again.stdout.splitlines()) if event["stage"] == "frames")
    assert recorded[-1] <= first["done"] < 80
    assert len(list((tmp_path / "out").rglob("*.exr"))) == 80


def test_watches(capsys):
    assert type(watch_of("bar", "x", quiet=True)) is Watch
    assert type(watch_of("none", "x", quiet=False)) is Watch
    assert type(watch_of("json", "x", quiet=True)) is Json
    assert type(watch_of("bar", "x", quiet=False)) is Plain
    with Bar("x") as bar:
        for event in (
            Event("probe", "Looking", 1, 2),
            Event("frames", done=3, total=9),
            Event("note", "said"),
            Event("passes", "Sampling", done=2, total=50, shot=0, window=0, seconds_left=90.0),
            Event("run", done=4, total=9, window=0),
        ):
            bar.listen(event)
    assert (bar.recorded, bar.total) == (4, 9)
    assert "said" in capsys.readouterr().err


def test_passes_are_shown_by_every_watch(capsys, monkeypatch):
    event = Event("passes", "Sampling", done=2, total=50, shot=0, window=0, seconds_left=90.0)
    monkeypatch.setattr(progress, "PLAIN_SECONDS", 0.0)
    Plain("x").listen(event)
    assert capsys.readouterr().err == "x: Sampling 2/50, 90 s left\n"
    Json("x").listen(event)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["stage"], shown["text"], shown["done"], shown["total"], shown["seconds_left"]) == ("passes", "Sampling", 2, 50, 90.0)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Bar("x") as bar:
        bar.listen(Event("frames", done=0, total=9))
        bar.listen(event)
    assert "Sampling" in capsys.readouterr().err


def test_options_of_diffusion_models_reach_the_recipe(clip, tmp_path):
    given = (
        "--steps",
        "30",
        "--scheduler",
        "ddim",
        "--quality",
        "fast",
        "--option",
        "a",
        "--option",
        "b",
        "--strength",
        "0.5",
        "--seed",
        "3",
    )
    refused = call("plan", clip, *given, "--prompt", "a cat", "--model", "lanczos", "--no-time")
    assert refused.exit_code == 5
    assert "takes no prompt, no steps, no scheduler, no quality, no options" in refused.stderr
    for command in ("upscale", "plan", "preview"):
        said = call(command, "--help").stdout
        assert all(option in said for option in given if option.startswith("--"))
    assert call("plan", clip, "--steps", "0").exit_code == 2
    job = make_job(clip, tmp_path, steps=30, scheduler="ddim", quality="fast", options=["a", "b"])
    assert (job.recipe.steps, job.recipe.scheduler, job.recipe.quality, job.recipe.options) == (30, "ddim", "fast", ("a", "b"))


def test_frames_that_are_not_recorded_do_not_count():
    watch = Watch("x")
    watch.listen(Event("frames", done=2, total=9))
    watch.listen(Event("frames", done=3, total=9, window=0))
    assert watch.recorded == 2
    watch.listen(Event("run", done=6, total=9, window=0))
    assert watch.recorded == 6


def test_words():
    assert [duration(value) for value in (0.84, 42, 119, 720, 6600)] == ["0.8 s", "42 s", "119 s", "12 min", "110 min"]
    assert duration(7200) == "2 h 00 min"
    assert [file_size(value) for value in (812_000, 3.1e6, 4.2e9)] == ["812 kB", "3.1 MB", "4.2 GB"]
    assert (counted(1, "frame"), counted(2, "frame")) == ("1 frame", "2 frames")
    assert (frame_pace(2.5), frame_pace(0.1)) == ("2.5 s a frame", "10.0 frames/s")
    assert Pace().words(None) == ""


def test_every_field_of_a_job_is_documented():
    text = (DOCS / "job.md").read_text()
    for part in (Source, Recipe, Output, Plan):
        assert [name for name in part.model_fields if f"`{name}`" not in text] == []
    assert [
        field.description for part in (Source, Recipe, Output) for field in part.model_fields.values() if field.description not in text
    ] == []


def test_the_example_of_a_job_is_one():
    text = (DOCS / "job.md").read_text()
    example = text.split("```json\n")[1].split("```")[0]
    jsonschema.validate(json.loads(example), json_schema())
    assert Job.from_json(example).output.formats == ("exr", "prores")
