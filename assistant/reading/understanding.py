"""Question → Query: what is asked, about which awards and clauses, with which figures.

Names come from the corpus (`names.py`), cues from the lexicon; nothing here knows an award or an amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.awards.model import Form, InputKind, Role, RuleTable
from assistant.library import Library
from assistant.query import Binding, Claim, ClaimKind, Hint, Intent, Memory, Mode, Problem, Query, Unread
from assistant.reading.asserted import asserts, supposed
from assistant.reading.binding import bind_money, paid_before
from assistant.reading.choices import bind_choices
from assistant.reading.circumstances import Circumstances, Coverage
from assistant.reading.dates import bind_dates, day_asked_about
from assistant.reading.figures import Figures, sort_figures, withdrawn
from assistant.reading.findings import Findings, ends_with, find, unique
from assistant.reading.follow_ups import dropped, echoed, put_back, scaled
from assistant.reading.frame import Frame
from assistant.reading.hypothetical import with_supposed
from assistant.reading.intents import decide
from assistant.reading.lexicon import Aspect, Lexicon
from assistant.reading.lists import award_lists
from assistant.reading.mentions import Kind, Mention
from assistant.reading.names import InputName, NameBook
from assistant.reading.numerals import read_number
from assistant.reading.pairing import money_targets
from assistant.reading.pointing import Pointing
from assistant.reading.premises import read_premises
from assistant.reading.selection import read_selection
from assistant.reading.sharing import read_sharing
from assistant.reading.splits import multiple, split_by_ratio, split_by_shares
from assistant.reading.states import bind_held, bind_nouns, bind_other_level
from assistant.reading.years import sums_of_years
from assistant.text import language, normalise

NO_HINT = Hint()
_UNIT = re.compile(r"[^\d]{0,8}?(单位)?(都|均)?(是|为|:)?(?P<unit>千元|百万元?|万元?|亿元?|元)[^\d]{0,3}")


class Understanding:
    """Reads questions about one corpus and its rules."""

    def __init__(
        self, library: Library, rules: RuleTable, names: NameBook, lexicon: Lexicon, coverage: Coverage
    ) -> None:
        self.library, self.rules, self.names = library, rules, names
        self.lexicon, self.coverage = lexicon, coverage

    def read(self, question: str, memory: Memory, as_of: date, hint: Hint = NO_HINT) -> Query:
        """Understand one question in the light of the session so far."""
        question = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = normalise(question)
        query = Query(question, text, language(question), Intent.SEARCH, as_of)
        guard = self._guard(text)
        if guard:
            return replace(query, intent=guard)
        found = find(text, as_of, self.names, self.lexicon)
        return _Reading(self, query, memory, found, hint).query()

    def _guard(self, text: str) -> Intent | None:
        """Stops that need no understanding: nothing asked, small talk, an attempt to break the rules."""
        if not re.search(r"[\u4e00-\u9fff☆]|[a-z]{3}", text):
            return Intent.EMPTY
        for cue, intent in (
            ("injection", Intent.INJECTION),
            ("thanks", Intent.THANKS),
            ("help", Intent.HELP),
        ):
            if self.lexicon.says(cue, text):
                return intent
        return Intent.REFUSE if self.lexicon.says("off_topic", text) else None


@dataclass(frozen=True, slots=True)
class _Meant:
    """Which awards are meant, and what they are given."""

    awards: tuple[str, ...]
    bindings: tuple[Binding, ...]
    unread: tuple[Unread, ...]
    claims: tuple[Claim, ...] = ()


class _Reading:
    """One question being read."""

    def __init__(
        self, parent: Understanding, query: Query, memory: Memory, found: Findings, hint: Hint
    ) -> None:
        others = any(not found.lexicon.says("difference", hit.words) for hit in found.topics)
        if memory.focus or others or found.awards:  # 补差 names an award only where no other is talked of
            topics = tuple(hit for hit in found.topics if not found.lexicon.says("difference", hit.words))
            found = replace(found, topics=topics)
        self.base, self.memory, self.found, self.hint = query, memory, found, hint
        self.rules, self.library, self.coverage = parent.rules, parent.library, parent.coverage

    def query(self) -> Query:
        found, memory = self.found, self.memory
        scope = self._scope()
        figures = sort_figures(found, [self.rules.award(item) for item in scope], found.says("goal"))
        meant = self._meant(figures)
        pointing = Pointing(found, memory, self.library)
        clauses, unknown = pointing.clauses()
        query = replace(
            self.base,
            awards=meant.awards,
            names_award=bool(found.named_awards),
            misspelt=found.misspelt,
            bindings=meant.bindings,
            unread=meant.unread,
            workings=figures.workings,
            claims=meant.claims,
            premises=read_premises(found, [self.rules.award(item) for item in meant.awards], asserts(found)),
            target=figures.target,
            departments=found.department_names or pointing.departments_before(),
            carries_departments=not found.department_names and bool(pointing.departments_before()),
            foreign=pointing.foreign(),
            sharing=read_sharing(found),
            selection=read_selection(found, self.rules.awards, clauses if pointing.of_clause() else ()),
            terms=pointing.terms(),
            unfound=pointing.unfound(),
            each=found.says("each"),
            clauses=clauses,
            unknown_clauses=unknown,
            mentions=found.mentions,
            aspects=tuple(item.id for item in found.lexicon.aspects if self._asks(item, meant.bindings)),
            asks_amount=found.says("amount"),
            confirms=asserts(found),
            counts=found.says("count")
            or (found.says("confirm") and any(m.kind is Kind.COUNT for m in found.mentions)),
        )
        around = Circumstances(
            found, memory, self.coverage, {a.id: a for a in self.rules.awards}, self.library
        )
        query = replace(query, intent=decide(query, around))
        if query.intent in (Intent.LEAD, Intent.DEPARTMENT):
            query = replace(query, role=pointing.role())
        if query.intent is Intent.CLAUSE and not query.clauses and query.terms:
            query = replace(query, clauses=pointing.standing_in(query.terms))
        if query.intent is Intent.CLAUSE:
            query = replace(query, want="title" if found.says("clause_title") else "text")
        if query.intent is Intent.GOAL:
            query = replace(query, vary=self._vary(query))
        plans = [self.rules.plan(self.rules.award(award).document_id) for award in query.awards]
        day = day_asked_about(query, plans)
        said = any(item.scaled and item.day == day for item in found.mentions if item.kind is Kind.DATE)
        return replace(query, as_of=day, then=day != query.as_of and not said)

    # --- which awards ------------------------------------------------------------------------------

    def _carried(self) -> tuple[str, ...]:
        """The awards of the session that this question goes on about."""
        found, focus = self.found, self.memory.focus
        if self.hint.awards:
            return self.hint.awards
        if found.says("all_of_them"):
            return unique(case.award_id for case in self.memory.cases)
        touched = {target.award_id for hit in found.inputs for target in hit.targets}
        touched |= {target.award_id for hit in found.choices for target in hit.targets}
        return tuple(award for award in focus if award in touched) or focus

    def _scope(self) -> tuple[str, ...]:
        """Every award that the question may be about."""
        carried = () if self.found.named_awards else self._carried()
        return unique((*self.found.named_awards, *self.found.hinted_awards, *carried, *self._implied()))

    def _implied(self) -> tuple[str, ...]:
        """Awards that alone have an input named at length: 项目总共花了."""
        owners = [
            {target.award_id for target in hit.targets}
            for hit in self.found.inputs
            if len(hit.words) >= 4 and not any(self._deducted(target) for target in hit.targets)
        ]
        return unique(owner for group in owners if len(group) == 1 for owner in group)

    def _deducted(self, name: InputName) -> bool:
        """已经拿到 may be said of any award, though only a tiered one asks for it."""
        return self.rules.award(name.award_id).deducts == name.input

    def _frame(self, awards: Sequence[str]) -> Frame:
        chosen = {award_id: self.rules.award(award_id) for award_id in awards}
        hits = tuple(hit for hit in self.found.inputs if any(t.award_id in chosen for t in hit.targets))
        return Frame(self.found.text, self.found.lexicon, chosen, hits, self.found.mentions)

    def _meant(self, figures: Figures) -> _Meant:
        found = self.found
        named, hinted = found.named_awards, found.hinted_awards
        carried = () if named else self._carried()
        known = [(case.award_id, name) for case in self.memory.cases for name in case.inputs]
        bound = bind_money(replace(self._frame(self._scope()), preferred=named), figures.inputs, known)
        choices = bind_choices(
            self._frame(unique((*named, *hinted))), found.choices, (*found.awards, *found.topics)
        )
        given = {item.award_id for item in bound.bindings}
        stated = {item.award_id for item in choices if self._decides(item)} | self._told_right_after()
        stated |= self._listed() | self._of_other_level(unique((*named, *hinted)))
        awards = self._awards(named, hinted, carried, given, stated, figures)
        bindings = [item for item in bound.bindings if item.award_id in awards]
        taken = self._loose(bound.loose, awards, bindings)
        bindings += taken
        names = [hit for hit in self._frame(awards).inputs if money_targets(self._frame(awards), hit)]
        frame = self._frame(awards)
        bindings += [*split_by_shares(frame, taken, names), *split_by_ratio(frame, taken, names)]
        placed = {item.words for item in taken}
        left = [item for item in bound.loose if item.words not in placed] if awards else []
        frame = self._frame(awards)
        bindings += self._earlier_tiers(figures.tiers, awards, bindings)
        bindings += bind_choices(frame, found.choices, (*found.awards, *found.topics))
        other = bind_other_level(frame, found, self.rules)
        taken_back = {(item.award_id, item.input) for item in other}
        bindings = [item for item in bindings if (item.award_id, item.input) not in taken_back] + other
        if self.memory.focus and not found.named_awards:
            bindings += echoed(found.text, list(frame.awards.values()), bindings, self.memory.asked)
            bindings += dropped(frame, found, self._told_inputs())
        bindings += bind_held(frame, found, bindings)
        dated, unclear = bind_dates(frame, found, self.rules)
        bindings += bind_nouns(frame, found, bindings, dated, self.base.as_of)
        bindings = with_supposed(frame.awards.values(), found.text, bindings, self.memory.cases)
        bindings += self._of_remembered(awards, bindings)
        given_units = self._of_unit(bindings)
        bindings += given_units
        awards = awards or unique(item.award_id for item in given_units)
        kinds = {item.kind for award_id in awards for item in self.rules.award(award_id).inputs}
        fixed = InputKind.MONEY not in kinds
        chosen = [self.rules.award(award_id) for award_id in awards]
        claims, unused = supposed(found, figures.claims, left if fixed else (), chosen)
        open_ones = (*left, *figures.unsure)
        loose = () if fixed else tuple(Unread(Problem.LOOSE, item.words) for item in open_ones)
        if not fixed:
            loose += tuple(Unread(problem, item.words) for problem, item in figures.left_out)
        summed = sums_of_years(found.text, chosen, bindings, self.memory.told)
        if summed:
            bindings = [item for item in bindings if item not in summed]
            loose += tuple(Unread(Problem.YEARLY, item.words) for item in summed)
            claims = ()  # 合计250万按5%算: the rate is not what is asked
        return _Meant(awards, (*bindings, *dated), (*bound.unread, *unclear, *unused, *loose), claims)

    def _awards(
        self,
        named: tuple[str, ...],
        hinted: tuple[str, ...],
        carried: tuple[str, ...],
        given: set[str],
        stated: set[str],
        figures: Figures,
    ) -> tuple[str, ...]:
        if named:
            return self._in_order((*named, *(award for award in hinted if award in given | stated)))
        if self.hint.awards:
            return self.hint.awards
        others = set(hinted) - set(carried)
        if carried and not given & others and (not hinted or set(hinted) & set(carried)):
            return carried
        if given & set(hinted):
            return tuple(award for award in hinted if award in given)
        if hinted:
            return hinted
        capped = self._capped(figures)
        if capped:
            return capped
        implied = tuple(award for award in self._implied() if award in given)
        if implied:
            return implied
        goes_on = self.found.says("again") or self.found.says("amount") or len(self.found.text) <= 12
        return carried if goes_on or given else ()

    def _in_order(self, awards: Sequence[str]) -> tuple[str, ...]:
        """As the question names them."""
        places = {
            award: hit.start for hit in (*self.found.topics, *self.found.awards) for award in hit.targets
        }
        return tuple(sorted(unique(awards), key=lambda award: places.get(award, 0)))

    def _capped(self, figures: Figures) -> tuple[str, ...]:
        """上限是500万吗 without an award's name: the awards with such a cap, or with any."""
        claimed = {claim.value for claim in figures.claims if claim.kind is ClaimKind.AMOUNT}
        if not claimed or not self.found.says("full"):
            return ()
        caps = [
            (award.id, item.value)
            for award in self.rules.awards
            for item in award.parameters
            if item.role is Role.CAP
        ]
        return unique(award for award, value in caps if value in claimed) or unique(
            award for award, _ in caps
        )

    def _asks(self, aspect: Aspect, bindings: Sequence[Binding]) -> bool:
        """Whether an aspect is asked: where a case is told, only in a piece that asks (设备款发票合计… tells)."""
        if self.found.says("built") and not self.found.says("question"):
            return False  # 我们搞了个智能客服 tells, it does not ask for a contact
        if aspect.id == "definition" and any(self._recognises(item) for item in bindings):
            return False  # 区里评的算不算: the clause names the levels
        match = aspect.asks.search(self.found.text)
        if match is None or not any(isinstance(item.value, Decimal) for item in bindings):
            return match is not None
        start = max(self.found.text.rfind(stop, 0, match.start()) for stop in ",。;!?") + 1
        piece = re.split(r"[,。;!]", self.found.text[start:])[0]
        return self.found.lexicon.says("question", piece)

    def _recognises(self, binding: Binding) -> bool:
        """Whether it is the level that an award is given for by its level, or one that it is not given for."""
        award = self.rules.award(binding.award_id)
        graded = any(item.level for item in award.parameters)
        return award.form is Form.FLAT and (
            binding.value is False or (graded and isinstance(binding.value, str))
        )

    def _told_right_after(self) -> set[str]:
        """Awards only hinted at whose state follows at once: 服务商认定了."""
        return {
            award
            for topic in self.found.topics
            if len(topic.targets) == 1
            and not any(a.start < topic.end and topic.start < a.end for a in self.found.awards)
            for choice in self.found.choices
            if re.fullmatch("[也都已经刚了被]{0,3}", self.found.text[topic.end : choice.start] or "")
            and topic.end <= choice.start
            and not self._names_what(choice.end)
            for award in set(topic.targets) & {target.award_id for target in choice.targets}
        }

    def _names_what(self, place: int) -> bool:
        """1个场景评上省级典型应用场景: what was recognised, and as what."""
        found = self.found
        return any(
            hit.start >= place and re.fullmatch("[为了到上成 ]{0,2}", found.text[place : hit.start])
            for hit in found.awards
        )

    def _listed(self) -> set[str]:
        """Awards only hinted at that stand in a list of awards: 标杆企业、服务商、数智优品."""
        flat = [award.id for award in self.rules.awards if award.form is Form.FLAT]
        return {award for run in award_lists(self.found, flat) for hit in run for award in hit.targets}

    def _of_other_level(self, awards: Sequence[str]) -> set[str]:
        """Awards said to be held at another level than they are given for: 服务商只是市级的."""
        return {item.award_id for item in bind_other_level(self._frame(awards), self.found, self.rules)}

    def _decides(self, binding: Binding) -> bool:
        """Whether the amount of the award depends on this choice: its level."""
        award = self.rules.award(binding.award_id)
        return any(item.level == binding.value for item in award.parameters)

    # --- figures without a name --------------------------------------------------------------------

    def _loose(
        self, loose: Sequence[Mention], awards: Sequence[str], bindings: Sequence[Binding]
    ) -> list[Binding]:
        """Money without a name goes to what was asked for last, or to the only input it can be for."""
        asked = [(award, name) for award, name in self.memory.asked if award in awards]
        if (
            len(loose) == len(asked) > 1 and not bindings
        ):  # 300万和200万: in the order in which they were asked for
            return [
                Binding(award, name, item.amount, item.words, Mode.SET, item.high, item.about)
                for (award, name), item in zip(asked, loose, strict=True)
            ]
        if any(item.period.startswith("#") for item in bindings):
            return []  # of several projects, whose it is cannot be told
        result: list[Binding] = []
        for mention in loose:
            for award_id in awards:
                period = self._frame(awards).period(mention)
                known = [*bindings, *result]
                name = self._hinted(award_id, mention, known) or self._only_input(award_id, known, period)
                if paid_before(self._frame(awards), award_id, mention):
                    deducted, told = self.rules.award(award_id).deducts, {item.input for item in known}
                    mode = Mode.ADD if deducted in told else Mode.SET
                    result.append(
                        Binding(award_id, deducted, mention.amount, mention.words, mode, period=period)
                    )
                    break
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
                            period,
                        )
                    )
                    break
        return result

    def _hinted(self, award_id: str, mention: Mention, bindings: Sequence[Binding]) -> str:
        """The input that a hint gives a figure, unless that has a value."""
        owner, name = self.hint.places.get(mention.words, ("", ""))
        have = {(item.award_id, item.input) for item in bindings}
        return name if owner == award_id and (owner, name) not in have else ""

    def _only_input(self, award_id: str, bindings: Sequence[Binding], period: str) -> str:
        award = self.rules.award(award_id)
        corrected = self._corrected(award_id) or put_back(self.found, self.memory, award_id)
        if corrected:
            return corrected
        have = {item.input for item in bindings if item.award_id == award_id and item.period == period}
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
        values = withdrawn(self.found)
        for case in self.memory.cases:
            for name, value in case.inputs.items() if case.award_id == award_id else ():
                if value in values:
                    return name
        return ""

    def _of_unit(self, bindings: Sequence[Binding]) -> list[Binding]:
        """万元: the unit asked for, given in answer, completes the figures told before it."""
        unit = re.fullmatch(
            r"[^\d]{0,8}?(单位)?(都|均)?(是|为|:)?(?P<unit>千元|百万元?|万元?|亿元?|元)[^\d]{0,3}",
            self.found.text,
        )
        if unit is None or bindings or not self.memory.bare:
            return []
        scale = (
            Decimal(1)
            if unit["unit"] == "元"
            else read_number("一" + unit["unit"].rstrip("元")) or Decimal(1)
        )
        return [Binding(award, name, value * scale, unit["unit"]) for award, name, value in self.memory.bare]

    def _of_remembered(self, awards: Sequence[str], bindings: Sequence[Binding]) -> list[Binding]:
        """软硬件对半开, 金额翻一倍: said of figures that the session already knows."""
        if any(isinstance(item.value, Decimal) for item in bindings):
            return []
        found = self.found
        result = scaled(found, self.memory, [self.rules.award(item) for item in awards])
        if result:
            return result
        factor = multiple(found.text)
        for case in self.memory.cases:
            award = self.rules.award(case.award_id)
            required = [
                item.name
                for item in award.inputs
                if item.required and isinstance(case.inputs.get(item.name), Decimal)
            ]
            if case.award_id in awards and factor and len(required) == 1 and found.says("again"):
                result.append(Binding(award.id, required[0], factor, found.text, Mode.SCALE))
            for item in award.inputs if case.award_id in awards and found.says("half") else ():
                total = case.inputs.get(item.name)
                if item.sum_of and isinstance(total, Decimal):
                    share = total / len(item.sum_of)
                    result += [Binding(award.id, part, share, found.text) for part in item.sum_of]
        return result

    def _earlier_tiers(
        self, tiers: Sequence[Mention], awards: Sequence[str], bindings: Sequence[Binding]
    ) -> list[Binding]:
        """由300万元档晋到…: the tier reached before says what was paid before."""
        have = {(item.award_id, item.input) for item in bindings}
        result = []
        for award_id in awards:
            award = self.rules.award(award_id)
            for mention in tiers:
                paid = [item.value for item in award.parameters if item.tier == mention.amount]
                if award.deducts and paid and (award_id, award.deducts) not in have:
                    result.append(Binding(award_id, award.deducts, paid[0], mention.words))
        return result

    def _told_inputs(self) -> set[tuple[str, str]]:
        return {(case.award_id, name) for case in self.memory.cases for name in (*case.inputs, "")}

    def _vary(self, query: Query) -> str:
        """The input that a goal-seek varies: the one asked for, or the only one said to be used."""
        found = self.found
        names = [
            hit for hit in found.inputs if any(target.award_id in query.awards for target in hit.targets)
        ]
        chosen = ""
        for hit in names:
            only = ends_with(found.pattern("only"), found.before(hit), r"[^,。;]{0,3}")
            asked = re.match(r"[^,。;\d]{0,10}(多少|几)", found.after(hit))
            asked = asked or re.search(r"(多少|几|how much)[^,。;\d]{0,3}$", found.before(hit))
            for target in hit.targets:
                item = self.rules.award(target.award_id).input(target.input)
                if target.award_id in query.awards and (only or asked) and item.kind is InputKind.MONEY:
                    chosen = target.input if not item.sum_of and (asked or not chosen) else chosen
        return chosen
