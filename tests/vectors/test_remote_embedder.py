"""A model on an OpenAI-compatible server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.config import load_settings
from assistant.errors import IndexUnavailable, ModelError
from assistant.vectors import remote_embedder
from assistant.vectors.embedding import load_embedder, load_embedder_of
from assistant.vectors.remote_embedder import BATCH, RemoteEmbedder
from ingest.load import ingest

Reply = tuple[int, Any]
CORPUS = Path(__file__).parents[2] / "corpus"


class Server:
    """Counts characters into three places; `replies` come first, one a request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replies: list[Reply] = []
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []

    def answer(self, body: dict[str, Any]) -> Reply:
        if self.replies:
            return self.replies.pop(0)
        rows = [
            {"index": number, "embedding": [float(len(text)), float(ord(text[0])), 2.0]}
            for number, text in enumerate(body["input"])
        ]
        return 200, {"data": rows[::-1], "model": body["model"]}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(remote_embedder, "PAUSE_SECONDS", 0.01)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.bodies.append(body)
            made.keys.append(self.headers.get("Authorization", ""))
            known = self.path == "/v1/embeddings"
            status, content = made.answer(body) if known else (404, {"error": "no such path"})
            raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Server(f"http://127.0.0.1:{web.server_port}/v1")
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def connect(server: Server, tmp_path: Path) -> Iterator[Callable[[], RemoteEmbedder]]:
    made: list[RemoteEmbedder] = []

    def make() -> RemoteEmbedder:
        embedder = load_embedder("openai:bge-m3", 0, tmp_path, base_url=server.url, api_key="sesame")
        assert isinstance(embedder, RemoteEmbedder)
        made.append(embedder)
        return embedder

    yield make
    for embedder in made:
        embedder.close()


Connect = Callable[[], RemoteEmbedder]


def test_vectors_are_unit_length_in_the_order_asked(connect: Connect, server: Server) -> None:
    embedder = connect()
    assert (embedder.name, embedder.dimension) == ("openai:bge-m3", 3)
    texts = ["一", "二二", "三三三"]
    vectors = np.array(embedder.embed_documents(texts))
    raw = np.array([[len(text), ord(text[0]), 2.0] for text in texts])
    np.testing.assert_allclose(vectors, raw / np.linalg.norm(raw, axis=1, keepdims=True))
    assert server.bodies[-1] == {"model": "bge-m3", "input": texts, "encoding_format": "float"}
    assert set(server.keys) == {"Bearer sesame"}


def test_texts_are_sent_in_batches_and_a_question_once(connect: Connect, server: Server) -> None:
    embedder = connect()
    server.bodies.clear()
    assert len(embedder.embed_documents(["文"] * (BATCH + 1))) == BATCH + 1
    assert [len(body["input"]) for body in server.bodies] == [BATCH, 1]
    assert embedder.embed_query("问") == embedder.embed_query("问")
    assert len(server.bodies) == 3
    assert embedder.embed_documents([]) == []
    assert len(embedder.embed_documents([""])) == 1


def test_passing_failure_is_tried_again_for_documents_only(connect: Connect, server: Server) -> None:
    embedder = connect()
    server.replies = [(503, {"error": {"message": "busy"}}), (429, "slow down")]
    assert len(embedder.embed_documents(["文"])) == 1
    server.replies = [(503, {"error": {"message": "busy"}})]
    with pytest.raises(ModelError, match="503（busy）"):
        embedder.embed_query("问")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((401, {"error": {"message": "bad key"}}), "401（bad key）"),
        ((404, {"error": "no such model"}), "404（no such model）"),
        ((500, "<html>"), "500"),
        ((200, "not json"), "不是向量"),
        ((200, {"data": []}), "0 vectors for 1 texts"),
        ((200, {"data": [{"index": 0, "embedding": [0.0, 0.0]}]}), "length 0.0"),
        ((200, {"data": [{"index": 0, "embedding": ["x"]}]}), "不是向量"),
        ((200, {}), "data"),
    ],
)
def test_unfit_reply_says_what_to_do(connect: Connect, server: Server, reply: Reply, said: str) -> None:
    server.replies = [reply]
    with pytest.raises(ModelError, match="POLICY_ASSISTANT_EMBEDDING_BASE_URL") as caught:
        connect()
    assert said in str(caught.value) and server.url in str(caught.value)
    assert "sesame" not in str(caught.value)


def test_vector_of_another_dimension_is_refused(connect: Connect, server: Server) -> None:
    embedder = connect()
    server.replies = [(200, {"data": [{"index": 0, "embedding": [1.0]}]})]
    with pytest.raises(ModelError, match="3 before"):
        embedder.embed_query("问")


def test_server_out_of_reach_is_a_model_error() -> None:
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9"):
        RemoteEmbedder("openai:some", "http://127.0.0.1:9/v1")


def test_index_made_by_the_server_is_refused_to_another_model(server: Server, tmp_path: Path) -> None:
    from assistant.search.index import current_snapshot, open_index

    settings = load_settings(
        corpus_dir=CORPUS,
        data_dir=tmp_path,
        embedding_model="openai:bge-m3",
        embedding_base_url=server.url,
        embedding_api_key="sesame",
    )
    assert ingest(settings).changed
    asked = len(server.bodies)
    assert not ingest(settings).changed
    assert len(server.bodies) == asked  # nothing to embed: the server is not asked
    with pytest.raises(IndexUnavailable, match=r"openai:bge-m3.*openai:other.*ingest"):
        open_index(current_snapshot(tmp_path), "openai:other")
    other = load_settings(**settings.model_dump() | {"embedding_model": "openai:other"})
    assert ingest(other).embedded > 0
    assert load_embedder_of(other).dimension == 3
