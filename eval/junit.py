"""The run as JUnit XML, so that any CI shows each case as a test."""

from __future__ import annotations

from pathlib import Path

from eval.gate import Verdict
from eval.metrics import groups
from eval.sheet import CaseResult, Sheet


def write_junit(sheet: Sheet, verdict: Verdict, path: Path) -> None:
    """A suite a slice; known gaps are skipped tests, and a suite `gate` holds what the gate found."""
    from junitparser import JUnitXml, TestSuite

    report = JUnitXml("policy-assistant eval")
    for name, results in list(groups(sheet).items())[2:]:
        suite = TestSuite(name)
        for result in results:
            suite.add_testcase(_test(result))
        report.add_testsuite(suite)
    report.add_testsuite(_gate(verdict))
    report.write(str(path))


def _test(result: CaseResult):  # type: ignore[no-untyped-def]  # junitparser has no types
    from junitparser import Error, Failure, Skipped, TestCase

    test = TestCase(result.id, classname=result.slice, time=result.latency_ms / 1000)
    reasons = "\n".join(f"{name}: {reason}" for name, reason in result.reasons.items())
    match result.strict, bool(result.known_gap), bool(result.error):
        case True, True, _:
            test.result = [Failure("known gap passes now; take its known_gap away")]
        case False, True, _:
            test.result = [Skipped(f"known gap: {result.known_gap}")]
        case False, False, True:
            test.result = [Error(result.error)]
        case False, False, False:
            test.result = [Failure(reasons)]
    return test


def _gate(verdict: Verdict):  # type: ignore[no-untyped-def]
    from junitparser import Failure, TestCase, TestSuite

    suite = TestSuite("gate")
    for failure in verdict.failures:
        test = TestCase(failure.rule, classname="gate")
        test.result = [Failure(f"{failure.reason}: {', '.join(failure.cases)}")]
        suite.add_testcase(test)
    if verdict.passed:
        suite.add_testcase(TestCase("thresholds and baseline", classname="gate"))
    return suite
