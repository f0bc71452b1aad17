"""A corpus of one small plan that a test can change, and the plan of the product as read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.corpus import ParsedDocument, parse_document

CORPUS = Path(__file__).parents[2] / "corpus"
PLAN = "pinghu-ai-plus-2025"

SMALL_PLAN = """为推动发展,制定本计划。
一、重点任务
(一)建设场景。给予最高10万元的奖励。(责任单位:☆甲局、乙局)
(二)推广应用。推广一批应用。(责任单位:☆乙局)
二、附则
本计划自2026年1月1日起施行。
"""

MakeDocument = Callable[..., Path]


@pytest.fixture(scope="session")
def plan() -> ParsedDocument:
    return parse_document(CORPUS / PLAN)


@pytest.fixture
def make_document(tmp_path: Path) -> MakeDocument:
    """Write a document's folder into `tmp_path/corpus`; gives the folder."""

    def make(
        text: str | bytes = SMALL_PLAN, id: str = "small", file: str = "source.txt", extra: str = ""
    ) -> Path:
        folder = tmp_path / "corpus" / id
        folder.mkdir(parents=True, exist_ok=True)
        data = text.encode() if isinstance(text, str) else text
        (folder / file).write_bytes(data)
        (folder / "document.yaml").write_text(
            f"id: {id}\ntitle: 小计划\nissuer: 某市\nkind: action_plan\nstatus: effective\n{extra}"
            f"source:\n  file: {file}\n  sha256: {hashlib.sha256(data).hexdigest()}\n",
            encoding="utf-8",
        )
        return folder

    return make
