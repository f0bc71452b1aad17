"""Whether a sentence's yes or no is the calculator's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.gate.wording import shared
from assistant.models import Assessment, ConditionStatus, Verdict
from assistant.text import normalise

_GAIN = r"(?:享受|获得|获|申请|申报|拿|得|领|报)"
_NO = re.compile(
    rf"不符合|不满足|未满足|不具备|没有资格|无资格|不予|不能?{_GAIN}|不可以?{_GAIN}|无法{_GAIN}|拿不到|得不到|"
    r"没有奖励|无奖励|no award|"
    r"\bnot (?:be )?(?:eligible|entitled|qualif)|\bineligible|\bcan(?:not|'t| not)|"
    r"\b(?:does|do|did)(?: not|n't) qualif"
)
_YES = re.compile(
    rf"符合|可以?{_GAIN}|能够?{_GAIN}|有资格|有权|满足(?:了)?(?:全部|所有|上述)?(?:的)?条件|已具备|"
    r"\bqualif(?:y|ies|ied)\b|\beligible\b|\bentitled\b|"
    r"\bcan (?:receive|get|claim|apply)|\bwill (?:receive|get)"
)
_IF = re.compile(
    r"如果|若|假如|只要|的话|前提|一旦|之后|后(?:才|方|可)|"
    r"\bif\b|\bonce\b|\bprovided\b|\bwhen\b|\bunless\b|subject to|after"
)
_OPEN = re.compile(
    r"条件.{0,6}满足(?:后|时|的|才|为)|条件(?:是|为|包括|有)|"
    r"\bconditions? (?:is|are)\b|须|需(?!求)|应当|取决于|尚未|还(?:不|没|要)|待(?!遇)|未定|must|need|depend|requir|\bopen\b"
)
_DENIED = re.compile(r"不|未|没|\bnot\b|n't\b")
_TOLD = 0.75
"""The share of a condition's words that tells it."""
_AFFIRMS = re.compile(
    r"^(?:对[,。!]|是的|没错|正确|确实|可以[,。]|能[,。]|符合[,。]|yes\b|correct\b|right\b|indeed\b|true\b)"
)
_DENIES = re.compile(
    r"^(?:不对|不是|不能|不可以|不符合|不行|错|并非|没有[,。]|no\b|not\b|incorrect|wrong|false)"
)


def conditional(text: str) -> bool:
    """Whether a text makes what it says depend on something."""
    plain = normalise(text)
    return _IF.search(plain) is not None or _OPEN.search(plain) is not None


def contradicts(
    sentence: str, assessments: Sequence[Assessment], blocks: Sequence[str], awarded: bool
) -> str:
    """Why the sentence's verdict is not the calculator's; empty where it is, or where it gives none.

    `blocks`: the extractive answer. `awarded`: the sentence names an amount that the calculator gives.
    """
    text = normalise(sentence)
    return (
        _opening(text, blocks)
        or _verdict(text, assessments, blocks, awarded)
        or _conditions(text, assessments)
    )


def _opening(text: str, blocks: Sequence[str]) -> str:
    said = [normalise(block) for block in blocks]
    if _AFFIRMS.match(text) and not any(_AFFIRMS.match(block) for block in said):
        return "结论与测算不一致：不能这样肯定"
    if _DENIES.match(text) and not any(_DENIES.match(block) or _NO.search(block) for block in said):
        return "结论与测算不一致：不能这样否定"
    return ""


def _conditions(text: str, assessments: Sequence[Assessment]) -> str:
    """A condition told as met that is not, or is not known to be."""
    if conditional(text):
        return ""
    # An award's name may repeat a condition's words (入选…重点项目); naming it tells no condition.
    unnamed = text
    for assessment in assessments:
        unnamed = unnamed.replace(normalise(assessment.title), " ")
    for condition in (item for assessment in assessments for item in assessment.conditions):
        told = max(shared(condition.text, unnamed), shared(condition.text_en or condition.text, unnamed))
        if told < _TOLD or condition.status is ConditionStatus.MET:
            continue
        if condition.status is ConditionStatus.UNKNOWN or not _DENIED.search(text):
            return f"条件“{condition.text}”没有满足或还没有确定"
    return ""


def _verdict(text: str, assessments: Sequence[Assessment], blocks: Sequence[str], awarded: bool) -> str:
    if not assessments:
        return ""
    verdicts = {item.verdict for item in assessments}
    denied = _NO.search(text) is not None
    affirmed = _YES.search(_NO.sub(" ", text)) is not None
    supposed = _IF.search(text) is not None
    if denied and not supposed and Verdict.NOT_ELIGIBLE not in verdicts:
        return "" if any(_NO.search(normalise(block)) for block in blocks) else "测算没有说不符合条件"
    if not (affirmed or awarded) or (denied and not affirmed):
        return ""
    if len(verdicts) > 1:
        return "几项结论不同，不能一句话肯定" if affirmed and not supposed else ""
    if verdicts == {Verdict.NOT_ELIGIBLE} and not supposed:
        return "测算结论是不符合条件"
    if affirmed and verdicts == {Verdict.UNDETERMINED} and not supposed and not _OPEN.search(text):
        return "条件还没有确定，要写明以满足条件为前提"
    return ""
