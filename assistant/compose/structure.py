"""Answers from structure: who leads, what a department does, what a numbered place says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.awards.model import RuleTable
from assistant.compose.draft import Draft, joined, sentences
from assistant.library import DepartmentName, Library
from assistant.models import AnswerStatus, Clause, Department
from assistant.query import Intent, Query

RESPONSIBLE = re.compile(r"\(责任单位:.*\)$")
_CLASS_OF_DEPARTMENT = re.compile(
    r"(?:(?![哪什由归谁])[\u4e00-\u9fff]){2,7}(?:局|委|办|部(?!门)|院|中心|分局|支局|委员会)(?![\u4e00-\u9fff]{0,2}(?:牵头|负责)?(?:什么|哪))"
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the structural answers are read from."""

    library: Library
    rules: RuleTable

    def department(self, name: str) -> DepartmentName:
        return next(item for item in self.library.departments if item.name == name)


def inside_another(clause: Clause) -> bool:
    """Whether the clause is an item or paragraph of an article, whose text repeats it."""
    return clause.path.startswith("art") and "." in clause.path


def responsible_quote(clause: Clause) -> str:
    """The bracket that names the responsible departments, or the whole text where there is none."""
    match = RESPONSIBLE.search(clause.text.rstrip("\n"))
    return match.group() if match else clause.text


def _name(draft: Draft, corpus: Corpus, department: Department) -> str:
    if not draft.english:
        return department.display
    known = [item for item in corpus.library.departments if item.name == department.name]
    return f"{known[0].name_en} ({department.display})" if known and known[0].name_en else department.display


def _heading(draft: Draft, clause: Clause) -> str:
    if draft.english and clause.heading_en:
        return f"{clause.title} ({clause.heading_en})"
    return clause.title


# --- who leads -------------------------------------------------------------------------------------


def compose_lead(draft: Draft, query: Query, corpus: Corpus, addresses: Sequence[str]) -> None:
    """Say who is responsible for each clause; correct a department that was supposed wrongly."""
    clauses = [corpus.library.clause(address) for address in addresses]
    draft.clauses = tuple(addresses)
    for clause in clauses:
        if query.departments and query.confirms:
            _confirm_lead(draft, query, corpus, clause)
        _lead_line(draft, query, corpus, clause)


_TAKES_PART = re.compile("参与|参加|配合|协同|takes? part|participat")


def _confirm_lead(draft: Draft, query: Query, corpus: Corpus, clause: Clause) -> None:
    """One sentence on the departments supposed to lead: who does, and what they do instead."""
    if not clause.departments:
        return
    roles = {item.name: item.lead for item in clause.departments}
    leads = joined(item.display for item in clause.departments if item.lead)
    shown = {name: corpus.department(name).display for name in query.departments}
    right = [shown[name] for name in query.departments if roles.get(name)]
    helping = [shown[name] for name in query.departments if name in roles and not roles[name]]
    absent = [shown[name] for name in query.departments if name not in roles]
    if helping and not right and not absent and query.role == "participant":
        draft.add(
            f"对，{joined(helping)}参与，不牵头。",
            f"Yes, {joined(helping, True)} takes part, but does not lead.",
        )
    elif helping and not right and not absent and _TAKES_PART.search(query.text):
        draft.add(
            f"{joined(helping)}参与，牵头的是{leads}。",
            f"{joined(helping, True)} takes part; the lead is {leads}.",
        )
    elif right and not helping and not absent:
        others = "" if len(right) == sum(roles.values()) else f"，牵头的共有{leads}"
        draft.add(
            f"对，{joined(right)}是牵头单位{others}。",
            f"Yes, {joined(right, True)} leads; the leads are {leads}.",
        )
    else:
        rest = [f"{joined(helping)}只参与"] if helping else []
        rest += [f"这一条的责任单位里没有{joined(absent)}"] if absent else []
        rest_en = [f"{joined(helping, True)} only takes part"] if helping else []
        rest_en += [f"{joined(absent, True)} is not named here"] if absent else []
        draft.add(
            f"不是，牵头的是{leads}，{'，'.join(rest)}。", f"No, the lead is {leads}; {'; '.join(rest_en)}."
        )


def _lead_line(draft: Draft, query: Query, corpus: Corpus, clause: Clause) -> None:
    marker = draft.mark(clause.address, responsible_quote(clause))
    leads = [_name(draft, corpus, item) for item in clause.departments if item.lead]
    others = [_name(draft, corpus, item) for item in clause.departments if not item.lead]
    if not leads and not others:
        draft.add(
            f"{_heading(draft, clause)}没有写责任单位。{marker}",
            f"{_heading(draft, clause)} names no responsible department. {marker}",
        )
        return
    line = draft.say(
        f"**{_heading(draft, clause)}**：牵头单位是**{joined(leads)}**",
        f"**{_heading(draft, clause)}**: led by **{joined(leads, True)}**",
    )
    if others:
        line += draft.say(f"；参与单位有{joined(others)}", f"; also responsible: {joined(others, True)}")
    draft.lines.append(line + draft.say(f"。{marker}", f". {marker}"))


_DUTY = re.compile(r"牵头|会同|负责|对接")


def compose_duty(draft: Draft, query: Query, corpus: Corpus) -> bool:
    """Duties told in a sentence rather than a bracket (六个公共领域由谁对接); False where none is asked about."""
    terms = query.terms if query.intent is Intent.LEAD else ()
    for clause in (item for item in corpus.library.clauses if not inside_another(item)):
        for piece in re.split(r"(?<=[,。;])", RESPONSIBLE.sub("", clause.text)):
            told = piece.strip().rstrip(",。;")
            of_terms = terms and _DUTY.search(told) and all(term in told for term in terms)
            if (of_terms and _bearers(corpus, told)) or _assigned(query, corpus, told):
                marker = draft.mark(clause.address, told)
                draft.add(f"{told}。{marker}", f"{told} {marker}")
                draft.clauses = (clause.address,)
    return bool(draft.lines)


def _bearers(corpus: Corpus, text: str) -> list[str]:
    """The departments that a piece of text names."""
    known = corpus.library.departments
    return [
        item.name for item in known if any(name and name in text for name in (item.name, item.other_name))
    ]


def _assigned(query: Query, corpus: Corpus, text: str) -> bool:
    """数据局对接哪些领域: whether the piece assigns areas to the one department asked about."""
    asked = query.intent is Intent.DEPARTMENT and "对接" in query.text and "对接" in text
    return asked and _bearers(corpus, text) == list(query.departments)


# --- what a department does ------------------------------------------------------------------------


def compose_department(draft: Draft, query: Query, corpus: Corpus) -> None:
    """List every clause that a department leads and takes part in, each cited."""
    if "对接" in query.text:
        compose_duty(draft, query, corpus)
    for name in query.departments:
        _department(draft, query, corpus, corpus.department(name))


def _department(draft: Draft, query: Query, corpus: Corpus, department: DepartmentName) -> None:
    led: list[Clause] = []
    joined_in: list[Clause] = []
    for clause in corpus.library.clauses:
        for item in clause.departments:
            if item.name == department.name:
                (led if item.lead else joined_in).append(clause)
    shown = department.display
    if draft.english and department.name_en:
        shown = f"{department.name_en} ({department.display})"
    if not led and not joined_in:
        draft.status = AnswerStatus.NOT_COVERED
        draft.add(f"各条的责任单位里没有{shown}。", f"No clause names {shown} as responsible.")
        return
    number = f"{len(led)}条" if query.counts else ""
    draft.facts += [f"{len(led)}条", f"{len(joined_in)}条"]
    number_in = f"，共{len(joined_in)}条" if query.counts else ""
    if query.role != "participant":
        _clause_list(
            draft,
            led,
            f"**{shown}牵头{number}**：",
            f"**{shown} leads**:",
            f"{shown}没有牵头的条款。",
            f"{shown} leads no clause.",
        )
    if query.role != "lead" or not led:
        _clause_list(
            draft,
            joined_in,
            f"**{shown}参与（不牵头{number_in}）**：",
            f"**{shown} takes part in** (not leading):",
            f"{shown}没有只参与、不牵头的条款。",
            f"There is no clause in which {shown} only takes part.",
        )
    if query.role != "participant":
        _elsewhere(draft, corpus, department)
    draft.clauses = tuple(clause.address for clause in (*led, *joined_in))[:1]


def _clause_list(draft: Draft, clauses: list[Clause], zh: str, en: str, none_zh: str, none_en: str) -> None:
    if not clauses:
        draft.add(none_zh, none_en)
        return
    items = [
        f"- {_heading(draft, clause)} {draft.mark(clause.address, responsible_quote(clause))}"
        for clause in clauses
    ]
    draft.lines.append("\n".join([draft.say(zh, en), *items]))


def _elsewhere(draft: Draft, corpus: Corpus, department: DepartmentName) -> None:
    """Sentences outside the responsible-department brackets that give the department a task to lead."""
    names = {department.name, *([department.other_name] if department.other_name else [])}
    for clause in (item for item in corpus.library.clauses if not inside_another(item)):
        for sentence in sentences(RESPONSIBLE.sub("", clause.text)):
            leads = re.search(rf"({'|'.join(map(re.escape, names))})[^,。;]{{0,12}}牵头", sentence)
            if leads or ("会同" in sentence and any(name in sentence for name in names)):
                quote = sentence.strip()
                draft.add(
                    f"另见：{quote}{draft.mark(clause.address, quote)}",
                    f"See also: {quote} {draft.mark(clause.address, quote)}",
                )


def unknown_department(draft: Draft, query: Query, corpus: Corpus) -> bool:
    """Say that a department asked about is named nowhere; False where none was asked about."""
    match = _CLASS_OF_DEPARTMENT.search(query.text)
    if not match:
        return False
    draft.status = AnswerStatus.NOT_COVERED
    names = joined(item.display for item in corpus.library.departments)
    draft.add(
        f"行动计划的责任单位里没有“{match.group()}”。列出的单位有：{names}。",
        f"The plan names no such department. Those it names: {names}.",
    )
    return True


# --- numbered places -------------------------------------------------------------------------------


def compose_clause(draft: Draft, query: Query, corpus: Corpus) -> None:
    """Give the text or the heading of the places asked for."""
    for words in query.unknown_clauses:
        draft.add(f"没有“{words}”这一处。{_range(corpus)}", f"There is no “{words}”. {_range(corpus)}")
    if not query.clauses:
        draft.status = AnswerStatus.NOT_COVERED
        return
    draft.clauses = query.clauses
    clauses = [corpus.library.clause(address) for address in query.clauses]
    if query.want == "title" or len(clauses) > 2:
        _headings(draft, clauses)
        return
    for clause in clauses:
        marker = draft.mark(clause.address, clause.text)
        quote = "\n> ".join(clause.text.strip().splitlines())
        draft.add(
            f"**{clause.title}** 原文：{marker}\n\n> {quote}",
            f"**{_heading(draft, clause)}**, original text: {marker}\n\n> {quote}",
        )


def _headings(draft: Draft, clauses: Sequence[Clause]) -> None:
    """The headings of the places, under the names of their sections."""
    sections: dict[str, list[Clause]] = {}
    for clause in clauses:
        sections.setdefault(clause.sections[-1] if clause.sections else "", []).append(clause)
    for section, own in sections.items():
        lines = []
        if section and len(own) > 1:
            lines.append(draft.say(f"**{section}**（共{len(own)}条）", f"**{section}** ({len(own)} clauses)"))
        lines += [_heading_line(draft, clause) for clause in own]
        draft.lines.append("\n".join(lines))


def _heading_line(draft: Draft, clause: Clause) -> str:
    first = sentences(clause.text)[0].strip()
    marker = draft.mark(clause.address, first if clause.heading in first else clause.text)
    if clause.heading:
        return f"- {clause.number} **{clause.heading}**{_english_heading(draft, clause)} {marker}"
    return draft.say(
        f"- {clause.number}：这一段没有标题。{marker}", f"- {clause.number}: this has no heading. {marker}"
    )


def _english_heading(draft: Draft, clause: Clause) -> str:
    return f" ({clause.heading_en})" if draft.english and clause.heading_en else ""


def _range(corpus: Corpus) -> str:
    numbers = joined(
        clause.number for clause in corpus.library.clauses if clause.number and "art" not in clause.path
    )
    return f"现有的条款编号：{numbers}。" if numbers else ""


def compose_outline(draft: Draft, query: Query, corpus: Corpus) -> None:
    """How the documents are built, or how the sections asked about are."""
    for document in corpus.library.documents:
        clauses = corpus.library.clauses_of(document.id)
        wanted = [item for item in clauses if item.address in query.clauses] or _of_section(query, clauses)
        if query.clauses and not wanted:
            continue
        names = list(dict.fromkeys(item.sections[0] for item in clauses if item.sections))
        if not wanted and len(names) > 1:
            listed = joined(f"“{name}”" for name in names)
            draft.add(
                f"正文分{_counted(len(names))}部分：{listed}。", f"The text has these sections: {listed}."
            )
        _headings(draft, wanted or [item for item in clauses if item.sections and "." in item.path])
    if not draft.lines:
        draft.status = AnswerStatus.NOT_COVERED


def _counted(number: int) -> str:
    """A small number in Chinese, as headings count."""
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def _of_section(query: Query, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses of a section whose heading the question uses: 十大重点领域."""
    for clause in clauses:
        name = clause.sections[0] if clause.sections else ""
        pieces = {name[i : i + 4] for i in range(len(name) - 3)}
        if any(piece in query.text for piece in pieces):
            return [item for item in clauses if item.sections and item.sections[0] == name]
    return []


def compose_document(draft: Draft, query: Query, corpus: Corpus) -> None:
    """Title and issuer, and whether the text itself states them."""
    for document in corpus.library.documents:
        first = corpus.library.clauses_of(document.id)[0]
        marker = draft.mark(first.address, sentences(first.text)[0].strip())
        inferred = {"title", "issuer"} & set(document.inferred)
        stated = "" if not query.foreign else f"原文没有写是{joined(query.foreign)}发的。"
        note = "原文没有写标题和发文单位，这是根据内容推断的。" if inferred else ""
        note_en = " The text itself states neither; both are inferred from its content." if inferred else ""
        draft.add(
            f"{stated}{document.title}，{document.issuer}。{note}{marker}",
            f"{document.title_en or document.title}, issued by {document.issuer}.{note_en} {marker}",
        )
