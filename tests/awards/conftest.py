from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.library import Library
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
