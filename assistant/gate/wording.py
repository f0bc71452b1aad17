"""Whether a sentence says what its sources say: language, words, negations, names and quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library import DepartmentName
from assistant.text import Language, normalise
from assistant.verify import MARKER

LEAST_SHARED = 0.5
_LIKE = 0.6
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
_NOT_HAN = re.compile(r"[^\u3400-\u9fff]+")
_PIECE = re.compile(r"[,;。!?\n]")
_NOT = re.compile(
    r"不|未|没有|无[需须法]|除外|禁止|\bnot?\b|\bnever\b|\bwithout\b|\bcannot\b|n't\b|\bunless\b"
)
_NOT_REALLY = re.compile(
    r"未定|不超过|不低于|不少于|不高于|不满|不断|不仅|不但|不同|不足|不论|不管|不妨|差不多"
)
_QUOTED = re.compile(r"[“「『《]([^”」』》]{2,})[”」』》]")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2}(?:局|委员会|办公室|管理办|中心|公司|集团|热线|电话|邮箱|网站|平台)")
_CONTACT = re.compile(
    r"https?:|www\.|\w@\w|\.(?:com|cn|gov|org|net)\b|热线|电话号码|致电|拨打|tel\b|phone|hotline", re.I
)
_SWORN = re.compile(
    r"大概|大约|大致|差不多|可能|也许|或许|估计|应该|肯定|一定|保证|必定|必然|必将|绝对|稳拿|放心|无条件|不限|任何|"
    r"\b(?:probably|maybe|perhaps|likely|guaranteed?|definitely|certainly|surely|automatically|always|any)\b"
)
"""Words that make more or less of a promise than the sources do; a question's own are no proof."""
PLAIN = (
    "在满足条件的前提下，您的企业和项目最高可以获得支持，可获得奖励补助，总计金额为，其中部分按照规定计算得出；如果需要同时通过，"
    "根据行动计划的政策规定，因此目前符合条件，可享受，主要包括以下方面，具体来说，由该单位牵头，参与单位还有，有效期内，自起施行，"
    "取决于，也就是说，此外还要，之后才能，前提是，已经，作为，提供，关于，通过，以及，并且，分别是，共计，约定，这一条，该条"
)
"""Plain words that say nothing of their own; yes and no, figures and names are looked at apart."""
_COMMON = {
    "the", "and", "for", "that", "this", "with", "are", "was", "from", "your", "you", "can", "will", "may",
    "not", "its", "per", "has", "have", "must", "which", "under", "any", "all",
}  # fmt: skip


def language_fits(sentence: str, wanted: Language) -> bool:
    """Whether the sentence is in the question's language; names in the other one may stand in it."""
    text = MARKER.sub("", sentence)
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if wanted is Language.EN:
        return latin >= 3 and latin >= han / 3
    return han >= 4 and han >= 1.5 * latin


class Wording:
    """The words that may be used, from the sources of one answer."""

    def __init__(self, sources: Sequence[str], question: str, departments: Sequence[DepartmentName]) -> None:
        self._sources = [normalise(text) for text in sources]
        self._whole = " ".join(self._sources)
        asked = normalise(question)
        self._grams = _grams(self._whole) | _grams(asked) | _grams(PLAIN)
        self._words = _words(self._whole) | _words(asked)
        self._pieces = [
            (_grams(p), p) for text in self._sources for p in _PIECE.split(text) if len(_grams(p)) > 2
        ]
        self._departments = departments

    def fault(self, sentence: str, leads: set[str]) -> str:
        """What the sentence says that the sources do not; empty where nothing is found.

        `leads`: names of the departments that lead a cited clause.
        """
        text = normalise(MARKER.sub(" ", sentence))
        if _CONTACT.search(text) and not _CONTACT.search(self._whole):
            return "条文里没有联系方式"
        if self._shared(text) < LEAST_SHARED:
            return "说了条文和结论里没有的内容"
        # With what follows it: “符合条件不等于一定拿到” does not bear out “一定可以拿到”.
        found = ((m.group(), text[m.start() : m.end() + 2]) for m in _SWORN.finditer(text))
        sworn = next((word for word, context in found if context not in self._whole), "")
        if sworn:
            return f"条文和结论没有说“{sworn}”"
        return self._quotation(text) or self._office(text, leads) or self._negation(text)

    def _shared(self, text: str) -> float:
        grams, words = _grams(text), _words(text)
        if len(grams) >= len(words):
            return len(grams & self._grams) / len(grams) if grams else 1.0
        return len(words & self._words) / len(words)

    def _quotation(self, text: str) -> str:
        lost = next((m[1] for m in _QUOTED.finditer(text) if m[1] not in self._whole), "")
        return f"引号里的“{lost}”不是原文" if lost else ""

    def _office(self, text: str, leads: set[str]) -> str:
        for match in _OFFICE.finditer(text):
            if match.group() not in self._whole:
                return f"条文里没有“{match.group()}”"
        for piece in _PIECE.split(text):
            if not re.search(r"牵头|\blead|\bled\b", piece) or _NOT.search(piece):
                continue
            for department in self._departments:
                names = (department.name, department.other_name, *department.aliases, *department.aliases_en)
                if department.name not in leads and any(
                    n and len(n) > 2 and normalise(n) in piece for n in names
                ):
                    return f"{department.display}不是牵头单位"
        return ""

    def _negation(self, text: str) -> str:
        for piece in _PIECE.split(text):
            grams = _grams(piece)
            if len(grams) < 4:
                continue
            likeness = [(len(grams & own) / len(grams), source) for own, source in self._pieces]
            best = max((value for value, _ in likeness), default=0.0)
            nearest = [source for value, source in likeness if value >= best - 0.1]
            if best >= _LIKE and all(_negated(source) != _negated(piece) for source in nearest):
                return "肯定和否定与原文相反"
        return ""


def _negated(text: str) -> bool:
    return len(_NOT.findall(_NOT_REALLY.sub("", text))) % 2 == 1


def _grams(text: str) -> set[str]:
    return {run[i : i + 2] for run in _NOT_HAN.split(text) for i in range(len(run) - 1)}


def _words(text: str) -> set[str]:
    return {word for word in (item.lower() for item in _LATIN.findall(text)) if len(word) > 2} - _COMMON


def shared(text: str, others: str) -> float:
    """The share of a text's words and two-character pieces that stand in the others, 0..1."""
    own, other = normalise(MARKER.sub(" ", text)), normalise(others)
    pieces = _grams(own) | _words(own)
    return len(pieces & (_grams(other) | _words(other))) / len(pieces) if pieces else 1.0
