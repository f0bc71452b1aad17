"""Carries a conversation that its caller retells in full: each prefix of it is taken in once and kept.

A chat front end keeps no session; it sends all earlier turns with every question. What the assistant knows
after a turn depends on the user's words alone, so the words name the session: a digest of each prefix.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.service import PolicyAssistant

MOST_REPLAYED = 20
"""Turns taken in again at most where none of the prefixes is kept any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands: the session it goes on from (empty: none) and the one it leaves."""

    after: str
    session_id: str


def find_place(
    assistant: PolicyAssistant, turns: Sequence[str], as_of: date | None = None, owner: str = ""
) -> Place:
    """Bring the assistant to where the last of `turns` is asked, taking in again what it no longer knows.

    Raises:
        AssistantError: the index, a model or the store of sessions cannot be used.
    """
    names = prefix_names(turns, as_of, owner)
    last = len(turns) - 1
    first = max(0, last - MOST_REPLAYED)
    kept = next((at for at in range(last, max(first, 1) - 1, -1) if assistant.knows(names[at])), None)
    after = "" if kept is None else names[kept]
    for at in range(first if kept is None else kept, last):
        assistant.take_in(turns[at], names[at + 1], as_of, after)
        after = names[at + 1]
    return Place(after, names[-1])


def prefix_names(turns: Sequence[str], as_of: date | None, owner: str) -> list[str]:
    """Session names of the empty conversation and of each longer prefix."""
    digest = hashlib.sha256(json.dumps([owner, as_of and as_of.isoformat()]).encode())
    names = [_name(digest)]
    for turn in turns:
        said = turn.encode("utf-8", "replace")
        digest.update(len(said).to_bytes(8, "big") + said)
        names.append(_name(digest))
    return names


def _name(digest: hashlib._Hash) -> str:
    return f"chat-{digest.hexdigest()[:48]}"
