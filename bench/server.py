"""A real server in a process of its own, timed from its start."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_PATIENCE = 180


@dataclass(frozen=True, slots=True)
class Started:
    url: str
    process: subprocess.Popen[bytes]
    seconds_to_health: float
    seconds_to_ready: float

    def memory_mb(self) -> float:
        """Resident memory of the server now (Linux), or 0 where it cannot be read."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@contextmanager
def server(data_dir: Path) -> Iterator[Started]:
    """Start the server as `make serve` does, model and index brought up to date first; stop it afterwards."""
    port = _free_port()
    environment = os.environ | {
        "POLICY_ASSISTANT_DATA_DIR": str(data_dir),
        "POLICY_ASSISTANT_HOST": "127.0.0.1",
        "POLICY_ASSISTANT_PORT": str(port),
    }
    command = [sys.executable, "-m", "ui.cli", "serve", "--prepare"]
    with tempfile.TemporaryFile() as log:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            health = _wait(f"{url}/healthz", process) - begun
            ready = _wait(f"{url}/readyz", process) - begun
            # The page is still being loaded then; what follows measures the server at rest.
            _wait(f"{url}/readyz", process, holding='"page": "ok"')
            yield Started(url, process, health, ready)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes], holding: str = "") -> float:
    """When `url` first answered 200 with `holding` in its body."""
    deadline = time.perf_counter() + _PATIENCE
    with httpx.Client(timeout=5, trust_env=False) as client:
        while time.perf_counter() < deadline and process.poll() is None:
            try:
                answer = client.get(url)
                if answer.status_code == 200 and holding in answer.text:
                    return time.perf_counter()
            except httpx.TransportError:
                pass  # not listening yet
            time.sleep(0.02)
    raise RuntimeError(f"{url} did not answer 200 within {_PATIENCE} s (exit status {process.poll()})")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
