"""The gate: passed, failed, could not judge; an outage is never a pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.grade import NO_GATE, Exit, GateSettings, exit_code, judge, score
from audit.model import (
    Article,
    Document,
    DocumentReport,
    Failure,
    Finding,
    Language,
    Need,
    NotJudged,
    Report,
    Span,
)
from audit.mqm import Severity

ALL = frozenset({Need.SOURCE, Need.BACK_TRANSLATION, Need.ENCODER})
LOST = (Failure("b.fr.txt", "cannot be read"),)


def finding(severity: Severity) -> Finding:
    return Finding(
        "d", "X001", "x", "other", "Accuracy/Omission", severity, 1.0, "", (Span("target", 0, 1),), "x"
    )


def document(*severities: Severity, words: int = 1000, evidence: frozenset[Need] = ALL) -> DocumentReport:
    findings = tuple(map(finding, severities))
    article = Article(Document("d", "x", Language("fr")), (), (), (), evidence)
    return DocumentReport(article, findings, score(findings, words))


def report(*documents: DocumentReport, failures: tuple[Failure, ...] = ()) -> Report:
    every = [f for d in documents for f in d.findings]
    total = score(every, sum(d.score.words for d in documents))
    why = (NotJudged(Need.BACK_TRANSLATION, "apertium is not installed", "install it"),)
    return Report(documents, failures, total, NO_GATE, "", why)


MINOR, MAJOR, CRITICAL = Severity.MINOR, Severity.MAJOR, Severity.CRITICAL


@pytest.mark.parametrize(
    ("gate", "made", "passed", "reason"),
    [
        (GateSettings(), report(document(*[MINOR] * 10)), True, "quality score 90.0, 90 needed"),
        (GateSettings(), report(document(*[MINOR] * 11)), False, "quality score 89.0 is below 90"),
        (GateSettings(threshold=80), report(document(*[MINOR] * 11)), True, "quality score 89.0, 80 needed"),
        (GateSettings(threshold=99.5), report(document(MINOR)), False, "is below 99.5"),
        (
            GateSettings(),
            report(document(CRITICAL, words=10**5)),
            False,
            "1 critical finding, at most 0 allowed",
        ),
        (GateSettings(max_critical=1), report(document(CRITICAL, words=10**5)), True, "quality score 99.7"),
        (
            GateSettings(max_critical=None),
            report(document(CRITICAL, words=10**5)),
            True,
            "quality score 99.7",
        ),
        (
            GateSettings(max_major=1),
            report(document(MAJOR, MAJOR, words=10**5)),
            False,
            "2 major findings, at most 1",
        ),
        (GateSettings(max_minor=0), report(document(MINOR)), False, "1 minor finding, at most 0"),
        (GateSettings(max_findings_per_1000=2), report(document(MINOR, MINOR)), True, "quality score 98.0"),
        (
            GateSettings(max_findings_per_1000=2),
            report(document(*[MINOR] * 3)),
            False,
            "3.00 findings per 1,000 words",
        ),
        (
            GateSettings(max_failing_documents=0.5),
            report(document(*[MAJOR] * 3), document()),
            True,
            "quality score 92.5",
        ),
        (
            GateSettings(max_failing_documents=0.4),
            report(document(*[MAJOR] * 3), document()),
            False,
            "1 of 2 documents",
        ),
        (GateSettings(), report(), None, "no document could be audited"),
        (GateSettings(), report(failures=LOST), None, "no document could be audited"),
        (
            GateSettings(),
            report(document(), failures=LOST),
            None,
            "1 document could not be read, the first: b.fr.txt",
        ),
        (GateSettings(max_not_judged=0.5), report(document(), failures=LOST), True, "quality score 100.0"),
        (GateSettings(), report(document(), document(words=0)), None, "1 document without words"),
    ],
)
def test_verdicts(gate: GateSettings, made: Report, passed: bool | None, reason: str) -> None:
    verdict = judge(made, gate)
    assert verdict.passed is passed
    assert reason in verdict.reasons[0]
    assert all(r and "\n" not in r for r in verdict.reasons)


def test_evidence_that_is_required_and_missing_is_no_pass() -> None:
    made = report(document(evidence=frozenset({Need.SOURCE})), document())
    assert judge(made, GateSettings()).passed is True
    verdict = judge(made, GateSettings(require=(Need.BACK_TRANSLATION,)))
    assert verdict.passed is None
    assert verdict.reasons == (
        "1 document without back-translation, which the gate requires: apertium is not installed",
    )
    assert judge(made, GateSettings(require=(Need.BACK_TRANSLATION,), max_not_judged=0.5)).passed is True
    assert judge(made, GateSettings(require=(Need.GRAMMAR,), max_not_judged=0.5)).passed is None


def test_a_known_failure_fails_even_beside_an_outage() -> None:
    verdict = judge(report(document(CRITICAL), failures=LOST), GateSettings())
    assert verdict.passed is False and any("could not be read" in r for r in verdict.reasons)


def test_small_samples_are_told() -> None:
    assert judge(report(document(words=213)), GateSettings()).reasons[-1].startswith("only 213 words")


def test_a_score_that_misses_does_not_read_as_if_it_reached() -> None:
    verdict = judge(report(document(*[MINOR] * 1001, words=100_000)), GateSettings())
    assert verdict.reasons[0] == "quality score 89.9 is below 90"


def test_exit_codes() -> None:
    made = report(document())
    for passed, code in ((True, 0), (False, 1), (None, 3)):
        judged = replace(made, verdict=replace(NO_GATE, passed=passed))
        assert exit_code(judged, gated=True) == code
        assert exit_code(judged, gated=False) == 0
    assert exit_code(report(failures=LOST), gated=False) is Exit.NOT_JUDGED
    assert int(Exit.USAGE) == 2
