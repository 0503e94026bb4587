"""The local service: a queue, a worker process per device, and an HTTP interface for panel, app, plugins and command line."""
