"""The HTTP contracts, over a real server on the loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import httpx
import pytest

from assistant.api import create_app
from assistant.config import Settings
from assistant.errors import RuleDataError
from tests.faces.assistant import PLAN, SmallAssistant
from tests.faces.serving import served, wait_until_ready

SETTINGS = Settings(_env_file=None)


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    with served(create_app(SmallAssistant(), SETTINGS)) as client:
        yield client


def error_of(response: httpx.Response) -> dict[str, object]:
    """The error of an answer, whose form is always the same."""
    content = response.json()
    assert set(content) == {"error"}
    assert set(content["error"]) == {"code", "message", "detail"}
    assert content["error"]["message"]
    error: dict[str, object] = content["error"]
    return error


# --- asking ----------------------------------------------------------------------------------------


def test_ask_gives_the_whole_answer(api: httpx.Client) -> None:
    """Every field of the contract is there, with amounts as plain decimal strings."""
    answer = api.post("/api/ask", json={"question": "能拿多少？", "session_id": "s-1"}).json()
    assert {
        "answer", "status", "citations", "awards", "clarification", "session_id", "answerer", "checks",
        "versions", "timings_ms",
    } <= set(answer)  # fmt: skip
    assert (answer["status"], answer["session_id"]) == ("answered", "s-1")
    award = answer["awards"][0]
    assert award["amount"] == "1600000"
    assert set(award["steps"][0]) >= {"label", "expression", "value", "unit", "clause"}
    assert set(award["conditions"][0]) >= {"text", "status", "clause"}
    citation = answer["citations"][0]
    document = api.get(f"/api/documents/{PLAN}").json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_stream_sends_steps_sentences_and_the_same_answer(api: httpx.Client) -> None:
    """Server-sent events, the last being what POST /api/ask gives."""
    body = {"question": "能拿多少？", "session_id": "s-2"}
    response = api.post("/api/ask/stream", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = _events(response.text)
    assert [kind for kind, _ in events] == ["step", "sentence", "answer"]
    assert events[0][1] == {"text": "understand"}
    assert events[-1][1] == api.post("/api/ask", json=body).json()


def test_stream_that_fails_ends_in_an_error_event(api: httpx.Client) -> None:
    """The status line is out already, so the failure is an event, without the server's secrets."""
    response = api.post("/api/ask/stream", json={"question": "故障"})
    kind, data = _events(response.text)[-1]
    assert (kind, data["error"]["code"]) == ("error", "internal")
    assert "secret" not in response.text


def test_session_is_forgotten_once(api: httpx.Client) -> None:
    """Deleting a conversation twice says that there is none."""
    api.post("/api/ask", json={"question": "能拿多少？", "session_id": "to-forget"})
    assert api.delete("/api/sessions/to-forget").json() == {"session_id": "to-forget", "forgotten": True}
    again = api.delete("/api/sessions/to-forget")
    assert (again.status_code, error_of(again)["code"]) == (404, "unknown_session")


# --- awards ----------------------------------------------------------------------------------------


def test_catalogue_proves_every_parameter(api: httpx.Client) -> None:
    """Each constant comes with a quote that its document holds at the offsets given."""
    awards = api.get("/api/awards").json()
    assert awards["count"] == len(awards["awards"]) == 10
    texts = {item["id"]: api.get(f"/api/documents/{item['id']}").json()["text"] for item in _documents(api)}
    for award in awards["awards"]:
        assert api.get(f"/api/awards/{award['id']}").json() == award
        for parameter in award["parameters"]:
            text = texts[parameter["clause"].split("/")[0]]
            assert text[parameter["start"] : parameter["end"]] == parameter["quote"]


@pytest.mark.parametrize(
    ("hardware", "software", "amount"),
    [
        (3_000_000, 2_000_000, "1600000"),
        ("300万元", "0", "600000"),
        (0.1, 0, "0.02"),
        (10**9, 10**9, "5000000"),
    ],
)
def test_calculate_works_an_award_out(
    api: httpx.Client, hardware: object, software: object, amount: str
) -> None:
    """Numbers and written amounts are read alike; the result is never in exponent form."""
    inputs = {"hardware_investment": hardware, "software_investment": software}
    body = {"inputs": inputs, "as_of": "2026-06-30"}
    assert api.post("/api/awards/scenario-project/calculate", json=body).json()["amount"] == amount


def test_assess_works_every_award_out(api: httpx.Client) -> None:
    """One profile against all awards, flat or by award."""
    flat = api.post(
        "/api/awards/assess", json={"profile": {"level": "national"}, "as_of": "2026-06-30"}
    ).json()
    assert flat["as_of"] == "2026-06-30"
    assert len(flat["assessments"]) == 10
    nested = api.post(
        "/api/awards/assess", json={"profile": {"smart-computing-cloud": {"level": "national"}}}
    )
    amounts = {item["award_id"]: item["amount"] for item in nested.json()["assessments"]}
    assert amounts["smart-computing-cloud"]


# --- clauses and documents -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["数据局", "政务服务管理办", "政务服务管理办(数据局)"])
def test_clauses_by_department_go_by_any_of_its_names(api: httpx.Client, name: str) -> None:
    """Both names of a department find the same clauses; `lead` narrows them."""
    every = _addresses(api, department=name)
    leading = _addresses(api, department=name, lead="true")
    assert leading and set(leading) < set(every)
    assert _addresses(api, lead=name) == leading
    assert set(_addresses(api, department=name, lead="false")) == set(every) - set(leading)


def test_clauses_by_section_and_words(api: httpx.Client) -> None:
    """A section is its path or words of its heading; with `q` the clauses come scored, best first."""
    assert _addresses(api, document=PLAN, section="2") == [f"{PLAN}/2.{n}" for n in range(1, 6)]
    found = api.get("/api/clauses", params={"q": "智算云企", "section": "2"}).json()["clauses"]
    assert found and all(item["path"].startswith("2.") for item in found)
    scores = [item["score"] for item in found]
    assert scores == sorted(scores, reverse=True)


def test_clause_by_address(api: httpx.Client) -> None:
    """One clause with its document's standing."""
    clause = api.get(f"/api/clauses/{PLAN}/2.4").json()
    assert clause["title"] == "二(四) 夯实数据支撑"
    assert (clause["document_status"], clause["document_id"]) == ("effective", PLAN)


def test_documents_say_what_is_inferred_and_where_they_come_from(api: httpx.Client) -> None:
    """Versions and provenance stand beside each document."""
    plan = next(item for item in _documents(api) if item["id"] == PLAN)
    assert (plan["effective_from"], plan["effective_to"]) == ("2025-09-28", "2027-12-31")
    assert set(plan["inferred"]) == {"title", "issuer"}
    assert len(plan["source"]["sha256"]) == 64 and plan["versions"]["index"] == "test"


# --- mistakes --------------------------------------------------------------------------------------

ASK, CALCULATE = "/api/ask", "/api/awards/scenario-project/calculate"

HOSTILE = {
    "not JSON": (ASK, b"{", 400),
    "not UTF-8": (ASK, b'{"question": "\xff\xfe"}', 400),
    "nothing": (ASK, b"", 422),
    "a list": (ASK, b"[]", 422),
    "nested beyond reason": (ASK, b"[" * 30_000, 400),
    "no question": (ASK, b"{}", 422),
    "question null": (ASK, b'{"question": null}', 422),
    "question a number": (ASK, b'{"question": 1}', 422),
    "question an object": (ASK, b'{"question": {"a": 1}}', 422),
    "empty": (ASK, b'{"question": ""}', 422),
    "blank": (ASK, '{"question": " \u3000\u200b\\n"}'.encode(), 422),
    "NUL": (ASK, b'{"question": "a\\u0000b"}', 422),
    "half a surrogate": (ASK, b'{"question": "\\ud800"}', 422),
    "10,000 characters": (ASK, json.dumps({"question": "问" * 10_000}, ensure_ascii=False).encode(), 422),
    "100,000 characters": (ASK, json.dumps({"question": "问" * 100_000}).encode(), 413),
    "unknown field": (ASK, b'{"question": "a", "sesion_id": "x"}', 422),
    "long session": (ASK, json.dumps({"question": "a", "session_id": "x" * 65}).encode(), 422),
    "session with a control character": (ASK, json.dumps({"question": "a", "session_id": "a\nb"}).encode(), 422),
    "day out of range": (ASK, b'{"question": "a", "as_of": "1989-12-31"}', 422),
    "no such day": (ASK, b'{"question": "a", "as_of": "2026-02-30"}', 422),
    "a time for a day": (ASK, b'{"question": "a", "as_of": 1760000000}', 422),
    "unknown input": (CALCULATE, b'{"inputs": {"hardware": 1}}', 422),
    "negative": (CALCULATE, b'{"inputs": {"hardware_investment": -1}}', 422),
    "absurd": (CALCULATE, b'{"inputs": {"hardware_investment": 1e300}}', 422),
    "beyond float": (CALCULATE, b'{"inputs": {"hardware_investment": 1e999}}', 422),
    "NaN": (CALCULATE, b'{"inputs": {"hardware_investment": NaN}}', 422),
    "digits without end": (CALCULATE, b'{"inputs": {"hardware_investment": ' + b"9" * 5000 + b"}}", 400),
    "nested input": (CALCULATE, b'{"inputs": {"hardware_investment": [1]}}', 422),
    "inputs a list": (CALCULATE, b'{"inputs": [1]}', 422),
    "input half a surrogate": (CALCULATE, b'{"inputs": {"\\ud800": 1}}', 422),
    "no such award": ("/api/awards/nope/calculate", b'{"inputs": {}}', 404),
    "profile mixed": ("/api/awards/assess", b'{"profile": {"level": "national", "x": {}}}', 422),
    "profile of nobody": ("/api/awards/assess", b'{"profile": {"nope": {}}}', 422),
    "profile unknown input": ("/api/awards/assess", b'{"profile": {"nope": 1}}', 422),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_bad_input_gets_a_clear_error(api: httpx.Client, case: str) -> None:
    """Never a 500, never a trace, always the one form of error."""
    path, body, status = HOSTILE[case]
    response = api.post(path, content=body, headers={"content-type": "application/json"})
    assert response.status_code == status, response.text
    error_of(response)
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "question",
    ["😀😀", "<script>alert(1)</script>", "'; DROP TABLE clauses; --", "{{7*7}} ${7*7}", "\u202e倒"],
)
def test_odd_but_honest_questions_are_answered(api: httpx.Client, question: str) -> None:
    """Text is text: nothing in it is run, and the answer is JSON whatever it holds."""
    answer = api.post("/api/ask", json={"question": question})
    assert answer.status_code == 200
    assert question in answer.json()["answer"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nope", 404),
        ("GET", "/api/ask", 405),
        ("POST", "/api/awards", 405),
        ("GET", "/api/awards/nope", 404),
        ("GET", f"/api/clauses/{PLAN}/9.9", 404),
        ("GET", "/api/clauses/%ff%00", 404),
        ("GET", "/api/documents/nope", 404),
        ("GET", "/api/clauses?document=nope", 404),
        ("GET", "/api/clauses?department=nope", 422),
        ("GET", "/api/clauses?department=%E6%95%B0%E6%8D%AE%E5%B1%80&lead=%E5%85%AC%E5%AE%89%E5%B1%80", 422),
        ("GET", "/api/clauses?q=%00", 422),
        ("GET", "/api/clauses?limit=0", 422),
        ("DELETE", "/api/sessions/none", 404),
        ("DELETE", "/api/sessions/a%0Ab", 422),
    ],
)
def test_wrong_addresses_get_json(api: httpx.Client, method: str, path: str, status: int) -> None:
    """Unknown things, wrong methods and wrong filters each say so in JSON."""
    response = api.request(method, path)
    assert response.status_code == status, response.text
    error_of(response)


def test_mistakes_name_what_is_accepted(api: httpx.Client) -> None:
    """An unknown award lists the awards, an unknown input the inputs, a wrong method the right one."""
    awards = error_of(api.post("/api/awards/nope/calculate", json={"inputs": {}}))["detail"]
    assert isinstance(awards, dict) and "scenario-project" in awards["accepted"]
    inputs = error_of(api.post(CALCULATE, json={"inputs": {"hardware": 1}}))["detail"]
    assert isinstance(inputs, dict)
    assert "hardware_investment" in [item["name"] for item in inputs["accepted"]]
    assert api.get("/api/ask").headers["allow"] == "POST"


def test_unforeseen_failure_is_a_500_without_secrets(api: httpx.Client) -> None:
    """The trace goes to the log, not to the caller; the server goes on."""
    response = api.post("/api/ask", json={"question": "故障"})
    assert (response.status_code, error_of(response)["code"]) == (500, "internal")
    assert "secret" not in response.text
    assert api.get("/healthz").status_code == 200


def test_model_that_fails_is_a_503_with_retry_after(api: httpx.Client) -> None:
    """A failing model never turns into a wrong answer."""
    response = api.post("/api/ask", json={"question": "模型停了"})
    assert (response.status_code, error_of(response)["code"]) == (503, "model")
    assert int(response.headers["retry-after"]) > 0


# --- operations ------------------------------------------------------------------------------------


def test_server_answers_before_the_assistant_is_built() -> None:
    """Health at once; readiness, API and page say that they are loading, until the builder is done."""
    go = threading.Event()

    def slow() -> SmallAssistant:
        assert go.wait(20)
        return SmallAssistant()

    with served(create_app(slow, SETTINGS)) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        for answer in (client.get("/readyz"), client.post("/api/ask", json={"question": "能拿多少？"})):
            assert answer.status_code == 503
            assert int(answer.headers["retry-after"]) > 0
            error_of(answer)
        go.set()
        wait_until_ready(client)
        assert client.post("/api/ask", json={"question": "能拿多少？"}).status_code == 200


def test_builder_that_fails_leaves_a_server_that_says_why() -> None:
    """A broken corpus is told in every answer; the process stays alive for whoever looks."""

    def broken() -> SmallAssistant:
        raise RuleDataError("awards.yaml: awards[0].cap 不是数字")

    with served(create_app(broken, SETTINGS)) as client:
        answers = [client.post("/api/ask", json={"question": "能拿多少？"}) for _ in range(2)]
        assert {answer.status_code for answer in answers} == {503}
        assert "awards[0].cap" in str(error_of(answers[0])["message"])
        assert "awards[0].cap" in str(error_of(client.get("/readyz"))["detail"])


def test_loading_embedding_answers_but_is_not_ready() -> None:
    """Structured questions need no embedding, so they are answered while it loads."""
    with served(create_app(SmallAssistant(embedding="loading"), SETTINGS)) as client:
        assert client.get("/readyz").status_code == 503
        assert client.post("/api/ask", json={"question": "能拿多少？"}).status_code == 200


def test_rate_limit_tells_when_to_come_back() -> None:
    """Off by default; where set, the call beyond it gets 429 and the wait."""
    limited = Settings(_env_file=None, rate_limit_per_minute=2)
    with served(create_app(SmallAssistant(), limited)) as client:
        codes = [client.get("/api/awards").status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        refused = client.get("/api/awards")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        error_of(refused)
        assert client.get("/healthz").status_code == 200


def test_metrics_count_by_route_and_status(api: httpx.Client) -> None:
    """Series are named by route, so that clause addresses do not multiply them."""
    api.get(f"/api/clauses/{PLAN}/2.1")
    text = api.get("/metrics").text
    assert (
        'policy_assistant_requests_total{method="GET",route="/api/clauses/{address:path}",status="200"}'
        in text
    )
    assert "policy_assistant_ready 1.0" in text
    assert 'policy_assistant_answers_total{answerer="extractive",status="answered"}' in text


def test_docs_need_no_other_host(api: httpx.Client) -> None:
    """The interface page brings its own scripts."""
    page = api.get("/docs").text
    assert "://" not in page.replace("http://www.w3.org", "")
    assert api.get("/docs-static/swagger-ui-bundle.js").status_code == 200
    assert "/api/ask" in api.get("/openapi.json").json()["paths"]


def _events(text: str) -> list[tuple[str, dict[str, object]]]:
    events = []
    for block in text.strip().split("\n\n"):
        kind, data = block.split("\n", 1)
        events.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def _documents(api: httpx.Client) -> list[dict[str, object]]:
    documents: list[dict[str, object]] = api.get("/api/documents").json()["documents"]
    return documents


def _addresses(api: httpx.Client, **filters: str) -> list[str]:
    return [item["clause_id"] for item in api.get("/api/clauses", params=filters).json()["clauses"]]
