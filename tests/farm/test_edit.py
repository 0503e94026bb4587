from click.testing import CliRunner

from tests.media import clips
from tests.timeline.edits import clip, movie, saved, timeline
from uprez.engine.cli.group import cli
from uprez.timeline.read import read_edit


def test_clips_of_an_edit_go_to_a_farm_and_come_back_into_the_edit(tmp_path):
    media = clips.movie(tmp_path / "a.mov", 40, rate=24, timecode="01:00:00:00")
    edit = saved(timeline(clip(movie(str(media), 86400, 40), 86400 + 5, 10, name="one")), tmp_path)
    asked = [str(edit), "-o", str(tmp_path / "out"), "--model", "lanczos", "--to", "prores", "--handles", "2"]
    sent = CliRunner().invoke(cli, ["farm", "edit", *asked, "--bundles", str(tmp_path / "jobs"), "--engine", "tractor"])
    assert sent.exit_code == 0, sent.output
    (bundle,) = (tmp_path / "jobs").iterdir()
    for command in (["work", str(bundle), "--shards", "0"], ["collect", str(bundle)]):
        assert CliRunner().invoke(cli, ["farm", *command]).exit_code == 0
    stamp = next((tmp_path / "out").glob("*.mov")).stat().st_mtime_ns
    done = CliRunner().invoke(cli, ["timeline", "upscale", *asked, "--write", str(tmp_path / "up.otio")])
    assert done.exit_code == 0 and "Everything is done already" in done.stderr
    (shown,) = read_edit(tmp_path / "up.otio").clips
    assert shown.path == str(next((tmp_path / "out").glob("*.mov")))
    assert next((tmp_path / "out").glob("*.mov")).stat().st_mtime_ns == stamp
