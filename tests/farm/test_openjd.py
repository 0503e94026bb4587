"""The bundle of Open Job Description: checked, run and sent by its own tools."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.farm.conftest import tree
from uprez.core.errors import JobError
from uprez.engine.run import run_job
from uprez.farm import openjd
from uprez.farm.bundle import Bundle, places
from uprez.farm.needs import Needs
from uprez.farm.paths import Rule

pytest.importorskip("openjd.model", reason="it checks what is exported; it is not installed")
TOOLS = Path(sys.executable).parent


@pytest.fixture
def bundle(exported, tmp_path):
    """The bundle's folder, and what it was made of."""
    export = exported("openjd", together=3, uprez=str(TOOLS / "uprez"))
    openjd.write(export, tmp_path / "bun dle")
    return tmp_path / "bun dle", export


def read(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_bundle_says_what_is_made_by_whom_and_from_what(bundle, clip, tmp_path):
    folder, export = bundle
    template, parameters, assets = (read(folder, name) for name in ("template.json", "parameters.json", "asset_references.json"))
    assert parameters["Source"] == str(clip) and parameters["Output"] == str(tmp_path / "out")
    assert (parameters["Shards"], parameters["ShardsPerTask"]) == ("0-5", 3)
    assert {row["name"]: row["value"] for row in read(folder, "parameter_values.json")["parameterValues"]}.items() >= parameters.items()
    assert assets["assetReferences"]["inputs"]["filenames"] == [str(clip)]
    upscale, assemble = template["steps"]
    assert upscale["parameterSpace"]["taskParameterDefinitions"][0]["type"] == "CHUNK[INT]"
    assert assemble["dependencies"] == [{"dependsOn": "Upscale"}]
    amounts = {row["name"]: row["min"] for row in upscale["hostRequirements"]["amounts"]}
    assert amounts == {"amount.worker.vcpu": 2, "amount.worker.memory": export.needs.mebibytes}


def test_a_gpu_of_the_planned_size_is_asked_for(bundle):
    _, export = bundle
    template = openjd.template(replace(export, needs=Needs(1, 7680, 3000, 2)))
    openjd.check(template)
    amounts = {row["name"]: row["min"] for row in template["steps"][0]["hostRequirements"]["amounts"]}
    assert amounts["amount.worker.gpu"] == 1 and amounts["amount.worker.gpu.memory"] == 7680
    template["steps"][0]["hostRequirements"]["amounts"][0]["name"] = "amount.worker.teapots"
    with pytest.raises(JobError, match="Open Job Description"):
        openjd.check(template)


def test_a_name_longer_than_the_specification_allows_is_cut(bundle):
    _, export = bundle
    sending = export.bundle.sending.model_copy(update={"name": "é" * 200})
    long = replace(export, bundle=replace(export.bundle, sending=sending))
    assert len(openjd.values(long)["JobName"]) == 128 and openjd.template(long)["parameterDefinitions"][0]["default"].endswith("…")


@pytest.fixture
def from_windows(exported, job, clip, tmp_path):
    """The bundle as a Windows machine would have sent it, from a server's share and a drive; and the rules of a farm that has them here."""
    export = exported("openjd", together=3, uprez=str(TOOLS / "uprez"))
    source = job.source.model_copy(update={"path": f"\\\\SERVER\\in put\\{clip.name}"})
    output = job.output.model_copy(update={"folder": "Z:\\out"})
    sent = job.model_copy(update={"source": source, "output": output})
    sending = export.bundle.sending.model_copy(update={"job": sent.name, "base": "Z:\\", "at": places(sent, tmp_path)})
    export = replace(export, bundle=Bundle(tmp_path / "win dows", sent, sending))
    export.bundle.save()
    openjd.write(export, export.bundle.folder)
    kind = {"source_path_format": "WINDOWS"}
    rows = [
        {**kind, "source_path": "\\\\server\\In Put", "destination_path": str(clip.parent)},
        {**kind, "source_path": "z:\\", "destination_path": str(tmp_path / "mounted")},
    ]
    return export.bundle.folder, json.dumps({"version": "pathmapping-1.0", "path_mapping_rules": rows})


def test_openjd_runs_chunk_by_chunk_what_windows_sent_and_the_result_is_the_local_runs(from_windows, job, tmp_path):
    folder, rules = from_windows
    local = job.model_copy(update={"output": job.output.model_copy(update={"folder": str(tmp_path / "local")})})
    run_job(local, base=tmp_path, listen=lambda event: None)
    command = [str(TOOLS / "openjd"), "run", str(folder / "template.json"), "-p", f"file://{folder / 'parameters.json'}"]
    given = ["-p", "SecondsPerTask=0", "--path-mapping-rules", rules]
    done = subprocess.run([*command, *given], capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "openjd_progress: 100.0" in done.stdout and "Shards 0-2 are done; 12 frames were made here." in done.stdout
    assert done.stdout.count("Clip and model are loaded") == 1 and "Shards 3-5 are done" in done.stdout
    assert tree(tmp_path / "mounted" / "out") == tree(tmp_path / "local")


class Cloud(BaseHTTPRequestHandler):
    """Not Deadline Cloud: a stand-in on this machine that answers as much of it as a submission asks for."""

    jobs: list[dict[str, object]]

    def do_GET(self):
        if self.path.endswith("/environments"):
            return self._answer({"environments": []})
        if "/jobs/" in self.path:
            return self._answer({"jobId": "job-" + "1" * 32, "name": "n", "lifecycleStatus": "CREATE_COMPLETE", "priority": 50, **WHEN})
        ids = {"queueId": "queue-" + "1" * 32, "farmId": "farm-" + "1" * 32, "displayName": "q", "status": "IDLE"}
        return self._answer({**ids, "defaultBudgetAction": "NONE", **WHEN})

    def do_POST(self):
        self.jobs.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer({"jobId": "job-" + "1" * 32})

    def _answer(self, body):
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format, *args):
        return


WHEN = {"createdAt": "2026-01-01T00:00:00Z", "createdBy": "me", "lifecycleStatusMessage": ""}


@pytest.fixture
def cloud():
    """The stand-in; gives its address and the jobs that it was sent."""
    jobs: list[dict[str, object]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Cloud,), {"jobs": jobs}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", jobs
    server.shutdown()


def test_deadline_cloud_s_own_tool_sends_the_bundle(bundle, cloud, tmp_path):
    if not (TOOLS / "deadline").exists():
        pytest.skip("the package deadline is not installed")
    folder, _ = bundle
    address, jobs = cloud
    reached = {"AWS_ENDPOINT_URL_DEADLINE": "http://deadline.test", "HTTP_PROXY": address, "http_proxy": address, "NO_PROXY": ""}
    aws = {**reached, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-west-2"}
    quiet = {"DEADLINE_CLOUD_TELEMETRY_OPT_OUT": "true", "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(tmp_path)}
    ids = ["--farm-id", "farm-" + "1" * 32, "--queue-id", "queue-" + "1" * 32]
    command = [str(TOOLS / "deadline"), "bundle", "submit", str(folder), *ids, "--yes"]
    done = subprocess.run(command, env={**os.environ, **aws, **quiet}, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (sent,) = jobs
    assert json.loads(str(sent["template"]))["steps"][0]["name"] == "Upscale"
    parameters = sent["parameters"]
    assert isinstance(parameters, dict) and parameters["Shards"] == {"string": "0-5"}
    assert Path(parameters["Job"]["path"]) == folder / "job"


def test_a_sequence_is_a_folder_that_farms_can_map_and_its_pattern_stays(exported):
    export = exported("openjd")
    sent = export.bundle.sending
    at = {**sent.at, "Source": "/mnt/show/sh 010/plate.%04d.exr"}
    changed = replace(
        export,
        bundle=replace(export.bundle, sending=sent.model_copy(update={"at": at})),
        clip=replace(export.clip, pattern="plate.%04d.exr"),
    )
    assert openjd.values(changed)["Source"] == "/mnt/show/sh 010"
    words = openjd.template(changed)["steps"][1]["script"]["actions"]["onRun"]["args"]
    assert "--at=Source={{Param.Source}}/plate.%04d.exr" in words


def test_more_reference_images_than_a_template_has_room_for_are_found_by_the_sessions_rules(exported, tmp_path):
    export = exported("openjd")
    images = [f"Z:\\refs\\Größe {number}.png" for number in range(60)]
    at = {**export.bundle.sending.at, **{f"ReferenceImage{number}": path for number, path in enumerate(images, start=1)}}
    recipe = export.bundle.job.recipe.model_copy(update={"reference_images": tuple(images)})
    job = export.bundle.job.model_copy(update={"recipe": recipe})
    many = replace(export, bundle=replace(export.bundle, job=job, sending=export.bundle.sending.model_copy(update={"at": at})))
    template = openjd.template(many)
    openjd.check(template)
    assert not any("ReferenceImage" in word for word in template["steps"][0]["script"]["actions"]["onRun"]["args"])
    assert not any(name.startswith("ReferenceImage") for name in openjd.values(many))
    assert set(images) <= set(openjd.assets(many)["assetReferences"]["inputs"]["filenames"])
    here = many.bundle.here({"Source": "/session/a.mov"}, [Rule("Z:\\refs", "/session/refs")])
    assert here.recipe.reference_images == tuple(f"/session/refs/Größe {number}.png" for number in range(60))
