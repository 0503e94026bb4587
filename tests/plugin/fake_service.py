"""A fake of the service, for tests of its client: a small HTTP server, and a program that behaves like `uprez serve` at its start.

Standard library and Python 3.9 only, as it is run by old Pythons too.
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TOKEN = "5a" * 32


class FakeService(ThreadingHTTPServer):
    """Answers `replies[(method, path)]`: (status, headers, body, seconds to wait), and keeps what it was asked."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = {("GET", "/v1/about"): (200, {}, b'{"api": 1, "version": "0"}', 0)}
        self.asked = []
        self.asked_headers = []
        self.streams = {}
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def reply(self, method, path, body, status=200, headers=None, wait=0.0):
        data = body if isinstance(body, (bytes, bytearray)) else json.dumps(body).encode()
        self.replies[method, path] = (status, headers or {}, data, wait)

    def write_address(self, folder, api=1):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "token").write_text(TOKEN)
        temp = folder / f"service.json.{os.getpid()}"
        temp.write_text(json.dumps({"host": "127.0.0.1", "port": self.port, "pid": os.getpid(), "version": "0", "api": api}))
        temp.replace(folder / "service.json")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        self.server.asked.append((self.command, self.path, json.loads(body) if body else None))
        self.server.asked_headers.append(dict(self.headers))
        if self.path in self.server.streams:
            return self._stream(self.server.streams[self.path])
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, headers, data, wait = 401, {}, b'{"error": {"what": "no"}}', 0
        else:
            nothing = (404, {}, json.dumps({"error": {"what": "There is no such thing.", "kind": "NotFound"}}).encode(), 0)
            status, headers, data, wait = self.server.replies.get((self.command, self.path), nothing)
        time.sleep(wait)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        if headers.get("Content-Length", str(len(data))) != str(len(data)):
            self.close_connection = True

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815

    def _stream(self, parts):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in parts:
            if isinstance(part, float):
                time.sleep(part)
                continue
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.flush()
        self.close_connection = True


def main():
    """Behave like `uprez serve`: take the lock or end with 8, write the address, serve for a while."""
    folder = Path(os.environ["UPREZ_STATE"])
    with (folder / "runs").open("a") as runs:
        runs.write(f"{os.getpid()} {os.environ.get('PYTHONHOME', '')} {' '.join(sys.argv[1:])}\n")
    if os.environ.get("FAKE_FAILS"):
        sys.stderr.write("first line\nthe fake cannot start: no disk\n")
        sys.exit(3)
    try:
        os.close(os.open(folder / "lock", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        sys.exit(8)
    time.sleep(0.3)
    server = FakeService()
    server.write_address(folder)
    time.sleep(float(os.environ.get("FAKE_SECONDS", "3")))
    (folder / "service.json").unlink()
    (folder / "lock").unlink()


if __name__ == "__main__":
    main()
