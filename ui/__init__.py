"""The panel and the desktop app: clients of the service."""
