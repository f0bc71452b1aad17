"""Reading the corpus: clauses and documents."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assistant import wire
from assistant.accepted import check_question
from assistant.api_errors import ApiError
from assistant.catalogue import clause_filter, find, select
from assistant.repair_log import repair_log
from assistant.search.index import INDEX_FOLDER
from assistant.service import PolicyAssistant, Service

router = APIRouter(tags=["clauses"])


@router.get("/api/clauses", summary="Clauses, scored where `q` is given")
def clauses(
    request: Request,
    q: Annotated[str, Query(max_length=2000, description="What to look for, in words.")] = "",
    department: Annotated[str, Query(max_length=100, description="Any name of a department.")] = "",
    lead: Annotated[str, Query(max_length=100, description="true, false, or the leading department.")] = "",
    document: Annotated[str, Query(max_length=100, description="Document id.")] = "",
    section: Annotated[str, Query(max_length=100, description="Path (2, 2.4) or words of a heading.")] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="At most this many.")] = 200,
) -> Response:
    assistant = _assistant(request)
    try:
        chosen = select(assistant.library, clause_filter(document, section, department, lead))
        if q:
            check_question(q)
    except ValueError as error:
        raise ApiError(422, "invalid_request", str(error)) from error
    except LookupError as error:
        raise ApiError(404, "unknown_document", str(error.args[0])) from error
    if not q:
        return _json(wire.clauses(chosen[:limit]))
    return _json(wire.retrieval(find(assistant.retriever, q, assistant.library, chosen), limit))


@router.get("/api/clauses/{address:path}", summary="One clause by its address")
async def clause(address: str, request: Request) -> Response:
    assistant = _assistant(request)
    try:
        found = assistant.library.clause(address)
    except LookupError as error:
        raise ApiError(404, "unknown_clause", str(error.args[0])) from error
    document = assistant.library.document(found.document_id)
    return _json(
        wire.clause(found) | {"document_title": document.title, "document_status": document.status.value}
    )


@router.get("/api/documents", summary="Documents with their versions")
async def documents(request: Request) -> Response:
    assistant = _assistant(request)
    library, versions = assistant.library, assistant.versions
    found = [wire.document(item, library.clauses_of(item.id), versions) for item in library.documents]
    return _json({"documents": found, "count": len(found)})


@router.get("/api/documents/{document_id}", summary="One document with its clean text")
def document(
    document_id: str,
    request: Request,
    repairs: Annotated[bool, Query(description="Also every single repair, not only their counts.")] = False,
) -> Response:
    assistant = _assistant(request)
    library = assistant.library
    try:
        found = library.document(document_id)
    except LookupError as error:
        raise ApiError(404, "unknown_document", str(error.args[0])) from error
    body = wire.document(found, library.clauses_of(found.id), assistant.versions)
    snapshot = request.app.state.data_dir / INDEX_FOLDER / assistant.versions.get("index", "")
    log = repair_log(snapshot, found.id)
    counts = dict(Counter(str(item["kind"]) for item in log))
    return _json(body | {"text": found.text, "repair_counts": counts} | ({"repairs": log} if repairs else {}))


def _assistant(request: Request) -> PolicyAssistant:
    service: Service = request.app.state.service
    return service.assistant


def _json(value: wire.Json) -> Response:
    return Response(wire.dumps(value), media_type="application/json")
