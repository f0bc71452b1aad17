"""Attaches each figure of a question to the input that it is given for.

What cannot be attached for certain is reported, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.query import Binding, Mode, Problem, Unread
from assistant.reading.adding import merge
from assistant.reading.frame import Frame, periods_of
from assistant.reading.mentions import Mention
from assistant.reading.names import Hit, InputName
from assistant.reading.pairing import (
    distance,
    joined_before,
    listed_pairs,
    money_targets,
    names_of_inputs,
    nearest_pairs,
)
from assistant.reading.projects import Project, label_projects, projects
from assistant.reading.relations import apply, relations
from assistant.reading.shifts import moved, shifts
from assistant.reading.splits import (
    all_in_one_part,
    in_ratio,
    known_multiples,
    known_zeros,
    repeat_instalments,
    split_by_ratio,
    split_by_shares,
)

NEAR = 4
"""How far a figure without a unit may stand from the name that it is taken for."""
MOST_NAMES = 40
"""Names of inputs looked at in one question; nobody tells more, and the pairing costs their product."""


@dataclass(frozen=True, slots=True)
class Bound:
    bindings: tuple[Binding, ...]
    unread: tuple[Unread, ...]
    loose: tuple[Mention, ...]
    """Money that no name claims."""


def bind_money(frame: Frame, money: Sequence[Mention], known: Iterable[tuple[str, str]]) -> Bound:
    """Attach the money mentions that are inputs. `known`: (award, input) pairs that already have a value."""
    hits = names_of_inputs(
        frame, [hit for hit in frame.inputs[: 2 * MOST_NAMES] if money_targets(frame, hit)]
    )
    money = [mention for mention in money if not in_ratio(frame, mention)]
    usable = [mention for mention in money if not _problem(mention)]
    hits = hits[:MOST_NAMES]
    unread = [
        problem
        for mention in money
        if (problem := _problem(mention))
        and (problem.problem is not Problem.UNCLEAR or _named(frame, mention, hits))
    ]
    unread = [_with_input(frame, item, money, hits) for item in unread]
    told = shifts(frame, usable, hits)
    gone = [item for shift in told for item in (shift.mention, *shift.used)]
    usable = [item for item in usable if item not in gone]
    hits = [item for item in hits if item not in gone]
    related, hits, usable = relations(frame, hits, usable)
    apart = projects(frame, usable, hits)
    taken: set[int] = set()
    known = set(known)
    before = frozenset(known)
    bindings: list[Binding] = []
    for number, project in enumerate(apart or [Project(tuple(usable), tuple(hits))], 1):
        pairs, loose = listed_pairs(frame, list(project.mentions), list(project.hits))
        in_order = {id(mention) for mention, _ in pairs}
        pairs += nearest_pairs(frame, loose, list(project.hits))
        taken |= {id(mention) for mention, _ in pairs}
        for mention, hit in sorted(pairs, key=lambda pair: pair[0].start):
            found = _bindings_of(frame, mention, hit, known, id(mention) in in_order)
            bindings += [replace(item, period=f"#{number}") for item in found] if apart else found
    bindings = repeat_instalments(frame, bindings)
    bindings += split_by_shares(frame, bindings, hits)
    bindings += split_by_ratio(frame, bindings, hits)
    bindings = all_in_one_part(frame, bindings if apart else label_projects(frame, bindings))
    bindings += apply(frame, related, bindings)
    bindings += known_zeros(frame, hits, bindings)
    bindings += known_multiples(frame, hits, known)
    merged = merge(frame, bindings)
    changes, unsure = moved(frame, told, merged.bindings, before)
    unread += [Unread(Problem.MOVED, mention.words) for mention in unsure]
    return Bound(
        (*merged.bindings, *changes),
        (*unread, *(Unread(Problem.TWOFOLD, words) for words in merged.unsure)),
        tuple(mention for mention in usable if id(mention) not in taken),
    )


def _with_input(
    frame: Frame, unread: Unread, money: Sequence[Mention], hits: Sequence[Hit[InputName]]
) -> Unread:
    """A figure without a unit keeps the input it stands beside, so that the unit alone completes it."""
    if unread.problem is not Problem.UNIT:
        return unread
    bare = [mention for mention in money if mention.words == unread.words]
    near = [hit for hit in hits if distance(frame, bare[0], hit) <= NEAR]
    for hit in sorted(near, key=lambda hit: distance(frame, bare[0], hit))[:1]:
        for target in money_targets(frame, hit):
            binding = Binding(target.award_id, target.input, bare[0].amount, unread.words)
            return replace(unread, binding=binding)
    return unread


def _named(frame: Frame, mention: Mention, hits: Sequence[Hit[InputName]]) -> bool:
    """几百万 is a figure where an input's name stands before it; 奖几万 asks for one."""
    return any(hit.end <= mention.start and distance(frame, mention, hit) <= 3 for hit in hits)


def _problem(mention: Mention) -> Unread | None:
    if mention.currency:
        return Unread(Problem.CURRENCY, mention.words, mention.currency)
    if mention.amount < 0:
        return Unread(Problem.NEGATIVE, mention.words)
    if not mention.scaled and 0 < mention.amount < 10_000:
        return Unread(Problem.UNIT, mention.words)
    if mention.high is not None and mention.high > 3 * mention.amount:
        return Unread(Problem.UNCLEAR, mention.words)
    return None


def _bindings_of(
    frame: Frame, mention: Mention, hit: Hit[InputName], known: set[tuple[str, str]], listed: bool
) -> list[Binding]:
    targets = money_targets(frame, hit)
    words = frame.text[min(hit.start, mention.start) : max(hit.end, mention.end)]
    if len(words) > 24:
        words = mention.words
    bindings = []
    for target in targets:
        award = frame.awards[target.award_id]
        whole = next((item for item in award.inputs if target.input in item.sum_of), None)
        if whole and not listed and hit.end <= mention.start and joined_before(frame, hit, whole.sum_of):
            target = InputName(target.award_id, whole.name)  # 硬件加软件共1000万 is their total
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
                Binding(
                    award.id, name, value, words, mode, mention.high, mention.about, period, mention.start
                )
                for period in periods_of(frame, mention)
            ]
            known.add((award.id, name))
    return bindings


_ANOTHER = re.compile(r"(一|另)(个|条|家)(新的?)?[^,。;\d]{0,4}(项目|场景|产线|车间|厂)|新项目")


def _mode(frame: Frame, mention: Mention, hit: Hit[InputName]) -> Mode:
    start = max(0, min(hit.start, mention.start) - 16)
    around = re.split(r"[,。;!?]", frame.text[start : mention.start])[-1]
    around = around if hit.start < mention.start else frame.text[start : mention.start]
    if _ANOTHER.search(around):
        return Mode.SET  # 再加一个项目硬件50万: of another project, not more of this one
    if re.search(rf"(?:{frame.lexicon.cues['set_to'].pattern})(了)?$", around):
        return Mode.SET
    if re.search(rf"(?:{frame.lexicon.cues['subtract'].pattern})", around):
        return Mode.SUBTRACT
    return Mode.ADD if frame.lexicon.says("add", around) else Mode.SET


_BEFORE = re.compile(
    r"(以前|之前|先前|此前|早先|上次|上一次|已经?|曾经?|前年|去年|上年|拿|领|补|奖|获|得|before|already|got|received|last year)"
)


def paid_before(frame: Frame, award_id: str, mention: Mention) -> bool:
    """前年10万: a figure that is no trading volume but what a tier pays, told of the past, was paid before."""
    award = frame.awards[award_id]
    tiers = [item for item in award.parameters if item.tier is not None]
    pays = {item.value for item in tiers} | {
        abs(one.value - other.value) for one in tiers for other in tiers if one is not other
    }
    lowest = min((item.tier for item in tiers if item.tier is not None), default=Decimal(0))
    piece = re.split(r"[,。;!?]", frame.text[: mention.start])[-1][-10:]
    piece += re.split(r"[,。;!?]", frame.text[mention.end :])[0][:8]
    told = _BEFORE.search(piece) is not None
    return bool(award.deducts) and told and mention.amount < lowest and mention.amount in pays
