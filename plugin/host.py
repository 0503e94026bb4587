"""What all hosts share: clips go to uprez, finished takes come back. A host's part is a thin shell around this.

    jobs_of(clips)          the job documents of clips that were chosen in a host
    PanelRun, ServiceRun    the user's panel, or the service at once, working on them; both are polled and never block
    run_jobs(service, jobs) the same without an object, to its end
    taken_of, failures_of   finished entries, matched to the clips that they were made of

An installed copy of a host's part looks like this, in the folder that the host gives to scripts or extensions:

    <place>/…                          a copy of plugin/<host>/front/: the few files that the host itself reads
    <place>/uprez_host/                goes on sys.path, put there by the front
    <place>/uprez_host/uprez/__init__.py         empty: it stands in for the whole of uprez
    <place>/uprez_host/uprez/plugin/*.py         a copy of plugin/*.py
    <place>/uprez_host/uprez/plugin/<host>/*.py  a copy of plugin/<host>/, without front/

So modules are `uprez.plugin.x` there as they are here, nothing is rewritten, and a front does no more than

    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "uprez_host"))
    from uprez.plugin.<host>.<module> import <function>

It appends: where the host's own Python has uprez, that one is used. A host that lists every file below <place> in a menu
has `uprez_host` one or more folders higher; its front looks upward.
"""

from __future__ import annotations

from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.host_clips import Sent, Taken
from uprez.plugin.host_jobs import jobs_of
from uprez.plugin.host_panel import PanelRun
from uprez.plugin.host_service import ServiceRun, run_jobs
from uprez.plugin.host_takes import failures_of, taken_of

__all__ = [
    "PanelRun",
    "Sent",
    "ServiceError",
    "ServiceGone",
    "ServiceRun",
    "Taken",
    "failures_of",
    "jobs_of",
    "run_jobs",
    "taken_of",
]
