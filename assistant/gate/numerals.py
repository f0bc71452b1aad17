"""Finds every numeral of a sentence that nothing proves, in whatever digits or words it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from assistant.reading.mentions import About, Kind, Mention, read_mentions
from assistant.text import normalise
from assistant.verify import MARKER, Figure, canonical

_ANY_DAY = date(2000, 1, 1)
_HAN = "零〇○一二两俩仨三四五六七八九十百千万亿兆廿卅卌皕壹贰弍叁肆伍陆柒捌玖拾佰仟萬億幺半"
_RUN = re.compile(rf"\d+(?:(?:[.,:/\-~—至年月日号时点]|[{_HAN}]+){{0,2}}\d+)*|[{_HAN}]+")
_ITEM = re.compile(r"[一二三四五六七八九十]\([一二三四五六七八九十]{1,3}\)$")
"""The number of a clause as headings have it: 一(七)."""
_OF_A_DATE = ("年", "月")
_HARMLESS = re.compile(
    r"一(?=次性|般|定|些|起|同|并|旦|致|方面|直|样|经|体|家|项|个|条|种|笔|名|份|点|律|步|切)"
    r"|(?<=[进统唯第之逐同任每这那某另单])一|十(?=分)"
)
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|"
    r"trillion|dozen|half|quarter|third|double|twice|triple|zero|nought|percent|per cent)s?\b"
)
_TIMES = re.compile(
    r"翻番|翻倍|[一二两三四五六七八九十半\d]+成(?![立为功交本果员])|[一二两三四五六七八九十半百\d]+[倍折]"
)


def unproven(sentence: str, proven: set[Figure], sources: Iterable[str]) -> str:
    """The first numeral that is no proven figure and is written so in no source; empty where there is none.

    `sources` are normalised texts.
    """
    raw = MARKER.sub(" ", sentence)
    text, known = normalise(raw), tuple(sources)
    for char in raw:
        if unicodedata.category(char) in ("Nl", "No") or (char.isdigit() and not _plain_digit(char)):
            return char
    mentions = read_mentions(text, _ANY_DAY)
    for mention in mentions:
        if not set(canonical(mention)) <= proven or _twisted(mention, known):
            return mention.words
    covered = [(item.start, item.end) for item in mentions if any(True for _ in canonical(item))]
    for pattern in (_RUN, _SPELLED, _TIMES):
        for match in pattern.finditer(text):
            if not _proven_run(match, text, covered, known):
                return match.group()
    return ""


def _twisted(mention: Mention, sources: tuple[str, ...]) -> bool:
    """Whether a proven value is told as another, or may be read so: 160万美元, 超过160万元, 近160万元, 160W."""
    hedged = mention.about is not About.EXACT and "最多" not in mention.words
    unclear = bool(mention.currency) or re.search(r"\d ?[wk]", mention.words) is not None
    return (hedged or unclear) and not any(mention.words in source for source in sources)


def _plain_digit(char: str) -> bool:
    return unicodedata.normalize("NFKC", char) in "0123456789"


def _proven_run(
    match: re.Match[str], text: str, covered: list[tuple[int, int]], sources: tuple[str, ...]
) -> bool:
    if any(start <= match.start() and match.end() <= end for start, end in covered):
        return True
    if all(_harmless(text, position) for position in range(match.start(), match.end())):
        return True
    numbered = _ITEM.search(text[: match.end() + 1])
    if numbered and any(numbered.group() in source for source in sources):
        return True
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return any(_written(match.group(), before, after, source) for source in sources)


def _harmless(text: str, position: int) -> bool:
    match = _HARMLESS.match(text, position)
    return match is not None and match.end() > position


def _written(run: str, before: str, after: str, source: str) -> bool:
    """Whether a source has the whole run with the same character beside it."""
    for match in re.finditer(re.escape(run), source):
        left, right = source[match.start() - 1 : match.start()], source[match.end() : match.end() + 1]
        if _goes_on(left, run[0]) or _goes_on(right, run[-1]):
            continue
        if _letter(before) != _letter(left) or (_letter(before) and before != left):
            continue
        if left in _OF_A_DATE:  # 9月 of 2025年9月28日 is no month of every year
            continue
        if (right == after and after.strip(" ,;:。)]")) or (left == before and before.strip(" ,;:。([")):
            return True
    return False


def _goes_on(char: str, neighbour: str) -> bool:
    if not char:
        return False
    return char.isdigit() if neighbour.isdigit() else char in _HAN


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def money(text: str) -> list[Mention]:
    """The amounts of money and percentages of a normalised text."""
    return [
        item for item in read_mentions(text, _ANY_DAY) if item.kind in (Kind.MONEY, Kind.NUMBER, Kind.PERCENT)
    ]
