"""Takes, written into edits."""
