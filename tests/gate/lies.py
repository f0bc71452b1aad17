"""False sentences by the thousand: wrong figures in every notation that a model may think of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import cn2an

AMOUNTS = (7, 9, 13, 37, 43, 61, 71, 88, 97, 123, 187, 260, 333, 410, 777, 987, 1234, 4321)
"""In 万元; none of them stands in the policy or comes out of the questions asked."""
SHARES = (3, 7, 13, 15, 25, 35, 37, 45, 73, 85)
SENTENCES = (
    "您的项目符合条件，最高可获得{a}[1]。",
    "最高{a}（市级“人工智能+”应用场景重点项目（场景券））[1]。",
    "硬件实际投入按{p}给予支持，软件和信息服务投入按{p}[1]。",
    "硬件部分{a}，软件部分{a}，合计{a}[1]。",
    "单个企业单年最高奖励{a}[1]。",
    "年交易额达到{a}的，给予最高{a}奖励[1]。",
    "单年采购金额达到{a}，按{p}给予奖励，最高{a}[1]。",
    "测算：硬件 300万元 × {p} = {a}[1]。",
    "上限为{a}，不超过总投入的{p}[1]。",
    "获得国家级示范试点称号的，最高奖励{a}[1]。",
    "可以同时享受，两项合计{a}[1]。",
    "最高可获得{a}",
    "政策有效期至{d}[1]。",
    "自{d}起施行[1]。",
    "请于{d}前申报[1]。",
    "全市共{n}家企业获得奖励[1]。",
    "奖励分{n}期发放，每期{a}[1]。",
    "申报请拨打{t}[1]。",
    "You can receive at most {a} [1].",
    "Hardware is paid at {p} and software at {p}, at most {a} [1].",
    "The plan is valid until {d} [1].",
)
_DIGITS = "零一二三四五六七八九"
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def lies(seed: int, number: int) -> Iterator[str]:
    """Sentences with at least one false figure each."""
    random = Random(seed)
    slots: dict[str, Callable[[Random], str]] = {
        "{a}": _amount, "{p}": _share, "{d}": _day, "{n}": _count, "{t}": _telephone,
    }  # fmt: skip
    for _ in range(number):
        sentence = random.choice(SENTENCES)
        for slot, write in slots.items():
            while slot in sentence:
                sentence = sentence.replace(slot, write(random), 1)
        yield sentence


def _amount(random: Random) -> str:
    tens = random.choice(AMOUNTS)
    yuan, digits = tens * 10_000, str(tens)
    return random.choice((
        f"{tens}万元", f"{tens} 万元", f"{yuan:,}元", f"{yuan}元", f"{yuan:,.2f}元", f"{tens}.0万元", f"{tens}W",
        f"{tens / 10_000:g}亿元", f"{tens / 100:g}百万元", f"{tens / 1000:g}千万", f"{yuan // 1000}k", f"￥{yuan:,}",
        f"RMB {yuan:,}", f"CNY {yuan / 1e6:g} million", f"{_english(yuan)} yuan", f"约{tens}万元", f"{tens}多万元",
        cn2an.an2cn(tens, "low") + "万元", cn2an.an2cn(tens, "up") + "万元整", cn2an.an2cn(tens, "up") + "萬圓",
        "".join(_DIGITS[int(digit)] for digit in digits) + "万元", _wide(digits) + "万元", " ".join(digits) + "万元",
        "\u200b".join(digits) + "万元", f"{digits[0]}**{digits[1:]}**万元", f"{tens}万美元", f"{tens}至{tens + 9}万元",
        f"{tens}万余元", f"{yuan:.2e}元", chr(0x2460 + random.randrange(20)) + "万元", "Ⅻ万元",
    ))  # fmt: skip


def _share(random: Random) -> str:
    share = random.choice(SHARES)
    return random.choice((
        f"{share}%", f"{share}％", f"百分之{cn2an.an2cn(share, 'low')}", f"{share} percent", f"{share}个百分点",
        f"{_english(share)} percent", f"{share * 10}‰", f"千分之{cn2an.an2cn(share * 10, 'low')}", "三成", "一半",
        f"{share / 100:g}", "三分之二", f"{random.randrange(2, 9)}倍", f"{random.randrange(2, 9)}折", f"{share}个点",
    ))  # fmt: skip


def _day(random: Random) -> str:
    year, month, day = (
        random.choice((2024, 2028, 2029, 2030)),
        random.randrange(1, 13),
        random.randrange(1, 29),
    )
    han = "".join(_DIGITS[int(digit)] for digit in str(year))
    return random.choice((
        f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}.{month}.{day}",
        f"{han}年{cn2an.an2cn(month, 'low')}月", f"{year}年底", f"June {day}, {year}", f"{day} March {year}",
        f"{year}年第二季度", f"每年{month}月", f"{random.randrange(5, 60)}个工作日内", f"{random.randrange(2, 9)}年内",
    ))  # fmt: skip


def _count(random: Random) -> str:
    return random.choice(("12", "37", "108", "一百零八", "十七", "三百二十"))


def _telephone(random: Random) -> str:
    digits = [random.randrange(10) for _ in range(6)]
    return random.choice((
        "0573-85" + "".join(map(str, digits)), "138" + "".join(map(str, digits)) + "07", "12345",
        "零五七三八五" + "".join(_DIGITS[digit] for digit in digits), "1 2 3 4 5", "幺二三四五",
    ))  # fmt: skip


def _wide(digits: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


def _english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{_english(number // size)} {name}" + (f" {_english(rest)}" if rest else "")
    raise AssertionError(number)
