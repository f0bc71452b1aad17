"""The catalogue of awards and the calculator."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from assistant import wire
from assistant.api_bodies import AssessBody, CalculateBody
from assistant.api_errors import ApiError
from assistant.awards.calculator import assess_all, calculate, parse_inputs
from assistant.awards.model import Award, RuleTable
from assistant.clock import today
from assistant.service import Service

router = APIRouter(tags=["awards"])

# These take well under a millisecond, so they run in the event loop: a thread would cost more.


@router.get("/api/awards", summary="All awards with inputs, parameters and their quotes")
async def awards(request: Request) -> Response:
    rules = _rules(request)
    return _json({"awards": [wire.award(item) for item in rules.awards], "count": len(rules.awards)})


@router.post("/api/awards/assess", summary="Every award against one enterprise")
async def assess(body: AssessBody, request: Request) -> Response:
    as_of = body.as_of or today()
    try:
        assessments = assess_all(_rules(request), body.profile, as_of)
    except ValueError as error:
        raise ApiError(422, "invalid_inputs", str(error)) from error
    return _json({"as_of": as_of.isoformat(), "assessments": [wire.assessment(item) for item in assessments]})


@router.get("/api/awards/{award_id}", summary="One award")
async def award(award_id: str, request: Request) -> Response:
    return _json(wire.award(_award(award_id, request)))


@router.post("/api/awards/{award_id}/calculate", summary="Work out one award")
async def calculate_award(award_id: str, body: CalculateBody, request: Request) -> Response:
    rule = _award(award_id, request)
    try:
        inputs = parse_inputs(rule, body.inputs)
        assessment = calculate(_rules(request), rule, inputs, body.as_of or today())
    except ValueError as error:
        accepted = wire.award(rule)["inputs"]
        raise ApiError(422, "invalid_inputs", str(error), {"accepted": accepted}) from error
    return _json(wire.assessment(assessment))


def _rules(request: Request) -> RuleTable:
    service: Service = request.app.state.service
    return service.assistant.rules


def _award(award_id: str, request: Request) -> Award:
    rules = _rules(request)
    try:
        return rules.award(award_id)
    except LookupError as error:
        known = [item.id for item in rules.awards]
        raise ApiError(404, "unknown_award", str(error.args[0]), {"accepted": known}) from error


def _json(value: wire.Json) -> Response:
    return Response(wire.dumps(value), media_type="application/json")
