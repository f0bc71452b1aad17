"""Prints the figures of docs/benchmarks.md for this machine, in one run."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.clock import today
from assistant.config import Settings, load_settings
from assistant.vectors.embedding import load_embedder_of
from bench.server import Started, server

STRUCTURED = (
    "硬件投入{n}万，软件200万，已入选并验收，能拿多少？",
    "“人工智能+医疗健康”谁牵头？",
    "第二部分第四条原文",
    "政策什么时候到期？",
)
RETRIEVED = (
    "政府怎么帮助企业把工厂里的设备用得更聪明，第{n}次问",
    "老百姓看病会因为人工智能有什么变化，第{n}次问",
    "怎样培养懂人工智能的人才，第{n}次问",
    "乡下种地的人能得到哪些帮助，第{n}次问",
)
ROUNDS = 40
WARM_UP = 5


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    figure: str
    goal: str
    met: bool | None

    def line(self) -> str:
        mark = {True: "✓", False: "✗", None: ""}[self.met]
        return f"| {self.name} | {self.figure} | {self.goal} | {mark} |"


def main() -> int:
    """Measure and print; status 1 where a goal is missed."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with server(data) as started:
            rows.append(_seconds("首次启动到就绪", started.seconds_to_ready, 30))
        with server(data) as started:
            rows.append(_seconds("再次启动到就绪", started.seconds_to_ready, 12))
            rows.append(_seconds("进程启动到 /healthz", started.seconds_to_health, 2))
            rows += list(_requests(started, load_settings(data_dir=data)))
            rows.append(Row("静置内存（进程常驻）", f"{started.memory_mb():.0f} MB", "", None))
        rows.append(_seconds("policy-assistant calc 冷启动", _cold_calc(data), 0.7))
    _say(f"{today()} · {_machine()}\n\n| 项目 | 实测 | 目标 | |\n|---|---|---|---|")
    for row in rows:
        _say(row.line())
    return 0 if all(row.met is not False for row in rows) else 1


def _requests(started: Started, settings: Settings) -> Iterator[Row]:
    with httpx.Client(base_url=started.url, timeout=30, trust_env=False) as client:
        structured = _times(lambda n: _ask(client, STRUCTURED[n % len(STRUCTURED)].format(n=n)))
        retrieved = _times(lambda n: _ask(client, RETRIEVED[n % len(RETRIEVED)].format(n=n)))
        calculated = _times(lambda n: _calculate(client, n))
        plain = _times(lambda _: client.get("/healthz").raise_for_status())
    embedder = load_embedder_of(settings)
    # Other numbers than above: an embedder may remember the texts that it has seen.
    embedded = _times(lambda n: embedder.embed_query(RETRIEVED[n % len(RETRIEVED)].format(n=n + 1000)))
    yield _milliseconds("HTTP 往返（/healthz）", plain, None)
    yield _milliseconds("/api/ask 结构化问题", structured, 15)
    yield _milliseconds("向量化一个问题", embedded, None)
    yield _milliseconds("/api/ask 检索问题", retrieved, None)
    ratio = statistics.median(retrieved) / statistics.median(embedded)
    yield Row("检索问题 ÷ 向量化", f"{ratio:.2f}", "≤ 1.5", ratio <= 1.5)
    yield _milliseconds("/api/awards/{id}/calculate", calculated, 3)


def _ask(client: httpx.Client, question: str) -> object:
    return client.post("/api/ask", json={"question": question}).raise_for_status()


def _calculate(client: httpx.Client, n: int) -> object:
    inputs = {"hardware_investment": 3_000_000 + n, "software_investment": 2_000_000}
    return client.post("/api/awards/scenario-project/calculate", json={"inputs": inputs}).raise_for_status()


def _times(call: Callable[[int], object]) -> list[float]:
    """Seconds of each call, the first few left out."""
    spent = []
    for number in range(ROUNDS + WARM_UP):
        begun = time.perf_counter()
        call(number)
        spent.append(time.perf_counter() - begun)
    return spent[WARM_UP:]


def _cold_calc(data: Path) -> float:
    """Median of three: the process from its start to its end."""
    command = [sys.executable, "-m", "ui.cli", "calc", "scenario-project", "hardware_investment=3000000"]
    environment = os.environ | {"POLICY_ASSISTANT_DATA_DIR": str(data)}
    spent = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def _seconds(name: str, spent: float, goal: float) -> Row:
    return Row(name, f"{spent:.2f} 秒", f"≤ {goal:g} 秒", spent <= goal)


def _milliseconds(name: str, spent: list[float], goal: float | None) -> Row:
    middle, high = (
        1000 * value for value in (statistics.median(spent), statistics.quantiles(spent, n=20)[-1])
    )
    met = None if goal is None else middle <= goal
    return Row(name, f"p50 {middle:.1f} ms，p95 {high:.1f} ms", f"p50 ≤ {goal:g} ms" if goal else "", met)


def _machine() -> str:
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass  # not Linux, or a processor that does not name itself
    return f"{cpu}，{os.cpu_count()} 核，{platform.system()}，Python {platform.python_version()}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
