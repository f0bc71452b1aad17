"""Deterministic scorers: each looks at one thing and gives a value with its reason, or "unscored"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from eval.cases import Case, Phrase
from eval.figures import plain
from eval.proof import unproven_figures
from eval.records import Json, Record
from eval.text import comparable, first_sentence

if TYPE_CHECKING:
    from assistant.library import Library


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    value: float | None
    """0..1; None: not scored, which is neither right nor wrong."""
    reason: str = ""
    """What was wrong, or why it was not scored."""


Result = tuple[float | None, str]
UNSCORED: Result = (None, "nothing expected")


def score_record(case: Case, record: Record | None, library: Library) -> dict[str, Score]:
    """Score one case; an error or a missing answer fails whatever was expected."""
    if record is None or record.answer is None:
        return _failed(case, record.error if record else "no answer was generated")
    answer = record.answer
    results = {name: scorer(case, answer) for name, scorer in EXPECTED.items()}
    results["quotes"] = _quotes(answer, library)
    results["figures"] = _figures(case, record.answers, library)
    results["clause_precision"] = _clause_precision(case, answer)
    return {name: Score(name, *result) for name, result in results.items()}


def _failed(case: Case, error: str) -> dict[str, Score]:
    asked = {name: scorer(case, _NOTHING)[0] is not None for name, scorer in EXPECTED.items()}
    scores = {n: Score(n, 0.0, error) if on else Score(n, *UNSCORED) for n, on in asked.items()}
    return scores | {n: Score(n, None, error) for n in ("quotes", "figures", "clause_precision")}


_NOTHING: Json = {"answer": "", "status": "", "citations": [], "awards": [], "clarification": None}


def strict(scores: Mapping[str, Score]) -> bool:
    """Whether everything that was scored is right."""
    return all(scores[name].value in (None, 1.0) for name in CHECKS)


def partial(scores: Mapping[str, Score]) -> float:
    """The share of what was scored that is right."""
    values = [value for name in CHECKS if (value := scores[name].value) is not None]
    return sum(values) / len(values)


# --- what the case expects -------------------------------------------------------------------------


def _status(case: Case, answer: Json) -> Result:
    actual = answer["status"]
    return _right(actual in case.expected_status, f"{actual!r}, expected {'|'.join(case.expected_status)}")


def _amounts(case: Case, answer: Json) -> Result:
    wrong = []
    for award, expected in case.expected_amounts.items():
        actual = sorted(_decimals(item.get("amount") for item in _of(answer, award)))
        if actual != sorted(expected):
            wrong.append(f"{award}: {_written(actual)}, expected {_written(sorted(expected))}")
    return _all(case.expected_amounts, wrong)


def _amount_ranges(case: Case, answer: Json) -> Result:
    wrong = []
    for award, expected in case.expected_amounts_min_max.items():
        actual = [_decimals((a.get("amount_min"), a.get("amount_max"))) for a in _of(answer, award)]
        if list(expected) not in actual:
            wrong.append(f"{award}: {[_written(a) for a in actual]}, expected {_written(expected)}")
    return _all(case.expected_amounts_min_max, wrong)


def _amounts_if_met(case: Case, answer: Json) -> Result:
    wrong = []
    for award, expected in case.expected_amounts_if_met.items():
        actual = _decimals(item.get("amount_if_met") for item in _of(answer, award))
        if expected not in actual:
            wrong.append(f"{award}: {_written(actual)}, expected {plain(expected)}")
    return _all(case.expected_amounts_if_met, wrong)


def _verdicts(case: Case, answer: Json) -> Result:
    wrong = []
    for award, expected in case.expected_verdicts.items():
        actual = {item["verdict"] for item in _of(answer, award)}
        if actual != {expected}:
            wrong.append(f"{award}: {sorted(actual)}, expected {expected}")
    return _all(case.expected_verdicts, wrong)


def _missing(case: Case, answer: Json) -> Result:
    asked = set((answer["clarification"] or {}).get("missing", ()))
    wrong = [name for name in case.expected_missing if name not in asked]
    reason = f"did not ask for {wrong}, asked for {sorted(asked)}"
    return _all(case.expected_missing, [reason] if wrong else [])


def _clause_recall(case: Case, answer: Json) -> Result:
    """Recall over the clauses wanted; any-of clauses are together one."""
    cited, every, any_of = _cited(answer), case.expected_clauses_all, case.expected_clauses_any
    if not every and not any_of:
        return UNSCORED
    found = sum(address in cited for address in every) + bool(cited.intersection(any_of))
    wanted = len(every) + bool(any_of)
    lacking = [address for address in every if address not in cited]
    lacking += [f"any of {list(any_of)}"] if any_of and not cited.intersection(any_of) else []
    return found / wanted, "" if found == wanted else f"cited {sorted(cited)}, lacking {lacking}"


def _forbidden_clauses(case: Case, answer: Json) -> Result:
    wrong = sorted(_cited(answer).intersection(case.expected_clauses_none))
    return _all(case.expected_clauses_none, [f"cited {wrong}"] if wrong else [])


def _phrases(case: Case, answer: Json) -> Result:
    return _contained(case.must_contain, _shown(answer))


def _first_sentence(case: Case, answer: Json) -> Result:
    return _contained(case.first_sentence_must_contain, first_sentence(answer["answer"]))


def _forbidden_phrases(case: Case, answer: Json) -> Result:
    text = comparable(_shown(answer))
    wrong = [one for phrase in case.must_not_contain for one in phrase if comparable(one) in text]
    return _all(case.must_not_contain, [f"contains {wrong}"] if wrong else [])


EXPECTED: dict[str, Callable[[Case, Json], Result]] = {
    "status": _status,
    "amounts": _amounts,
    "amount_ranges": _amount_ranges,
    "amounts_if_met": _amounts_if_met,
    "verdicts": _verdicts,
    "missing": _missing,
    "clauses": _clause_recall,
    "forbidden_clauses": _forbidden_clauses,
    "phrases": _phrases,
    "first_sentence": _first_sentence,
    "forbidden_phrases": _forbidden_phrases,
}
CHECKS = (*EXPECTED, "quotes", "figures")
"""What must all be right for a strict pass; clause precision is only reported."""


# --- what every answer must keep -------------------------------------------------------------------


def _quotes(answer: Json, library: Library) -> Result:
    """Every quote, also those of assessments, stands byte for byte in the clean text, inside its clause."""
    citations = [*answer["citations"], *(c for award in answer["awards"] for c in award["citations"])]
    wrong = [f"{c['clause_id']}: {c['quote'][:40]!r}" for c in citations if not _stands(c, library)]
    return (None, "nothing cited") if not citations else _all(citations, wrong)


def _stands(citation: Json, library: Library) -> bool:
    try:
        clause = library.clause(citation["clause_id"])
        text = library.document(clause.document_id).text
    except LookupError:
        return False
    start, end = citation["start"], citation["end"]
    inside = clause.start <= start < end <= clause.end
    return bool(inside and text[start:end] == citation["quote"])


def _figures(case: Case, answers: Iterable[Json], library: Library) -> Result:
    """Of every turn: what a conversation said first is no less said."""
    found = [figure for answer in answers for figure in unproven_figures(case, answer, library)]
    wrong = [figure.written.strip() for figure in found]
    return _right(not wrong, f"unproven: {wrong}")


def _clause_precision(case: Case, answer: Json) -> Result:
    wanted, cited = {*case.expected_clauses_all, *case.expected_clauses_any}, _cited(answer)
    if not wanted or not cited:
        return None, "no clause expected or none cited"
    return len(cited & wanted) / len(cited), f"also cited {sorted(cited - wanted)}" if cited - wanted else ""


# --- small parts -----------------------------------------------------------------------------------


def _right(right: bool, reason: str) -> Result:
    return (1.0, "") if right else (0.0, reason)


def _all(expected: object, wrong: list[str]) -> Result:
    return _right(not wrong, "; ".join(wrong)) if expected else UNSCORED


def _contained(phrases: tuple[Phrase, ...], text: str) -> Result:
    plain_text = comparable(text)
    wrong = [" | ".join(p) for p in phrases if not any(comparable(one) in plain_text for one in p)]
    return _all(phrases, [f"lacks {wrong} in {text[:160]!r}"] if wrong else [])


def _shown(answer: Json) -> str:
    question = (answer["clarification"] or {}).get("question", "")
    return f"{answer['answer']}\n{question}"


def _cited(answer: Json) -> set[str]:
    return {citation["clause_id"] for citation in answer["citations"]}


def _of(answer: Json, award: str) -> list[Json]:
    return [item for item in answer["awards"] if item["award_id"] == award]


def _decimals(values: Iterable[str | None]) -> list[Decimal]:
    return [Decimal(value) for value in values if value is not None]


def _written(values: Iterable[Decimal]) -> str:
    return "/".join(plain(value) for value in values) or "none"
