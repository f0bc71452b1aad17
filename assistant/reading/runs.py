"""Where one numeral ends and the next word begins: 200万三年摊完 is 200万 and three years, not 200.3万."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.numerals import DIGITS, MYRIADS, UNITS

_TOKEN = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|.")
_SCALES = MYRIADS | {"k": UNITS["k"]}
_ENDS = re.compile(
    r"$|[ ,.。;!?、:()/+\-~\"“”□=×*]|元|块(?!一)|圆|rmb|左右|上下|以[上下内]|出头|不到|整"
    r"|[吧吗呢啊哦的了是就能可会要有怎多少最补奖拿给软硬设服总投买卖采成交和与跟加还又再另都全已也够算行按其项入验评被在我咱"
    r"公钱合占花用外不没未申]"
)
"""What stands after a last spoken digit that belongs to its numeral: 一百零三万五, 评上了; 3万5的硬件."""
_STARTS = re.compile(
    r"[个项家名人条套台次批笔期年月日号季天周分小秒%折倍级等张份届楼层岁线路部类种款组处间座辆只支把位户店所校区县市省方边头"
    r"样手维代轮步段章节阶环班车厂站村镇道遍回趟度口共起直定般旦切体并律致些下来旁味经带揽流时汽者周足金险包农点面产档波价拨梯排架米吨亩公班座]"
    r"|成(?![立为功交本])|开(?!发)"
)
"""What makes a digit before it the beginning of a word of its own: 两家, 三年, 2号线, 一共, 二手."""


@dataclass(frozen=True, slots=True)
class Cut:
    end: int
    """Where the numeral ends within its run."""
    doubtful: int = 0
    """Where it ends if a last digit belongs to it too; 0 where that is certain."""


def cut(run: str, after: str) -> Cut:
    """Cut a run of numeral characters where it ceases to be one numeral; `after` is the text behind the run."""
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(run)]
    if tokens and _two_figures(tokens[0][0], run):
        return Cut(run.index(","))
    scale, group, previous = 0, 0, ""
    for token, start in tokens:
        if token in _SCALES:
            if scale and _SCALES[token] >= scale and group < start:
                return Cut(group)  # 200万300万
            scale, group = _SCALES[token], start + 1
        elif _figure(token) and (_figure(previous) or previous in DIGITS) and previous not in "零〇":
            return Cut(start)
        elif token in DIGITS and _figure(previous):
            return Cut(start)  # 300三年
        previous = token
    if not scale or group == len(run):
        return Cut(len(run))
    return _tail(run, group, after)


def _two_figures(token: str, run: str) -> bool:
    """200,300万 lists two amounts; 1,200万 is one."""
    grouped = len(token.replace(",", "")) >= 6 and "," in token and not token.endswith(",000")
    return grouped and run[len(token) :][:1] in MYRIADS


def _figure(token: str) -> bool:
    return token[:1].isdigit()


def _tail(run: str, group: int, after: str) -> Cut:
    """Whether what follows the last 万 or 亿 belongs to it: 12万3456, 三百万五千, 一万二; not 300万120人."""
    tail, joined = run[group:], Cut(len(run))
    if _STARTS.match(after) and not after.startswith(("下来", "点钱")):
        return Cut(group)
    if tail[0] in "零〇点":
        return joined
    if re.fullmatch(r"\d+", tail):
        if len(tail) == 4:
            year = re.match(r"20[0-4]\d", tail) and not re.match("元|块", after)
            return Cut(group) if year else joined
        return _spoken(joined, group, after) if len(tail) == 1 else Cut(group)
    if tail in DIGITS or tail == "半":
        return _spoken(joined, group, after)
    grown = re.fullmatch(rf"(?:\d{{1,3}}|[{''.join(DIGITS)}])[千百十拾佰仟].*", tail)
    return joined if grown else Cut(group)


def _spoken(joined: Cut, group: int, after: str) -> Cut:
    return joined if _ENDS.match(after) else Cut(group, joined.end)
