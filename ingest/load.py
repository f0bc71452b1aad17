"""From corpus to index."""

from ingest.corpus import parse_corpus

__all__ = ["parse_corpus"]
