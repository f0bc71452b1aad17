"""Kept replies: asked once, gone on from, and never a failure among them."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import ModelError, ModelTimeout
from assistant.llm import Reply as Scripted
from assistant.llm import ScriptedModel
from assistant.protocols import Message
from eval.replies import KeptReplies, RepliesError

ASKED = (Message("system", "规则"), Message("user", "硬件300万，能拿多少？"))
OTHER = (Message("system", "规则"), Message("user", "硬件301万，能拿多少？"))
TEXT = "最高60万元[1]。前提是入选并通过验收[1]。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "replies.jsonl"


def kept(path: Path, *replies: Scripted, name: str = "scripted") -> tuple[KeptReplies, ScriptedModel]:
    model = ScriptedModel(*replies, name=name)
    return KeptReplies(model, path), model


def said(replies: KeptReplies, asked: Sequence[Message] = ASKED) -> str:
    return "".join(replies.stream(asked))


def read_until(replies: KeptReplies, enough: int) -> str:
    """Read at least so many characters and close, as a reader does that has what it needs."""
    text = ""
    with closing(replies.stream(ASKED)) as stream:
        for piece in stream:
            text += piece
            if len(text) >= enough:
                break
    return text


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_reply_is_asked_for_once_even_after_a_restart(path: Path) -> None:
    first, model = kept(path, TEXT)
    assert said(first) == said(first) == TEXT
    again, unasked = kept(path)
    assert said(again) == TEXT
    assert (len(model.asked), len(unasked.asked)) == (1, 0)
    assert (first.replayed, again.replayed) == (1, 1)


def test_a_line_holds_key_text_and_whether_it_is_whole(path: Path) -> None:
    said(kept(path, TEXT)[0])
    (line,) = lines(path)
    assert list(line) == ["key", "text", "whole"]
    assert (line["text"], line["whole"]) == (TEXT, True)


def test_another_prompt_and_another_model_are_asked_anew(path: Path) -> None:
    replies, model = kept(path, TEXT, "另一个回答")
    assert (said(replies), said(replies, OTHER)) == (TEXT, "另一个回答")
    other, asked = kept(path, "第三个回答", name="another")
    assert said(other) == "第三个回答"
    assert (len(model.asked), len(asked.asked)) == (2, 1)


def test_a_reply_left_early_is_enough_for_the_same_reader(path: Path) -> None:
    begun = read_until(kept(path, TEXT)[0], 8)
    replies, model = kept(path)
    assert read_until(replies, 8) == begun
    assert model.asked == []
    assert lines(path)[0] == {"key": lines(path)[0]["key"], "text": begun, "whole": False}


@pytest.mark.parametrize("piece", [1, 2, 7, 100])
def test_a_reader_who_goes_on_gets_every_character_once(path: Path, piece: int) -> None:
    begun = read_until(kept(path, TEXT)[0], 8)
    assert 8 <= len(begun) < len(TEXT)
    replies = KeptReplies(ScriptedModel(TEXT, piece=piece), path)
    assert said(replies) == TEXT
    assert said(kept(path)[0]) == TEXT


def test_a_reply_left_early_twice_is_kept_as_far_as_it_was_ever_read(path: Path) -> None:
    replies, _ = kept(path, TEXT, TEXT, TEXT)
    assert len(read_until(replies, 12)) >= 12
    read_until(replies, 3)
    assert len(read_until(replies, 18)) >= 18
    assert [len(str(line["text"])) >= least for line, least in zip(lines(path), (12, 18), strict=True)]


@pytest.mark.parametrize("error", [ModelError("down"), ModelTimeout("late")])
def test_a_failure_is_passed_on_and_never_kept(path: Path, error: ModelError) -> None:
    replies, model = kept(path, [TEXT[:8], error], error, TEXT)
    for _ in range(2):
        with pytest.raises(type(error)):
            said(replies)
    assert lines(path) == []
    assert said(replies) == TEXT and len(model.asked) == 3


def test_a_failure_after_a_kept_beginning_leaves_the_beginning(path: Path) -> None:
    begun = read_until(kept(path, TEXT)[0], 8)
    replies, _ = kept(path, ModelError("down"))
    with pytest.raises(ModelError):
        said(replies)
    assert [line["text"] for line in lines(path)] == [begun]


def test_a_torn_last_line_is_taken_away_and_asked_again(path: Path) -> None:
    replies, _ = kept(path, TEXT, "另一个回答")
    said(replies), said(replies, OTHER)
    path.write_bytes(path.read_bytes()[:-9])
    again, model = kept(path, "重新回答")
    assert (said(again), said(again, OTHER)) == (TEXT, "重新回答")
    assert len(model.asked) == 1
    assert [line["text"] for line in lines(path)] == [TEXT, "重新回答"]


def test_a_line_torn_after_one_byte_is_taken_away(path: Path) -> None:
    said(kept(path, TEXT)[0])
    path.write_bytes(path.read_bytes() + b"{")
    assert said(kept(path)[0]) == TEXT
    assert path.read_bytes().endswith(b"}\n")


@pytest.mark.parametrize(
    "content",
    [b"no json\n", b"[]\n", b'{"key": "k"}\n', b'{"key": "k", "text": 5, "whole": true}\n',
     b'{"key": "k", "text": "t", "whole": "yes"}\n', b"a file of another kind", b'{"run": {}}'],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(RepliesError, match=f"{path.name}:1: no reply"):
        kept(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_file_of_replies(tmp_path: Path) -> None:
    with pytest.raises(RepliesError, match=str(tmp_path)):
        kept(tmp_path)


def test_text_that_no_file_can_hold_comes_back_as_it_was(path: Path) -> None:
    strange = "一\ud800二\u2028三\n四"
    said(kept(path, strange)[0])
    assert said(kept(path)[0]) == strange


def test_threads_keep_whole_lines(path: Path) -> None:
    prompts = [(Message("user", f"第{number}问"),) for number in range(24)]
    replies = KeptReplies(_Echo(), path)
    failures: list[str] = []

    def read() -> None:
        for prompt in prompts:
            if said(replies, prompt) != prompt[0].content * 50:
                failures.append(prompt[0].content)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(lines(path)) == len(prompts)


def test_a_thread_that_left_early_does_not_undo_what_another_read_to_the_end(path: Path) -> None:
    replies, _ = kept(path, TEXT, TEXT)
    early = replies.stream(ASKED)
    next(early)
    assert said(replies) == TEXT
    early.close()
    assert said(kept(path)[0]) == TEXT
    assert [line["whole"] for line in lines(path)] == [True]


class _Echo(ScriptedModel):
    """Says the question fifty times."""

    def stream(self, messages, spent=None):  # type: ignore[no-untyped-def]
        for _ in range(50):
            yield messages[0].content
