"""A small assistant over the real corpus and rules whose answers a test can foresee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.awards.calculator import calculate
from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.clock import today
from assistant.errors import ModelError
from assistant.library import Library
from assistant.models import Answer, AnswerStatus
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from ingest.load import parse_corpus

CORPUS = Path(__file__).parents[2] / "corpus"
PLAN = "pinghu-ai-plus-2025"


@dataclass(frozen=True, slots=True)
class Event:
    kind: str
    data: str | Answer


@cache
def corpus() -> Library:
    return parse_corpus(CORPUS)


@cache
def rules() -> RuleTable:
    return load_rules(CORPUS, corpus())


@cache
def retriever() -> Retriever:
    return Retriever(corpus(), None, LexicalIndex.build(corpus().chunks, corpus().clauses), None)


class SmallAssistant:
    """Answers every question with one worked award; two questions fail in two ways."""

    def __init__(self, embedding: str = "ok") -> None:
        self.library, self.rules, self.retriever = corpus(), rules(), retriever()
        self.versions: Mapping[str, str] = {"index": "test", "rules": self.rules.digest}
        self.sessions: set[str] = set()
        self.embedding = embedding

    def ask(self, question: str, session_id: str | None = None, as_of: date | None = None) -> Answer:
        if "故障" in question:
            raise RuntimeError("a secret of the server")
        if "模型停了" in question:
            raise ModelError("向量模型没有响应")
        session = session_id or "new"
        self.sessions.add(session)
        award = self.rules.award("scenario-project")
        inputs = {"hardware_investment": Decimal(3_000_000), "software_investment": Decimal(2_000_000)}
        assessment = calculate(self.rules, award, inputs, as_of or today())
        citation = assessment.citations[0]
        text = f"最高160万元 [1]。政务服务管理办<数据局>。您问的是：{question}"
        return Answer(text, AnswerStatus.ANSWERED, (citation,), (assessment,), session_id=session)

    def stream(
        self,
        question: str,
        session_id: str | None = None,
        as_of: date | None = None,
        after: str | None = None,
    ) -> Iterator[Event]:
        yield Event("step", "understand")
        answer = self.ask(question, session_id, as_of)
        yield Event("sentence", answer.answer)
        yield Event("answer", answer)

    def take_in(self, question: str, session_id: str, as_of: date | None, after: str) -> None:
        self.sessions.add(session_id)

    def knows(self, session_id: str) -> bool:
        return session_id in self.sessions

    def forget(self, session_id: str) -> bool:
        known = session_id in self.sessions
        self.sessions.discard(session_id)
        return known

    def ready(self) -> Mapping[str, str]:
        return {"index": "ok", "embedding": self.embedding, "llm": "extractive"}
