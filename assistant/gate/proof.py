"""All that one answer can prove, and the reasons why a sentence may not pass."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from assistant.awards.model import Award, RuleTable
from assistant.compose.draft import Draft
from assistant.gate.attribution import ATTRIBUTED, Attributed, attribute
from assistant.gate.dates import misdated
from assistant.gate.numerals import unproven
from assistant.gate.orders import without_orders
from assistant.gate.roles import (
    Amounts,
    Pairs,
    Terms,
    amounts_of,
    awarded_by,
    bare,
    mispaired,
    misused,
    pairs,
)
from assistant.gate.verdicts import contradicts
from assistant.gate.wording import PLAIN, Wording, language_fits
from assistant.library import Library
from assistant.models import Answer, Assessment, Step
from assistant.query import Query
from assistant.text import Language, format_money, normalise, plain
from assistant.verify import MARKER, Figure, figures

_AT_MOST = re.compile(r"最多(?=[^,，;；。]{0,8}\d)")


class Proof:
    """The verified extractive answer, its quotes and its working; the question alone proves nothing."""

    def __init__(
        self, query: Query, draft: Draft, answer: Answer, library: Library, rules: RuleTable
    ) -> None:
        self.query, self.answer = query, answer
        self._library, self._rules = library, rules
        blocks = [block for block in answer.answer.split("\n\n") if not echoes(block, draft)]
        self.provable = {block: without_orders(block) for block in blocks}
        """Blocks of the extractive answer, and what of them may be reworded."""
        self.blocks = list(self.provable.values())
        self._working = [text for item in answer.awards for text in _working(item)]
        self._quotes = {item.marker: without_orders(item.quote) for item in answer.citations}
        self.passages = [replace(item, quote=self._quotes[item.marker]) for item in answer.citations]

    def mended(self, sentence: str) -> str:
        """A sentence with what models often leave out: the markers of its passages, the policy's own 最高."""
        return self._marked(_AT_MOST.sub("最高", sentence))

    def _marked(self, sentence: str) -> str:
        if MARKER.search(sentence):
            return sentence
        markers = attribute(sentence, self._attributed, f"{self.query.question} {PLAIN}")
        end = re.search(r"[。.！!？?]?$", sentence)
        assert end is not None
        gap = " " if markers and self.query.language is Language.EN else ""
        return f"{sentence[: end.start()]}{gap}{markers}{end.group()}"

    def against(self, sentence: str) -> str:
        """Why the sentence may not be shown, in words the model can act on; empty where it may."""
        if not language_fits(sentence, self.query.language):
            return "要用问题的语言写完整的句子 (write in the language of the question)"
        markers = {int(marker[1:-1]) for marker in MARKER.findall(sentence)}
        if not markers:
            return "句末缺少依据编号，例如[1] (a marker such as [1] is missing)"
        if not markers <= set(self._quotes):
            return "依据编号不存在 (no such marker)"
        return self._figures(sentence, markers) or self._words(sentence)

    def _figures(self, sentence: str, markers: set[int]) -> str:
        texts = [*self._sources, *(self._quotes[marker] for marker in markers)]
        false = unproven(sentence, self._proven(markers), [normalise(text) for text in texts])
        if false:
            return f"“{false}”没有依据 (“{false}” is not proven)"
        misplaced = (
            misused(sentence, self._amounts, self._quoted, self._terms)
            or mispaired(sentence, self._terms, self._pairs, self._quoted_texts)
            or misdated(sentence, [*self._sources, *self._quotes.values()])
        )
        if misplaced:
            return f"“{misplaced}”说的不是这件事 (“{misplaced}” belongs to something else)"
        promised = bare(sentence, self._amounts)
        return f"“{promised}”前要写“最高” (“at most” is missing)" if promised else ""

    def _words(self, sentence: str) -> str:
        awarded = bool(
            self._amounts.awarded & {value for kind, value in figures(sentence) if kind == "money"} - {"0"}
        )
        against = contradicts(sentence, self.answer.awards, self.answer.answer.split("\n\n"), awarded)
        return against or self._misspelt(sentence) or self._wording.fault(sentence, self._leads)

    def _misspelt(self, sentence: str) -> str:
        """A name as the asker miswrote it: repeated, it would look like the policy's."""
        text = normalise(sentence)
        for words, meant in self.query.misspelt:
            if words != meant and normalise(words) in text and normalise(words) not in normalise(meant):
                return f"“{words}”应写作“{meant}” (write “{meant}”)"
        return ""

    def _proven(self, markers: set[int]) -> set[Figure]:
        """Figures of the passages that the sentence cites, of the working and of the verified answer."""
        proven = figures("\n".join(self._working)) | self._in_blocks
        proven |= {("money", value) for value in self._amounts.awarded}
        for marker in markers:
            proven |= figures(self._quotes[marker])
        return proven

    @cached_property
    def _in_blocks(self) -> set[Figure]:
        return {figure for block in self.blocks for figure in figures(block)}

    @cached_property
    def _quoted(self) -> set[str]:
        """Amounts that a quote or the rule itself states."""
        texts = [*self._quotes.values(), *(award.formula for award in self._awards)]
        return {value for text in texts for kind, value in figures(text) if kind == "money"}

    @cached_property
    def _quoted_texts(self) -> list[str]:
        return [normalise(quote) for quote in self._quotes.values()]

    @cached_property
    def _amounts(self) -> Amounts:
        return amounts_of(self.answer.awards, self._quoted)

    @cached_property
    def _awards(self) -> list[Award]:
        """The awards that the answer is about, or whose clause it cites."""
        named = {item.award_id for item in self.answer.awards}
        cited = {item.clause_id for item in self.answer.citations}
        return [award for award in self._rules.awards if award.id in named or award.clause in cited]

    @cached_property
    def _terms(self) -> Terms:
        return Terms.of(self._awards)

    @cached_property
    def _pairs(self) -> tuple[Pairs, ...]:
        rules = [
            f"{award.title}:{part}"
            for award in self._awards
            for part in re.split("[+＋,，;；]", award.formula)
        ]
        told = pairs([*self.blocks, *self._working, *rules], self._terms, awarded_by(self.answer.awards))
        return told, pairs(self._quotes.values(), self._terms)

    @cached_property
    def _sources(self) -> list[str]:
        titles = [f"{item.title} {item.document_title}" for item in self.answer.citations]
        named = [f"{award.title} {award.title_en}" for award in self._awards]
        return [*self.blocks, *self._working, *titles, *named]

    @cached_property
    def _attributed(self) -> list[Attributed]:
        """Parts of the answer with the markers that they end in, and the quotes."""
        parts = [found for block in self.blocks for found in ATTRIBUTED.findall(block)]
        quoted = [(quote, f"[{marker}]") for marker, quote in self._quotes.items()]
        return [(text, markers, figures(text)) for text, markers in [*parts, *quoted]]

    @cached_property
    def _wording(self) -> Wording:
        texts = [*self._sources, *self._quotes.values()]
        return Wording(texts, self.query.question, self._library.departments)

    @cached_property
    def _leads(self) -> set[str]:
        clauses = (self._library.clause(item.clause_id) for item in self.answer.citations)
        return {item.name for clause in clauses for item in clause.departments if item.lead}


def echoes(block: str, draft: Draft) -> bool:
    """Whether a block tells the asker's own figures back: it proves nothing."""
    return bool(draft.understood) and normalise(draft.understood) in normalise(block)


def _working(assessment: Assessment) -> list[str]:
    steps = [f"{step.label} {step.label_en} {step.expression} = {_value(step)}" for step in assessment.steps]
    conditions = [f"{item.text} {item.text_en}" for item in assessment.conditions]
    notes = [f"{item.text} {item.text_en}" for item in assessment.notes]
    return [*steps, *conditions, *notes, assessment.title]


def _value(step: Step) -> str:
    return format_money(step.value) if step.unit == "CNY" else f"{plain(step.value)}{step.unit}"
