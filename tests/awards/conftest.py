from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.library import Library
from assistant.models import Clause, Document, DocumentKind, DocumentStatus, Source
from ingest.corpus import parse_corpus

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def library() -> Library:
    return parse_corpus(CORPUS)


@pytest.fixture(scope="session")
def rules(library: Library) -> RuleTable:
    return load_rules(CORPUS, library)


@pytest.fixture(scope="session")
def today() -> date:
    return date(2026, 11, 23)


OTHER_CITY = Path(__file__).parent / "other_city" / "awards.yaml"
_ARTICLES = (
    "对企业按机器人本体投入的15%、集成服务投入的8%、培训投入的百分之三十给予最高80万元的补贴。",
    "自2031年7月1日起，机器人本体投入的比例调整为10%。",
    "年出口额达到二千万元、6000万元的，分别给予最高7万元、25万元的奖励。",
    "年房租满3万元的，给予12.5%的补贴。",
    "本办法自2030年3月1日起施行，有效期至2032年2月29日。与其他政策就高不重复。",
)


@pytest.fixture(scope="session")
def other_library() -> Library:
    """An invented policy of an invented city."""
    text, clauses = "", []
    for number, article in enumerate(_ARTICLES, 1):
        start, text = len(text), text + article
        clauses.append(
            Clause(
                address=f"lakeside-robots-2030/art{number}",
                document_id="lakeside-robots-2030",
                path=f"art{number}",
                number=f"第{number}条",
                heading="",
                sections=(),
                text=article,
                start=start,
                end=len(text),
            )
        )
    document = Document(
        id="lakeside-robots-2030",
        title="湖畔市机器人办法",
        issuer="湖畔市",
        kind=DocumentKind.NOTICE,
        status=DocumentStatus.EFFECTIVE,
        effective_from=date(2030, 3, 1),
        effective_to=date(2032, 2, 29),
        source=Source("invented", ""),
        text=text,
    )
    return Library([document], clauses, [])


@pytest.fixture
def other_corpus(tmp_path: Path) -> Path:
    """A corpus folder with a copy of the invented rules, free to be broken."""
    folder = tmp_path / "lakeside-robots-2030"
    folder.mkdir()
    shutil.copy(OTHER_CITY, folder)
    return tmp_path
