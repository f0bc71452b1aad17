"""The plan, searched as the product does: by meaning, words and names, and while the model loads without meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.awards.rules import load_rules
from assistant.library import Library
from assistant.reading.lexicon import load_lexicon
from assistant.search.index import MemoryIndex
from assistant.search.lexical import LexicalIndex
from assistant.search.named import Named
from assistant.search.retrieval import Retriever
from assistant.vectors.embedding import OnnxEmbedder
from ingest.load import parse_corpus
from ingest.vectors import embedded_text

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def whole_library() -> Library:
    """Every document, the sample too."""
    return parse_corpus(CORPUS)


@pytest.fixture(scope="session")
def library(whole_library: Library) -> Library:
    return whole_library.answering(include_samples=False)


@pytest.fixture(scope="session")
def lexical(whole_library: Library) -> LexicalIndex:
    return LexicalIndex.build(whole_library.chunks, whole_library.clauses)


@pytest.fixture(scope="session")
def index(whole_library: Library, embedder: OnnxEmbedder) -> MemoryIndex:
    made = MemoryIndex()
    texts = [embedded_text(chunk) for chunk in whole_library.chunks]
    made.add(whole_library.chunks, embedder.embed_documents(texts))
    return made


@pytest.fixture(scope="session")
def named(library: Library) -> Named:
    return Named(library, load_rules(CORPUS, library), load_lexicon())


@pytest.fixture(scope="session")
def retriever(
    library: Library, index: MemoryIndex, lexical: LexicalIndex, embedder: OnnxEmbedder, named: Named
) -> Retriever:
    return Retriever(library, index, lexical, embedder, named=named)


@pytest.fixture(scope="session")
def by_words(library: Library, lexical: LexicalIndex, named: Named) -> Retriever:
    """What serves while the model is loading."""
    return Retriever(library, None, lexical, None, named=named)
