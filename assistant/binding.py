"""Attaches each figure, date and state of a question to the input that it is given for.

Nearness decides: a figure belongs to the name standing closest to it, names before it first. What cannot be
attached for certain is reported, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from assistant.awards.model import Award, AwardInput, InputKind
from assistant.lexicon import Lexicon
from assistant.mentions import About, Kind, Mention
from assistant.models import InputValue
from assistant.names import ChoiceName, Hit, InputName
from assistant.query import Binding, Mode, Problem, Unread

TOO_FAR = 16
_FILLERS = re.compile(
    r"实际|投入|投资|投|花费|花|大概|大约|约|差不多|一共|总共|合计|共|是|为|有|了|的|在|用|费用|金额|已经|已|总额|额|达到|达|做到|到|我们|我|"
    r"部分|方面|[这那]块|这边|上|就|也|都|将近|近|得|要|能|会|:|\"|“|”|'|\(|\)| |of|is|was|were|about|around|in|on|worth|an?\b|the\b|we|spent|invested"
)
_HARD_STOP = re.compile(r"[。;!?\n]")
_SOFT_STOP = re.compile(r"[,、]|\band\b|和|跟|与|以及")
_PART = re.compile(r"(其中|里面|包括|包含|含|当中)[^,。;]{0,8}$")


@dataclass(frozen=True, slots=True)
class Bound:
    bindings: tuple[Binding, ...]
    unread: tuple[Unread, ...]
    loose: tuple[Mention, ...]
    """Money that no name claims."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The text and what was found in it, as every function here needs it."""

    text: str
    lexicon: Lexicon
    awards: Mapping[str, Award]
    inputs: tuple[Hit[InputName], ...]
    """Names of money and date inputs of the awards that may be meant."""
    mentions: tuple[Mention, ...]


def bind_money(frame: Frame, money: Sequence[Mention], known: Iterable[tuple[str, str]]) -> Bound:
    """Attach the money mentions that are inputs. `known`: (award, input) pairs that already have a value."""
    unread = [problem for mention in money if (problem := _problem(mention))]
    usable = [mention for mention in money if not _problem(mention)]
    hits = [hit for hit in frame.inputs if _money_targets(frame, hit)]
    pairs, loose = _listed(frame, usable, hits)
    pairs += _nearest(frame, [mention for mention in loose], hits)
    taken = {id(mention) for mention, _ in pairs}
    known = set(known)
    bindings: list[Binding] = []
    for mention, hit in sorted(pairs, key=lambda pair: pair[0].start):
        bindings += _bindings_of(frame, mention, hit, known)
    bindings += _shares(frame, bindings, hits)
    return Bound(
        tuple(_merged(frame, bindings)),
        tuple(unread),
        tuple(mention for mention in usable if id(mention) not in taken),
    )


def _problem(mention: Mention) -> Unread | None:
    if mention.currency:
        return Unread(Problem.CURRENCY, mention.words, mention.currency)
    if mention.amount < 0:
        return Unread(Problem.NEGATIVE, mention.words)
    if not mention.scaled and mention.amount < 10_000:
        return Unread(Problem.UNIT, mention.words)
    if mention.high is not None and mention.high > 3 * mention.amount:
        return Unread(Problem.UNCLEAR, mention.words)
    return None


def _money_targets(frame: Frame, hit: Hit[InputName]) -> list[InputName]:
    return [
        target
        for target in hit.targets
        if target.award_id in frame.awards
        and frame.awards[target.award_id].input(target.input).kind is InputKind.MONEY
    ]


Pair = tuple[Mention, Hit[InputName]]


def _listed(
    frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]
) -> tuple[list[Pair], list[Mention]]:
    """硬件和软件分别300万和200万; 硬件、软件各300万: names first, then figures in the same order."""
    for match in frame.lexicon.cues["respectively"].finditer(frame.text):
        after = [item for item in mentions if item.start >= match.end()]
        before = [item for item in hits if item.end <= match.start()]
        if len(before) >= 2 and len(after) == len(before):
            rest = [item for item in mentions if item.start < match.end()]
            return list(zip(after, before, strict=True)), rest
    pairs: list[Pair] = []
    for mention in mentions:
        lead = frame.text[: mention.start]
        each = re.search(r"(各自?|都是|each)(投入?|花|是|有)?了?(约|大概|of)? ?$", lead)
        if each:
            segment = max((lead.rfind(stop) for stop in "。;!?"), default=-1)
            pairs += [(mention, hit) for hit in hits if segment < hit.start and hit.end <= each.start()]
    taken = {id(mention) for mention, _ in pairs}
    return pairs, [mention for mention in mentions if id(mention) not in taken]


def _nearest(frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]) -> list[Pair]:
    """The cheapest way to give each mention a name; one name may serve again at a price."""
    reuse, unbound = 5, TOO_FAR
    mentions = mentions[:12]
    costs = [[_distance(frame, mention, hit) for hit in hits] for mention in mentions]

    @cache
    def best(index: int, used: frozenset[int]) -> tuple[int, tuple[int, ...]]:
        if index == len(mentions):
            return 0, ()
        rest, choice = best(index + 1, used)
        options = [(rest + unbound, (-1, *choice))]
        for number, cost in enumerate(costs[index]):
            if cost < TOO_FAR:
                rest, choice = best(index + 1, used | {number})
                options.append((rest + cost + (reuse if number in used else 0), (number, *choice)))
        return min(options, key=lambda option: option[0])

    _, chosen = best(0, frozenset())
    return [(mention, hits[number]) for mention, number in zip(mentions, chosen, strict=True) if number >= 0]


def _distance(frame: Frame, mention: Mention, hit: Hit[InputName]) -> int:
    if hit.start < mention.end and mention.start < hit.end:
        return TOO_FAR
    before = hit.end <= mention.start
    gap = frame.text[hit.end : mention.start] if before else frame.text[mention.end : hit.start]
    cost = 4 * len(_SOFT_STOP.findall(gap)) + 12 * len(_HARD_STOP.findall(gap))
    span = (hit.end, mention.start) if before else (mention.end, hit.start)
    cost += 4 * sum(
        span[0] <= item.start and item.end <= span[1] and item.kind is Kind.MONEY for item in frame.mentions
    )
    cost += 2 * sum(span[0] <= item.start and item.end <= span[1] for item in frame.inputs)
    cost += len(_FILLERS.sub("", re.sub(r"[,、。;]", "", gap))) // 2
    return cost if before else cost + 1 + 3 * (("," in gap) or ("、" in gap))


def _bindings_of(
    frame: Frame, mention: Mention, hit: Hit[InputName], known: set[tuple[str, str]]
) -> list[Binding]:
    targets = _money_targets(frame, hit)
    words = frame.text[min(hit.start, mention.start) : max(hit.end, mention.end)]
    if len(words) > 24:
        words = mention.words
    bindings = []
    for target in targets:
        award = frame.awards[target.award_id]
        parts = award.input(target.input).sum_of
        lead = frame.text[: mention.start]
        if parts and re.search(r"(各自?|都是|each)[^,。;]{0,4}$", lead):
            names, value = parts, mention.amount
        elif parts and frame.lexicon.says("half", frame.text):
            names, value = parts, mention.amount / len(parts)
        else:
            names, value = (target.input,), mention.amount
        for name in names:
            mode = _mode(frame, mention, hit) if (award.id, name) in known else Mode.SET
            bindings.append(
                Binding(
                    award.id, name, value, words, mode, mention.high, mention.about, _period(frame, mention)
                )
            )
            known.add((award.id, name))
    return bindings


def _mode(frame: Frame, mention: Mention, hit: Hit[InputName]) -> Mode:
    start = max(0, min(hit.start, mention.start) - 6)
    around = frame.text[start : mention.start]
    if re.search(rf"(?:{frame.lexicon.cues['set_to'].pattern})(了)?$", around):
        return Mode.SET
    if re.search(rf"(?:{frame.lexicon.cues['subtract'].pattern})", around):
        return Mode.SUBTRACT
    return Mode.ADD if frame.lexicon.says("add", around) else Mode.SET


def _period(frame: Frame, mention: Mention) -> str:
    """The year standing before the figure, after the figure before it."""
    years = [
        item for item in frame.mentions if item.end <= mention.start and item.kind in (Kind.YEAR, Kind.DATE)
    ]
    if not years:
        following = [item for item in frame.mentions if item.start >= mention.end and item.kind is Kind.YEAR]
        near = following and len(frame.text[mention.end : following[0].start]) <= 2
        return str(following[0].amount) if near else ""
    latest = years[-1]
    if _HARD_STOP.search(frame.text[latest.end : mention.start]):
        return ""
    return str(latest.amount) if latest.kind is Kind.YEAR else str(latest.day.year)


def _shares(frame: Frame, bindings: list[Binding], hits: list[Hit[InputName]]) -> list[Binding]:
    """总投入500万, 硬件占六成: a share of a total gives the part."""
    shares = []
    for total in bindings:
        parts = frame.awards[total.award_id].input(total.input).sum_of
        for mention in frame.mentions if parts else ():
            if mention.kind is not Kind.PERCENT:
                continue
            near = [
                hit for hit in hits if any(target.input in parts for target in _money_targets(frame, hit))
            ]
            near = [hit for hit in near if _distance(frame, mention, hit) <= 3]
            about_split = re.search(r"占|比例|是$", frame.text[max(0, mention.start - 4) : mention.start])
            if near and about_split and isinstance(total.value, Decimal):
                closest = min(near, key=lambda hit: _distance(frame, mention, hit))
                name = next(
                    target.input for target in _money_targets(frame, closest) if target.input in parts
                )
                shares.append(
                    replace(total, input=name, value=total.value * mention.amount, words=mention.words)
                )
    return shares


def _merged(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """Instalments of one input in one period add up; a part named after its whole does not."""
    merged: list[Binding] = []
    for binding in bindings:
        same = next(
            (
                index
                for index, other in enumerate(merged)
                if (other.award_id, other.input) == (binding.award_id, binding.input)
                and (other.period == binding.period or not frame.awards[binding.award_id].per_year)
            ),
            None,
        )
        if same is None or binding.mode is not Mode.SET:
            merged.append(binding)
            continue
        place = frame.text.find(binding.words)
        if _PART.search(frame.text[:place]) or "其中" in binding.words:
            continue
        earlier = merged[same]
        assert isinstance(earlier.value, Decimal) and isinstance(binding.value, Decimal)
        high = None
        if earlier.high is not None or binding.high is not None:
            high = (earlier.high or earlier.value) + (binding.high or binding.value)
        merged[same] = replace(
            earlier,
            value=earlier.value + binding.value,
            high=high,
            words=f"{earlier.words}＋{binding.words}",
            about=earlier.about or binding.about,
        )
    return merged


def bind_choices(
    frame: Frame, choices: Sequence[Hit[ChoiceName]], awards: Sequence[Hit[str]]
) -> tuple[Binding, ...]:
    """Attach states (已验收, 省级, 没有登记证书) to the award standing nearest to them."""
    found: dict[tuple[str, str], list[tuple[int, Binding]]] = {}
    for hit in choices:
        if any(award.start <= hit.start and hit.end <= award.end for award in awards):
            continue
        targets = [target for target in hit.targets if target.award_id in frame.awards]
        for target in _of_nearest_award(frame, hit, targets, awards):
            item = frame.awards[target.award_id].input(target.input)
            value = _state(frame, hit, item, target.value)
            if value is not None:
                binding = Binding(target.award_id, item.name, value, _negation(frame, hit) + hit.words)
                found.setdefault((target.award_id, item.name), []).append((hit.start, binding))
    return tuple(binding for bindings in found.values() for binding in _distinct(bindings))


def _distinct(bindings: list[tuple[int, Binding]]) -> list[Binding]:
    """One binding a value, in the order of the text; of contradicting booleans the later one stands."""
    ordered = [binding for _, binding in sorted(bindings, key=lambda pair: pair[0])]
    if isinstance(ordered[0].value, bool):
        return ordered[-1:]
    unique: dict[InputValue, Binding] = {}
    for binding in ordered:
        unique.setdefault(binding.value, binding)
    return list(unique.values())


def _of_nearest_award(
    frame: Frame, hit: Hit[ChoiceName], targets: list[ChoiceName], awards: Sequence[Hit[str]]
) -> list[ChoiceName]:
    having = {target.award_id for target in targets}
    named = [award for award in awards if having & set(award.targets)]
    if len(named) < 2 or re.search(r"都|均|全|both|all", frame.text[max(0, hit.start - 4) : hit.start]):
        return targets

    def distance(award: Hit[str]) -> int:
        after = award.start >= hit.end
        gap = frame.text[hit.end : award.start] if after else frame.text[award.end : hit.start]
        return len(gap) + 6 * len(re.findall(r"[,、;。和]", gap)) + (0 if after else 1)

    nearest = min(named, key=distance)
    return [target for target in targets if target.award_id in nearest.targets]


def _state(frame: Frame, hit: Hit[ChoiceName], item: AwardInput, value: str) -> InputValue | None:
    """The value stated, or None where it is only asked or supposed about."""
    before, after = frame.text[: hit.start], frame.text[hit.end :]
    if item.kind is not InputKind.BOOLEAN:
        return None if re.search(r"(不是|并非|非|not an? )$", before) else value
    if frame.lexicon.cues["reverse"].match(after) or frame.lexicon.says("asked_before", before[-8:]):
        return None
    stated = value == "true"
    return not stated if stated and _negation(frame, hit) else stated


def _negation(frame: Frame, hit: Hit[ChoiceName]) -> str:
    match = re.search(rf"(?:{frame.lexicon.cues['negated'].pattern})$", frame.text[: hit.start])
    return match.group() if match and match.group() else ""


def describe(binding: Binding, item: AwardInput) -> str:
    """How a binding is told back: 硬件 约200万元."""
    from assistant.text import format_money

    if isinstance(binding.value, Decimal):
        value = format_money(binding.value)
        if binding.high is not None:
            value = f"{value}～{format_money(binding.high)}"
        about = {About.NEAR: "约", About.ABOVE: "略超过", About.BELOW: "不到"}.get(binding.about, "")
        return f"{item.short} {about}{value}"
    return f"{item.short} {choice_label(item, binding.value)}"


def choice_label(item: AwardInput, value: InputValue, english: bool = False) -> str:
    """The label of a choice or boolean value; other values as they are."""
    key = str(value).lower() if isinstance(value, bool) else str(value)
    for choice in item.choices:
        if choice.value == key:
            return choice.label_en if english else choice.label
    return key
