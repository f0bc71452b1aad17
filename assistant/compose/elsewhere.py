"""What the plan does not speak of because it is not its own: other cities, other levels of government."""

from __future__ import annotations

import re

from assistant.compose.draft import Draft, joined
from assistant.compose.structure import Corpus, compose_lead
from assistant.models import AnswerStatus
from assistant.query import Query
from assistant.reading.lexicon import Lexicon

_LEVEL = re.compile(r"^(国家|中央|浙江省|浙江|省|嘉兴市|嘉兴)(的|里的?|级)?")


def compose_elsewhere(draft: Draft, query: Query, corpus: Corpus, lexicon: Lexicon) -> None:
    names = joined(query.foreign)
    draft.status = AnswerStatus.NOT_COVERED
    if not all(lexicon.says("places", name) for name in query.foreign):
        _authority(draft, query, corpus, names)
    elif lexicon.says("outsiders", query.text):
        draft.add(
            f"{names}的单位能不能享受，行动计划没有写明。请以主管部门的通知为准。",
            f"The plan does not say whether those from {names} qualify. Please ask the department in charge.",
        )
        for award in (corpus.rules.award(item) for item in query.awards[:2]):
            marker = draft.mark(award.clause, award.evidence.quote)
            draft.add(
                f"相关条款：{award.evidence.quote}。{marker}", f"Related: {award.evidence.quote}. {marker}"
            )
    else:
        draft.add(
            f"这里只收录本市的行动计划，没有写{names}的政策，我不能替它编。请问当地的主管部门。",
            f"Only this city's action plan is known here; it says nothing of {names}. Please ask there.",
        )


def _authority(draft: Draft, query: Query, corpus: Corpus, names: str) -> None:
    """省经信厅 is not the plan's own 经信局: say so, and who is."""
    own = [item for name in query.foreign for item in corpus.library.departments if _same(name, item.name)]
    note = f"，写的是本市的{joined(item.display for item in own)}" if own else ""
    draft.add(
        f"行动计划的责任单位里没有{names}{note}。",
        f"The plan names no {names} among the responsible departments.",
    )
    if query.clauses:
        draft.status = AnswerStatus.ANSWERED
        compose_lead(draft, query, corpus, query.clauses)


def _same(foreign: str, own: str) -> bool:
    """Whether both names begin alike once the level is taken off: 省经信厅, 经信局."""
    return _LEVEL.sub("", foreign)[:2] == own[:2]
