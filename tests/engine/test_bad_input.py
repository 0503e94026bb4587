"""What must never happen: a traceback, a hang, a half file. Each case ends in its exit code or a right result."""

import json
import os
import pickle
import stat
import zipfile
from pathlib import Path

import av
import numpy as np
import OpenImageIO
import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file

from tests.media import clips
from uprez.core.errors import InputError, JobError, ModelError, OutputError, ResourceError
from uprez.engine.cli.group import cli

INPUT, OUTPUT, MODEL, JOB = (kind.exit_code for kind in (InputError, OutputError, ModelError, JobError))


def call(*arguments):
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert "Traceback" not in result.stderr
    assert result.exit_code != 70, result.stderr
    return result


def upscale(source, folder, *more):
    model = () if "--model" in more else ("--model", "lanczos")
    return call("upscale", source, "-o", folder, *model, *more)


def results(folder):
    """Files in a folder that are no record."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and ".uprez" not in path.parts) if folder.exists() else []


def refused(result, code, folder):
    assert result.exit_code == code, result.stderr or result.stdout
    assert "Error:" in result.stderr
    assert results(folder) == []
    assert not list(folder.rglob(".uprez-*"))
    return result.stderr


def movie(tmp_path, **more):
    return clips.movie(tmp_path / "clip.mov", 4, **more)


def text_file(tmp_path):
    path = tmp_path / "clip.mov"
    path.write_text("This is no video.\n" * 100)
    return path


def empty_file(tmp_path):
    path = tmp_path / "clip.mov"
    path.touch()
    return path


def noise(tmp_path):
    path = tmp_path / "clip.mov"
    path.write_bytes(np.random.default_rng(0).bytes(50_000))
    return path


def headless(tmp_path):
    """A movie cut off before its index."""
    path = movie(tmp_path, audio=1)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    return path


def no_frames(tmp_path):
    path = tmp_path / "clip.mov"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("pcm_s16le", rate=48000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.int16), format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48000, 0
        out.mux(stream.encode(frame))
    return path


def empty_folder(tmp_path):
    path = tmp_path / "plates"
    path.mkdir()
    return path


def gappy(tmp_path):
    return clips.sequence(tmp_path / "plates", 6, skip=(3,))


def damaged_frame(tmp_path):
    folder = clips.sequence(tmp_path / "plates", 4)
    frame = sorted(folder.iterdir())[2]
    frame.write_bytes(frame.read_bytes()[:300])
    return folder


def mixed_sizes(tmp_path):
    folder = clips.sequence(tmp_path / "plates", 3)
    clips.sequence(folder, 1, first=4, size=(80, 60))
    return folder


BAD_SOURCES = [text_file, empty_file, noise, headless, no_frames, empty_folder, gappy, damaged_frame, mixed_sizes]


@pytest.mark.parametrize("make", [*BAD_SOURCES, lambda path: path / "nothing.mov", lambda path: path / "shot.%04d.exr"])
def test_sources_that_are_none(make, tmp_path):
    source = make(tmp_path)
    result = upscale(source, tmp_path / "out")
    assert result.exit_code == INPUT, result.stderr
    assert "What to do" in result.stderr or "Why" in result.stderr
    assert not [name for name in results(tmp_path / "out") if name.startswith(".")]
    assert call("probe", source).exit_code in (0, INPUT)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes by name here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "clip.mov")
    refused(upscale(tmp_path / "clip.mov", tmp_path / "out"), INPUT, tmp_path / "out")


def test_a_cut_off_movie_gives_the_frames_that_are_whole(tmp_path):
    path = clips.movie(tmp_path / "clip.mkv", 40, options={"g": "5"})
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    result = upscale(path, tmp_path / "out")
    assert result.exit_code in (0, INPUT)
    if result.exit_code == 0:
        assert 1 <= len(results(tmp_path / "out")) < 40


@pytest.mark.parametrize("model", ["lanczos", "span"])
def test_one_frame_and_small_and_narrow_pictures(model, tmp_path):
    for index, size in enumerate([(1, 1), (3, 5), (16, 700), (64, 48)]):
        pixels = np.random.default_rng(index).random((size[1], size[0], 3), np.float32)
        folder = clips.sequence(tmp_path / f"in{index}", 1, size=size, pixels=lambda at, pixels=pixels: pixels)
        out = tmp_path / f"out{index}"
        assert upscale(folder, out, "--model", model).exit_code == 0
        (name,) = results(out)
        spec = OpenImageIO.ImageInput.open(str(next(out.rglob(name)))).spec()
        assert (spec.width, spec.height) == (2 * size[0], 2 * size[1])


def test_a_very_tall_picture(tmp_path):
    folder = clips.sequence(tmp_path / "in", 1, size=(16, 8640), pixels=lambda at: np.ones((8640, 16, 3), np.float32))
    assert upscale(folder, tmp_path / "out").exit_code == 0
    assert len(results(tmp_path / "out")) == 1


@pytest.mark.parametrize("kind", ["prores", "hevc", "ffv1"])
@pytest.mark.parametrize("size", [(63, 47), (1, 1)])
def test_odd_sizes_in_movies(kind, size, tmp_path):
    pixels = np.full((size[1], size[0], 3), 0.5, np.float32)
    folder = clips.sequence(tmp_path / "in", 2, size=size, pixels=lambda at: pixels)
    result = upscale(folder, tmp_path / "out", "--to", kind, "--scale", "1")
    if result.exit_code == 0:
        (name,) = results(tmp_path / "out")
        with av.open(str(tmp_path / "out" / name)) as container:
            frames = list(container.decode(video=0))
        assert len(frames) == 2
        assert (frames[0].width, frames[0].height) == size
    else:
        refused(result, OUTPUT, tmp_path / "out")


@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p"])
def test_odd_sized_subsampled_sources(pix_fmt, tmp_path):
    source = clips.movie(tmp_path / "clip.mkv", 2, codec="ffv1", pix_fmt=pix_fmt, size=(63, 47))
    assert upscale(source, tmp_path / "out").exit_code == 0
    spec = OpenImageIO.ImageInput.open(str(next((tmp_path / "out").rglob("*.exr")))).spec()
    assert (spec.width, spec.height) == (126, 94)


def test_a_source_without_sound_gives_a_movie_without_sound(tmp_path):
    assert upscale(movie(tmp_path), tmp_path / "out", "--to", "prores").exit_code == 0
    with av.open(str(tmp_path / "out" / "clip_2x.mov")) as container:
        assert not container.streams.audio
        assert len(list(container.decode(video=0))) == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--scale", "0"), JOB),
        (("--scale", "-2"), JOB),
        (("--scale", "1e9"), JOB),
        (("--scale", "nan"), JOB),
        (("--scale", "2", "--size", "8x8"), JOB),
        (("--size", "0x10"), JOB),
        (("--size", "999999x999999"), JOB),
        (("--size", "wide"), 2),
        (("--to", "gif"), 2),
        (("--frames", "3-1"), INPUT),
        (("--frames", "2-9"), INPUT),
        (("--frames", "some"), INPUT),
        (("--colour", "NoSuchSpace"), INPUT),
        (("--model", "no-such-model"), MODEL),
        (("--model", "nothing.safetensors"), MODEL),
        (("--prompt", "a cat"), MODEL),
        (("--stabilise", "on"), JOB),
        (("--name", "a/b"), JOB),
        (("--rate", "fast"), JOB),
        (("--tile", "2"), JOB),
        (("--unknown",), 2),
    ],
)
def test_impossible_requests(more, code, tmp_path):
    refused(upscale(movie(tmp_path), tmp_path / "out", *more), code, tmp_path / "out")


def test_a_size_that_no_memory_holds(tmp_path):
    result = upscale(movie(tmp_path), tmp_path / "out", "--size", "32000x32000", "--model", "span-x4")
    refused(result, ResourceError.exit_code, tmp_path / "out")


class _Code:
    def __reduce__(self):
        return (Path.touch, (Path("harmed"),))


def weights_with_code(tmp_path):
    """A checkpoint in torch's zip form whose pickle would make a file."""
    path = tmp_path / "net.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/data.pkl", pickle.dumps({"conv.weight": _Code()}))
        archive.writestr("net/version", "3\n")
    return path


def weights_of_no_network(tmp_path):
    path = tmp_path / "net.safetensors"
    save_file({"conv.weight": np.zeros((3, 3, 3, 3), np.float32)}, path)
    return path


def weights_of_wrong_shape(tmp_path):
    from safetensors.numpy import load_file

    from uprez.models.catalogue import entries
    from uprez.models.weights.store import weights_for

    tensors = dict(load_file(weights_for(entries()["span-x2"].weights, on_note=lambda text: None)))
    name = max((name for name in tensors if tensors[name].ndim == 4), key=lambda name: tensors[name].size)
    tensors[name] = np.ascontiguousarray(tensors[name][:, :-1])
    path = tmp_path / "net.safetensors"
    save_file(tensors, path)
    return path


def weights_of_noise(tmp_path):
    path = tmp_path / "net.onnx"
    path.write_bytes(np.random.default_rng(1).bytes(4000))
    return path


@pytest.mark.parametrize("make", [weights_with_code, weights_of_no_network, weights_of_wrong_shape, weights_of_noise])
def test_wrong_weights(make, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(upscale(movie(tmp_path), tmp_path / "out", "--model", make(tmp_path)), MODEL, tmp_path / "out")
    assert not (tmp_path / "harmed").exists()


def document(tmp_path, **changes):
    body = {
        "schema": "uprez.job",
        "version": 1,
        "source": {"path": str(movie(tmp_path))},
        "recipe": {"model": "lanczos"},
        "output": {"folder": str(tmp_path / "out")},
    }
    path = tmp_path / "job.json"
    path.write_text(json.dumps({**body, **changes}))
    return path


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"version": 2}, "version 2"),
        ({"version": "one"}, "version"),
        ({"schema": "other"}, "schema"),
        ({"extra": 1}, "extra"),
        ({"recipe": {"modle": "span"}}, "recipe.modle"),
        ({"output": {}}, "output.folder"),
        ({"source": {"path": "clip.mov", "first": 5, "last": 2}}, "before"),
    ],
)
def test_job_documents_that_are_wrong(changes, word, tmp_path):
    said = refused(call("run", document(tmp_path, **changes)), JOB, tmp_path / "out")
    assert word in said


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'"text"'])
def test_job_documents_that_are_no_documents(content, tmp_path):
    path = tmp_path / "job.json"
    path.write_bytes(content)
    assert call("run", path).exit_code == JOB
    assert call("run", tmp_path / "nothing.json").exit_code == JOB


@pytest.mark.parametrize(("more", "code"), [(("--shard", "5/4"), JOB), (("--shard", "x"), 2), (("--shard", "1/2", "--frames", "0"), 2)])
def test_wrong_shards(more, code, tmp_path):
    source = movie(tmp_path)
    path = tmp_path / "job.json"
    assert call("plan", source, "--model", "lanczos", "-o", tmp_path / "out", "--job", path, "--no-time").exit_code == 0
    refused(call("run", path, *more), code, tmp_path / "out")


def test_the_output_may_not_be_the_source(tmp_path):
    folder = clips.sequence(tmp_path / "plates", 2)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for target in (folder, folder / "inside"):
        assert upscale(folder, target).exit_code == OUTPUT
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_movie_is_never_written_over_its_source(tmp_path):
    source = movie(tmp_path)
    before = source.read_bytes()
    result = upscale(source, tmp_path, "--to", "prores", "--name", "clip", "--overwrite")
    assert source.read_bytes() == before
    assert result.exit_code == OUTPUT


def test_an_output_that_is_a_file_or_may_not_be_written(tmp_path, monkeypatch):
    source = movie(tmp_path)
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert upscale(source, taken).exit_code == OUTPUT
    assert taken.read_text() == "mine"
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IREAD | stat.S_IEXEC)
    result = upscale(source, closed / "out")
    closed.chmod(stat.S_IRWXU)
    assert result.exit_code in (0, OUTPUT)  # 0 for a super-user, whom no mode stops


def test_a_full_disk_ends_with_its_code_and_no_half_file(tmp_path, monkeypatch):
    from uprez.media import atomic

    monkeypatch.setattr(atomic, "free_bytes", lambda folder: 1000)
    refused(upscale(movie(tmp_path), tmp_path / "out"), ResourceError.exit_code, tmp_path / "out")


def test_results_of_another_job_stay(tmp_path):
    source = movie(tmp_path)
    assert upscale(source, tmp_path / "out", "--frames", "0-1").exit_code == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.exr")}
    assert upscale(source, tmp_path / "out", "--frames", "0-2").exit_code == OUTPUT
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*.exr")} == before
    assert upscale(source, tmp_path / "out", "--frames", "0-2", "--overwrite").exit_code == 0
    assert len(results(tmp_path / "out")) == 3


def test_an_interlaced_clip_is_refused_until_told(tmp_path):
    source = clips.interlaced(tmp_path / "clip.mpg")
    said = refused(upscale(source, tmp_path / "out"), INPUT, tmp_path / "out")
    assert "--deinterlace" in said
    assert upscale(source, tmp_path / "out", "--deinterlace", "--frames", "0-1").exit_code == 0


def test_missing_frames_are_named_until_told(tmp_path):
    folder = gappy(tmp_path)
    assert "3" in refused(upscale(folder, tmp_path / "out"), INPUT, tmp_path / "out")
    assert upscale(folder, tmp_path / "out", "--missing", "hold").exit_code == 0
    assert len(results(tmp_path / "out")) == 6
