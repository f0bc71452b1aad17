"""Takes out of retrieved text what reads like an order to the model: text is data, and orders prove nothing."""

from __future__ import annotations

from assistant.compose.draft import sentences
from assistant.reading.lexicon import load_lexicon
from assistant.text import normalise


def without_orders(text: str) -> str:
    """The text without sentences that tell someone to ignore rules, to say something, or to play a part."""
    lexicon = load_lexicon()
    lines = text.split("\n")
    return "\n".join(
        "".join(part for part in sentences(line) if not lexicon.says("injection", normalise(part)))
        for line in lines
    )
