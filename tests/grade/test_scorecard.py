"""The formulas of the scorecard, by hand-worked figures and by their properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import UsageError
from audit.grade import profile, profiles, score
from audit.model import Finding, Span
from audit.mqm import MULTIPLIER, TYPES, Severity


def finding(severity: Severity = Severity.MINOR, mqm: str = "Accuracy/Omission") -> Finding:
    return Finding("d", "X001", "x", "other", mqm, severity, 1.0, "", (Span("target", 0, 1),), "x")


FINDINGS = st.lists(
    st.builds(finding, st.sampled_from(list(Severity)), st.sampled_from(sorted(TYPES))), max_size=12
)
WORDS = st.integers(1, 100_000)
NAMES = st.sampled_from(sorted(profiles()))


def test_ten_minors_in_a_thousand_words() -> None:
    s = score([finding()] * 10, 1000, "mqm")
    assert (s.penalty, s.per_word, s.per_thousand) == (10.0, 0.01, 10.0)
    assert s.raw == 99.0 and s.calibrated == 90.0 and s.threshold == 90.0
    assert s.passed is True and s.small_sample is False
    assert s.counts == {"neutral": 0, "minor": 10, "major": 0, "critical": 0}


def test_eleven_minors_are_one_too_many() -> None:
    s = score([finding()] * 11, 1000)
    assert s.calibrated == pytest.approx(89.0) and s.passed is False


def test_severities_add_up() -> None:
    s = score([finding(s) for s in Severity] + [finding(Severity.MAJOR)], 10_000)
    assert s.penalty == 0 + 1 + 5 + 5 + 25
    assert s.raw == pytest.approx(99.64) and s.per_thousand == pytest.approx(3.6)


def test_anything_critical_fails_however_good_the_score() -> None:
    s = score([finding(Severity.CRITICAL)], 100_000)
    assert s.calibrated is not None and s.calibrated > 99 and s.passed is False


def test_a_threshold_reached_but_for_a_binary_digit_is_reached() -> None:
    for words in range(100, 5_000, 100):
        s = score([finding()] * (words // 100), words)
        assert s.passed is True, words


def test_wmt_weighs_punctuation_and_non_translation() -> None:
    comma = "Linguistic conventions/Punctuation"
    garbage = "Linguistic conventions/Unintelligible"
    assert score([finding(Severity.MINOR, comma)] * 3, 1000, "wmt").penalty == pytest.approx(0.3)
    assert score([finding(Severity.MAJOR, comma)], 1000, "wmt").penalty == 5
    for severity in (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL):
        assert score([finding(severity, garbage)], 1000, "wmt").penalty == 25
    assert score([finding(Severity.MINOR, comma)], 1000, "mqm").penalty == 1


def test_without_words_there_is_no_score() -> None:
    s = score([finding()], 0)
    assert (s.per_word, s.per_thousand, s.raw, s.calibrated, s.passed) == (None,) * 5
    assert s.penalty == 1 and s.small_sample
    assert score([finding(Severity.CRITICAL)], 0).passed is False


def test_small_samples_are_told() -> None:
    assert score([], 499).small_sample and not score([], 500).small_sample


def test_profiles() -> None:
    assert set(profiles()) == {"mqm", "wmt"}
    assert dict(profile("mqm").multipliers) == MULTIPLIER
    for p in profiles().values():
        assert 0 < p.threshold < 100 and p.acceptable > 0
        assert set(p.weights) <= TYPES | {t.split("/")[0] for t in TYPES}
    with pytest.raises(UsageError, match=r"no scoring profile is called 'bleu'.*mqm, wmt"):
        score([], 1, "bleu")


@given(FINDINGS, FINDINGS, WORDS, NAMES)
def test_more_findings_never_score_better(
    some: list[Finding], more: list[Finding], words: int, name: str
) -> None:
    few, many = score(some, words, name), score(some + more, words, name)
    assert (
        few.calibrated is not None
        and many.calibrated is not None
        and few.raw is not None
        and many.raw is not None
    )
    assert many.penalty >= few.penalty and many.raw <= few.raw and many.calibrated <= few.calibrated
    assert few.passed or not many.passed


@given(FINDINGS, WORDS, NAMES)
def test_the_order_does_not_matter_and_the_formulas_hold(
    findings: list[Finding], words: int, name: str
) -> None:
    s = score(findings, words, name)
    assert s == score(findings[::-1], words, name)
    p = profile(name)
    apt = sum(p.points(f.mqm, f.severity) for f in findings)
    assert s.per_word is not None and s.raw is not None and s.calibrated is not None
    assert math.isclose(s.penalty, apt, abs_tol=1e-9)
    assert math.isclose(s.per_word, apt / words, abs_tol=1e-9)
    assert math.isclose(s.raw, 100 * (1 - apt / words), abs_tol=1e-6)
    assert math.isclose(
        s.calibrated, 100 - apt / words * 1000 * (100 - p.threshold) / p.acceptable, abs_tol=1e-6
    )
    assert sum(s.counts.values()) == len(findings)


@given(FINDINGS, WORDS, st.integers(2, 5))
def test_a_text_repeated_scores_the_same(findings: list[Finding], words: int, times: int) -> None:
    once, often = score(findings, words), score(findings * times, words * times)
    assert once.calibrated == pytest.approx(often.calibrated)
