"""Words of dialects that a question may be asked in, as standard Chinese has them."""

from __future__ import annotations

import re

_WORDS = {  # Cantonese first, then Wu and Sichuan; longer words before their parts
    "系唔系": "是不是",
    "系咪": "是不是",
    "唔系": "不是",
    "有冇": "有没有",
    "得唔得": "行不行",
    "可唔可以": "可不可以",
    "唔可以": "不可以",
    "唔该": "请问",
    "唔": "不",
    "冇": "没有",
    "攞": "拿",
    "拎到": "拿到",
    "咗": "了",
    "哋": "们",
    "嘅": "的",
    "几多": "多少",
    "几钿": "多少钱",
    "边个": "哪个",
    "边度": "哪里",
    "点样": "怎样",
    "点计": "怎么算",
    "点算": "怎么算",
    "几时": "什么时候",
    "乜嘢": "什么",
    "咩": "什么",
    "畀": "给",
    "俾": "给",
    "嘢": "东西",
    "佢": "他",
    "喺": "在",
    "啲": "些",
    "嗰": "那",
    "依家": "现在",
    "而家": "现在",
    "仲有": "还有",
    "仲可以": "还可以",
    "仲要": "还要",
    "阿拉": "我们",
    "伲": "我们",
    "侬": "你",
    "勿是": "不是",
    "呒没": "没有",
    "好多钱": "多少钱",
    "啷个": "怎么",
    "咋个": "怎么",
    "莫得": "没有",
    "俺们": "我们",
    "中不中": "行不行",
}
_PATTERN = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)) + r"|伐(?=[?。!]*$)")


def to_standard(text: str) -> str:
    """Simplified Chinese with words of dialects replaced: 买咗数据, 可以攞几多 → 买了数据, 可以拿多少."""
    return _PATTERN.sub(lambda match: _WORDS.get(match.group(), "吗"), text)
