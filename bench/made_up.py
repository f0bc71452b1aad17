"""A made-up document in articles, of any length, for measuring how ingest and search grow."""

from __future__ import annotations

import hashlib
from pathlib import Path

DOCUMENT = "made-up"
_WHO = ("制造企业", "医疗机构", "农业合作社", "物流公司", "职业院校", "文旅企业", "金融机构", "能源企业")
_WHAT = ("视觉质检", "辅助诊断", "病虫害监测", "自动分拣", "智能助教", "景区导览", "反欺诈识别", "能耗预测")
_HOW = ("租用算力", "采购数据", "开发模型", "改造产线", "培训人员", "建设平台", "开放场景")
_PROOF = ("验收意见", "专项审计报告", "付款凭证", "登记证书", "合同和发票")
_TEXT = (
    "{who}应用人工智能开展{what}，{how}发生的支出按照第{n}号目录核定，由牵头部门会同财政部门在{days}个工作日内"
    "完成审核；申报时应当提交{proof}，同一支出不重复计算，材料至少保存{years}年以备检查。"
)
_QUESTION = "{who}搞{what}，{how}的钱按第{n}号目录怎么核定"
_PLAIN = "{who}搞{what}，{how}的钱怎么核定"
_DIGITS = "零一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
_METADATA = """\
id: made-up
title: 测量用细则
issuer: 测量
kind: implementing_rules
status: effective
effective_from: 2025-09-28
effective_to: 2027-12-31
source:
  file: source.md
  sha256: {digest}
  origin: 为测量而生成
  retrieved: 2026-11-23
"""


def write_corpus(folder: Path, articles: int) -> Path:
    """Write the document's folder; gives the source file. `articles`: 1 to 10,000."""
    place = folder / DOCUMENT
    place.mkdir(parents=True)
    lines = [f"第{_numeral(number)}条 {_TEXT.format(**_words(number))}" for number in range(1, articles + 1)]
    source = place / "source.md"
    source.write_text("# 测量用细则\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    (place / "document.yaml").write_text(_METADATA.format(digest=digest), encoding="utf-8")
    return source


def question(number: int) -> str:
    """One about article `number`."""
    return _QUESTION.format(**_words(number))


def plain_question(number: int) -> str:
    """The same without its figure: several articles answer it."""
    return _PLAIN.format(**_words(number))


def _words(number: int) -> dict[str, object]:
    def pick(words: tuple[str, ...], step: int) -> str:
        return words[number // step % len(words)]

    return {
        "n": number, "days": number % 40 + 5, "years": number % 9 + 2, "who": pick(_WHO, 1),
        "what": pick(_WHAT, 8), "how": pick(_HOW, 3), "proof": pick(_PROOF, 5),
    }  # fmt: skip


def _numeral(number: int) -> str:
    if number >= 10_000:
        return f"{_numeral(number // 10_000)}万{_numeral(number % 10_000) if number % 10_000 else ''}"
    said, skipped = "", False
    for unit, name in _UNITS:
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if skipped and said else "") + _DIGITS[digit] + name
        skipped = not digit
    if number:
        said += ("零" if skipped and said else "") + _DIGITS[number]
    return said.removeprefix("一") if said.startswith("一十") else said
