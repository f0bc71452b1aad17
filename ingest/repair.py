"""Turn a decoded source into clean text by general repairs, each of them logged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.errors import CorpusError
from assistant.text import to_simplified
from ingest.shift import unshift
from ingest.trace import Edit, RepairKind, TracedText


@dataclass(frozen=True, slots=True)
class Erratum:
    """A reviewed correction of what the general repairs leave."""

    before: str
    after: str
    why: str
    reviewed: str
    """Who or what settled it, and when."""


_NARROW = {
    **{ord(char): chr(ord(char) - 0xFEE0) for char in "（），：；％＋－＜＞．／＝＆＃＊［］｛｝＿｜＠＄"},
    **{
        code: chr(code - 0xFEE0)
        for first, last in ("０９", "ＡＺ", "ａｚ")
        for code in range(ord(first), ord(last) + 1)
    },
    0x3000: " ",
    0x00A0: " ",
}
_TAG_LIKE = re.compile(r"<([\u4e00-\u9fff、]{1,20})>")
_MARKUP = re.compile(r"(?m)^(?:#{1,6}|>|[-*])[ \t]+|\*\*|__|`")
_LAYOUT = re.compile(r"\A\s+|\s+\Z|[ \t]*\r?\n\s*")
_CONTACT = re.compile(
    r"(?:联系|公司|单位|办公)?(?:地址|电话|方式|传真|邮编|邮箱|邮件|网址|微信)\s*:|版权所有|copyright|©|ICP备|公网安备|技术支持\s*:|网站标识码"
    r"|(?:上|下)一篇\s*:|\[?(?:打印|关闭)",
    re.IGNORECASE,
)


def repair(source: str, *, errata: Sequence[Erratum], issuer: str, markdown: bool = False) -> TracedText:
    """Repair a decoded source.

    Raises:
        CorpusError: an erratum does not apply at exactly one place.
    """
    text = TracedText.of(source)
    if markdown:
        text = text.edit(RepairKind.MARKUP, _replacements(_MARKUP, text.text, "", "Markdown mark"))
    text = align_shifted(text)
    text = simplify(text)
    text = narrow(text)
    text = unbracket(text)
    text = text.lay_out([Edit(m.start(), m.end(), _line_break(m), "") for m in _LAYOUT.finditer(text.text)])
    for erratum in errata:
        text = correct(text, erratum)
    return drop_boilerplate(text, issuer)


def align_shifted(text: TracedText) -> TracedText:
    """Read again, one byte further, the lines that a stray GBK byte has shifted."""
    edits = []
    for match in re.finditer(r"[^\n]+", text.text):
        found = unshift(match.group())
        if found:
            why = "a stray byte shifted the GBK pairs of this heading"
            if not found.whole or "）" not in found.after:
                why += "; a byte was lost too, so this is a near miss"
            edits.append(Edit(match.start(), match.start() + len(found.before), found.after, why))
    return text.edit(RepairKind.SHIFT, edits)


def simplify(text: TracedText) -> TracedText:
    """Convert Traditional characters to Simplified ones."""
    return text.edit(
        RepairKind.SCRIPT, _differences(text.text, to_simplified(text.text), "Traditional script")
    )


def narrow(text: TracedText) -> TracedText:
    """Fold full-width letters, digits, brackets, comma, colon and the like; 。、“” stay."""
    return text.edit(
        RepairKind.WIDTH, _differences(text.text, text.text.translate(_NARROW), "full-width form")
    )


def unbracket(text: TracedText) -> TracedText:
    """Write <数据局> as (数据局): Markdown and HTML would swallow it as a tag."""
    why = "a page would swallow <…> as a tag"
    edits = [Edit(m.start(), m.end(), f"({m.group(1)})", why) for m in _TAG_LIKE.finditer(text.text)]
    return text.edit(RepairKind.BRACKET, edits)


def correct(text: TracedText, erratum: Erratum) -> TracedText:
    """Apply a reviewed correction, which must fit exactly one place."""
    places = text.text.count(erratum.before)
    if places != 1:
        raise CorpusError(
            f"勘误 {erratum.before!r} → {erratum.after!r} "
            f"在修复后的正文中出现 {places} 次，应恰好 1 次；请改写 before。"
        )
    start = text.text.index(erratum.before)
    why = f"{erratum.why} ({erratum.reviewed})"
    return text.edit(RepairKind.ERRATUM, [Edit(start, start + len(erratum.before), erratum.after, why)])


def drop_boilerplate(text: TracedText, issuer: str) -> TracedText:
    """Drop the trailing lines in which a web site gives its own contact details.

    A contact that names the issuer's place may be part of the document and stays.
    """
    lines, end = text.text.split("\n"), len(text.text)
    start = end
    while lines and (not lines[-1] or (_CONTACT.match(lines[-1]) and not (issuer and issuer in lines[-1]))):
        start -= len(lines.pop()) + (1 if lines else 0)
    if start == end:
        return text
    why = "contact details of the web site that carried the text, not of the issuer"
    return text.edit(RepairKind.BOILERPLATE, [Edit(start, end, "", why)])


def _replacements(pattern: re.Pattern[str], text: str, after: str, why: str) -> list[Edit]:
    return [Edit(m.start(), m.end(), after, why) for m in pattern.finditer(text)]


def _line_break(match: re.Match[str]) -> str:
    inside = match.start() > 0 and match.end() < len(match.string)
    return "\n" if inside else ""


def _differences(before: str, after: str, why: str) -> list[Edit]:
    """Find the runs that differ; character by character where the lengths agree, which is the usual case."""
    if len(before) != len(after):
        codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return [Edit(a, b, after[c:d], why) for tag, a, b, c, d in codes if tag != "equal"]
    edits, start = list[Edit](), None
    for position in range(len(before) + 1):
        same = position == len(before) or before[position] == after[position]
        if not same and start is None:
            start = position
        elif same and start is not None:
            edits.append(Edit(start, position, after[start:position], why))
            start = None
    return edits
