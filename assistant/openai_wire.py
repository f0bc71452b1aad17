"""How answers and errors look in OpenAI's format; what it has no place for rides in `policy_assistant`."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from assistant import wire
from assistant.models import Answer, Citation, DocumentStatus

MODEL = "policy-assistant"
EXTRA = "policy_assistant"
"""The one field beside OpenAI's: the whole Answer, as POST /api/ask gives it."""

_MOST_QUOTED = 60
_MARKS = {
    DocumentStatus.SAMPLE: ("示例（非官方）", "sample, not official"),
    DocumentStatus.DRAFT: ("草案", "draft"),
    DocumentStatus.REPEALED: ("已废止", "repealed"),
}
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]")


def model(created: int) -> wire.Json:
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}


@dataclass(frozen=True, slots=True)
class Reply:
    """One completion: its id and time are the same in every chunk."""

    prompt: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> wire.Json:
        text = answer.answer + sources(answer)
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head("chat.completion"),
            "choices": [choice],
            "usage": self.usage(text),
            EXTRA: wire.answer(answer),
        }

    def chunk(self, delta: dict[str, str], finish_reason: str | None = None) -> wire.Json:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def last(self, answer: Answer) -> wire.Json:
        return {**self.chunk({}, "stop"), EXTRA: wire.answer(answer)}

    def counted(self, text: str) -> wire.Json:
        """The chunk that `stream_options.include_usage` asks for."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": self.usage(text)}

    def usage(self, text: str) -> dict[str, int]:
        given, written = tokens(self.prompt), tokens(text)
        return {"prompt_tokens": given, "completion_tokens": written, "total_tokens": given + written}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": MODEL}


def tokens(text: str) -> int:
    """An estimate: a Chinese character each, else four characters."""
    chinese = len(_HAN.findall(text))
    return chinese + (len(text) - chinese + 3) // 4


def sources(answer: Answer) -> str:
    """The citations as a short list to put below the answer; empty where there are none."""
    if not answer.citations:
        return ""
    english = len(_LATIN.findall(answer.answer)) > len(_HAN.findall(answer.answer))
    lines = [_source(item, english) for item in answer.citations]
    return "\n\n" + "\n".join(["**Sources**" if english else "**依据**", "", *lines])


def _source(citation: Citation, english: bool) -> str:
    quote = " ".join(citation.quote.split())
    quote = quote if len(quote) <= _MOST_QUOTED else quote[:_MOST_QUOTED] + "…"
    marks = _MARKS.get(citation.document_status)
    mark = f"【{marks[english]}】" if marks else ""
    return f"- [{citation.marker}] {mark}{citation.title}：“{quote}”（`{citation.clause_id}`）"


def error(status: int, code: str, message: str, detail: object = None) -> wire.Json:
    """An error as OpenAI's clients read it."""
    kind = (
        "rate_limit_error" if status == 429 else "server_error" if status >= 500 else "invalid_request_error"
    )
    param = None
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        param = detail[0].get("field") or None
    elif isinstance(detail, dict):
        param = detail.get("param")
    return {"error": {"message": message, "type": kind, "code": code, "param": param}}
