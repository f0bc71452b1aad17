"""Clauses by the departments that share them: 双牵头, 经信局和科技局共同负责, 财政局不参与."""

from __future__ import annotations

from assistant.compose.draft import Draft, joined
from assistant.compose.structure import Corpus, responsible_quote
from assistant.models import AnswerStatus, Clause
from assistant.query import Query
from assistant.reading.sharing import Sharing


def compose_shared(draft: Draft, query: Query, corpus: Corpus) -> None:
    """List the clauses whose responsible departments are as asked, with their number first."""
    sharing = query.sharing
    assert sharing is not None
    if sharing.busiest:
        _busiest(draft, sharing, corpus)
        return
    clauses = sharing.choose(corpus.library.clauses)
    what, what_en = _what(sharing, corpus)
    draft.facts += [f"{len(clauses)}条", f"{sharing.number}个", f"{len(clauses)}"]
    if not clauses:
        draft.status = AnswerStatus.NOT_COVERED
        draft.add(f"没有{what}的条款。", f"No clause is {what_en}.")
        return
    lines = [draft.say(f"{what}的有**{len(clauses)}条**：", f"**{len(clauses)}** clauses are {what_en}:")]
    lines += [_line(draft, sharing, clause) for clause in clauses]
    draft.lines.append("\n".join(lines))
    draft.clauses = tuple(clause.address for clause in clauses[:1])


def _busiest(draft: Draft, sharing: Sharing, corpus: Corpus) -> None:
    """The department that leads, or takes part in, most clauses, with these."""
    role = {"lead": "牵头", "participant": "参与（不牵头）"}.get(sharing.role, "列为责任单位")
    for name, clauses in sharing.bearing(corpus.library.clauses).items():
        shown = corpus.department(name).display
        draft.facts += [f"{len(clauses)}条", str(len(clauses))]
        head = draft.say(
            f"{role}最多的是**{shown}**，{len(clauses)}条：", f"Most, {len(clauses)} clauses: **{shown}**"
        )
        lines = [
            f"- {clause.title} {draft.mark(clause.address, responsible_quote(clause))}" for clause in clauses
        ]
        draft.lines.append("\n".join([head, *lines]))
        draft.clauses = tuple(clause.address for clause in clauses[:1])


def _what(sharing: Sharing, corpus: Corpus) -> tuple[str, str]:
    names = joined(corpus.department(name).display for name in sharing.departments)
    if sharing.roles:
        told = joined(
            f"{corpus.department(name).display}{'牵头' if role == 'lead' else '参与'}"
            for name, role in sharing.roles
        )
        return told, told
    if sharing.departments and sharing.absent:
        return f"责任单位里没有{names}", f"without {names}"
    if sharing.departments:
        return (
            (f"由{names}共同牵头", f"led by {names} together")
            if sharing.role == "lead"
            else (f"责任单位里同时有{names}", f"shared by {names}")
        )
    role = {"lead": "牵头单位", "participant": "参与单位（不含牵头）"}.get(sharing.role, "责任单位（含牵头）")
    role_en = {"lead": "leads", "participant": "participants besides the leads"}.get(
        sharing.role, "departments"
    )
    if sharing.extreme:
        word = "最多" if sharing.extreme == "most" else "最少"
        return f"{role}{word}", f"those with the {sharing.extreme} {role_en}"
    more, more_en = ("至少", "at least ") if sharing.at_least else ("", "")
    return f"{role}{more}有{sharing.number}个", f"those with {more_en}{sharing.number} {role_en}"


def _line(draft: Draft, sharing: Sharing, clause: Clause) -> str:
    """One clause with the departments that make it fit."""
    shown = [
        item
        for item in clause.departments
        if (not sharing.departments or item.name in sharing.departments) and item in sharing.counted(clause)
    ]
    roles = joined(
        f"{item.display}（牵头）" if item.lead and not sharing.role else item.display for item in shown
    )
    names = draft.say(f"：{roles}", f": {roles}") if roles else ""
    return f"- {clause.title}{names} {draft.mark(clause.address, responsible_quote(clause))}"
