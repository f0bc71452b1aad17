"""What the API accepts. Every refusal says what was wrong and what is accepted."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from assistant.accepted import check_question, check_session_id, read_day


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


Day = Annotated[date, BeforeValidator(read_day)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, content: object) -> object:
        if isinstance(content, dict) and (unknown := sorted(set(content) - set(cls.model_fields))):
            accepted = "、".join(cls.model_fields)
            raise ValueError(f"没有 {'、'.join(map(repr, unknown))} 这一项；可用：{accepted}")
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
