"""What the asker says to hold: 我们是省级人工智能服务商."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.awards.model import Form, InputKind
from assistant.binding import Frame
from assistant.findings import Findings, ends_with
from assistant.query import Binding

_ONLY_ASKED = re.compile(r"(吗|么|后|的?话|之后|以后|可以|需要)")


def bind_held(frame: Frame, found: Findings, bindings: Sequence[Binding]) -> list[Binding]:
    """A recognition said to be held, or not to be held, where nothing else states it."""
    held = []
    for hit in found.awards:
        match = ends_with(found.pattern("possess"), found.before(hit))
        if not match or _ONLY_ASKED.match(found.after(hit)):
            continue
        negated = ends_with(found.pattern("negated"), found.text[: match.start()]) or "不是" in match.group()
        for award_id in hit.targets:
            award = frame.awards.get(award_id)
            states = [item for item in award.inputs if item.kind is InputKind.BOOLEAN] if award else []
            if award and award.form is Form.FLAT and len(states) == 1:
                name = states[0].name
                if all((item.award_id, item.input) != (award_id, name) for item in bindings):
                    held.append(Binding(award_id, name, not negated, (match.group() + hit.words).strip()))
    return held
