"""uprez: send the clips that are selected in the timeline (before 21.0.4: the one under the playhead)."""

import os
import sys

# Resolve shows every file below its folder of scripts in a menu, so that uprez's own lie higher up.
_script = str(globals().get("__file__") or (lambda: 0).__code__.co_filename)
_above = [os.path.abspath(os.path.join(_script, *[os.pardir] * up, "uprez_host")) for up in range(1, 7)]
sys.path += [folder for folder in _above if os.path.isdir(folder)][:1]

if __name__ == "__main__" or "resolve" in globals():
    from uprez.plugin.resolve.begin import begin

    begin("send_selected", globals())
