"""What the policy says of one premise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from assistant.awards.model import Award
from assistant.query import Premise


class Holds(Enum):
    YES = "yes"
    NO = "no"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the policy says of one premise: a clause of a sentence, without its 对 or 不对."""

    premise: Premise
    holds: Holds
    chinese: str
    english: str
    proof: tuple[str, str]
    """Clause address and quote."""


def of_award(premise: Premise, award: Award, holds: Holds, chinese: str, english: str) -> Judged:
    return Judged(premise, holds, chinese, english, (award.clause, award.evidence.quote))
