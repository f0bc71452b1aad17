"""Answer the gold set: what is asked, with which model between, and what identifies the run."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from eval.about import describe_run
from eval.answers import all_failed, answer_cases
from eval.cases import Case
from eval.options import Options
from eval.progress import progress
from eval.records import Record, Run
from eval.replies import KeptReplies
from eval.targets import InProcess, OverHttp, Target

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.pipeline import Assistant
    from assistant.protocols import ChatModel

EXTRACTIVE = "抽取式"


class HarnessBroken(RuntimeError):
    """No verdict on the answers is possible: what is broken, what to do."""


def answer_set(options: Options, settings: Settings, cases: Sequence[Case]) -> Run:
    """Ask every case of the assistant that the settings make, or of the server that the options name.

    Raises:
        HarnessBroken: nothing was answered, or not a word of the model arrived.
    """
    target = OverHttp(options.url) if options.url else _target(settings, options.replies)
    with progress(options.url or settings.llm or EXTRACTIVE, len(cases)) as told:
        records = answer_cases(target, cases, told)
    if all_failed(records.values()):
        first = next(iter(records.values())).error
        raise HarnessBroken(f"none of {len(records)} questions was answered; the first: {first}")
    if settings.llm and not options.url:
        _check_heard(settings.llm, records.values())
    about = describe_run(settings, target, cases, options.url or "in-process", options.partial)
    return Run(about, records)


def _target(settings: Settings, replies: Path | None) -> Target:
    if replies is None or not settings.llm:
        return InProcess(separate(settings))
    keeping = _Keeping(replies)
    return InProcess(separate(settings, keeping), keeping.kept)


def separate(settings: Settings, around: Callable[[ChatModel], ChatModel] | None = None) -> Assistant:
    """An assistant whose sessions stay out of those of a server on the same data.

    `around`: what stands between the language model and those who ask it.

    Raises:
        HarnessBroken: the language model that is set did not start.
    """
    from assistant.build import build_assistant

    folder = Path(mkdtemp(prefix="policy-assistant-eval-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    own = settings.model_copy(update={"database_url": f"sqlite:///{folder / 'sessions.sqlite'}"})
    assistant = build_assistant(own, wait=True, around=around)
    state = assistant.ready()["llm"]
    if settings.llm and state.startswith("extractive"):
        raise HarnessBroken(f"POLICY_ASSISTANT_LLM={settings.llm}：{state}")
    return assistant


class _Keeping:
    """Puts kept replies around the model and remembers them, so that it is known what came from the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kept: KeptReplies | None = None

    def __call__(self, model: ChatModel) -> ChatModel:
        self.kept = KeptReplies(model, self._path)
        return self.kept


def _check_heard(llm: str, records: Iterable[Record]) -> None:
    """A model that never said a word measures nothing: it is down, or the settings are wrong."""
    answers = [answer for record in records for answer in record.answers]
    handed = [answer for answer in answers if "word" in answer["timings_ms"]]
    if handed and not any(answer["checks"]["sentences"] for answer in handed):
        raise HarnessBroken(
            f"POLICY_ASSISTANT_LLM={llm}：模型一次也没有写出回答（{len(handed)} 次），请检查它的设置和日志"
        )
