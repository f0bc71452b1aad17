"""A model hub on the loopback that serves one folder under one repository's name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@contextmanager
def hub(folder: Path, repository: str, wrong_digest: bool = False) -> Iterator[str]:
    """Its address. `wrong_digest`: it states another SHA-256 for the weights than they have."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self.wfile.write(self._answer())

        def _answer(self) -> bytes:
            prefix = f"/{repository}/resolve/"
            path = folder / self.path.rsplit("/", 1)[-1]
            known = self.path.startswith(prefix) and path.is_file()
            content = path.read_bytes() if known else b""
            digest = hashlib.sha256(content + (b"x" if wrong_digest else b"")).hexdigest()
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(content)))
            if known:
                self.send_header("X-Repo-Commit", COMMIT)
                self.send_header("ETag", f'"{digest}"')
            self.end_headers()
            return content

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
