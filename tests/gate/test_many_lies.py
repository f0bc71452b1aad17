"""No false figure passes the gate, in whatever notation; true ones do."""

from __future__ import annotations

import pytest

from assistant.gate.proof import Proof
from assistant.gate.sentences import sentences
from assistant.turn import Turn
from tests.conftest import TODAY
from tests.faces.assistant import corpus, rules
from tests.gate.conftest import Worded
from tests.gate.lies import lies

QUESTIONS = (
    "企业建的AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？",
    "建AI场景硬件1200万软件800万能拿多少",
    "建AI场景能补多少？",
    "我们想拿到200万，硬件要投多少？",
    "数据采购奖励怎么算？",
    "数据产品今年交易360万，有登记证书，去年拿过10万，能补多少？",
    "“智算云企”国家级和省级各奖励多少？",
    "行动计划什么时候到期？",
    "几项奖励能同时拿吗？",
    "行动计划对无人机怎么说？",
    "硬件300万，软件200万，没有入选，能拿多少？",
    "Hardware 3 million yuan, software 2 million yuan: how much can we get?",
)
LIES = 150
"""For each question."""


@pytest.mark.parametrize(("seed", "question"), enumerate(QUESTIONS))
def test_no_lie_passes(assistant_with: Worded, seed: int, question: str) -> None:
    proof = _proof(assistant_with, question)
    cut = (part for lie in lies(seed, LIES) for part in sentences(iter([f"{lie}\n"])))
    assert [text for text in map(proof.mended, cut) if not proof.against(text)] == []


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        (QUESTIONS[0], "硬件部分按20%计算，是60万元；软件部分按50%计算，是100万元[1]。"),
        (QUESTIONS[1], "最高500万元，已经封顶[1]。"),
        (QUESTIONS[4], "单年采购金额累计达到一百万元的，按百分之五给予奖励[1]。"),
        (QUESTIONS[4], "单年采购金额累计达到100万元的，给予采购方奖励，单个企业单年最高奖励50万元[1]。"),
        (QUESTIONS[7], "行动计划自2025年9月28日起施行，有效期至2027年底[1]。"),
        (QUESTIONS[11], "Hardware is paid at 20% and software at 50% [1]."),
    ],
)
def test_truth_passes(assistant_with: Worded, question: str, truth: str) -> None:
    """Else the test above would prove nothing."""
    proof = _proof(assistant_with, question)
    assert proof.against(proof.mended(truth)) == ""


def test_wrong_lead_department_and_wrong_clause_do_not_pass(assistant_with: Worded) -> None:
    """The science bureau takes part, but does not lead; 一(七) is its number, 二(九) another's."""
    proof = _proof(assistant_with, "“人工智能+医疗健康”谁牵头？")
    assert proof.against("牵头单位是科技局[1]。") and proof.against("二(九)由卫生健康局牵头[1]。")
    assert not proof.against("牵头单位是卫生健康局[1]。") and not proof.against("一(七)由卫生健康局牵头[1]。")


def _proof(assistant_with: Worded, question: str) -> Proof:
    assistant = assistant_with(None)
    turn: Turn | None = None
    for _, values in assistant._steps_of(question, "many-lies", TODAY, ""):
        turn = values["turn"]
    assert turn is not None and turn.draft is not None and turn.answer is not None
    return Proof(turn.understood, turn.draft, turn.answer, corpus().answering(include_samples=False), rules())
