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
from assistant.numerals import read_number
from assistant.query import Binding, Mode, Problem, Unread

TOO_FAR = 16
MOST_NAMES = 40
"""Names of inputs looked at in one question; nobody tells more, and the pairing costs their product."""
A_YEAR = 1900
"""Smaller numbers are 第一年, 第二年: years without a date."""
_FILLERS = re.compile(
    r"实际|投入|投资|投|花费|花|大概|大约|约|差不多|一共|总共|合计|共|是|为|有|了|的|在|用|费用|金额|已经|已|总额|额|达到|达|做到|到|我们|我|"
    r"部分|方面|[这那]块|这边|上|就|也|都|将近|近|得|要|能|会|:|\"|“|”|'|\(|\)| "
    r"|of|is|was|were|about|around|in|on|worth|an?\b|the\b|we|spent|invested"
)
_INSTALMENT = re.compile(
    r"期|批|次|笔|先|后来|又|再|另|还有|加上|加|追加|首付|尾款|第[一二三]|[、+和及]|精确|准确|具体|实际|年|合并|and|then|plus"
)
_AGAIN = re.compile(r"后来|又|再|追加|第[二三]|尾款|[期批次笔]")
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
    preferred: tuple[str, ...] = ()
    """Awards named outright: their inputs come first."""

    def period(self, mention: Mention) -> str:
        """The year a figure belongs to, or empty."""
        return _periods(self, mention)[0]


def bind_money(frame: Frame, money: Sequence[Mention], known: Iterable[tuple[str, str]]) -> Bound:
    """Attach the money mentions that are inputs. `known`: (award, input) pairs that already have a value."""
    hits = _naming(frame, [hit for hit in frame.inputs[: 2 * MOST_NAMES] if _money_targets(frame, hit)])
    money = [mention for mention in money if not _in_ratio(frame, mention)]
    usable = [mention for mention in money if not _problem(mention)]
    hits = hits[:MOST_NAMES]
    unread = [
        problem
        for mention in money
        if (problem := _problem(mention))
        and (problem.problem is not Problem.UNCLEAR or _named(frame, mention, hits))
    ]
    pairs, loose = _listed(frame, usable, hits)
    pairs += _nearest(frame, [mention for mention in loose], hits)
    taken = {id(mention) for mention, _ in pairs}
    known = set(known)
    bindings: list[Binding] = []
    for mention, hit in sorted(pairs, key=lambda pair: pair[0].start):
        bindings += _bindings_of(frame, mention, hit, known)
    bindings = _repeated(frame, bindings)
    bindings += _shares(frame, bindings, hits)
    bindings += _ratios(frame, bindings, hits)
    bindings = _all_in_one(frame, _labelled(frame, bindings))
    bindings += _zeros(frame, hits, bindings)
    bindings += _multiples(frame, hits, known)
    return Bound(
        tuple(_merged(frame, bindings)),
        tuple(unread),
        tuple(mention for mention in usable if id(mention) not in taken),
    )


def _naming(frame: Frame, hits: list[Hit[InputName]]) -> list[Hit[InputName]]:
    """Leave out what names no input here: 数据产品交易奖励 is an award, 机器一共 is the machines' sum."""
    kept = []
    for hit in hits:
        if re.match("的?(奖励|补贴|补助|奖金)", frame.text[hit.end :]):
            continue
        targets = _money_targets(frame, hit)
        parts = {
            part for target in targets for part in frame.awards[target.award_id].input(target.input).sum_of
        }
        if parts:
            start = max(frame.text.rfind(stop, 0, hit.start) for stop in ",。;") + 1
            own = [
                other
                for other in hits
                if start <= other.start
                and other.end <= hit.start
                and any(t.input in parts for t in other.targets)
            ]
            if len(own) == 1 and hit.start - own[0].end <= 6 and not parts & {t.input for t in hit.targets}:
                continue
        kept.append(hit)
    return kept


def _named(frame: Frame, mention: Mention, hits: Sequence[Hit[InputName]]) -> bool:
    """几百万 is a figure where an input's name stands before it; 奖几万 asks for one."""
    return any(hit.end <= mention.start and _distance(frame, mention, hit) <= 3 for hit in hits)


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
    unbound = TOO_FAR
    mentions = mentions[:12]
    costs = [[_distance(frame, mention, hit) for hit in hits] for mention in mentions]

    def price(index: int, number: int, used: frozenset[int]) -> int:
        """A name serves again for instalments; without a word for them a second figure is not its."""
        if number not in used:
            return 0
        between = frame.text[hits[number].end : mentions[index].start]
        return 5 if _INSTALMENT.search(between) else 2 * TOO_FAR

    @cache
    def best(index: int, used: frozenset[int]) -> tuple[int, tuple[int, ...]]:
        if index == len(mentions):
            return 0, ()
        rest, choice = best(index + 1, used)
        options = [(rest + unbound, (-1, *choice))]
        for number, cost in enumerate(costs[index]):
            if cost < TOO_FAR:
                rest, choice = best(index + 1, used | {number})
                options.append((rest + cost + price(index, number, used), (number, *choice)))
        return min(options, key=lambda option: option[0])

    _, chosen = best(0, frozenset())
    return [(mention, hits[number]) for mention, number in zip(mentions, chosen, strict=True) if number >= 0]


def _distance(frame: Frame, mention: Mention, hit: Hit[InputName]) -> int:
    if hit.start < mention.end and mention.start < hit.end:
        return TOO_FAR
    before = hit.end <= mention.start
    gap = frame.text[hit.end : mention.start] if before else frame.text[mention.end : hit.start]
    span = (hit.end, mention.start) if before else (mention.end, hit.start)
    listed = before and _is_list(frame, span)
    ours = not frame.preferred or any(target.award_id in frame.preferred for target in hit.targets)
    penalty = 0 if ours else 6
    if listed:
        return penalty + 1
    if before and re.search("精确|准确|具体|实际是", gap):
        return penalty + 6
    cost = penalty + 4 * len(_SOFT_STOP.findall(gap)) + 12 * len(_HARD_STOP.findall(gap))
    cost += 10 * sum(
        span[0] <= item.start and item.end <= span[1] and item.kind is Kind.YEAR for item in frame.mentions
    )
    cost += 4 * sum(
        span[0] <= item.start and item.end <= span[1] and item.kind is Kind.MONEY for item in frame.mentions
    )
    cost += 2 * sum(span[0] <= item.start and item.end <= span[1] for item in frame.inputs)
    cost += len(_FILLERS.sub("", re.sub(r"[,、。;]", "", gap))) // 2
    if before and _AGAIN.search(gap) and not _HARD_STOP.search(gap):
        others = [item for item in frame.inputs if span[0] <= item.start and item.end <= span[1]]
        cost = cost if others else min(cost, penalty + 9)
    if not before and re.search("[,、]", gap):
        return TOO_FAR
    return cost if before else cost + 1


def _is_list(frame: Frame, span: tuple[int, int]) -> bool:
    """40万、35万、60万: only figures and separators stand between the name and this one."""
    inside = [item for item in frame.mentions if span[0] <= item.start and item.end <= span[1]]
    if not inside or any(item.kind not in (Kind.MONEY, Kind.YEAR) for item in inside):
        return False
    rest = frame.text[span[0] : span[1]]
    for item in inside:
        rest = rest.replace(item.words, "", 1)
    separators = r"[:,、和及+加 ]*" if any(item.kind is Kind.MONEY for item in inside) else r"[: ]*"
    return re.fullmatch(separators, _FILLERS.sub("", rest)) is not None


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
            bindings += [
                Binding(award.id, name, value, words, mode, mention.high, mention.about, period)
                for period in _periods(frame, mention)
            ]
            known.add((award.id, name))
    return bindings


def _mode(frame: Frame, mention: Mention, hit: Hit[InputName]) -> Mode:
    start = max(0, min(hit.start, mention.start) - 16)
    around = re.split(r"[,。;!?]", frame.text[start : mention.start])[-1]
    around = around if hit.start < mention.start else frame.text[start : mention.start]
    if re.search(rf"(?:{frame.lexicon.cues['set_to'].pattern})(了)?$", around):
        return Mode.SET
    if re.search(rf"(?:{frame.lexicon.cues['subtract'].pattern})", around):
        return Mode.SUBTRACT
    return Mode.ADD if frame.lexicon.says("add", around) else Mode.SET


def _periods(frame: Frame, mention: Mention) -> tuple[str, ...]:
    """The year standing before the figure; several where it is said of each (2026年和2027年每年都…)."""
    dated = any(item.kind is Kind.YEAR and item.amount > A_YEAR for item in frame.mentions)
    years = [
        item
        for item in frame.mentions
        if item.end <= mention.start
        and (item.kind is Kind.DATE or (item.kind is Kind.YEAR and (item.amount > A_YEAR or not dated)))
    ]
    if not years:
        following = [item for item in frame.mentions if item.start >= mention.end and item.kind is Kind.YEAR]
        near = following and re.fullmatch("[ (]?[在于]?", frame.text[mention.end : following[0].start])
        return (_year(following[0]),) if near else ("",)
    latest = years[-1]
    between = frame.text[latest.end : mention.start]
    if _HARD_STOP.search(between):
        return ("",)
    listed = [latest]
    if re.search("每年|都|均|各|分别", between):
        for earlier, later in zip(years[-2::-1], years[:0:-1], strict=False):
            if not re.fullmatch("[、,和与及到至]", frame.text[earlier.end : later.start]):
                break
            listed.insert(0, earlier)
    return tuple(_year(item) for item in listed)


def _year(mention: Mention) -> str:
    return str(mention.amount) if mention.kind is Kind.YEAR else str(mention.day.year)


def is_share(text: str, mention: Mention) -> bool:
    """Whether a percentage splits a total (硬件占六成, 七成是硬件) rather than being a rate of the award."""
    before, after = text[: mention.start], text[mention.end :]
    if re.search(r"(占|比例是?|份额)$", before[-5:]):
        return True
    return re.match(r"(的钱?)?(都|全)?(是|为|用于|用在|用来|买|投|花在)", after) is not None


_RATIO = re.compile(
    r"(?P<a>\d+|[一二三四五六七八九]) ?(?:[:比]|(?=[一二三四五六七八九]开)) ?(?P<b>\d+|[一二三四五六七八九])(?:开)?"
)


def _in_ratio(frame: Frame, mention: Mention) -> bool:
    match = _RATIO.search(frame.text)
    return mention.kind is Kind.NUMBER and match is not None and match.start() <= mention.start < match.end()


def _ratios(frame: Frame, bindings: Sequence[Binding], hits: Sequence[Hit[InputName]]) -> list[Binding]:
    """硬件跟软件是2:3, 三七开: a total is split in the order in which its parts are named."""
    match = _RATIO.search(frame.text)
    result: list[Binding] = []
    for total in bindings if match else ():
        assert match is not None
        parts = frame.awards[total.award_id].input(total.input).sum_of
        named = [
            t.input
            for hit in hits
            for t in _money_targets(frame, hit)
            if t.award_id == total.award_id and t.input in parts
        ]
        order = list(dict.fromkeys(named))
        shares = [read_number(match["a"]), read_number(match["b"])]
        if len(order) == 2 and all(shares) and isinstance(total.value, Decimal):
            whole = sum(share for share in shares if share)
            result += [
                replace(total, input=name, value=total.value * share / whole, words=match.group())
                for name, share in zip(order, shares, strict=True)
                if share
            ]
    return result


_EACH_TIME = re.compile(
    r"(?P<n>[二两三四五六七八九十]|\d{1,2})(?P<unit>期|批|次|笔|年)[^。;]{0,12}每(?P=unit)"
)


def _repeated(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """分三期付, 每期120万: the figure counts as often as there are instalments."""
    match = _EACH_TIME.search(frame.text)
    times = read_number(match["n"]) if match else None
    if match is None or times is None or match["unit"] == "年":
        return bindings
    result = []
    for binding in bindings:
        place = frame.text.find(binding.words)
        lead = frame.text[max(0, place - 3) : place] + binding.words[:6]
        each = (
            place >= match.end() - 2
            and "," not in frame.text[match.end() : place]
            and isinstance(binding.value, Decimal)
        )
        if each and (f"每{match['unit']}" in lead or place - match.end() <= 4):
            binding = replace(binding, value=binding.value * times)  # type: ignore[operator]
        result.append(binding)
    return result


_SEVERAL = re.compile(
    r"[两二三2-3]个[^,。;]{0,6}(场景|项目)|[a-c](场景|项目)|第[一二]个(场景|项目)|另一个(场景|项目)|甲(场景|项目)"
)


def _labelled(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """Two projects in one question are two cases: the second 硬件 belongs to the second."""
    if not _SEVERAL.search(frame.text):
        return bindings
    seen: dict[tuple[str, str], int] = {}
    labelled = []
    for binding in bindings:
        key = (binding.award_id, binding.input)
        seen[key] = seen.get(key, 0) + 1
        labelled.append(replace(binding, period=f"#{seen[key]}"))
    return labelled if max(seen.values(), default=0) > 1 else bindings


def _all_in_one(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """一共860万都是硬件: the total is that one part, the others are 0."""
    result: list[Binding] = []
    for total in bindings:
        parts = frame.awards[total.award_id].input(total.input).sum_of
        whole = re.search(r"(?:都|全|全部|全都|清一色)(?:是|为|用在|投在|用来买|花在|投)(.{0,8})", frame.text)
        if re.search("其余|剩", frame.text):
            whole = None
        chosen = [
            target.input
            for hit in frame.inputs
            for target in hit.targets
            if whole and target.award_id == total.award_id and target.input in parts and hit.words in whole[1]
        ]
        given = {item.input for item in bindings if item.award_id == total.award_id}
        if not parts or len(set(chosen)) != 1 or set(parts) & given:
            result.append(total)
            continue
        result.append(replace(total, input=chosen[0]))
        result += [replace(total, input=part, value=Decimal(0)) for part in parts if part != chosen[0]]
    return result


_NOTHING_BEFORE = re.compile(r"(没有?|未|无|不|零)(买|投|花|采购|购置|任何|有|用到?)?(过|了)?(任何)?$")
_NOTHING_AFTER = re.compile(
    r"(投入|费用|部分|方面)?(是|为|=|:)?(零|0|没有|没投|没花|一分没有?|全免)(元|万)?(?![\d.%])"
)


def _zeros(frame: Frame, hits: Sequence[Hit[InputName]], bindings: Sequence[Binding]) -> list[Binding]:
    """没有硬件投入, 硬件为零: the input is known to be 0."""
    have = {(item.award_id, item.input) for item in bindings}
    zeros: dict[tuple[str, str], Binding] = {}
    for hit in hits:
        before, after = frame.text[: hit.start], frame.text[hit.end :]
        if not (_NOTHING_BEFORE.search(before) or _NOTHING_AFTER.match(after)):
            continue
        for target in _money_targets(frame, hit):
            key = (target.award_id, target.input)
            weighted = len([item for item in frame.awards[target.award_id].inputs if item.required]) > 1
            if key not in have and weighted and frame.awards[target.award_id].input(target.input).required:
                zeros[key] = Binding(target.award_id, target.input, Decimal(0), hit.words)
    return list(zeros.values())


_TWICE = re.compile(r"[^,。;]{0,4}?(翻一?倍|翻一?番|加倍|加一倍|double[sd]?|twice)")
_HALVED = re.compile(r"[^,。;]{0,4}?(减半|砍一半|少一半|减一半|halve[sd]?)")


def multiple(text: str) -> Decimal | None:
    """The factor of 翻一倍 or 减半; None where there is none."""
    return Decimal(2) if _TWICE.search(text) else Decimal("0.5") if _HALVED.search(text) else None


def _multiples(frame: Frame, hits: Sequence[Hit[InputName]], known: set[tuple[str, str]]) -> list[Binding]:
    """软件翻一倍: a known value is multiplied."""
    result = []
    for hit in hits:
        after = frame.text[hit.end :]
        factor = Decimal(2) if _TWICE.match(after) else Decimal("0.5") if _HALVED.match(after) else None
        for target in _money_targets(frame, hit) if factor else ():
            if (target.award_id, target.input) in known:
                assert factor is not None
                result.append(Binding(target.award_id, target.input, factor, hit.words, Mode.SCALE))
    return result


def _shares(frame: Frame, bindings: list[Binding], hits: list[Hit[InputName]]) -> list[Binding]:
    """总投入500万, 硬件占六成: a share of a total gives the part."""
    shares = []
    for total in bindings:
        parts = frame.awards[total.award_id].input(total.input).sum_of
        for mention in frame.mentions if parts else ():
            if mention.kind is not Kind.PERCENT or not is_share(frame.text, mention):
                continue
            near = [
                hit for hit in hits if any(target.input in parts for target in _money_targets(frame, hit))
            ]
            near = [hit for hit in near if _distance(frame, mention, hit) <= 4]
            if near and isinstance(total.value, Decimal):
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
                and (
                    other.period == binding.period
                    or not (frame.awards[binding.award_id].per_year or binding.period.startswith("#"))
                )
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
        if earlier.about and not binding.about and re.search("精确|准确|具体|其实|实际是", frame.text):
            merged[same] = binding  # 十来万, 精确点是12万
            continue
        assert isinstance(earlier.value, Decimal) and isinstance(binding.value, Decimal)
        others = [
            item.value for item in merged if (item.award_id, item.input) == (binding.award_id, binding.input)
        ]
        if len(others) > 1 and sum(value for value in others if isinstance(value, Decimal)) == binding.value:
            continue  # 合并成210万 tells the sum again
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
    if len(named) < 2:
        return targets
    if re.search(r"都|均|全|both|all", frame.text[max(0, hit.start - 4) : hit.start]):
        start = max((frame.text.rfind(stop, 0, hit.start) for stop in ",。;"), default=-1)
        meant = {one for award in named if start < award.start < hit.start for one in award.targets}
        return [target for target in targets if not meant or target.award_id in meant]

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
    if (before.endswith("有") and hit.words.startswith("没")) or re.search(
        r"(不清楚|不知道|不确定|不一定)[^,。;]{0,6}$", before
    ):
        return None
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
        about = {About.NEAR: "约", About.ABOVE: "略超过", About.BELOW: "将近", About.UNDER: "不到"}.get(
            binding.about, ""
        )
        return f"{item.short} {about}{value}"
    return f"{item.short} {choice_label(item, binding.value)}"


def choice_label(item: AwardInput, value: InputValue, english: bool = False) -> str:
    """The label of a choice or boolean value; other values as they are."""
    key = str(value).lower() if isinstance(value, bool) else str(value)
    for choice in item.choices:
        if choice.value == key:
            return choice.label_en if english else choice.label
    return key
