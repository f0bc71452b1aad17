"""Question → Query: what is asked, about which awards and clauses, with which figures.

Names come from the corpus (`names.py`), cues from the lexicon; nothing here knows an award or an amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.awards.model import Form, InputKind, PlanRule, RuleTable
from assistant.binding import Frame, bind_choices, bind_money
from assistant.lexicon import Lexicon
from assistant.library import Library
from assistant.mentions import Kind, Mention, read_clause_references, read_mentions
from assistant.names import NameBook
from assistant.query import Binding, Claim, ClaimKind, Intent, Memory, Mode, Problem, Query, Unread
from assistant.text import language, normalise


class Understanding:
    """Reads questions about one corpus and its rules."""

    def __init__(self, library: Library, rules: RuleTable, names: NameBook, lexicon: Lexicon) -> None:
        self.library, self.rules, self.names, self.lexicon = library, rules, names, lexicon

    def read(self, question: str, memory: Memory, as_of: date) -> Query:
        """Understand one question in the light of the session so far."""
        text = normalise(question)
        query = Query(question, text, language(question), Intent.SEARCH, as_of)
        guard = self._guard(text)
        if guard:
            return replace(query, intent=guard)
        return _Reading(self, query, memory).query()

    def _guard(self, text: str) -> Intent | None:
        """Stops that need no understanding: nothing asked, small talk, an attempt to break the rules."""
        if not re.search(r"[\u4e00-\u9fffa-z]", text):
            return Intent.EMPTY
        for cue, intent in (
            ("injection", Intent.INJECTION),
            ("thanks", Intent.THANKS),
            ("help", Intent.HELP),
        ):
            if self.lexicon.says(cue, text):
                return intent
        return Intent.REFUSE if self.lexicon.says("off_topic", text) else None


class _Reading:
    """One question being read; every method answers one question about it."""

    def __init__(self, parent: Understanding, query: Query, memory: Memory) -> None:
        self.base, self.memory = query, memory
        self.text, self.today = query.text, query.as_of
        self.lexicon, self.rules, self.library = parent.lexicon, parent.rules, parent.library
        names = parent.names
        self.mentions = read_mentions(self.text, self.today)
        self.references = read_clause_references(self.text)
        self.award_hits = names.awards.find(self.text)
        self.misspelt = [] if self.award_hits else names.awards.find_misspelt(self.text)
        self.topic_hits = names.topics.find(self.text)
        self.input_hits = names.inputs.find(self.text)
        self.choice_hits = names.choices.find(self.text)
        self.department_hits = names.departments.find(self.text) or names.departments.find_misspelt(self.text)
        self.clause_hits = names.clauses.find(self.text) or names.clauses.find_misspelt(self.text)

    def says(self, cue: str) -> bool:
        return self.lexicon.says(cue, self.text)

    # --- which awards ------------------------------------------------------------------------------

    def named_awards(self) -> tuple[str, ...]:
        hits = [*self.award_hits, *self.misspelt]
        return _unique(award for hit in sorted(hits, key=lambda hit: hit.start) for award in hit.targets)

    def hinted_awards(self) -> tuple[str, ...]:
        return _unique(award for hit in self.topic_hits for award in hit.targets)

    def carried_awards(self) -> tuple[str, ...]:
        """The awards of the session that this question goes on about."""
        focus = self.memory.focus
        touched = {target.award_id for hit in (*self.input_hits, *self.choice_hits) for target in hit.targets}
        return tuple(award for award in focus if award in touched) or focus

    def _frame(self, awards: Sequence[str]) -> Frame:
        chosen = {award_id: self.rules.award(award_id) for award_id in awards}
        hits = tuple(hit for hit in self.input_hits if any(t.award_id in chosen for t in hit.targets))
        return Frame(self.text, self.lexicon, chosen, hits, self.mentions)

    # --- what the figures are for ------------------------------------------------------------------

    def figures(self) -> tuple[list[Mention], list[Claim], Mention | None]:
        """Sort money and percentages into inputs, claims about the policy and a wanted amount."""
        inputs: list[Mention] = []
        claims: list[Claim] = []
        target: Mention | None = None
        goal = self.says("goal")
        for mention in self._stated():
            before, after = self.text[: mention.start], self.text[mention.end :]
            if mention.kind is Kind.PERCENT:
                if not re.search(r"占|比例是?$", before[-4:]):
                    claims.append(
                        Claim(ClaimKind.RATE, mention.amount, mention.words, self._nearest_input(mention))
                    )
            elif mention.kind in (Kind.MONEY, Kind.NUMBER):
                if goal and target is None and self._wanted(before):
                    target = mention
                elif mention.kind is Kind.MONEY and self._awarded(mention, before, after):
                    claims.append(Claim(ClaimKind.AMOUNT, mention.amount, mention.words))
                else:
                    inputs.append(mention)
        return inputs, claims, target

    def _stated(self) -> list[Mention]:
        """Mentions that are not taken back: of 不是300万是400万 only the second."""
        pattern = re.compile(rf"(?:{self.lexicon.cues['not_this'].pattern})[^,。;\d]{{0,4}}$")
        return [
            item
            for index, item in enumerate(self.mentions)
            if not (pattern.search(self.text[: item.start]) and index + 1 < len(self.mentions))
        ]

    def _wanted(self, before: str) -> bool:
        return re.search(rf"(?:{self.lexicon.cues['reach'].pattern})[^,。;]{{0,6}}$", before) is not None

    def _awarded(self, mention: Mention, before: str, after: str) -> bool:
        """Whether the figure is one that the policy is supposed to pay."""
        if self._is_input(mention):
            return False
        asked = self.says("question") or self.says("confirm")
        return asked and (
            self.lexicon.says("awarded", before[-14:])
            or self.lexicon.cues["awarded_after"].search(after) is not None
        )

    def _is_input(self, mention: Mention) -> bool:
        """An input's name right before the figure makes it an input: 之前拿过10万, 交易额达到300万."""
        return any(
            hit.end <= mention.start
            and len(hit.words) >= 2
            and re.fullmatch(
                r"(总)?(额|是|为|了|有|达到?|约|大概|实际|投入|投资|投|花|到|:|满|已经|超过|刚好|正好|只有|做到|[ ]){0,4}",
                self.text[hit.end : mention.start],
            )
            for hit in self.input_hits
        )

    def _nearest_input(self, mention: Mention) -> str:
        """The input whose name stands nearest to a rate: 硬件补50%."""
        near = [
            (abs(hit.end - mention.start) if hit.end <= mention.start else hit.start - mention.end + 2, hit)
            for hit in self.input_hits
            if hit.end <= mention.start or hit.start >= mention.end
        ]
        near = [item for item in near if item[0] <= 12]
        return min(near, key=lambda item: item[0])[1].targets[0].input if near else ""

    # --- putting it together -----------------------------------------------------------------------

    def query(self) -> Query:
        money, claims, target = self.figures()
        named = self.named_awards()
        hinted = tuple(award for award in self.hinted_awards() if award not in named)
        candidates = (*named, *hinted)
        carried = () if named else self.carried_awards()
        awards, bindings, unread = self._bind(money, named, hinted, candidates, carried)
        departments, clauses, unknown = self._departments(), *self._clauses()
        query = replace(
            self.base,
            awards=awards,
            names_award=bool(named),
            misspelt=tuple((hit.words, hit.meant) for hit in self.misspelt),
            bindings=bindings,
            unread=unread,
            claims=tuple(claims),
            target=target.amount if target else None,
            departments=departments,
            clauses=clauses,
            unknown_clauses=unknown,
            mentions=self.mentions,
            aspects=tuple(item.id for item in self.lexicon.aspects if item.asks.search(self.text)),
            asks_amount=self.says("amount"),
            confirms=self.says("confirm") or self._closed(),
            general=not self.says("own"),
        )
        query = replace(query, intent=self._intent(query, bool(named), hinted, money))
        if query.intent in (Intent.LEAD, Intent.DEPARTMENT):
            query = replace(query, role=self._role())
        if query.intent is Intent.CLAUSE:
            query = replace(query, want="title" if self.says("clause_title") else "text")
        if query.intent is Intent.GOAL:
            query = replace(query, vary=self._vary(query))
        return replace(query, as_of=self._as_of(query))

    def _closed(self) -> bool:
        return re.search(r"(吗|么|没有)\??$", self.text) is not None

    def _bind(
        self,
        money: list[Mention],
        named: tuple[str, ...],
        hinted: tuple[str, ...],
        candidates: tuple[str, ...],
        carried: tuple[str, ...],
    ) -> tuple[tuple[str, ...], tuple[Binding, ...], tuple[Unread, ...]]:
        """Which awards are meant once the figures have found their inputs, and what they are given."""
        scope = _unique((*candidates, *carried))
        frame = self._frame(scope)
        known = [(case.award_id, name) for case in self.memory.cases for name in case.inputs]
        bound = bind_money(frame, money, known)
        found = {binding.award_id for binding in bound.bindings}
        if named:
            awards = _unique((*named, *(award for award in hinted if award in found)))
        elif (
            carried
            and not (found & set(hinted) - set(carried))
            and (not hinted or set(hinted) & set(carried))
        ):
            awards = carried
        elif found & set(hinted):
            awards = tuple(award for award in hinted if award in found)
        else:
            awards = hinted or (carried if self._goes_on() or found else ())
        bindings = [binding for binding in bound.bindings if binding.award_id in awards]
        bindings += self._loose(bound.loose, awards, bindings)
        frame = self._frame(awards)
        bindings += bind_choices(frame, self.choice_hits, [*self.award_hits, *self.misspelt])
        bindings += self._held(frame, bindings)
        dated, unclear = self._dated(frame)
        return awards, tuple([*bindings, *dated]), (*bound.unread, *unclear)

    def _goes_on(self) -> bool:
        return self.says("again") or self.says("amount") or len(self.text) <= 12

    def _loose(
        self, loose: Sequence[Mention], awards: Sequence[str], bindings: Sequence[Binding]
    ) -> list[Binding]:
        """Money without a name goes to what was asked for last, or to the only input it can be for."""
        result: list[Binding] = []
        for mention in loose:
            for award_id in awards:
                name = self._only_input(award_id, [*bindings, *result], mention)
                if name:
                    result.append(
                        Binding(
                            award_id,
                            name,
                            mention.amount,
                            mention.words,
                            Mode.SET,
                            mention.high,
                            mention.about,
                        )
                    )
                    break
        return result

    def _only_input(self, award_id: str, bindings: Sequence[Binding], mention: Mention) -> str:
        award = self.rules.award(award_id)
        corrected = self._corrected(award_id)
        if corrected:
            return corrected
        have = {item.input for item in bindings if item.award_id == award_id}
        asked = [name for owner, name in self.memory.asked if owner == award_id and name not in have]
        asked = [name for name in asked if award.input(name).kind is InputKind.MONEY]
        if len(asked) == 1:
            return asked[0]
        required = [item.name for item in award.inputs if item.kind is InputKind.MONEY and item.required]
        open_ones = [name for name in required if name not in have]
        if len(required) == 1:
            return required[0] if open_ones else ""
        totals = [item.name for item in award.inputs if item.sum_of and item.name not in have]
        return totals[0] if totals and len(open_ones) == len(required) else ""

    def _corrected(self, award_id: str) -> str:
        """不是300万，是400万: the input that had the value taken back."""
        stated = set(map(id, self._stated()))
        withdrawn = {
            item.amount for item in self.mentions if id(item) not in stated and item.kind is Kind.MONEY
        }
        for case in self.memory.cases:
            if case.award_id == award_id:
                for name, value in case.inputs.items():
                    if isinstance(value, Decimal) and value in withdrawn:
                        return name
        return ""

    def _held(self, frame: Frame, bindings: Sequence[Binding]) -> list[Binding]:
        """我们是省级人工智能服务商: the asker says to hold what the award is given for."""
        held = []
        possess = re.compile(rf"(?:{self.lexicon.cues['possess'].pattern})$")
        negated = re.compile(rf"(?:{self.lexicon.cues['negated'].pattern})$")
        for hit in self.award_hits:
            before = self.text[: hit.start]
            match = possess.search(before)
            if not match or re.match(r"(吗|么|后|的?话|之后|以后|可以|需要)", self.text[hit.end :]):
                continue
            for award_id in hit.targets:
                award = frame.awards.get(award_id)
                states = [item for item in award.inputs if item.kind is InputKind.BOOLEAN] if award else []
                if award and award.form is Form.FLAT and len(states) == 1:
                    name = states[0].name
                    if all((item.award_id, item.input) != (award_id, name) for item in bindings):
                        positive = not negated.search(before[: match.start()])
                        held.append(Binding(award_id, name, positive, (match.group() + hit.words).strip()))
        return held

    def _dated(self, frame: Frame) -> tuple[list[Binding], list[Unread]]:
        """Dates that belong to an award's date input: 2026年3月5日通过验收."""
        result: list[Binding] = []
        unclear: list[Unread] = []
        for mention in self.mentions:
            if mention.kind not in (Kind.DATE, Kind.YEAR):
                continue
            for award in frame.awards.values():
                for item in award.inputs:
                    if item.kind is InputKind.DATE and self._near_date_name(mention, award.id, item.name):
                        day = self._certain_day(mention, self.rules.plan(award.document_id))
                        if day is None:
                            unclear.append(Unread(Problem.UNCLEAR, mention.words, item.question))
                        else:
                            result.append(Binding(award.id, item.name, day, mention.words))
        return result, unclear

    def _near_date_name(self, mention: Mention, award_id: str, name: str) -> bool:
        around = self.text[mention.end : mention.end + 8].split(",")[0]
        before = re.split(r"[,。;]", self.text[max(0, mention.start - 8) : mention.start])[-1]
        own = [word for word, targets in self._date_words().items() if (award_id, name) in targets]
        return any(word in around or word in before for word in own)

    def _date_words(self) -> dict[str, set[tuple[str, str]]]:
        words: dict[str, set[tuple[str, str]]] = {}
        for award in self.rules.awards:
            for item in award.inputs:
                if item.kind is InputKind.DATE:
                    for word in (item.short, *item.aliases):
                        words.setdefault(word, set()).add((award.id, item.name))
        return words

    @staticmethod
    def _certain_day(mention: Mention, plan: PlanRule) -> date | None:
        """The day meant; None where a month or year holds a limit of the validity, so that the day decides."""
        if mention.kind is Kind.YEAR:
            first, last = date(int(mention.amount), 1, 1), date(int(mention.amount), 12, 31)
        elif mention.scaled:
            return mention.day
        else:
            first = mention.day
            last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        inside = {plan.valid_from <= day <= plan.valid_to for day in (first, last)}
        if mention.kind is Kind.DATE and first < plan.valid_to < last:
            inside = {True}
        return None if len(inside) == 2 else first

    def _departments(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for hit in self.department_hits:
            for department in hit.targets:
                found.setdefault(department.name)
        return tuple(found)

    def _clauses(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Addresses named by number or by name, and numbers that no document has."""
        known = {clause.path: clause.address for clause in reversed(self.library.clauses)}
        found: dict[str, None] = {}
        unknown: dict[str, None] = {}
        for reference in self.references:
            paths = [reference.path] if reference.path else self._section(reference.section)
            addresses = [known[path] for path in paths if path in known]
            for address in addresses:
                found.setdefault(address)
            if not addresses and not re.fullmatch(r"[1-9]\.\d", reference.words):
                unknown.setdefault(reference.words)
        if not found and not unknown:
            for hit in self.clause_hits:
                for address in hit.targets:
                    found.setdefault(address)
        return tuple(found), tuple(unknown)

    def _section(self, section: str) -> list[str]:
        return [clause.path for clause in self.library.clauses if clause.path.split(".")[0] == section]

    def _role(self) -> str:
        lead, participant = self.says("role_lead"), self.says("role_participant")
        return "" if lead == participant else "lead" if lead else "participant"

    def _vary(self, query: Query) -> str:
        """The input that a goal-seek varies: the one asked for, or the only one said to be used."""
        names = [
            hit for hit in self.input_hits if any(target.award_id in query.awards for target in hit.targets)
        ]
        bound = {binding.input for binding in query.bindings}
        for hit in names:
            before, after = self.text[: hit.start], self.text[hit.end :]
            only = re.search(rf"(?:{self.lexicon.cues['only'].pattern})[^,。;]{{0,3}}$", before)
            asked = re.match(r"[^,。;\d]{0,10}(多少|几)", after) or re.search(
                r"(多少|几)[^,。;\d]{0,3}$", before
            )
            for target in hit.targets:
                if target.award_id in query.awards and target.input not in bound and (only or asked):
                    item = self.rules.award(target.award_id).input(target.input)
                    if item.kind is InputKind.MONEY and not item.sum_of:
                        return target.input
        return ""

    def _as_of(self, query: Query) -> date:
        """The day asked about: a date that lies wholly outside the validity and is no input."""
        bound = {binding.words for binding in query.bindings if isinstance(binding.value, date)}
        periods = {binding.period for binding in query.bindings if binding.period}
        plans = [self.rules.plan(self.rules.award(award).document_id) for award in query.awards]
        for mention in self.mentions:
            if mention.words in bound or not plans or query.intent not in (Intent.AWARD, Intent.RULE):
                continue
            if mention.kind is Kind.DATE and mention.scaled:
                return mention.day
            if mention.kind is Kind.YEAR and (str(mention.amount) not in periods or len(periods) == 1):
                year = int(mention.amount)
                if year < plans[0].valid_from.year:
                    return date(year, 12, 31)
                if year > plans[0].valid_to.year:
                    return date(year, 1, 1)
        return query.as_of

    # --- what is asked -----------------------------------------------------------------------------

    def _intent(self, query: Query, named: bool, hinted: tuple[str, ...], money: list[Mention]) -> Intent:
        wants_award = self.says("amount") or self.says("eligible")
        awardish = bool(query.awards) and (named or bool(query.bindings) or wants_award or bool(query.claims))
        if (
            query.awards
            and self.says("goal")
            and (query.target is not None or self.says("full") or self._wanted_before())
        ):
            return Intent.GOAL
        if self.references and not query.bindings and not wants_award:
            return Intent.LEAD if self._asks_lead(query) else Intent.CLAUSE
        if self.says("department") and query.departments and not named:
            return Intent.DEPARTMENT
        if self._asks_lead(query):
            return Intent.LEAD
        if query.departments and self.says("department"):
            return Intent.DEPARTMENT
        if self.says("outline") and not named:
            return Intent.OUTLINE
        if self.says("stacking"):
            return Intent.STACKING
        if self.says("validity") and not query.aspects and not query.bindings:
            return Intent.VALIDITY
        if self.says("awards") and not named and not query.bindings:
            return Intent.AWARDS
        if awardish and (wants_award or query.bindings or query.claims or query.unread):
            return self._award_or_rule(query)
        if named and (self.says("rule") or self._goes_on() or query.confirms):
            return Intent.RULE
        if self.says("clause_text") and query.clauses and not query.aspects:
            return Intent.CLAUSE
        if not query.awards and self.memory.focus and self.says("again") and wants_award:
            return Intent.AWARD
        return Intent.SEARCH

    def _wanted_before(self) -> bool:
        return self.memory.target is not None and self.says("again")

    def _asks_lead(self, query: Query) -> bool:
        if not self.says("lead"):
            return bool(query.departments and query.confirms and self.says("role_lead") and not query.claims)
        return (
            bool(query.clauses or query.awards or query.departments or self.memory.clauses)
            or not query.aspects
        )

    def _award_or_rule(self, query: Query) -> Intent:
        if query.bindings or query.claims or query.unread:
            return Intent.AWARD
        return Intent.RULE if self.says("rule") and not self.says("amount") else Intent.AWARD


def _unique(items: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))  # type: ignore[call-overload]
