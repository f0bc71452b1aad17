"""What the project says of itself: README, licence, and the commands that it promises."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from assistant.config import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_readme_lists_every_setting_with_its_default() -> None:
    """The table is neither short of a setting nor ahead of one."""
    rows = dict(re.findall(rf"^\| `{PREFIX}(\w+)` \| ([^|]+) \|", README, re.MULTILINE))
    assert list(rows) == [name.upper() for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        default = str(field.default)
        shown = (
            "（空）"
            if not default
            else f"`{default.lower() if isinstance(field.default, bool) else default}`"
        )
        assert rows[name.upper()].strip() == shown


def test_readme_names_the_two_commands() -> None:
    """Serve and test, as the Makefile has them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("serve", "test", "check", "ingest", "eval", "bench"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make serve" in README and "make test" in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_in_documents_lead_somewhere(path: Path) -> None:
    """Every relative link and picture exists."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.relative_to(ROOT)} links to {target}"


def test_makefile_holds_torch_where_the_project_does() -> None:
    """torch is installed first, by the Makefile; both must mean the same build."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    torch = next(item for item in project["dependencies"] if item.startswith("torch"))
    assert f"TORCH := {torch}" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_licence_is_the_whole_apache_text() -> None:
    """As pyproject.toml says."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
