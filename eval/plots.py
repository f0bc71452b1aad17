"""The report's pictures as SVG text. Letters stay letters, so that the reader's own fonts show Chinese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from eval.metrics import ALL, SOUND, Metrics
from eval.retrieval import MEASURES, WAYS
from eval.sheet import CaseResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GOOD, BAD, INK = "#2f7d5b", "#b3402e", "#33414d"
SHADES = (GOOD, "#1f5f8b", "#6fa8c9", "#c9a86f")


def slices_plot(measured: Mapping[str, Metrics]) -> str:
    """Strict pass per slice with its interval."""
    rows = [(n, m["strict_pass"]) for n, m in measured.items() if n not in (ALL, SOUND)]
    shown = [(name, estimate) for name, estimate in reversed(rows) if estimate]
    figure = _figure(8, 0.32 * len(shown) + 0.9)
    axes = figure.add_subplot()
    for place, (_, e) in enumerate(shown):
        axes.barh(place, e.value, color=GOOD if e.value >= 0.95 else BAD, height=0.62)
        axes.plot([e.low, e.high], [place, place], color=INK, linewidth=1.4)
    axes.set_yticks(range(len(shown)), [f"{name} (n={e.cases})" for name, e in shown])
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("strict pass, 95 % interval")
    return _svg(figure)


def retrieval_plot(metrics: Metrics) -> str:
    """The answer's citations, fused, dense and lexical search side by side."""
    ways = [way for way in WAYS if metrics[f"retrieval {way} R@3"]]
    if not ways:
        return ""
    figure = _figure(8, 2.8)
    axes = figure.add_subplot()
    for offset, way in enumerate(ways):
        values = [(e.value if (e := metrics[f"retrieval {way} {name}"]) else 0.0) for name in MEASURES]
        places = [place + (offset - 1.5) * 0.2 for place in range(len(MEASURES))]
        axes.bar(places, values, width=0.18, label=way, color=SHADES[offset])
    axes.set_xticks(range(len(MEASURES)), MEASURES)
    axes.set_ylim(0, 1.02)
    axes.legend(loc="lower right", frameon=True)
    return _svg(figure)


def latency_plot(results: Sequence[CaseResult]) -> str:
    """How long the answers took, on a logarithmic scale."""
    times = sorted(result.latency_ms for result in results if not result.error and result.latency_ms > 0)
    if not times:
        return ""
    figure = _figure(8, 2.4)
    axes = figure.add_subplot()
    axes.ecdf(times, color=SHADES[1])
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds a question")
    axes.set_ylabel("share answered")
    return _svg(figure)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _svg(figure: Figure) -> str:
    from matplotlib import rc_context

    for axes in figure.axes:
        axes.spines[["top", "right"]].set_visible(False)
    out = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "eval", "font.family": "sans-serif"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().partition("?>")[2].partition('dtd">')[2].strip()
