"""Results and records as a finished job of uprez leaves them, without their pictures."""

import json


def finished(
    folder, name="a_2x", *, path="/shots/a.mov", first=10, last=19, formats=("exr",), source=None, finished_at=1.0, start=1001, digits=4
):
    """Write files and record of a job; give its entry in the queue."""
    written = []
    kinds = {"exr": ".exr", "png": ".png", "tiff": ".tif"}
    movies = {"prores": ".mov", "hevc": ".mov", "ffv1": ".mkv"}
    suffixes = [movies[kind] for kind in formats if kind in movies]
    for kind in formats:
        if kind in kinds:
            written += [f"{name}_{kind}/{name}.{start + frame:04d}{kinds[kind]}" for frame in range(first, last + 1)]
    tops = [f"{name}_{kind}" for kind in formats if kind in kinds]
    for kind in formats:
        if kind in movies:
            shared = suffixes.count(movies[kind]) > 1
            written.append(f"{name}{'_' + kind if shared else ''}{movies[kind]}")
            tops.append(written[-1])
    for file in written:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(b"x")
    home = folder / ".uprez" / name
    (home / "receipts").mkdir(parents=True)
    recipe = {"model": "span", "scale": 2.0, "seed": 7}
    given = {"path": path, "first": first, "last": last, **(source or {})}
    output = {"folder": str(folder), "formats": list(formats)}
    half = (first + last) // 2
    plan = {"shots": [{"first": first, "last": half}, {"first": half + 1, "last": last}], "output_size": [128, 96], "weights": "ab" * 32}
    job = {"schema": "uprez.job", "version": 1, "source": given, "recipe": recipe, "output": output}
    (home / "job.json").write_text(json.dumps({**job, "plan": plan}))
    (home / "finished.json").write_text(json.dumps([{"path": file, "bytes": 1, "sha256": ""} for file in written]))
    (home / "receipts" / "window_000000.json").write_text(json.dumps({"uprez": "0.1.0", "files": []}))
    (home / "receipts" / "window_000001.json").write_text(json.dumps({"uprez": "0.2.0", "files": []}))
    files = [str(folder / top) for top in tops]
    return {"id": "0123456789abcdef", "state": "done", "job": job, "files": files, "finished": finished_at, "error": None}
