"""The gate: passed, failed, could not judge; an outage is never a pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from audit.grade import NO_GATE, Exit, GateSettings, exit_code, judge, score
from audit.model import (
    Article,
    BaselineReport,
    Document,
    DocumentReport,
    Failure,
    Finding,
    Language,
    Need,
    NotJudged,
    Report,
    Span,
    Suppression,
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


def known(item: DocumentReport, *states: str) -> DocumentReport:
    """The document with the states of its findings: "new", "unchanged" or "suppressed"."""
    said = Suppression("r", "a", "2026-01-01")
    marks: dict[str, Any] = {
        "new": {"baseline": "new"},
        "unchanged": {"baseline": "unchanged"},
        "suppressed": {"baseline": "unchanged", "suppressed": said},
    }
    findings = tuple(replace(f, **marks[state]) for f, state in zip(item.findings, states, strict=True))
    return replace(item, findings=findings)


def test_only_new_findings_count_against_a_baseline() -> None:
    item = document(CRITICAL, MAJOR, MINOR)
    made = replace(report(item), baseline=BaselineReport("b"))
    assert judge(made, GateSettings()).passed is False
    quiet = replace(made, documents=(known(item, "unchanged", "suppressed", "new"),))
    verdict = judge(quiet, GateSettings(max_major=0, max_minor=1, max_failing_documents=0.0))
    assert verdict.passed is True and verdict.reasons[0] == "quality score over new findings 99.0, 90 needed"
    verdict = judge(quiet, GateSettings(max_minor=0, max_findings_per_1000=0))
    assert verdict.reasons == (
        "1 new minor finding, at most 0 allowed",
        "1.00 new findings per 1,000 words, at most 0 allowed",
    )


@pytest.mark.parametrize("entry", ["X001", "x0", "x", "other"])
def test_thresholds_by_rule(entry: str) -> None:
    made = report(document(MINOR, MINOR))
    assert judge(made, GateSettings(max_by_rule={entry: 2, "Y": 0})).passed is True
    verdict = judge(made, GateSettings(max_by_rule={entry: 1}))
    assert verdict.reasons == (f"2 findings of {entry}, at most 1 allowed",)


def placed(name: str, path: str, source: str | None, target: str, *severities: Severity) -> DocumentReport:
    item = document(*severities)
    made = Document(name, "x", Language(target), source and "y", Language(source) if source else None, path)
    return replace(item, article=replace(item.article, document=made))


def verdicts(gate: GateSettings, *documents: DocumentReport) -> tuple[bool | None, tuple[str, ...]]:
    verdict = judge(report(*documents), gate)
    return verdict.passed, verdict.reasons


def test_a_language_pair_has_thresholds_of_its_own() -> None:
    french = placed("a", "news/a.fr.txt", "en", "fr", *[MINOR] * 15)
    german = placed("b", "news/b.de.txt", "en", "de", *[MINOR] * 5)
    assert verdicts(GateSettings(), french, german) == (True, ("quality score 90.0, 90 needed",))
    strict = GateSettings(pairs={"en-de": {"threshold": 99.0}})
    assert verdicts(strict, french, german) == (
        False,
        ("quality score 85.0 is below 90", "en-de: quality score 95.0 is below 99"),
    )
    lax = GateSettings(pairs={"en-FR": {"threshold": 80.0, "max_minor": 15}})
    assert verdicts(lax, french, german) == (
        True,
        ("quality score 95.0, 90 needed", "en-FR: quality score 85.0, 80 needed"),
    )


@pytest.mark.parametrize(
    ("pair", "source", "target", "fits"),
    [
        ("en-pt", "en", "pt-BR", True),
        ("en-pt-BR", "en", "pt-BR", True),
        ("en-pt-PT", "en", "pt-BR", False),
        ("*-pt", "es", "pt", True),
        ("und-fr", None, "fr", True),
        ("en-*", None, "fr", False),
    ],
)
def test_pairs_fit_by_full_and_by_base_code(pair: str, source: str | None, target: str, fits: bool) -> None:
    gate = GateSettings(pairs={pair: {"max_minor": 0}})
    assert (verdicts(gate, placed("a", "a.txt", source, target, MINOR))[0] is False) is fits


@pytest.mark.parametrize(
    ("folder", "fits"),
    [
        ("news", True),
        ("news/", True),
        ("./news".removeprefix("./"), True),
        ("news/archive", True),
        ("news/*/2026", False),
        ("*/archive", True),
        ("archive", True),
        ("new", False),
        ("news/arch", False),
        ("news/archive/a.fr.txt", True),
    ],
)
def test_folders_hold_what_lies_below_them(folder: str, fits: bool) -> None:
    gate = GateSettings(folders={folder: {"max_minor": 0}})
    for item in (
        placed("a", "/srv/news/archive/a.fr.txt", "en", "fr", MINOR),
        placed("a", "news/archive/a.fr.txt", "en", "fr", MINOR),
    ):
        assert (verdicts(gate, item)[0] is False) is fits


def test_the_folder_wins_over_the_pair_and_the_first_of_either() -> None:
    item = placed("a", "news/old/a.fr.txt", "en", "fr", MINOR)
    gate = GateSettings(
        folders={"old": {"max_minor": 1}, "news": {"max_minor": 0}}, pairs={"en-fr": {"max_minor": 0}}
    )
    assert verdicts(gate, item) == (True, ("old: quality score 99.0, 90 needed",))


def test_evidence_is_required_pair_by_pair() -> None:
    plain = placed("a", "a.txt", "en", "fr")
    plain = replace(plain, article=replace(plain.article, evidence=frozenset()))
    gate = GateSettings(pairs={"en-fr": {"require": (Need.BACK_TRANSLATION,)}})
    passed, reasons = verdicts(gate, plain, placed("b", "b.txt", "en", "de"))
    assert passed is None and reasons[0].startswith("en-fr: 1 document without back-translation")


def test_what_could_not_be_read_is_among_the_rest() -> None:
    gate = GateSettings(pairs={"en-fr": {"threshold": 10.0}})
    verdict = judge(report(placed("a", "a.txt", "en", "fr"), failures=LOST), gate)
    assert verdict.passed is None and verdict.reasons[0].startswith("1 document could not be read")
