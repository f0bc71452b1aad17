"""Lets a model word a verified answer: each sentence is checked as it completes, and only then released."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from assistant import prompts
from assistant.awards.model import RuleTable
from assistant.errors import ModelError, ModelOutputError, ModelTimeout
from assistant.gate.proof import Proof
from assistant.gate.sentences import sentences
from assistant.gate.verdicts import conditional
from assistant.gate.wording import shared
from assistant.library import Library
from assistant.models import Answer, AnswerStatus
from assistant.protocols import ChatModel, Message
from assistant.query import Intent
from assistant.text import Language, to_simplified, to_traditional
from assistant.turn import Turn
from assistant.verify import MARKER, figures

log = logging.getLogger(__name__)

WORDED = {
    Intent.AWARD,
    Intent.RULE,
    Intent.GOAL,
    Intent.STACKING,
    Intent.SEARCH,
    Intent.LEAD,
    Intent.VALIDITY,
}
"""Lists, numbered places and fixed texts gain nothing from other words."""
SETTLED = {Intent.AWARD, Intent.RULE, Intent.GOAL, Intent.STACKING, Intent.LEAD}
"""What is calculated, and who leads: the direct answer comes first and unchanged, the model says what carries it."""
MOST_BLOCKS = 2
"""Paragraphs given to the model; notes and reminders follow as they are."""
REWRITES = 2
FAILURES_IN_A_ROW = 3
MOST_SENTENCES = 8
MOST_REPEATED = 3
"""Small models go round in circles."""
_DECIDES = re.compile(
    r"^(?:对[，,。]|不对|不是|不能|做不到|没有“|（“|Yes\b|No\b|Not possible|There is no|\()"
)
"""A corrected premise, a yes or no, a name that was miswritten."""
_REPEATED = 0.85
"""The share of a sentence's words that a released paragraph has, from which it says the same; a short one may."""
_COVERED = 0.6
"""The share of a block's words that must have been said for it to be left out."""
_SIGNS = re.compile("[？✓✗] ")
"""Before conditions; the direct answer speaks of them."""
_AMOUNT_FIRST = re.compile(r"^[^\n。;；]{0,60}\*\*(?:CNY )?\d")
"""The direct answer, with or without the award's name before it: its figures are what it says."""


@dataclass
class _Said:
    """What was released, what still has to be, and what happened on the way."""

    pending: list[str]
    """Blocks of the extractive answer not yet released, in order."""
    released: list[str] = field(default_factory=list)
    by_model: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)
    times: dict[str, float] = field(default_factory=dict)
    """Milliseconds since then: `first_worded` until the model's first sentence, `word` until its end."""
    checked: int = 0
    repeated: int = 0
    """Of these, what had been said: neither released nor held against the model."""
    figures: int = 0
    replaced: int = 0
    withheld: int = 0

    def release(self, text: str) -> str:
        self.released.append(text)
        return text

    def note(self, name: str) -> None:
        self.times[name] = round((time.perf_counter() - self.began) * 1000, 2)

    def word(self, sentence: str) -> str:
        """Release a sentence of the model's own."""
        if not self.by_model:
            self.note("first_worded")
        self.by_model.append(sentence)
        return self.release(sentence)

    def lead(self, direct: bool) -> Iterator[str]:
        """What comes first and unchanged: yes, no and corrections; `direct`: and the block that answers."""
        while self.pending and _DECIDES.match(to_simplified(self.pending[0])):
            yield self.release(self.pending.pop(0))
        while direct and self.pending and not any(map(MARKER.search, self.released)):
            yield self.release(self.pending.pop(0))

    def replace(self) -> Iterator[str]:
        """Put the next block that was not said yet in place of a sentence, or nothing."""
        while self.pending:
            block = self.pending.pop(0)
            if not _covers(self.by_model, block):
                self.replaced += 1
                yield self.release(block)
                return
        self.withheld += 1


class Writer:
    """Words answers with one model. Everything but the wording stays as the extractive answer has it."""

    def __init__(self, model: ChatModel, library: Library, rules: RuleTable, patience: float) -> None:
        """`patience`: seconds after which no sentence is asked for again."""
        self.model, self._library, self._rules, self._patience = model, library, rules, patience

    def takes(self, turn: Turn, answer: Answer) -> bool:
        """Whether wording may improve this answer; refusals and silence are fixed."""
        fits = answer.status in (AnswerStatus.ANSWERED, AnswerStatus.NEEDS_CLARIFICATION)
        return fits and turn.understood.intent in WORDED and bool(answer.citations)

    def write(self, turn: Turn, answer: Answer) -> Iterator[str | Answer]:
        """Yield checked paragraphs, then the answer that they make up."""
        assert turn.draft is not None
        proof = Proof(turn.understood, turn.draft, answer, self._library, self._rules)
        said = _Said(answer.answer.split("\n\n"))
        yield from said.lead(direct=turn.understood.intent in SETTLED)
        failure: ModelError | None = None
        try:
            yield from self._worded(proof, said)
        except ModelError as error:
            log.warning("extractive answer instead: %s", error)
            failure = error
        for block in said.pending:
            if failure is not None or not _covers(said.by_model, block):
                yield said.release(block)
        note = _note(failure, said, proof.query.language)
        if note:
            yield said.release(note)
        if said.times:
            said.note("word")
        yield self._answer(answer, said, failure)

    def _worded(self, proof: Proof, said: _Said) -> Iterator[str]:
        asked = _prompt(proof, said)
        if not asked:
            return
        said.note("word")  # a model was asked, whatever comes of it
        until, rewrites = time.monotonic() + self._patience, 0
        reading: Sequence[Message] | None = asked
        while reading is not None:
            may_ask = rewrites < REWRITES and time.monotonic() < until
            rejected = yield from self._read(reading, proof, said, rewrites > 0, may_ask)
            rewrites += 1
            reading = prompts.again(asked, said.by_model, *rejected) if rejected else None
        if not said.checked:
            raise ModelOutputError("模型什么也没有写")

    def _read(
        self, asked: Sequence[Message], proof: Proof, said: _Said, rewriting: bool, may_ask: bool
    ) -> Generator[str, None, tuple[str, str] | None]:
        """Release what passes; return a sentence that does not, with the reason, if it may be asked anew.

        `rewriting`: the first sentence is one asked for anew, which has no second chance.
        """
        in_a_row = 0
        with closing(self.model.stream(asked)) as stream:
            for sentence in sentences(stream):
                sentence = proof.mended(_in_script(sentence, proof.query.language))
                said.checked += 1
                if _says_nothing_new(sentence, said):
                    said.repeated += 1
                    if said.repeated == MOST_REPEATED:
                        return None
                    continue
                said.figures += len(figures(sentence))
                reason = proof.against(sentence)
                if not reason:
                    in_a_row = 0
                    yield said.word(sentence)
                elif may_ask and not rewriting:
                    log.info("asked anew (%s): %s", reason, sentence)
                    return sentence, reason
                else:
                    in_a_row += 1
                    log.info("not released (%s): %s", reason, sentence)
                    yield from said.replace()
                rewriting = False
                if in_a_row == FAILURES_IN_A_ROW or len(said.released) >= MOST_SENTENCES:
                    return None
        return None

    def _answer(self, answer: Answer, said: _Said, failure: ModelError | None) -> Answer:
        checks = replace(
            answer.checks,
            sentences=said.checked,
            figures=answer.checks.figures + said.figures,
            replaced=said.replaced,
            withheld=answer.checks.withheld + said.withheld,
        )
        worded = said.by_model and failure is None
        return replace(
            answer,
            answer="\n\n".join(said.released),
            answerer=self.model.name if worded else answer.answerer,
            checks=checks,
            timings_ms=said.times,
        )


def _prompt(proof: Proof, said: _Said) -> Sequence[Message]:
    """Ask for the first provable blocks in other words; nothing to ask where no block has a marker."""
    query = proof.query
    known = [proof.provable.get(block, "") for block in said.pending]
    blocks = [block for block in known if MARKER.search(block)][:MOST_BLOCKS]
    used = {int(marker[1:-1]) for block in blocks for marker in MARKER.findall(block)}
    passages = [item for item in proof.passages if item.marker in used]
    english = query.language is Language.EN
    return prompts.messages(query.question, said.released, blocks, passages, english) if blocks else []


def _says_nothing_new(sentence: str, said: _Said) -> bool:
    """A bare marker, a line of the prompt copied with its signs, or what was released before."""
    if prompts.copied(sentence) or not MARKER.sub("", sentence).strip(" 。.，,"):
        return True
    told = figures(sentence)
    return any(
        told <= figures(text) and shared(sentence, text) >= _REPEATED and 2 * len(sentence) >= len(text)
        for text in said.released
    )


def _covers(sentences: Sequence[str], block: str) -> bool:
    """Whether the sentences say all that a block says; without a marker or with signs (？ ✓ ✗) it always stays."""
    if _SIGNS.search(block):
        return False
    markers, text = set(MARKER.findall(block)), "\n".join(sentences)
    if not markers or not markers <= set(MARKER.findall(text)) or not figures(block) <= figures(text):
        return False
    if _AMOUNT_FIRST.match(block):
        return conditional(text) or not conditional(block)
    return shared(block, text) >= _COVERED


def _in_script(sentence: str, wanted: Language) -> str:
    match wanted:
        case Language.HANT:
            return to_traditional(sentence)
        case Language.HANS:
            return to_simplified(sentence)
        case Language.EN:
            return sentence


def _note(failure: ModelError | None, said: _Said, language: Language) -> str:
    """What is told where the model did not write, or not to its end."""
    if failure is None and (said.by_model or said.checked == said.repeated):
        return ""
    if said.by_model:
        text = "（语言模型中途停止，其余内容直接取自条款和测算。）"
        english = "(The language model broke off; the rest is taken straight from clauses and working.)"
    else:
        why, why_en = _reason(failure)
        text = f"（{why}，本回答直接取自条款和测算。）"
        english = f"({why_en}; this answer is taken straight from clauses and working.)"
    return english if language is Language.EN else _in_script(text, language)


def _reason(failure: ModelError | None) -> tuple[str, str]:
    match failure:
        case None:
            return "语言模型写的话没有通过核对", "What the language model wrote could not be verified"
        case ModelTimeout():
            return "语言模型没有按时写完", "The language model did not answer in time"
        case ModelOutputError():
            return "语言模型没有写出可用的话", "The language model wrote nothing usable"
        case _:
            return "语言模型暂时不可用", "The language model is unavailable at the moment"
