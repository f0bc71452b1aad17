"""Replies of a language model kept in a file: a long evaluation goes on where it was broken off, and a change
behind the model is measured on the same replies."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.protocols import ChatModel, Message, Usage

_BEGINNING = b'{"key": "'
"""How every line begins."""


class RepliesError(ValueError):
    """A file of kept replies cannot be used: file, line, what is wrong."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote to one prompt, as far as it was read."""

    key: str
    text: str
    whole: bool
    """False: the reader had enough before the model's end."""


class KeptReplies:
    """A model that is asked only what its file does not hold. Safe from several threads."""

    def __init__(self, model: ChatModel, path: Path) -> None:
        """Raises:
        RepliesError: the file cannot be read or made, or a line in it is no reply.
        """
        self._model, self._path, self._lock = model, path, threading.Lock()
        self.replayed = 0
        """How often a reply, or its beginning, came from the file: such an answer's times say nothing."""
        self._replies = {reply.key: reply for reply in read_replies(path)}

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        """Yield the reply; a failure is passed on and never kept."""
        key = _key(self.name, messages)
        with self._lock:
            kept = self._replies.get(key, Reply(key, "", False))
            self.replayed += key in self._replies
        if kept.text:
            yield kept.text
        if kept.whole:
            return
        given, written = kept.text, 0
        try:
            with closing(self._model.stream(messages, spent)) as stream:
                for piece in stream:
                    written += len(piece)
                    if written > len(given):  # what was read of it the last time is not given twice
                        more = piece[len(given) - written :]
                        given += more
                        yield more
        except GeneratorExit:
            self._keep(Reply(key, given, False))
            raise
        self._keep(Reply(key, given, True))

    def _keep(self, reply: Reply) -> None:
        """Append the reply, unless another thread has read as much of it in the meantime."""
        with self._lock:
            before = self._replies.get(reply.key, Reply(reply.key, "", False))
            if before.whole or (not reply.whole and len(reply.text) <= len(before.text)):
                return
            self._replies[reply.key] = reply
            # A lone surrogate, which no file can hold, becomes the escape that JSON reads it from.
            with self._path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(json.dumps(asdict(reply), ensure_ascii=False) + "\n")


def _key(model: str, messages: Sequence[Message]) -> str:
    asked = json.dumps([model, *([item.role, item.content] for item in messages)], ensure_ascii=False)
    return hashlib.sha256(asked.encode("utf-8", "backslashreplace")).hexdigest()


def read_replies(path: Path) -> list[Reply]:
    """Read a file of replies; where there is none, make it.

    Raises:
        RepliesError: the file cannot be read or made, or a line in it is no reply.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return _read(path)
    except OSError as error:
        raise RepliesError(f"{path}: {error}") from error


def _read(path: Path) -> list[Reply]:
    """Every line; a last one that was broken off is taken away, so that the next begins at a line's start."""
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    lines = content[:end].decode("utf-8", "replace").split("\n")[:-1]
    replies = [_reply(path, number, line) for number, line in enumerate(lines, start=1)]
    if torn := content[end:]:
        if not _BEGINNING.startswith(torn[: len(_BEGINNING)]):  # never cut a file that is another's
            raise RepliesError(f"{path}:{len(lines) + 1}: no reply: {torn[:40]!r}")
        os.truncate(path, end)
    return replies


def _reply(path: Path, number: int, line: str) -> Reply:
    try:
        reply = Reply(**json.loads(line))
    except (ValueError, TypeError) as error:
        raise RepliesError(f"{path}:{number}: no reply: {error}") from error
    if not isinstance(reply.key, str) or not isinstance(reply.text, str) or reply.whole not in (True, False):
        raise RepliesError(f"{path}:{number}: no reply: {line[:80]!r}")
    return reply
