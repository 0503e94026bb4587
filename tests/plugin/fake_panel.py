"""A program in the place of `uprez panel`, for tests of who opens it: it does what its first job's prompt says."""

import json
import os
import sys
import time
from pathlib import Path


def main():
    given = dict(zip(sys.argv[2::2], sys.argv[3::2], strict=True))
    jobs = json.loads(Path(given["--job"]).read_text())
    saw = {"arguments": sys.argv[1:], "jobs": jobs, "home": os.environ.get("PYTHONHOME")}
    Path(os.environ["FAKE_PANEL_SAW"]).write_text(json.dumps(saw))
    wish = jobs[0]["recipe"]["prompt"]
    if wish == "wait":
        time.sleep(60)
    if wish == "fail":
        sys.stderr.write("Error: The app needs PySide6.\n")
        sys.exit(1)
    if wish == "nonsense":
        Path(given["--result"]).write_text("[")
    if wish == "send":
        Path(given["--result"]).write_text(Path(os.environ["FAKE_PANEL_SENDS"]).read_text())


if __name__ == "__main__":
    main()
