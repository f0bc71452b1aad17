"""The words by which questions are told apart, from `lexicon.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something askers want to know of any award, and what a text that says it looks like."""

    id: str
    label: str
    label_en: str
    asks: re.Pattern[str]
    evidence: re.Pattern[str]
    overrides: bool = False
    """Asked instead of an amount even where the question also has words of money."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    cues: Mapping[str, re.Pattern[str]]
    aspects: tuple[Aspect, ...]
    stopwords: frozenset[str]

    def says(self, cue: str, text: str) -> bool:
        return self.cues[cue].search(text) is not None

    def content(self, text: str) -> str:
        """What is left of a question without stop words and the words of asking for money."""
        for cue in ("amount", "eligible", "own"):
            text = self.cues[cue].sub(" ", text)
        text = re.sub(r"[\d.,]+ ?(万|亿|元|块|w)*", " ", text)
        for word in self.stopwords:
            text = text.replace(word, " ")
        return "".join(re.findall("[\u4e00-\u9fffa-z]{2,}", text))

    def aspect(self, aspect_id: str) -> Aspect:
        return next(item for item in self.aspects if item.id == aspect_id)


@cache
def load_lexicon() -> Lexicon:
    """Read the lexicon that ships with the package."""
    text = (Path(__file__).parent / "lexicon.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    cues = {
        name: re.compile("|".join(f"(?:{item})" for item in patterns))
        for name, patterns in raw["cues"].items()
    }
    aspects = tuple(
        Aspect(
            item["id"],
            item["label"],
            item["label_en"],
            re.compile(item["asks"]),
            re.compile(item["evidence"]),
            item.get("overrides", False),
        )
        for item in raw["aspects"]
    )
    return Lexicon(cues, aspects, frozenset(raw["stopwords"]))
