"""Step 3: query × rules → assessments, from this question and what the session knows."""

from __future__ import annotations

from dataclasses import replace

from assistant.awards.model import RuleTable
from assistant.query import Intent
from assistant.reading.cases import cases_of, work_out
from assistant.turn import Turn

COUNTING = {Intent.AWARD, Intent.GOAL, Intent.STACKING, Intent.CEILING}


def calculate(turn: Turn, rules: RuleTable) -> Turn:
    query = turn.understood
    if query.intent not in COUNTING:
        return turn
    cases = cases_of(query, turn.memory, rules)
    return replace(turn, worked=work_out(cases, rules, query.as_of))
