"""What the OpenAI-compatible calls accept. Fields of OpenAI's that mean nothing here are let through."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.accepted import check_length, check_question, check_session_id
from assistant.api_bodies import Day


class Lenient(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Message(Lenient):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None

    def text(self) -> str:
        """The text of a user's message, a string or a list of parts.

        Raises:
            ValueError: there is none, or a part is no text.
        """
        if isinstance(self.content, str):
            return self.content
        if not isinstance(self.content, list):
            raise ValueError('content 应是文字，或 {"type": "text", "text": …} 的列表')
        return "\n".join(_part(item) for item in self.content)


class StreamOptions(Lenient):
    include_usage: bool | None = None


class ChatBody(Lenient):
    model: str
    messages: Annotated[list[Message], Field(min_length=1)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = None
    user: str | None = None
    session_id: Annotated[str | None, AfterValidator(check_session_id)] = None
    as_of: Day | None = None

    def turns(self, most_chars: int) -> list[str]:
        """What the user said, oldest first; the last is the question.

        Instructions (system, developer) and answers are left out: neither may change what the policy says.
        Earlier turns that could not be asked are left out too, as they were refused when they came.

        Raises:
            ValueError: there is no question, or it cannot be asked.
        """
        said = [item for item in self.messages if item.role == "user"]
        if not said:
            raise ValueError("messages 里没有 role 为 user 的消息")
        question = check_length(check_question(said[-1].text()), most_chars)
        return [*(text for item in said[:-1] if (text := _askable(item, most_chars))), question]


def _part(item: object) -> str:
    if (
        isinstance(item, dict)
        and item.get("type") in ("text", "input_text")
        and isinstance(item.get("text"), str)
    ):
        return str(item["text"])
    kind = item.get("type") if isinstance(item, dict) else item
    raise ValueError(f"只能读文字 (type: text)，不能读 {kind!r:.40}")


def _askable(message: Message, most_chars: int) -> str:
    try:
        return check_length(check_question(message.text()), most_chars)
    except ValueError:
        return ""
