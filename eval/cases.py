"""The gold set: one JSON object a line, each a question and what a careful official would answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.models import AnswerStatus, Verdict

CASES_DIR = Path(__file__).parent / "cases"
DEFAULT_AS_OF = date(2026, 6, 1)


class CaseError(ValueError):
    """A case file cannot be used: file, line, what is wrong."""


def _listed(value: object) -> object:
    return value if isinstance(value, (list, tuple)) else (value,)


Phrase = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
"""One phrase, or several of which any one will do."""
Amounts = Annotated[tuple[Decimal, ...], BeforeValidator(_listed), Field(min_length=1)]
"""One amount in yuan, or one for each of several assessments (years, instalments) of the award."""
Inputs = Mapping[str, Any]


class Case(BaseModel):
    """A question with its expectations; what is left out is not scored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    slice: str = Field(min_length=1)
    tags: tuple[str, ...] = ()
    turns: tuple[str, ...] = Field(min_length=1)
    """Asked in one session; the expectations are for the last."""
    as_of: date = DEFAULT_AS_OF
    expected_status: Annotated[tuple[AnswerStatus, ...], BeforeValidator(_listed), Field(min_length=1)]
    expected_clauses_all: tuple[str, ...] = ()
    expected_clauses_any: tuple[str, ...] = ()
    expected_clauses_none: tuple[str, ...] = ()
    expected_amounts: Mapping[str, Amounts] = {}
    expected_amounts_min_max: Mapping[str, tuple[Decimal, Decimal]] = {}
    expected_amounts_if_met: Mapping[str, Decimal] = {}
    expected_verdicts: Mapping[str, Verdict] = {}
    expected_missing: tuple[str, ...] = ()
    must_contain: tuple[Phrase, ...] = ()
    must_not_contain: tuple[Phrase, ...] = ()
    first_sentence_must_contain: tuple[Phrase, ...] = ()
    inputs: Mapping[str, Inputs | tuple[Inputs, ...]] = {}
    """For the checker: the calculator given these must produce `expected_amounts`."""
    known_gap: str = ""
    """Why the case fails today; it turns the run red when it starts to pass unnoticed."""
    note: str = ""

    @property
    def question(self) -> str:
        return self.turns[-1]

    @property
    def covered(self) -> bool:
        """Whether the corpus answers it (or could, once something is clarified)."""
        return bool({AnswerStatus.ANSWERED, AnswerStatus.NEEDS_CLARIFICATION} & set(self.expected_status))

    @property
    def digest(self) -> str:
        """Identity of question and expectations; notes and tags may change freely."""
        content = self.model_dump(mode="json", exclude={"note", "tags", "known_gap", "inputs"})
        return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def load_cases(folder: Path = CASES_DIR) -> tuple[Case, ...]:
    """Read every `*.jsonl` of a folder, in the order of names and lines.

    Raises:
        CaseError: a line is not a case, or the folder holds none; the message names file and line.
    """
    cases = [case for path in sorted(folder.glob("*.jsonl")) for case in _read_file(path)]
    if not cases:
        raise CaseError(f"{folder}: no cases (*.jsonl) found")
    return tuple(cases)


def _read_file(path: Path) -> Iterable[Case]:
    # Not splitlines(): questions of hostile formats may carry U+2028 and its like.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield Case.model_validate(json.loads(line, object_pairs_hook=_no_duplicates))
        except ValidationError as error:
            raise CaseError(f"{path}:{number}: {_problem(error)}") from error
        except ValueError as error:
            raise CaseError(f"{path}:{number}: not a JSON object: {error}") from error


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']} (got {first.get('input')!r})"


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError(f"a key is given twice among {keys!r}")
    return dict(pairs)


def set_digest(cases: Iterable[Case]) -> str:
    """Identity of a gold set, whatever its order."""
    return sha256("\n".join(sorted(f"{case.id} {case.digest}" for case in cases)).encode()).hexdigest()[:16]
