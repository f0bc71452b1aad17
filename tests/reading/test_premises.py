"""What a question supposes besides figures, as it is read and as it is answered."""

from __future__ import annotations

import pytest

from assistant.query import PremiseKind
from tests.conftest import Ask, Read

WRONG, RIGHT = ("不对，", "不能，", "没有，"), ("对，",)


def first(ask: Ask, question: str) -> str:
    return ask(question).answer.split("\n\n")[0]


@pytest.mark.parametrize(
    "question",
    [
        "数智优品是每年都给20万的吧",
        "服务商奖励年年都有20万吗",
        "智算云企省级按年给20万对吧",
        "听说智算云企连续三年都奖30万",
        "数智优品一年一次给20万，对吧",
        "数据产品交易奖励每年都能拿10万吧",
        "智算云企奖励逐年发放是吗",
    ],
)
def test_every_year_is_denied_where_the_award_is_one_off(ask: Ask, question: str) -> None:
    assert first(ask, question).startswith(WRONG) and "每年" in first(ask, question)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("数据采购奖励每年最高50万对吧", "对，"),
        ("数据采购奖励是一次性的吧", "不对，"),
        ("智算云企是一次性奖励吗", "对，"),
        ("场景券每年都能拿500万吧", "条款没有写每年都给"),
        ("标杆企业奖励是一次性的吧", "条款没有写“一次性”"),
    ],
)
def test_what_is_said_of_the_frequency_is_confirmed_denied_or_left_open(
    ask: Ask, question: str, said: str
) -> None:
    assert first(ask, question).startswith(said)


def test_a_plain_question_is_told_what_it_overlooks_without_a_no(ask: Ask) -> None:
    answer = ask("数智优品每年能拿多少")
    assert answer.answer.startswith("请注意，这是一次性奖励") and "20万元" in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "我们每年采购数据120万，能拿多少",
        "每年评选一批重点项目对吗",
        "数智优品每年认定几个",
        "奖励一次性付清吗",
        "标杆企业有多少个名额",
    ],
)
def test_other_things_done_every_year_or_at_once_are_no_premise(read: Read, question: str) -> None:
    assert not [item for item in read(question).premises if item.kind in ("yearly", "once")]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("奖励的钱是省里出的吧", "不对，"),
        ("数智优品的20万是省里给的吧", "不对，"),
        ("补贴由国家财政出对吗", "不对，"),
        ("资金是从科技专项资金里出的对吧", "不对，"),
        ("资金列入省级专项资金对吗", "不对，"),
        ("资金来自市工业发展资金对吗", "对，"),
        ("这笔钱从工业发展资金里出，是吧", "对，"),
        ("这笔钱是市里出的吧", "对，"),
    ],
)
def test_whose_money_it_is(ask: Ask, question: str, said: str) -> None:
    answer = ask(question)
    assert answer.answer.startswith(said) and "市工业发展资金" in answer.answer.split("\n\n")[0]
    assert answer.citations[0].clause_id == "pinghu-ai-plus-2025/3.p2"


def test_a_level_of_recognition_is_no_payer(read: Read) -> None:
    for question in ("入选省里的典型场景给20万吧", "国家级的给30万对吧", "区里评的可信数据空间有奖励吗"):
        assert PremiseKind.PAYER not in {item.kind for item in read(question).premises}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("数据采购奖励是给卖方的吧", "不对，奖励给采购方"),
        ("数据采购奖励发给供应商对吗", "不对，奖励给采购方"),
        ("数据采购奖励给买方对吧", "对，奖励给采购方"),
        ("数据产品交易奖励是给买家的吗", "不对，奖励给产品提供方"),
        ("数据产品交易奖励归提供方，是吧", "对，奖励给产品提供方"),
        ("场景券是奖励给供应商的吧", "不对，奖励给建设场景的企业"),
    ],
)
def test_who_is_paid(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("验收前就能拿场景券吧", WRONG),
        ("场景券在验收之前就给对吗", WRONG),
        ("不用验收也能拿场景券对吗", WRONG),
        ("不需要认定也能拿数据采购奖励吧", WRONG),
        ("场景没入选也能拿场景券吧", WRONG),
        ("政府部门建的场景也给500万对吧", WRONG),
        ("场景券是验收后才给的对吧", RIGHT),
        ("场景券只给企业建设的场景，对吗", RIGHT),
        ("没验收就拿不到场景券对吧", RIGHT),
        ("数智优品没认定，是不是就没有奖励", RIGHT),
    ],
)
def test_a_condition_said_to_be_needless_is_denied_and_a_needed_one_confirmed(
    ask: Ask, question: str, said: tuple[str, ...]
) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("场景券写在二(三)吧", "不对，写在二(二)"),
        ("数据采购奖励在二(四)对吗", "对，写在二(四)"),
        ("服务商奖励是第二部分第四条规定的吧", "不对，写在二(五)"),
        ("医疗健康在一(六)对吧", "不对，写在一(七)"),
        ("医疗健康写在第一部分第七条，是吧", "对，写在一(七)"),
    ],
)
def test_where_it_is_written(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("场景券没有上限对吗", "不对，有上限"),
        ("数据采购奖励是采购额的5%，上不封顶对吧", "不对，有上限"),
        ("软硬件补贴比例一样吧", "不对，硬件按最高20%、软件按最高50%"),
        ("场景券软硬件比例不一样对吧", "对，硬件按最高20%、软件按最高50%"),
        ("只要采购了数据就有奖励对吧", "不对，条件有：采购经认定、达到100万元"),
        ("政府和企业建的场景都给场景券对吧", "不对，条件是场景由企业建设"),
        ("数据采购奖励是每个项目最高50万吧", "不对，单个企业单年最高奖励50万元"),
        ("数据采购奖励每家企业最高50万对吗", "对，单个企业单年最高奖励50万元"),
        ("场景券每个项目最高500万对吗", "条款没有写上限是按项目算"),
    ],
)
def test_ceilings_rates_and_conditions(ask: Ask, question: str, said: str) -> None:
    assert first(ask, question).startswith(said)


@pytest.mark.parametrize(
    "question", ["符合条件就一定能拿到钱对吧", "入选了肯定能给500万吧", "是不是保证拿到奖励"]
)
def test_nobody_is_entitled(ask: Ask, question: str) -> None:
    assert first(ask, question).startswith("不一定，") and "竞争性分配" in first(ask, question)


@pytest.mark.parametrize(
    "question", ["标杆企业是市级的就有20万吧", "服务商国家级的也有20万对吗", "数智优品是县级的，能拿20万吧"]
)
def test_another_level_than_the_award_s_own_is_denied(ask: Ask, question: str) -> None:
    assert first(ask, question).startswith(WRONG)


@pytest.mark.parametrize(
    "question", ["标杆企业入选了，我们是国家级高新企业，能拿多少", "市级企业入选省级标杆企业，能拿多少"]
)
def test_a_level_of_something_else_denies_nothing(ask: Ask, question: str) -> None:
    assert [item.amount for item in ask(question).awards if item.award_id.startswith("provincial-bench")] == [
        200_000
    ]
