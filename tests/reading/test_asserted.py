"""Which figures are put up as the policy's: 对 and 不对 only answer who asserts something."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models import Verdict
from assistant.query import ClaimKind, Problem
from tests.conftest import Ask, Read


def first(ask: Ask, question: str) -> str:
    return ask(question).answer.split("\n\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "服务商省级认定，合同额800万，奖励多少",
        "省级可信数据空间，我们投资了2000万建设，能拿多少",
        "省级标杆企业，年产值2亿，能拿多少",
        "数智优品认定了，研发投入500万，奖多少",
        "去年拿了省级智算云企20万，今年升国家级了，还能拿多少",
    ],
)
def test_figures_told_beside_a_plain_question_are_neither_confirmed_nor_denied(
    ask: Ask, read: Read, question: str
) -> None:
    assert not read(question).claims
    answer = ask(question)
    assert not answer.answer.startswith(("对，", "不对，", "不能，"))
    assert answer.awards[-1].amount in (Decimal(150_000), Decimal(200_000), Decimal(300_000))


def test_an_amount_that_an_award_does_not_depend_on_is_said_to_be_unused(ask: Ask, read: Read) -> None:
    question = "省级可信数据空间，我们投资了2000万建设，能拿多少"
    assert [item.problem for item in read(question).unread] == [Problem.UNUSED]
    assert "没有用上" in ask(question).answer


def test_an_own_figure_beside_a_claim_is_not_part_of_it(ask: Ask, read: Read) -> None:
    question = "我们合同额800万，服务商奖励20万对吧"
    assert [item.value for item in read(question).claims] == [Decimal(200_000)]
    assert first(ask, question).startswith("对，")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("软件补贴比例是30%吧", "不对，软件按最高50%"),
        ("软件的比例是40%对吗", "不对，软件按最高50%"),
        ("硬件的奖励比例为20%，对吧", "对，硬件按最高20%"),
        ("听说采购数据满50万就有奖励，真的假的", "不对，达到100万元才有奖励"),
        ("据说数据采购到100万就给奖励，是吗", "对，达到100万元才有奖励"),
        ("数据采购门槛是50万吧", "不对，达到100万元才有奖励"),
        ("数据采购比例5%，上限50万，门槛100万，对吗", "对，"),
        ("听说交易额过50万就给10万，对吗", "不对，达到100万元才有奖励"),
        ("听说交易额到300万就给30万，对吗", "不对，达到300万元的最高20万元"),
        ("听说交易额到300万就给20万，对吗", "对，达到300万元的最高20万元"),
        ("智算云企国家级30万省级15万对吗", "不对，省级最高20万元"),
        ("智算云企国家级20万省级30万对吗", "不对，国家级最高30万元、省级最高20万元"),
        ("智算云企国家级30万、省级20万，对吧", "对，国家级最高30万元、省级最高20万元"),
        ("场景券的500万是一次性给的吗", "条款没有写“一次性”"),
        ("听说场景补50%，对吧", "要分开看：硬件按最高20%、软件按最高50%"),
    ],
)
def test_every_part_of_a_claim_decides(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


def test_the_ceiling_is_confirmed_whatever_the_own_case_comes_to(ask: Ask) -> None:
    answer = ask("场景硬件300万，软件100万，上限500万对吧")
    assert answer.answer.startswith("对，最高500万元")
    assert [item.amount for item in answer.awards] == [Decimal(1_100_000)]


def test_what_somebody_bought_is_no_threshold_of_the_policy(read: Read) -> None:
    for question in ("我们采购数据满50万了，就有奖励吧", "今年采购了数据120万，是不是就有奖励了"):
        assert ClaimKind.THRESHOLD not in {claim.kind for claim in read(question).claims}


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        ("区里评的", Verdict.NOT_ELIGIBLE),
        ("县里的", Verdict.NOT_ELIGIBLE),
        ("镇里", Verdict.NOT_ELIGIBLE),
        ("区一级", Verdict.NOT_ELIGIBLE),
        ("省里评的", Verdict.ELIGIBLE),
        ("园区里的", Verdict.UNDETERMINED),
        ("开发区的", Verdict.UNDETERMINED),
        ("高新区里", Verdict.UNDETERMINED),
    ],
)
def test_a_level_the_clause_does_not_list_is_refused_and_a_park_is_no_level(
    ask: Ask, level: str, verdict: Verdict
) -> None:
    assert [item.verdict for item in ask(f"{level}可信数据空间试点能给多少").awards] == [verdict]


@pytest.mark.parametrize(
    "later",
    [
        "那验收了以后能拿多少",
        "等验收通过了能拿多少",
        "一旦验收合格呢",
        "验收通过的话呢",
        "如果验收过了呢",
        "验收之后呢",
    ],
)
def test_a_state_still_to_come_is_open_again(ask: Ask, later: str) -> None:
    session = f"later {later}"
    told = ask("场景券硬件80万软件120万，还没验收，能拿多少", session)
    assert [item.verdict for item in told.awards] == [Verdict.NOT_ELIGIBLE]
    (award,) = ask(later, session).awards
    assert (award.verdict, award.amount) == (Verdict.UNDETERMINED, Decimal(760_000))


@pytest.mark.parametrize("later", ["软件改成100万", "没验收也能拿吧"])
def test_a_state_told_stays_while_nothing_else_is_supposed(ask: Ask, later: str) -> None:
    session = f"stays {later}"
    ask("场景券硬件80万软件120万，还没验收，能拿多少", session)
    assert [item.verdict for item in ask(later, session).awards] == [Verdict.NOT_ELIGIBLE]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("场景硬件2000万软件400万，能到500万吗", "能，"),
        ("场景硬件1000万软件400万，能拿到300万吗", "能，"),
        ("场景硬件1000万软件400万，能拿到450万吗", "不能，"),
        ("数智优品能拿10万吗", "能，"),
        ("数智优品能拿30万吗", "不能，"),
        ("国家给场景券500万对吧", "不对，"),
        ("场景券500万对吧", "对，"),
        ("场景券一个企业最多500万吗", "条款没有写上限是按企业算"),
    ],
)
def test_whether_so_much_can_be_had(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("场景软件200万补100万对吗", "对，按您给的数最高100万元"),
        ("场景软件200万补80万对吗", "不对，按您给的数最高100万元"),
        ("场景硬件300万按20%补，是60万吧", "对，硬件按最高20%、按您给的数最高60万元"),
        ("硬件补20%，那300万硬件就是60万对吧", "对，硬件按最高20%、按您给的数最高60万元"),
        ("我们投了500万硬件，能补100万吗", "能，"),
        ("我们投了500万硬件，能补600万吗", "不能，"),
    ],
)
def test_a_part_told_alone_is_held_against_its_own_share(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    "question",
    [
        "场景硬件300万补80万对吗",
        "智算云企先省级后国家级，一共50万对吧",
        "智算云企国家级30万，省级20万，一共50万对吧",
        "场景总投入500万，补100万对吗",
    ],
)
def test_what_is_not_written_or_not_told_is_not_confirmed(ask: Ask, question: str) -> None:
    assert not first(ask, question).startswith(("对", "能"))


def test_what_was_received_in_an_earlier_year_sets_no_day(ask: Ask) -> None:
    awards = ask("前年拿过标杆企业20万，今年数智优品认定了，还能拿20万吗").awards
    assert {item.verdict for item in awards} <= {Verdict.ELIGIBLE, Verdict.UNDETERMINED}
