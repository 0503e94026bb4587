"""Numbers in words that people read at a glance."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """A length of time: `0.8 s`, `42 s`, `12 min`, `1 h 50 min`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"


def file_size(count: float) -> str:
    """Bytes: `812 kB`, `3.1 MB`, `4.2 GB`."""
    for unit, size in (("GB", 1e9), ("MB", 1e6)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count / 1e3:.0f} kB"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 frame`, `3 frames`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def table(rows: list[tuple[str, str]]) -> str:
    """Two columns, the first as wide as its longest entry."""
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"{name:<{width}}  {text}".rstrip() for name, text in rows)


def frame_pace(seconds: float) -> str:
    """A rate from the seconds a frame takes: `2.5 s a frame`, `12.3 frames/s`."""
    return f"{seconds:.1f} s a frame" if seconds > 1 else f"{1 / max(seconds, 1e-9):.1f} frames/s"
