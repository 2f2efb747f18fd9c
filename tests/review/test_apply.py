"""Decisions applied to a report: suppressed, confirmed, added; the score follows."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import pytest

from audit import pipeline
from audit.config import Settings
from audit.grade import NO_GATE, GateSettings
from audit.model import Decision, Document, Finding, Judgement, Language, Report, Suppression
from audit.mqm import Severity
from audit.report import record
from audit.report.reading import read
from audit.review import Added, Decisions, Entry, decide

DATE = "2026-05-04T09:12:00.000Z"
SOURCE = "The ferry carries 120 people. It leaves at noon."
TARGET = "Le ferry transporte 210 personnes. Il part à midi. Il est Bleu."


def document(target: str = TARGET) -> Document:
    return Document("news/ferry", target, Language("fr"), SOURCE, Language("en"))


def audited(decisions: Decisions | None = None, target: str = TARGET, **more: object) -> Report:
    settings = Settings(back_translation="none", encoder="none", estimate="none", **more)  # type: ignore[arg-type]
    return pipeline.run([document(target)], settings, decisions=decisions)


def entry(finding: Finding, judgement: Judgement, note: str = "") -> Entry:
    return Entry(finding.fingerprint, Decision(judgement, note, "Ana", DATE), finding.doc, finding.code)


def held(*entries: Entry) -> Decisions:
    return Decisions({e.fingerprint: e for e in entries})


@cache
def plain() -> Report:
    """The audit without decisions."""
    return audited()


@cache
def number() -> Finding:
    """The finding that is decided."""
    return next(f for f in plain().findings if f.check == "number")


ADDED = Entry(
    "added-1",
    Decision(Judgement.ACCEPT, "should be “quitte le port”", "Ana", DATE),
    added=Added(
        "news/ferry", "target", 38, 42, "part", Severity.MAJOR, "Accuracy/Mistranslation", "Il ", " à midi"
    ),
)


def test_without_decisions_nothing_is_confirmed() -> None:
    assert plain().confirmed is None and plain().standing == plain().findings
    assert not any(f.confirmed for f in plain().findings)


def test_a_false_alarm_is_not_reported_again_and_not_silent() -> None:
    report = audited(held(entry(number(), Judgement.FALSE_ALARM, "as agreed")))
    assert number().fingerprint not in {f.fingerprint for f in report.standing}
    assert len(report.standing) == len(plain().findings) - 1
    (gone,) = (f for f in report.findings if not f.counts)
    assert gone.suppressed == Suppression("as agreed", "Ana", "2026-05-04")
    assert gone.decision == Decision(Judgement.FALSE_ALARM, "as agreed", "Ana", DATE)
    assert plain().score.calibrated is not None and report.score.calibrated is not None
    assert report.score.calibrated > plain().score.calibrated
    assert record.summary(report)["findings"]["suppressed"] == 1


def test_the_score_of_a_segment_follows() -> None:
    alone = Document("a", "Le port de la ville ville ouvre demain matin.", Language("fr"))
    settings = Settings(back_translation="none", encoder="none", estimate="none")

    def score(decisions: Decisions | None) -> float:
        report = pipeline.run([alone], settings, decisions=decisions)
        return report.documents[0].segments[0].measures["score"]

    (doubled,) = pipeline.run([alone], settings).findings
    assert score(None) < score(held(entry(doubled, Judgement.FALSE_ALARM))) == 1.0
    assert score(held(entry(doubled, Judgement.ACCEPT))) == score(None)


@pytest.mark.parametrize("judgement", [Judgement.ACCEPT, Judgement.FIXED])
def test_confirmed_errors_have_a_score_of_their_own(judgement: Judgement) -> None:
    report = audited(held(entry(number(), judgement)))
    assert len(report.findings) == len(plain().findings)
    assert report.score == plain().score
    assert report.confirmed is not None and report.confirmed.counts == {
        "neutral": 0, "minor": 0, "major": 0, "critical": 0, str(number().severity): 1,
    }  # fmt: skip
    assert report.documents[0].confirmed == report.confirmed


def test_what_a_reviewer_added_counts_and_is_exported() -> None:
    report = audited(held(ADDED))
    made = next(f for f in report.findings if f.code == "ADDED")
    assert document().at(made.span) == "part" and made.message == "should be “quitte le port”"
    assert made.segment == 1 and made.confirmed
    assert report.score.penalty == plain().score.penalty + 5
    assert report.confirmed is not None and report.confirmed.penalty == 5
    places = [(f.side, f.start) for f in report.findings]
    assert places == sorted(places)
    assert "ADDED" in {line["code"] for line in record.findings_lines(report)}


def test_an_added_finding_follows_its_words_and_goes_with_them() -> None:
    def spans(target: str) -> list[str]:
        changed = document(target)
        findings = decide(changed, (), (), {"added-1": ADDED})
        return [changed.at(f.span) for f in findings]

    assert spans("Hier. " + TARGET) == ["part"]
    assert spans(TARGET.replace("part", "quitte le port")) == []
    # Twice in the same surroundings: nobody knows which.
    assert spans("Oui. Il part à midi. " + TARGET) == []
    other = dataclasses.replace(document(), id="news/other")
    assert decide(other, (), (), {"added-1": ADDED}) == ()


def test_the_gate_judges_what_decisions_leave() -> None:
    gate = GateSettings(threshold=0, max_critical=0, max_major=0)
    assert audited(gate=gate).verdict.passed is False
    false = held(*(entry(f, Judgement.FALSE_ALARM) for f in plain().findings))
    assert audited(false, gate=gate).verdict.passed is True


def test_decisions_applied_to_a_record_are_those_of_a_run(tmp_path: Path) -> None:
    record.write(plain(), tmp_path)
    decisions = held(entry(number(), Judgement.FALSE_ALARM), ADDED)
    later = pipeline.decide(read(tmp_path), decisions)
    assert record.summary(later) == record.summary(audited(decisions))
    assert list(record.findings_lines(later)) == list(record.findings_lines(audited(decisions)))
    assert list(record.segments_lines(later)) == list(record.segments_lines(audited(decisions)))
    # And taken back again, even after the suppressed one left the findings.
    record.write(later, tmp_path)
    again = pipeline.decide(read(tmp_path), Decisions())
    assert record.summary(again) == record.summary(plain())
    assert list(record.findings_lines(again)) == list(record.findings_lines(plain()))


def test_a_verdict_does_not_outlive_a_change() -> None:
    judged = audited(gate=GateSettings())
    changed = pipeline.decide(judged, held(entry(number(), Judgement.FALSE_ALARM)))
    assert changed.verdict.passed is None and "applied after" in changed.verdict.reasons[0]
    assert pipeline.decide(plain(), Decisions()).verdict == NO_GATE
    assert pipeline.decide(judged, Decisions(), GateSettings(threshold=100)).verdict.passed is False


def test_notes_of_the_decisions_stand_in_the_report_once() -> None:
    noted = Decisions(notes=("1 decision of x expired",))
    report = pipeline.decide(pipeline.decide(plain(), noted), noted)
    assert report.notes.count("1 decision of x expired") == 1
