"""Reads the words that a question asks after: where they stand, or how exactly they go."""

from __future__ import annotations

import re

from assistant.reading.findings import Findings

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,20})[”\"」』]")
_JOINED = re.compile(r"[、,;。?!/]|以及|或者|和|与|及|或|跟")
_ADDED = re.compile(
    r"^[一二三四五六七八九十两\d]+(个|大|项)|^(请问|请|麻烦|帮我?|给我|把|将|查|找|看|一下|下|在|里|中|的|关于|有关|那|这|个|本|该|里面|里头|写|说|讲|都|还|又|有没有|有|是|词)+"
    r"|是(什么|啥|哪|谁)[^,]*$|(这|那)?(个|一)?(词|字|事|句话?|段话?|段|条|款|两个字|四个字|几个字)$|(是|都|的|了|在|里|中|呢|吗|有|给我|过)+$"
)
_DOCUMENT = re.compile(r"行动计划|全文|正文|整个文件|文件|政策|计划|条款|方案|原文|文中|通篇")


def read_terms(found: Findings, cue: str) -> tuple[str, ...]:
    """The words left of a question when the asking itself is taken out; quoted ones first."""
    quoted = tuple(match[1] for match in _QUOTED.finditer(found.text))
    if quoted:
        return quoted
    rest = _DOCUMENT.sub(" ", found.lexicon.cues[cue].sub(",", found.text))
    parts = [_bare(part) for part in _JOINED.split(rest)]
    return tuple(dict.fromkeys(part for part in parts if 1 < len(part) <= 20 or part == "☆"))


def _bare(text: str) -> str:
    text, before = text.strip(), ""
    while text != before:
        before, text = text, _ADDED.sub("", text).strip()
    return text
