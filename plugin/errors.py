"""What can go wrong between a client and the service, in the three parts that people are shown."""

from __future__ import annotations


class ServiceError(Exception):
    """The service refused, failed, or cannot be started."""

    def __init__(self, what: str, why: str = "", fix: str = "", kind: str = "ServiceError", status: int = 0, code: int = 1) -> None:
        super().__init__(what, why, fix)
        self.what = what
        """What happened, one sentence."""
        self.why = why
        """Why it happened, as far as it is known."""
        self.fix = fix
        """What the user can do now."""
        self.kind = kind
        """Name of the service's error (`InputError`, `Cancelled`, …), or of one of the client's own."""
        self.status = status
        """HTTP status; 0 when there was no answer."""
        self.code = code
        """Exit code that the `uprez` command gives for it."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.fix) if part)


class ServiceGone(ServiceError):
    """No service answers: it is not running, or the connection to it was lost. Connect again."""

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what, why, fix, kind="ServiceGone")
