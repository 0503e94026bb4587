"""`python -m uprez`."""

from __future__ import annotations

from uprez.engine.cli import main

if __name__ == "__main__":
    main()
