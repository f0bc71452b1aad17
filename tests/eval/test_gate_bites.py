"""One thing is broken at a time, and the gate goes red each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partialmethod
from pathlib import Path
from shutil import copytree

import pytest

import assistant.compose.search
import assistant.pipeline
import assistant.steps.verify
from assistant.awards.model import Parameter, Role
from assistant.awards.rules import load_rules
from assistant.errors import RuleDataError
from assistant.models import Checks, Clause
from assistant.reading import numerals
from assistant.search.retrieval import Retriever
from assistant.steps.compose import Composer, compose
from assistant.turn import Turn
from assistant.verify import Verified
from eval.gate import Verdict
from ingest.corpus import parse_corpus
from tests.eval.broken import (
    PLAN,
    Asked,
    Parts,
    chosen,
    cut,
    sound_parts,
    verdict,
    with_clauses,
    with_parameter,
    without_cues,
)

SCENARIO = "scenario-project"
AMOUNTS = ("amount", "numerals", "tier_up")
SCENARIOS = Asked(AMOUNTS, award=SCENARIO)
PURCHASES = Asked(AMOUNTS, award="data-procurement")
DATES = Asked(("dates",))
LEADS = Asked(("lookup",), tag="lead")
SEARCHED = Asked(("lookup", "english", "traditional"))
UNCOVERED = Asked(("not_covered",))
REFUSED = Asked(("off_topic", "injection"))


def _red(found: Verdict, *metrics: str) -> None:
    """The gate failed, for one of these metrics, and names cases."""
    failures = [f for f in found.failures if f.rule.split(" (")[0].split(":")[0] in metrics]
    assert failures and all(failure.cases for failure in failures), found.failures


@pytest.mark.parametrize("asked", [SCENARIOS, PURCHASES, DATES, LEADS, SEARCHED, UNCOVERED, REFUSED])
def test_nothing_broken_passes(asked: Asked) -> None:
    """What is asked below is right as long as nothing is broken, so that red means the break."""
    cases, _ = chosen(asked)
    assert len(cases) >= 5
    assert verdict(sound_parts(), asked).failures == ()


@pytest.mark.parametrize(
    ("award", "role", "written", "forged"),
    [
        (SCENARIO, Role.RATE, "0.20", "0.25"),
        (SCENARIO, Role.CAP, "5000000", "6000000"),
        ("data-procurement", Role.RATE, "0.05", "0.06"),
        ("data-procurement", Role.THRESHOLD, "1000000", "1000001"),
        ("data-product-trading", Role.AMOUNT, "200000", "210000"),
    ],
)
def test_changed_constant_turns_the_gate_red(award: str, role: Role, written: str, forged: str) -> None:
    def forge(item: Parameter) -> Parameter:
        return replace(item, value=Decimal(forged)) if item.value == Decimal(written) else item

    _red(verdict(with_parameter(role, forge, award), Asked(AMOUNTS, award=award)), "amounts")


def test_constant_edited_in_the_rule_file_alone_does_not_even_load(tmp_path: Path) -> None:
    corpus = copytree("corpus", tmp_path / "corpus")
    file = corpus / PLAN / "awards.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("20%") >= 1
    file.write_text(text.replace("written: 20%", "written: 30%"), encoding="utf-8")
    with pytest.raises(RuleDataError, match=r"awards\.yaml"):
        load_rules(corpus, parse_corpus(corpus))


@pytest.mark.parametrize("days", [-30, 30])
def test_changed_first_day_turns_the_gate_red(days: int) -> None:
    parts = sound_parts()
    (plan,) = parts.rules.plans
    moved = replace(plan, valid_from=plan.valid_from + timedelta(days=days))
    broken = replace(parts, rules=replace(parts.rules, plans=(moved,)))
    _red(verdict(broken, DATES), "amounts", "verdicts", "strict_pass", "status", "phrases")


def test_changed_last_day_turns_the_gate_red() -> None:
    parts = sound_parts()
    (plan,) = parts.rules.plans
    broken = replace(parts, rules=replace(parts.rules, plans=(replace(plan, valid_to=date(2026, 5, 31)),)))
    _red(verdict(broken, SCENARIOS), "amounts")


def test_wrong_lead_turns_the_gate_red() -> None:
    def swap(clause: Clause) -> Clause:
        if clause.path not in {"1.5", "1.7", "1.8", "1.9"}:
            return clause
        first, *others = clause.departments
        told = (replace(first, lead=False), replace(others[0], lead=True), *others[1:])
        return replace(clause, departments=told)

    _red(verdict(with_clauses(swap), LEADS), "strict_pass")


def test_wrong_clause_boundary_turns_the_gate_red() -> None:
    """二(四) ends too early: the sentence that an award quotes is no longer in it."""
    broken = with_clauses(lambda clause: cut(clause, f"{PLAN}/2.4", "鼓励企业为开展数据标注"))
    _red(verdict(broken, PURCHASES), "strict_pass", "errors")


def test_threshold_too_high_turns_the_gate_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything found is thrown away: the corpus seems not to cover what it covers."""
    monkeypatch.setattr(Retriever, "search", partialmethod(Retriever.search, threshold=2.0))
    for limit in ("NEAR", "PLACE_THRESHOLD", "NAMED_SHARE", "LIKE"):
        monkeypatch.setattr(assistant.compose.search, limit, 100.0)
    _red(verdict(sound_parts(), SEARCHED), "false_not_covered", "strict_pass")


def test_threshold_too_low_turns_the_gate_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is thrown away: questions that the corpus does not cover are answered."""
    monkeypatch.setattr(Retriever, "search", partialmethod(Retriever.search, threshold=-1.0))
    _red(verdict(sound_parts(), UNCOVERED), "invented_answers")


def test_refusal_rule_gone_turns_the_gate_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.pipeline, "load_lexicon", lambda: without_cues("injection", "off_topic"))
    _red(verdict(sound_parts(), REFUSED), "strict_pass")


def test_wrong_unit_turns_the_gate_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(numerals.MYRIADS, "万", 10**3)
    _red(verdict(sound_parts(), SCENARIOS), "amounts")


# --- the number gate -------------------------------------------------------------------------------


def _boast(turn: Turn, composer: Composer) -> Turn:
    """A composer that invents: what a model might do to a draft."""
    done = compose(turn, composer)
    assert done.draft is not None
    done.draft.lines.append("另有配套补贴88万元。")
    return done


def _credulous(lines: list[str], citations: list[object], *_: object) -> Verified:
    return Verified(tuple(lines), tuple(citations), Checks())  # type: ignore[arg-type]


def _boasting(monkeypatch: pytest.MonkeyPatch) -> Parts:
    monkeypatch.setattr(assistant.pipeline, "compose", _boast)
    return sound_parts()


def test_number_gate_keeps_an_invented_figure_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verdict(_boasting(monkeypatch), LEADS).failures == ()


def test_number_gate_gone_turns_the_gate_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.steps.verify, "check", _credulous)
    _red(verdict(_boasting(monkeypatch), LEADS), "figures")
