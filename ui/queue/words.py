"""What is said of an entry: its state, how far it is, how long it takes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from uprez.ui.queue.entry import Entry, State

translate = QCoreApplication.translate


def state_words(entry: Entry) -> str:
    """The state in a word or two; what a running one is at, when the service says."""
    match entry.state:
        case State.QUEUED:
            return translate("Queue", "Waiting")
        case State.RUNNING:
            return stage_words(entry)
        case State.PAUSED:
            return translate("Queue", "Held") if entry.held else translate("Queue", "Paused")
        case State.DONE:
            return translate("Queue", "Finished")
        case State.FAILED:
            return translate("Queue", "Stopped by an error")
        case State.CANCELLED:
            return translate("Queue", "Cancelled")


def stage_words(entry: Entry) -> str:
    """What a running entry is at."""
    stages = {
        "probe": translate("Queue", "Reading the clip"),
        "plan": translate("Queue", "Planning"),
        "model": translate("Queue", "Loading the model"),
        "assemble": translate("Queue", "Putting the movie together"),
    }
    return stages.get(str(entry.raw.get("stage", "")), translate("Queue", "Upscaling"))


def state_role(entry: Entry) -> str:
    """The colour that the state is said in, a field of `Colours`."""
    return {State.RUNNING: "accent", State.DONE: "good", State.FAILED: "bad", State.PAUSED: "warn"}.get(entry.state, "muted")


def state_icon(entry: Entry) -> str:
    """The icon beside the state."""
    return {
        State.QUEUED: "clock",
        State.RUNNING: "play",
        State.PAUSED: "pause",
        State.DONE: "done",
        State.FAILED: "error",
        State.CANCELLED: "cancel",
    }[entry.state]


def progress_words(entry: Entry) -> str:
    """Windows and frames made, as `312 of 540 windows · 2,496 of 4,320 frames`; empty before it is planned."""
    number = QLocale().toString
    if not entry.total:
        return ""
    if entry.state is State.DONE:
        return translate("Queue", "%n frame(s)", "", entry.total)
    parts: list[str] = []
    if entry.windows:
        words = translate("Queue", "{done} of {total} windows")
        parts.append(words.format(done=number(entry.windows_done), total=number(entry.windows)))
    parts.append(translate("Queue", "{done} of {total} frames").format(done=number(entry.done), total=number(entry.total)))
    return " · ".join(parts)


def resume_words(entry: Entry) -> str:
    """What the button to go on says."""
    if not entry.windows_done:
        return translate("Queue", "Continue")
    number = QLocale().toString
    words = translate("Queue", "Continue — {done} of {total} windows are done")
    return words.format(done=number(entry.windows_done), total=number(entry.windows))


def time_words(entry: Entry) -> str:
    """How long it still takes, or took; empty when nobody knows."""
    if entry.state is State.RUNNING and entry.seconds_left is not None:
        return translate("Queue", "{time} left").format(time=duration(entry.seconds_left))
    if entry.state is State.DONE and entry.raw.get("seconds"):
        return translate("Queue", "took {time}").format(time=duration(float(entry.raw["seconds"])))
    return ""


def duration(seconds: float) -> str:
    """A length of time as people say it: two units at most, nothing finer than is worth knowing."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("Queue", "{n} s").format(n=whole)
    minutes = round(whole / 60)
    if whole < 600 and whole % 60:
        return translate("Queue", "{m} min {s} s").format(m=whole // 60, s=whole % 60)
    if minutes < 60:
        return translate("Queue", "{n} min").format(n=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return translate("Queue", "{h} h {m} min").format(h=hours, m=minutes)
    return translate("Queue", "{d} d {h} h").format(d=hours // 24, h=hours % 24)


def clock(at: float) -> str:
    """A time of day, as the user's country writes it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(at)).time(), QLocale.FormatType.ShortFormat)
