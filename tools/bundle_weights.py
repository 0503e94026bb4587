"""Put the default model's weights into the package's folder, before a wheel is built from it.

python tools/bundle_weights.py
"""

from __future__ import annotations

from pathlib import Path

from uprez.models.catalogue import members
from uprez.models.weights.store import fetch
from uprez.models.weights.tensors import write_whole

FOLDER = Path(__file__).resolve().parent.parent / "models" / "light" / "weights"
DEFAULT = "span"


def main() -> None:
    """Fetch the weights once, copy them, and say beside them whose they are."""
    notices = set[str]()
    for entry in members(DEFAULT):
        (path,) = fetch([entry.name], on_note=print)
        target = FOLDER / f"{entry.name}.safetensors"
        if path != target:
            write_whole(target, path.read_bytes())
        assert entry.weights is not None
        notices.add(f"{target.name}: {entry.weights.notice}")
        print(target)
    write_whole(FOLDER / "NOTICE", ("\n".join(sorted(notices)) + "\n").encode())


if __name__ == "__main__":
    main()
