"""One generic reader of typed mentions: money, percentages, dates, years.

It reads normalised text (`text.normalise`) and says what stands where; what a figure is *for* is decided later.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from assistant.reading.numerals import HAN_NUMERAL, MYRIADS, UNITS, read_number
from assistant.reading.runs import cut


class Kind(StrEnum):
    MONEY = "money"
    NUMBER = "number"  # no unit: 硬件300
    PERCENT = "percent"
    DATE = "date"
    YEAR = "year"
    COUNT = "count"  # 20个, 3项


class About(StrEnum):
    EXACT = ""
    NEAR = "near"  # 约, 左右, 两百来万
    ABOVE = "above"  # 300多万, 超过, 以上
    BELOW = "below"  # 近, 将近, 以内
    UNDER = "under"  # 不到, 不足: less for certain


@dataclass(frozen=True, slots=True)
class Mention:
    kind: Kind
    start: int
    end: int
    words: str
    value: Decimal | date
    """Yuan, fraction (0.2), date, year or count."""
    high: Decimal | None = None
    """Upper end of a range: 200到300万."""
    about: About = About.EXACT
    currency: str = ""
    """The foreign currency as written; empty for yuan."""
    scaled: bool = True
    """False where neither a scale nor a currency says how much it is: 硬件300."""

    @property
    def amount(self) -> Decimal:
        assert isinstance(self.value, Decimal)
        return self.value

    @property
    def day(self) -> date:
        assert isinstance(self.value, date)
        return self.value


_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = "十百千万亿萬拾佰仟"
_RUN = (
    rf"(?:{_FIGURE}|[{HAN_NUMERAL}半几])"
    rf"(?:[{HAN_NUMERAL}{_SCALE}半点]|个(?=[亿w])|[kw](?![a-z])|k(?=w)|(?<=[{_SCALE}零〇]){_FIGURE}|(?:来|多|余|几)(?=[{_SCALE}]))*"
)
_FOREIGN = (
    r"美元|美金|刀(?=[,。;?! ]|$)|usd|us\$|欧元|euros?|eur|€|日元|日圆|jpy|港币|港元|hkd|英镑|gbp|£"
    r"|新台币|台币|韩元|dollars?|\$"
)
_OWN = r"人民币|元人民币|块钱|元|块|圆|rmb|cny|yuan|¥"
_OWN_BEFORE = "人民币|rmb|cny|¥"
_BEFORE = (
    r"约|大约|大概|差不多|左右|将近|接近|近|不到|不足|不满|未达|不超过?|不高于|不多于|超过|超|多于|至少|最多"
    r"|around|about|nearly|almost|over|more than|less than|under"
)
_AFTER = r"左右|上下|多|余|来|出头|以上|以下|以内|不到"

_MONEY = re.compile(
    rf"(?:(?P<before>{_BEFORE})(?:了|有|是)? ?)?"
    rf"(?P<sign>负|(?<![\d万亿元a-z])[-−–])?"
    rf"(?P<pre>{_FOREIGN}|{_OWN_BEFORE})? ?"
    rf"(?P<low>{_RUN})"
    rf"(?: ?(?P<lowunit>元|块)?(?:-|~|—|到|至|或者?)(?P<high>{_RUN}))?"
    # A lone letter stays with its digit: 50万 B项目 is no number of billions.
    rf" ?(?P<english>thousand|million|billion"
    rf"|(?:(?<=\d)|(?<=\d )(?=[a-z]+ (?:yuan|{_FOREIGN})))(?:mn|mio|bn|[mkb](?![线厂车项场号])))?"
    r"(?![a-z](?![一-龥]))"
    rf"(?P<vague>多|余|来)? ?"
    rf"(?P<unit>{_FOREIGN}|{_OWN})?"
    rf"(?P<after>{_AFTER})?"
)
_ENGLISH_SCALE = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "mio": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9,
}  # fmt: skip
_COUNTER = re.compile(
    r"个(?!亿|月)|项|家|名|人|条|套|台|次|年内|天|个月|小时|%|成(?![立为功交本])|期|年|月|日|号|折|倍|级|张|份|届|楼|岁"
)
_TAKEN = "□"
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[- ]?\d{7,8}|1[3-9]\d{9})(?!\d)")
_THINGS = re.compile(
    r"条(?!件|款)|台(?!账)|套(?!餐)|次(?!年|月|日)|个(?!亿)|家(?!里|具|电)|人(?![工民家才脸形机力员])|份(?!额)|字|张(?!江)|件|户(?!外)|辆|吨|亩"
    r"|平(?![湖台均分时])|token|样本|图片|小时|公里|用户|records?|users?|people"
)
_PERCENT = re.compile(
    rf"(?P<a>{_FIGURE}) ?(?:%|percent|per cent)|百分之(?P<b>[{HAN_NUMERAL}点]+|{_FIGURE})"
    rf"|(?P<c>[一二两三四五六七八九])成(?P<half>半)?(?![立为功交本])"
)
_YEAR_DIGITS = r"(?:(?:19|20|21)\d{2}|[一二两][零〇一二三四五六七八九]{3})"
_DATE = re.compile(
    rf"(?P<year>{_YEAR_DIGITS}|今年|明年|去年|(?<!以)前年(?!度)|后年)(?:年|[-/.](?=\d))? ?"
    rf"(?:(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月份?|[-/.](?=\d)) ?"
    rf"(?:(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号|(?!\d)))?)?"
    rf"(?P<tail>底|末|初|年底|年末|年初)?"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_EN = "|".join(
    f"{name}|sept|{name[:3]}" if name[:3] == "sep" else f"{name}|{name[:3]}" for name in _MONTHS
)
_DATE_EN = re.compile(
    rf"(?<![a-z])(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)? (?P<month1>{_MONTH_EN})|"
    rf"(?P<month2>{_MONTH_EN})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?),? (?P<year>(?:19|20)\d{{2}})"
)
_COUNT = re.compile(rf"(?P<n>{_FIGURE}|[{HAN_NUMERAL}]+)(?P<unit>个|项|家|名|人)")
_NEAR = {"约", "大约", "大概", "差不多", "左右", "上下", "来", "around", "about"}
_UNDER = {"不到", "不足", "不满", "未达", "less than", "under"}
_ABOVE = {"超过", "超", "多于", "至少", "多", "余", "出头", "以上", "over", "more than"}
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "half a": "0.5", "a": 1,
}  # fmt: skip
_SPOKEN = re.compile(rf"(?<![a-z])({'|'.join(_WORDS)})( hundred)?(?= (?:thousand|million|billion)\b)")
_VAGUE = re.compile(rf"几(?=[{_SCALE}])|(?<=[{_SCALE}])把")


def read_mentions(text: str, today: date) -> tuple[Mention, ...]:
    """Read all mentions of a normalised text, in order and without overlap.

    `today` gives 今年 and 去年 their meaning.
    """
    taken: list[Mention] = []
    readers: tuple[Callable[[], Iterator[Mention]], ...] = (
        lambda: _percents(text),
        lambda: _dates(text, today),
        lambda: _moneys(text, taken),
        lambda: _counts(text),
    )
    for read in readers:
        for mention in list(read()):
            if all(mention.end <= other.start or mention.start >= other.end for other in taken):
                taken.append(mention)
    return _share_scales(_declared(tuple(sorted(taken, key=lambda item: item.start)), text), text)


def _percents(text: str) -> Iterator[Mention]:
    for match in _PERCENT.finditer(text):
        if match["c"]:
            number = Decimal(10) * (read_number(match["c"]) or 0) + (5 if match["half"] else 0)
        else:
            number = read_number(match["a"] or match["b"]) or Decimal(0)
        yield Mention(Kind.PERCENT, match.start(), match.end(), match.group(), number / 100)


def _dates(text: str, today: date) -> Iterator[Mention]:
    for match in _DATE_EN.finditer(text):
        month = next(
            n for n, name in enumerate(_MONTHS, 1) if name[:3] == (match["month1"] or match["month2"])[:3]
        )
        yield from _dated(match, int(match["year"]), month, int(match["day1"] or match["day2"]))
    for match in _DATE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        relative = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}.get(match["year"])
        glued = re.search(r"\d\.?$", before) or re.match(r"[\d万亿,.]*[\d十百千万亿元块]", after)
        if relative is None and "年" not in match.group() and glued:
            continue
        year = today.year + relative if relative is not None else int(_digits(match["year"]))
        if relative is not None or "年" in match.group():
            pointed = re.match(r"年? ?\d+[-/.]", text[match.end("year") :])
            if pointed:  # 去年1.5亿, 2025年1.2亿: no day of January
                end = match.end("year") + text.startswith("年", match.end("year"))
                yield Mention(Kind.YEAR, match.start(), end, text[match.start() : end], Decimal(year))
                continue
        month = int(read_number(match["month"]) or 0) if match["month"] else 0
        day = int(read_number(match["day"]) or 0) if match["day"] else 0
        tail = (match["tail"] or "")[-1:]
        if not month and tail:
            month, day = (1, 1) if tail == "初" else (12, 31)
        elif month and tail:
            day = 1 if tail == "初" else monthrange(year, month)[1]
        if month:
            yield from _dated(match, year, month, day)
        elif relative is not None or "年" in match.group() or _stands_alone(before, after):
            yield Mention(Kind.YEAR, match.start(), match.end(), match.group(), Decimal(year))
    for match in _ORDINAL_YEAR.finditer(text):
        yield Mention(Kind.YEAR, match.start(), match.end(), match.group(), _ordinal(match))
    for match in re.finditer("今天|昨天|明天|前天|后天", text):
        offset = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}[match.group()]
        yield Mention(Kind.DATE, match.start(), match.end(), match.group(), today + timedelta(days=offset))


def _stands_alone(before: str, after: str) -> bool:
    """A bare 2026 is a year in an English sentence; in Chinese only beside a word of time: 过了2027, 2027以后."""
    if re.search(r"(过了|过完|早于|晚于)$", before) or re.match(r"(年?底|以后|之后|以前|之前)", after):
        return True
    return re.search(r"(^|[a-z] )$", before) is not None and re.match(r"$|[ ,.?!;]", after) is not None


_ORDINAL_YEAR = re.compile(
    r"第(?P<n>[一二三四五])年|(?P<first>头一?年|首年|第一个?年度)|(?<![\d.])(?P<short>2[0-9])年(?![前后内期半来多])"
)


def _ordinal(match: re.Match[str]) -> Decimal:
    """26年 is 2026; 第二年 is 2, a year without a date."""
    if match["short"]:
        return Decimal(2000 + int(match["short"]))
    return Decimal(1) if match["first"] else read_number(match["n"]) or Decimal(1)


def _dated(match: re.Match[str], year: int, month: int, day: int) -> Iterator[Mention]:
    if 1 <= month <= 12 and day <= monthrange(year, month)[1]:
        words = match.group()
        yield Mention(
            Kind.DATE, match.start(), match.end(), words, date(year, month, day or 1), scaled=bool(day)
        )


def _digits(year: str) -> str:
    return year if year.isdigit() else "".join(str(read_number(char) or 0) for char in year)


def _moneys(text: str, taken: Iterable[Mention]) -> Iterator[Mention]:
    """Amounts and bare numbers beside what is `taken`: a date ends a numeral, 300万2026年."""
    spoken = _SPOKEN.sub(lambda match: _spoken(match).rjust(len(match.group())), text)
    for other in taken:
        spoken = spoken[: other.start] + _TAKEN * (other.end - other.start) + spoken[other.end :]
    position = 0
    while match := _MONEY.search(spoken, position):
        match, doubtful = _one_numeral(match, spoken)
        position = max(match.end(), position + 1)
        mention = _money(match, spoken)
        if mention and doubtful is not None:
            mention = replace(mention, high=doubtful, end=mention.end + 1)
            position = mention.end
        if mention:
            start = mention.start
            while start and re.match("[a-z]{2}", text[start - 1 : start + 1]):
                start -= 1  # a spelled number is wider than the figure put in its place
            words = text[start : mention.end]
            end = mention.end - (len(words) - len(words.rstrip()))
            yield replace(mention, start=start, end=end, words=words.strip())


def _one_numeral(match: re.Match[str], text: str) -> tuple[re.Match[str], Decimal | None]:
    """The match cut back to one numeral an end, and what it would be with a last digit that is in doubt."""
    for name in ("low", "high"):
        run = match[name]
        if run is None:
            continue
        place = cut(run, text[match.end(name) :])
        if place.end < len(run):
            start = match.start(name)
            with_last = read_number(run[: place.doubtful]) if place.doubtful else None
            shorter = _MONEY.match(text, match.start(), start + place.end)
            return shorter or match, with_last
    return match, None


def _spoken(match: re.Match[str]) -> str:
    value = Decimal(str(_WORDS[match[1]])) * (100 if match[2] else 1)
    return str(value)


def _money(match: re.Match[str], text: str) -> Mention | None:
    low, high, ends_vague = match["low"], match["high"], _VAGUE.search(match.group())
    if re.search(r"第$|[(]$|(?<!\d[kw])(?<=[a-z])$", text[: match.start("low")]) or low in {
        "半",
        "几",
        "十",
        "百",
        "千",
    }:
        return None
    value, top, near = _read(low)
    if value is None:
        return None
    if high is not None:
        upper, _, _ = _read(high)
        if upper is None:
            return None
        value, top = _aligned(value, low, upper, high), upper
    scale = Decimal(_ENGLISH_SCALE.get(match["english"] or "", 1))
    value, top = value * scale, None if top is None else top * scale
    if match["sign"]:
        value = -value
    unit = match["unit"] or match["pre"] or ""
    scaled = bool(unit or match["english"] or re.search("[万亿wk]", (high or low)))
    arabic = re.search(r"\d", low) is not None
    if (
        _PHONE.search(text[max(0, match.start("low") - 6) : match.end() + 10])
        and len(re.sub(r"\D", "", low)) >= 3
    ):
        return None
    if scaled and not unit and _THINGS.match(text, match.end()):
        return None
    if not scaled:
        if _DECLARED.search(text) and not arabic and len(low) > 1:
            return Mention(Kind.NUMBER, match.start(), match.end(), match.group(), value, scaled=False)
        counted = _COUNTER.match(text, match.end("high" if high else "low"))
        in_declared = _DECLARED.search(text) and re.match(r"个(?=[,。;、 ]|$)", text[match.end() :])
        if not arabic or (counted and not in_declared):
            return None
        word = re.match(r"[a-z]", text[match.end() :]) is not None
        large = value >= 10_000 and match.group().endswith(" ") and not _THINGS.match(text, match.end())
        if (word and not large) or not re.fullmatch(_FIGURE, low):  # 900,000 instead; but 20 pages
            return None
    if top is not None and top < value:
        return None
    foreign = unit if re.fullmatch(_FOREIGN, unit) else ""
    kind = Kind.MONEY if scaled else Kind.NUMBER
    about = _about(match, near or bool(ends_vague))
    return Mention(kind, match.start(), match.end(), match.group(), value, top, about, foreign, scaled)


def _about(match: re.Match[str], near: bool) -> About:
    words = {match["before"] or "", match["after"] or "", match["vague"] or ""} - {""}
    if words & _ABOVE or re.search(rf"[多余](?=[{_SCALE}])", match["low"]):
        return About.ABOVE
    if words & _UNDER:
        return About.UNDER
    if words - _NEAR:
        return About.BELOW
    return About.NEAR if near or words or "来" in match["low"] else About.EXACT


def _read(run: str) -> tuple[Decimal | None, Decimal | None, bool]:
    """Value, upper end and vagueness of one run: 两三百万 is 200万 to 300万; 几百万 cannot be read for certain."""
    near = bool(re.search("[来多余]", run))
    run = re.sub("[来多余个]", "", run)
    if run.startswith("几"):
        rest = run[1:]
        unit = read_number("一" + rest) if rest and rest[0] in _SCALE else None
        return (unit * 2, unit * 9, True) if unit else (None, None, True)
    pair = re.match(rf"([一二两三四五六七八九])([二三四五六七八九])(?=[{_SCALE}])", run)
    if pair and (read_number(pair[1]) or 0) < (read_number(pair[2]) or 0):
        rest = run[pair.end() :]
        return read_number(pair[1] + rest), read_number(pair[2] + rest), True
    if run.startswith("百") or run.startswith("千"):
        run = "一" + run
    return read_number(run), None, near


def _aligned(value: Decimal, low: str, upper: Decimal, high: str) -> Decimal:
    """200到300万: the lower end takes the scale that only the upper end writes."""
    if re.search("[万亿w]", low):
        return value
    scale = Decimal(1)
    for char in high:
        scale *= MYRIADS.get(char, 1)
        if char == "k":
            scale *= UNITS[char]
    return value * scale if value < upper and value * scale <= upper else value


def _counts(text: str) -> Iterator[Mention]:
    for match in _COUNT.finditer(text):
        number = read_number(match["n"])
        if number is not None:
            yield Mention(Kind.COUNT, match.start(), match.end(), match.group(), number)


_DECLARED = re.compile(
    r"(?:单位|都|均|全)(?:都)?(?:是|为|用|按|:)?:?(?P<unit>千元|百万元?|万元?|亿元?|元)(?!\d)"
)


def _declared(mentions: tuple[Mention, ...], text: str) -> tuple[Mention, ...]:
    """单位: 万元 gives all bare figures their unit."""
    match = _DECLARED.search(text)
    if not match:
        return mentions
    scale = (
        read_number("一" + match["unit"].rstrip("元")) or Decimal(1) if match["unit"] != "元" else Decimal(1)
    )
    return tuple(
        replace(item, kind=Kind.MONEY, value=item.amount * scale, scaled=True)
        if item.kind is Kind.NUMBER
        else item
        for item in mentions
    )


def _share_scales(mentions: tuple[Mention, ...], text: str) -> tuple[Mention, ...]:
    """硬件和软件分别300和200万: a bare number takes the scale of the amount it is listed with."""
    shared = list(mentions)
    for index in range(len(shared) - 2, -1, -1):
        one, following = shared[index], shared[index + 1]
        between = text[one.end : following.start]
        if (
            one.kind is Kind.NUMBER
            and following.kind is Kind.MONEY
            and re.fullmatch("[,、和与跟及/ ]{1,2}", between)
        ):
            scale = re.search("[万亿w]", following.words)
            if scale and one.amount < 10_000:
                value = one.amount * MYRIADS[scale.group()]
                shared[index] = replace(one, kind=Kind.MONEY, value=value, about=About.EXACT, scaled=True)
    return tuple(shared)
