"""Checks what a question supposes the policy to pay against what the rules say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.awards.model import Award, Parameter, Role
from assistant.models import Assessment, InputValue
from assistant.query import Claim, ClaimKind


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rules say about a claim."""

    claim: Claim
    award: Award
    right: bool
    parameters: tuple[Parameter, ...]
    """What holds instead, or what proves it right."""
    amount: Decimal | None = None
    """The amount worked out for the case told, where the claim is about that."""


def check(
    claims: Sequence[Claim], pairs: Sequence[tuple[Award, Assessment]], total: Decimal | None = None
) -> tuple[Finding, ...]:
    """One finding a claim: from the award that it is right for, else from the first that can tell.

    `total`: the sum over all awards, where the question asks for it; an amount is then held against that.
    """
    findings = []
    tiers = {claim.tier for claim in claims}
    for claim in claims:
        if claim.kind is ClaimKind.THRESHOLD and claim.value in tiers and _is_tier(claim, pairs):
            continue  # told with the amount of its tier
        if total is not None and claim.kind is ClaimKind.AMOUNT and not claim.level:
            # Whether one award is paid for two levels is not written: their sum is not confirmed.
            if claim.value != total or len({award.id for award, _ in pairs}) > 1:
                findings.append(Finding(claim, pairs[0][0], claim.value == total, (), total))
            continue
        if _only_together(claim, [result for _, result in pairs]):
            continue  # told as what the text leaves open
        graded = [pair for pair in pairs if claim.level in _given(pair[1])] if claim.level else []
        found = [item for award, result in graded or pairs if (item := _check(claim, award, result))]
        # 国家级和省级都是30万: said of all cases of one award, it must be right for each.
        of_one = claim.of_all and len({item.award.id for item in found}) == 1
        right, wrong = [item for item in found if item.right], [item for item in found if not item.right]
        if found:
            findings.append(((wrong if of_one else right) or found)[0])
    return tuple(findings)


def _only_together(claim: Claim, results: Sequence[Assessment]) -> bool:
    """国家级和省级能拿50万吗: more than any pays alone, no more than all together."""
    amounts = [item.amount_if_met for item in results if item.amount_if_met]
    if (
        claim.kind is not ClaimKind.AMOUNT
        or claim.level
        or claim.tier is not None
        or claim.cap
        or claim.of_all
    ):
        return False
    years = any(item.period for item in results)
    return not years and len(amounts) > 1 and max(amounts) < claim.value <= sum(amounts)


def together(claims: Sequence[Claim], results: Sequence[Assessment]) -> Claim | None:
    """The claim that can only hold if everything told can be had together."""
    return next((claim for claim in claims if _only_together(claim, results)), None)


def _check(claim: Claim, award: Award, result: Assessment) -> Finding | None:
    if claim.kind is ClaimKind.RATE:
        rates = [item for item in award.parameters if item.role is Role.RATE]
        own = [item for item in rates if item.input == claim.input] or rates
        if not own:
            return Finding(claim, award, False, tuple(_amounts(award, result.inputs)))
        values = {item.value for item in own}
        right = values == {claim.value} if claim.of_all else claim.value in values
        return Finding(claim, award, right, tuple(own))
    if claim.kind is ClaimKind.THRESHOLD:
        thresholds = tuple(item for item in award.parameters if item.role is Role.THRESHOLD)
        return Finding(claim, award, claim.value in {item.value for item in thresholds}, thresholds)
    if claim.tier is not None and any(item.tier for item in award.parameters):
        tiers = tuple(item for item in award.parameters if item.tier == claim.tier)
        return (
            Finding(claim, award, any(item.value == claim.value for item in tiers), tiers) if tiers else None
        )
    worked = result.amount_if_met if _told(award, result) and not claim.cap else None
    if worked is not None:
        higher = tuple(
            item for item in award.parameters if item.tier is not None and item.value == claim.value
        )
        right = claim.value <= worked if claim.at_least else claim.value == worked
        return Finding(claim, award, right, () if right else higher, worked)
    if _told(award, result) and not claim.cap:
        return _of_parts(claim, award, result)
    amounts = [item for item in _paid(award) if item.level == claim.level] if claim.level else []
    amounts = amounts or _amounts(award, result.inputs)
    if not amounts:
        return None
    values = {item.value for item in amounts}
    right = claim.value <= max(values) if claim.at_least else claim.value in values
    return Finding(claim, award, right, tuple(amounts))


def _of_parts(claim: Claim, award: Award, result: Assessment) -> Finding | None:
    """软件200万补100万对吗, with no word of the hardware: held against what the parts told come to.

    None where the parts not told decide.
    """
    least, most = result.amount_min, result.amount_max
    whole = any(item.sum_of and item.name in result.inputs for item in award.inputs)
    if least is None or most is None:
        return None
    if claim.value > most:
        return Finding(claim, award, False, tuple(_amounts(award, result.inputs)))
    if whole or claim.value > least:
        return None
    return Finding(claim, award, claim.at_least or claim.value == least, (), least)


def _is_tier(claim: Claim, pairs: Sequence[tuple[Award, Assessment]]) -> bool:
    return any(item.tier == claim.value for award, _ in pairs for item in award.parameters)


def _told(award: Award, result: Assessment) -> bool:
    """Whether the question tells a case of its own, so that its amount is the measure."""
    money = {item.name for item in award.inputs if item.required}
    return any(isinstance(value, Decimal) and name in money for name, value in result.inputs.items())


def _given(result: Assessment) -> set[InputValue]:
    return set(result.inputs.values())


def _paid(award: Award) -> list[Parameter]:
    return [item for item in award.parameters if item.role in (Role.CAP, Role.AMOUNT)]


def _amounts(award: Award, inputs: Mapping[str, InputValue]) -> list[Parameter]:
    """Caps and fixed amounts, narrowed to the level that is given."""
    levels = {value for value in inputs.values() if isinstance(value, str)}
    own = [item for item in _paid(award) if item.level and item.level in levels]
    return own or _paid(award)
