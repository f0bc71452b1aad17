"""Settings in, a working assistant out; what is missing is said, and what works without it goes on working."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.build import build_assistant
from assistant.config import Settings
from assistant.errors import ConfigError, IndexUnavailable, RuleDataError
from assistant.llm import ScriptedModel
from assistant.models import AnswerStatus, DocumentStatus
from assistant.pipeline import Assistant
from assistant.protocols import ChatModel
from assistant.vectors.embedding import MODELS_FOLDER, FakeEmbedder, OnnxEmbedder
from ingest.load import ingest
from tests.conftest import TODAY
from tests.faces.assistant import CORPUS

TOLD = "场景硬件300万，软件200万，已入选并验收，能拿多少？"
SEARCHED = "语料券是怎么说的？"
LATEST_SECONDS = 60


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, prepared_model_dir: Path) -> Path:
    """A data directory with an index that the fake model made, and the embedded model prepared."""
    data = tmp_path_factory.mktemp("indexed")
    (data / MODELS_FOLDER).symlink_to(model_cache, target_is_directory=True)
    ingest(Settings(_env_file=None, corpus_dir=CORPUS, data_dir=data), FakeEmbedder)  # type: ignore[call-arg]
    return data


@pytest.fixture
def settings(indexed: Path, tmp_path: Path) -> Callable[..., Settings]:
    """Settings for the index, each test with sessions of its own."""

    def settings(**more: object) -> Settings:
        own = f"sqlite:///{tmp_path / 'sessions.sqlite'}"
        values = {"corpus_dir": CORPUS, "data_dir": indexed, "database_url": own, "model_wait": 0} | more
        return Settings(_env_file=None, **values)  # type: ignore[arg-type, call-arg]

    return settings


@pytest.fixture(scope="module")
def built(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant over the index that another model made."""
    own = f"sqlite:///{tmp_path_factory.mktemp('built') / 'sessions.sqlite'}"
    values = {"corpus_dir": CORPUS, "data_dir": indexed, "database_url": own, "model_wait": 0}
    return build_assistant(Settings(_env_file=None, **values))  # type: ignore[arg-type, call-arg]


def embedding_state(assistant: Assistant) -> str:
    """The state once the model is loaded or given up."""
    latest = time.monotonic() + LATEST_SECONDS
    while assistant.ready()["embedding"] == "loading" and time.monotonic() < latest:
        time.sleep(0.01)
    return assistant.ready()["embedding"]


def test_without_an_index_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, corpus_dir=CORPUS, data_dir=tmp_path)  # type: ignore[call-arg]
    with pytest.raises(IndexUnavailable, match="policy-assistant ingest") as raised:
        build_assistant(settings)
    assert str(tmp_path) in str(raised.value)


def test_a_pointer_to_a_lost_index_names_it(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current").write_text("gone", encoding="utf-8")
    settings = Settings(_env_file=None, corpus_dir=CORPUS, data_dir=tmp_path)  # type: ignore[call-arg]
    with pytest.raises(IndexUnavailable, match="'gone'"):
        build_assistant(settings)


def test_a_database_address_of_unknown_kind_is_refused(settings: Callable[..., Settings]) -> None:
    with pytest.raises(ConfigError, match="'mysql'") as raised:
        build_assistant(settings(database_url="mysql://user:secret@host/db"))
    assert "POLICY_ASSISTANT_DATABASE_URL" in str(raised.value) and "secret" not in str(raised.value)


def test_with_another_model_s_index_search_goes_by_words_and_readiness_says_so(
    built: Assistant, embedder: OnnxEmbedder
) -> None:
    state = embedding_state(built)
    assert "fake-characters" in state and embedder.name in state and "policy-assistant ingest" in state
    assert built.ready()["index"] == "ok"
    answer = built.ask(SEARCHED, as_of=TODAY)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].clause_id == "pinghu-ai-plus-2025/2.4"


def test_waiting_for_another_model_s_index_raises(settings: Callable[..., Settings]) -> None:
    with pytest.raises(IndexUnavailable, match="fake-characters"):
        build_assistant(settings(), wait=True)


def test_with_its_own_index_search_goes_by_meaning(
    settings: Callable[..., Settings], embedder: OnnxEmbedder, tmp_path: Path, model_cache: Path
) -> None:
    data = tmp_path / "own"
    data.mkdir()
    (data / MODELS_FOLDER).symlink_to(model_cache, target_is_directory=True)
    own = settings(data_dir=data)
    ingest(own, lambda: embedder)
    assistant = build_assistant(own, wait=True)
    assert assistant.ready()["embedding"] == "ok"
    kept = assistant.retriever.search("看病").kept
    assert kept and kept[0].dense is not None


def test_an_answer_tells_what_it_was_made_with(built: Assistant, indexed: Path) -> None:
    versions = built.ask(TOLD, as_of=TODAY).versions
    assert versions["index"] == (indexed / "index" / "current").read_text(encoding="utf-8").strip()
    assert versions["model"] == "extractive"
    assert all(versions[name] for name in ("corpus", "rules", "code"))


def test_a_session_outlives_the_assistant(settings: Callable[..., Settings]) -> None:
    build_assistant(settings()).ask(TOLD, "s", TODAY)
    answer = build_assistant(settings()).ask("如果软件再加300万呢？", "s", TODAY)
    assert answer.awards[0].amount == 3_100_000


def test_the_sample_joins_only_where_it_is_let_in(
    built: Assistant, settings: Callable[..., Settings]
) -> None:
    within = build_assistant(settings(include_samples=True))
    assert {item.status for item in built.library.documents} == {DocumentStatus.EFFECTIVE}
    assert DocumentStatus.SAMPLE in {item.status for item in within.library.documents}
    assert "示例（非官方）" in within.ask("要交哪些材料？", as_of=TODAY).answer
    assert built.ask("要交哪些材料？", as_of=TODAY).status is AnswerStatus.NOT_COVERED


def test_a_rule_that_leaves_its_clause_stops_the_start(
    settings: Callable[..., Settings], tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(CORPUS, corpus)
    file = corpus / "pinghu-ai-plus-2025" / "awards.yaml"
    rules = file.read_text(encoding="utf-8")
    file.write_text(rules.replace('value: "0.05"', 'value: "0.06"'), encoding="utf-8")
    with pytest.raises(RuleDataError, match=r"awards\.yaml"):
        build_assistant(settings(corpus_dir=corpus))


def test_an_unknown_language_model_is_refused_before_the_first_question(
    settings: Callable[..., Settings],
) -> None:
    with pytest.raises(ConfigError, match="nobody"):
        build_assistant(settings(llm="nobody"))


def test_what_stands_around_the_model_is_what_is_asked(settings: Callable[..., Settings]) -> None:
    """The readiness goes on telling the state of the model itself."""
    between: list[str] = []

    def around(model: ChatModel) -> ChatModel:
        between.append(model.name)
        return ScriptedModel("最高160万元[1]。", name="stand-in")

    assistant = build_assistant(
        settings(llm="openai:any", llm_base_url="http://127.0.0.1:9/v1"), around=around
    )
    assert between == ["openai:any"]
    assert assistant.versions["model"] == assistant.ready()["llm"] == "stand-in"
    assert assistant.ask(TOLD, as_of=TODAY).answerer == "stand-in"


def test_without_a_model_nothing_stands_around_it(settings: Callable[..., Settings]) -> None:
    def around(model: ChatModel) -> ChatModel:
        raise AssertionError(model.name)

    assert build_assistant(settings(), around=around).versions["model"] == "extractive"
