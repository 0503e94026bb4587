"""Weight files: read without running anything from them, fetched once, kept verified."""
