"""Several things recognised for one award: the text does not say that each is paid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.awards.model import Award, Form
from assistant.compose.draft import Draft
from assistant.query import Query

_SEVERAL = r"(?<![第\d])([2-9]|[1-9]\d|[两二三四五六七八九十几多]|两三)(个|款|家)"
_HELD = r"(评上|入选|列入|获评|认定|选上|拿到|上榜|一起|合起来|加起来|一共|总共)"
_EACH = re.compile(
    rf"{_SEVERAL}(?!奖励?|项目奖|月|部门)[^,。;?\d]{{0,6}}?(?P<all>都|均|全)?(也|已经?|被)?{_HELD}"
)


def tell_each_of_many(draft: Draft, query: Query, awards: Sequence[Award]) -> None:
    """2个产品评上数智优品, 两个数据集都列入: beside several awards, 两个都评上 means these."""
    match = _EACH.search(query.text)
    ids = {award.id for award in awards}
    if (
        match is None
        or any(award.form is not Form.FLAT for award in awards)
        or (len(ids) > 1 and match["all"])
    ):
        return
    note = "同一项奖励有几个入选的，能否逐个拿，条款没有写明。"
    if note not in draft.lines and not any("逐个" in line for line in draft.lines):
        draft.add(note, "The text does not say whether several recognitions for one award are each paid.")
