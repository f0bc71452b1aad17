"""The command line. Each command imports what it needs when it runs, so that `calc` starts at once."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import AssistantError, ConfigError

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.library import Library
    from assistant.service import PolicyAssistant

OK, FAILED, WRONG_USE = 0, 1, 2

app = typer.Typer(
    name="policy-assistant",
    add_completion=False,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出与 API 相同的 JSON。")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一天计算，YYYY-MM-DD；默认今天。")]


@app.callback(invoke_without_command=True)
def overview(context: typer.Context) -> None:
    """政策助手：按政策原文回答，金额逐步测算，句句有依据。"""
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")
        raise typer.Exit(WRONG_USE)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="问题；不给则进入对话。")] = None,
    session: Annotated[str | None, typer.Option(help="会话名，同名会话记得前文。")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """提问，或不带参数进入对话。"""
    from ui import conversation

    settings = _settings()
    day = _day(as_of)
    if question is None:
        conversation.talk(_assistant(settings), settings.max_question_chars, session, day, as_json)
    else:
        conversation.check(question, session, settings.max_question_chars)
        conversation.answer(_assistant(settings), question, session, day, as_json)


@app.command()
def calc(
    award: Annotated[str, typer.Argument(help="奖励编号，例如 scenario-project。")],
    inputs: Annotated[list[str] | None, typer.Argument(help="输入名=值，金额单位元。")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """测算一项奖励，例如：calc scenario-project hardware_investment=3000000 software_investment=2000000"""
    from assistant import wire
    from assistant.awards.calculator import calculate, parse_inputs
    from assistant.awards.rules import load_rules
    from assistant.clock import today
    from ui import terminal

    raw, day, settings = _pairs(inputs or []), _day(as_of), _settings()
    rules = load_rules(settings.corpus_dir, _library(settings))
    rule = rules.award(award)
    assessment = calculate(rules, rule, parse_inputs(rule, raw), day or today())
    if as_json:
        terminal.print_json(wire.assessment(assessment))
    else:
        terminal.print_assessment(assessment)


@app.command()
def clauses(
    query: Annotated[str | None, typer.Argument(help="条款地址，或要找的内容。")] = None,
    department: Annotated[str, typer.Option(help="部门的任一名称。")] = "",
    lead: Annotated[bool, typer.Option("--lead", help="只看牵头的条款。")] = False,
    document: Annotated[str, typer.Option(help="文件编号。")] = "",
    section: Annotated[str, typer.Option(help="部分，例如 2 或标题中的字。")] = "",
    as_json: AsJson = False,
) -> None:
    """查条款：按地址、内容或责任部门。"""
    from assistant import wire
    from assistant.catalogue import clause_filter, find, select
    from ui import terminal

    settings = _settings()
    library = _library(settings).answering(settings.include_samples)
    if query and "/" in query:
        clause = library.clause(query)
        terminal.print_json(wire.clause(clause)) if as_json else terminal.print_clause(clause)
        return
    chosen = select(library, clause_filter(document, section, department, "true" if lead else ""))
    if query:
        found = find(_assistant(settings).retriever, query, library, chosen)
        terminal.print_json(wire.retrieval(found)) if as_json else terminal.print_passages(found.kept)
    else:
        terminal.print_json(wire.clauses(chosen)) if as_json else terminal.print_clauses(chosen)


@app.command()
def ingest(
    force: Annotated[bool, typer.Option("--force", help="内容没有变化也重建。")] = False,
    as_json: AsJson = False,
) -> None:
    """读取 corpus/ 中的政策文件并建立索引。"""
    from ui.indexing import build_index

    build_index(_settings(), force=force, as_json=as_json)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址；默认取自设置。")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="端口；默认取自设置。")] = None,
    prepare: Annotated[bool, typer.Option("--prepare", help="先备好模型、更新索引，再启动。")] = False,
) -> None:
    """启动网页和 API；没有索引时先建立。"""
    from ui.serving import run

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(_settings(**given), prepare=prepare)


@app.command(
    "eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def evaluate(context: typer.Context) -> None:
    """评测：在题库上运行并核对阈值（eval --help 查看选项）。"""
    from eval.cli import main as evaluate_main

    raise typer.Exit(evaluate_main(context.args))


models = typer.Typer(help="所用的模型：查看、备好、取回、核对。", invoke_without_command=True)
app.add_typer(models, name="models")


@models.callback()
def show_models(context: typer.Context, as_json: AsJson = False) -> None:
    """所用的模型：查看、备好、取回、核对。"""
    if context.invoked_subcommand is None:
        _list_models(as_json)


@models.command("list")
def list_models(as_json: AsJson = False) -> None:
    """列出所用的模型和是否备好。"""
    _list_models(as_json)


@models.command("prepare")
def prepare_model(
    source: Annotated[
        str, typer.Option(help="内置向量模型的权重取自：auto（模型库不可用则用软件包）、hub 或 wheel。")
    ] = "auto",
    as_json: AsJson = False,
) -> None:
    """备好向量模型并试用一次；备好的只核对校验和，不再重做。"""
    from ui import terminal
    from ui.preparing import prepare

    found = prepare(_settings(), source)
    terminal.print_json(found) if as_json else terminal.console().print(
        f"向量模型已备好：{found['model']}", markup=False
    )


@models.command("pull")
def pull_model(
    file: Annotated[Path | None, typer.Option(help="已有的模型文件；不给则从模型库或软件包取。")] = None,
    as_json: AsJson = False,
) -> None:
    """取回本地语言模型（约 1.1 GB），断点续传，校验 SHA-256。"""
    from ui import terminal
    from ui.modelling import pull

    found = pull(_settings(), file)
    terminal.print_json(found) if as_json else terminal.console().print(
        f"本地模型已备好：{found['path']}", markup=False
    )


@models.command("verify")
def verify_model(as_json: AsJson = False) -> None:
    """核对本地语言模型的大小和 SHA-256；不对则退出码 1。"""
    from ui import terminal
    from ui.modelling import verify

    found = verify(_settings())
    terminal.print_json(found) if as_json else terminal.console().print(
        f"校验和正确：{found['path']}", markup=False
    )


def _list_models(as_json: bool) -> None:
    from ui.modelling import show_models

    show_models(_settings(), as_json=as_json)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; a user's mistake is one line and status 2, a failed check status 1."""
    from typer.exceptions import TyperException

    from ui import terminal

    try:
        status = app(args=argv, standalone_mode=False)
        return int(status or OK)
    except TyperException as error:
        terminal.print_mistake(f"用法不对：{error.format_message()} 用 policy-assistant --help 查看用法。")
        return WRONG_USE
    except ConfigError as error:
        terminal.print_mistake(str(error))
        return WRONG_USE
    except AssistantError as error:
        terminal.print_mistake(str(error))
        return FAILED
    except (ValueError, LookupError) as error:
        if os.environ.get("POLICY_ASSISTANT_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        terminal.print_mistake(str(error.args[0] if error.args else error))
        return WRONG_USE
    except (KeyboardInterrupt, EOFError, typer.Abort):
        return FAILED


def _settings(**overrides: object) -> Settings:
    from assistant.config import load_settings

    return load_settings(**overrides)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from assistant.accepted import read_day

    return read_day(text)


def _pairs(texts: Sequence[str]) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise ValueError(f"应写成 输入名=值，例如 hardware_investment=3000000，而不是 {text!r}")
        if name in pairs:
            raise ValueError(f"输入 {name!r} 给了两次")
        pairs[name] = value
    return pairs


def _library(settings: Settings) -> Library:
    """The library of the index in force; without an index the corpus itself is read, which is as good."""
    from assistant.errors import IndexUnavailable
    from assistant.library import read_library
    from assistant.search.index import current_snapshot

    try:
        snapshot = current_snapshot(settings.data_dir)
    except IndexUnavailable:
        from ingest.load import parse_corpus

        return parse_corpus(Path(settings.corpus_dir))
    return read_library(snapshot / "library.json")


def _assistant(settings: Settings) -> PolicyAssistant:
    """The whole assistant, loaded; what goes wrong is raised and told once, not logged as well."""
    from assistant.build import build_assistant

    logging.getLogger("assistant").addHandler(logging.NullHandler())

    return build_assistant(settings, wait=True)


if __name__ == "__main__":
    sys.exit(main())
