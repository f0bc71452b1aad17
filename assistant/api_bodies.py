"""What the API accepts. Every refusal says what was wrong and what is accepted."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SESSION_ID = re.compile(r"[A-Za-z0-9._:@-]{1,64}")
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_VISIBLE = re.compile(r"[^\W_]|[^\s\w\x00-\x1f\x7f-\x9f\u200b-\u200f]")


def check_question(question: str) -> str:
    """Refuse what cannot be a question.

    Raises:
        ValueError: it is empty or holds characters that no text holds.
    """
    if "\x00" in question:
        raise ValueError("问题含有空字符（NUL），请去掉后再试")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise ValueError("问题含有无法编码的字符（孤立的代理项），请去掉后再试")
    if not _VISIBLE.search(question):
        raise ValueError("问题是空的，请写一句话，例如：硬件投入300万、软件200万，能拿多少？")
    return question


def check_session_id(session_id: str | None) -> str | None:
    """Take an empty name as none at all."""
    if session_id and not SESSION_ID.fullmatch(session_id):
        raise ValueError("session_id 应为 1–64 个字母、数字或 . _ : @ - ，或者不给")
    return session_id or None


def read_day(value: object) -> object:
    """Take an ISO day only: pydantic itself would also take numbers and times."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return value
    raise ValueError("日期应写作 YYYY-MM-DD，例如 2026-06-30")


def check_day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间")
    return day


def check_inputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """Let through single values only; what each may be is for the award to say."""
    for name, value in inputs.items():
        if not isinstance(value, str | int | float | bool | None):
            raise ValueError(f"{name!r} 应是一个值（数字、文字、true/false 或日期），而不是 {value!r:.60}")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{name!r} 应是有限的数字，而不是 {value!r}")
    return inputs


def check_profile(profile: dict[str, Any]) -> dict[str, Any]:
    """Either one flat set of inputs for every award, or award id -> inputs."""
    nested = [isinstance(value, dict) for value in profile.values()]
    if any(nested) and not all(nested):
        raise ValueError("profile 应全部是输入名→值，或全部是奖励编号→{输入名: 值}，不能混用")
    for value in profile.values() if any(nested) else [profile]:
        check_inputs(value)
    return profile


Day = Annotated[date, BeforeValidator(read_day), AfterValidator(check_day)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, content: object) -> object:
        if isinstance(content, dict) and (unknown := sorted(set(content) - set(cls.model_fields))):
            raise ValueError(f"没有 {'、'.join(map(repr, unknown))} 这一项；可用：{'、'.join(cls.model_fields)}")
        return content


class AskBody(Body):
    question: Annotated[str, AfterValidator(check_question)] = Field(
        examples=["硬件投入300万，软件200万，已入选并验收，能拿多少？"]
    )
    session_id: Annotated[str | None, AfterValidator(check_session_id)] = Field(
        None, description="The caller's own name of the conversation, up to 64 characters; or left out."
    )
    as_of: Day | None = Field(None, description="The day to answer for; today in Asia/Shanghai by default.")


class CalculateBody(Body):
    inputs: Annotated[dict[str, Any], AfterValidator(check_inputs)] = Field(
        default_factory=dict,
        description="Input name -> value; money in yuan. GET /api/awards/{id} lists the names.",
        examples=[{"hardware_investment": 3000000, "software_investment": 2000000}],
    )
    as_of: Day | None = None


class AssessBody(Body):
    profile: Annotated[dict[str, Any], AfterValidator(check_profile)] = Field(
        default_factory=dict,
        description="Input name -> value for every award, or award id -> {input name: value}.",
        examples=[{"scenario-project": {"hardware_investment": 3000000, "software_investment": 2000000}}],
    )
    as_of: Day | None = None
