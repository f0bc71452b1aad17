"""The only place that constructs things: settings in, a working assistant out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.config import Settings
from assistant.errors import AssistantError
from assistant.gate.writer import Writer
from assistant.library import Library, read_library
from assistant.llm import connect
from assistant.local_llm import LocalModel
from assistant.pipeline import Assistant
from assistant.prompts import FIXED
from assistant.protocols import ChatModel, Reranker
from assistant.reading.lexicon import load_lexicon
from assistant.reading.model_reading import PATIENCE, ModelReader
from assistant.search.index import current_snapshot, open_index
from assistant.search.lexical import LexicalIndex
from assistant.search.named import Named
from assistant.search.retrieval import Retriever

log = logging.getLogger(__name__)
EXTRACTIVE = "extractive"


def build_assistant(
    settings: Settings, *, wait: bool = False, around: Callable[[ChatModel], ChatModel] | None = None
) -> Assistant:
    """Open the index in force and make the assistant; the embedding model loads in the background.

    `wait`: return only once it is loaded, so that the first search already goes by meaning.
    `around`: what stands between the language model and those who ask it, for measuring.

    Raises:
        IndexUnavailable: there is no index, or another model made it.
        RuleDataError: a rule file does not agree with its clauses.
        ConfigError: the language model's settings do not fit.
        SessionsUnavailable: the database of sessions does not answer.
    """
    from assistant.sessions import open_sessions

    snapshot = current_snapshot(settings.data_dir)
    whole = read_library(snapshot / "library.json")
    library = whole.answering(settings.include_samples)
    rules = load_rules(settings.corpus_dir, library)
    words, named = LexicalIndex.load(snapshot / "lexical"), Named(library, rules, load_lexicon())
    retriever = Retriever(library, None, words, None, settings.model_wait, named)
    loading = _Loading(settings, snapshot, retriever)
    loading.start(wait)
    direct = _language_model(settings)
    model = around(direct) if around is not None and direct is not None else direct
    versions = {
        "index": snapshot.name,
        "corpus": whole.digest[:12],
        "rules": rules.digest[:12],
        "model": model.name if model else EXTRACTIVE,
        "code": version("policy-assistant"),
    }
    writer = Writer(model, library, rules, settings.llm_timeout) if model else None

    def readiness() -> Mapping[str, str]:
        state = direct.state if isinstance(direct, LocalModel) else versions["model"]
        return {**loading.readiness(), "llm": state}

    sessions, reader = open_sessions(settings), _reader(model, library, rules, retriever, settings)
    if isinstance(direct, LocalModel) and reader is not None:
        direct.start(wait, [reader.beginning, FIXED])
    return Assistant(library, rules, retriever, versions, sessions, readiness, writer, reader)


def _reader(
    model: ChatModel | None, library: Library, rules: RuleTable, retriever: Retriever, settings: Settings
) -> ModelReader | None:
    """What asks the model about unsure questions; None without a model."""
    if model is None:
        return None
    patience = min(PATIENCE, settings.llm_timeout)
    return ModelReader(model, library, rules, retriever.coverage, load_lexicon(), patience)


def _language_model(settings: Settings) -> ChatModel | None:
    """The model that words the answers; None where the extractive answer is all."""
    match settings.llm:
        case "":
            return None
        case "local":
            return LocalModel(settings.data_dir, settings.threads, settings.llm_timeout)
        case name:
            key = settings.llm_api_key.get_secret_value()
            return connect(name, settings.llm_base_url, key, settings.llm_timeout)


class _Loading:
    """The embedding model being loaded; until then search goes by words."""

    def __init__(self, settings: Settings, snapshot: Path, retriever: Retriever) -> None:
        self._settings, self._snapshot, self._retriever = settings, snapshot, retriever
        self._state = "loading"
        self._failure: Exception | None = None

    def start(self, wait: bool) -> None:
        thread = threading.Thread(target=self._load, name="load-embedding", daemon=True)
        thread.start()
        if wait:
            thread.join()
            if self._failure is not None:
                raise self._failure

    def _load(self) -> None:
        from assistant.vectors.embedding import load_embedder_of

        try:
            embedder = load_embedder_of(self._settings)
            index = open_index(self._snapshot, embedder.name, self._settings.chroma_url)
            embedder.embed_query("预热")
            self._retriever.attach(index, embedder)
            if self._settings.reranker_model:
                self._retriever.attach(index, embedder, self._reranker())
            self._state = "ok"
        except AssistantError as error:
            log.error("searching with less: %s", error)
            self._failure, self._state = error, str(error)
        finally:
            self._retriever.give_up()

    def _reranker(self) -> Reranker:
        from assistant.search.reranking import CrossEncoderReranker

        return CrossEncoderReranker(self._settings.reranker_model, self._settings.threads)

    def readiness(self) -> Mapping[str, str]:
        return {"index": "ok", "embedding": self._state}
