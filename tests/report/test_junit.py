"""JUnit XML: valid by Jenkins' schema, read by junitparser, no two cases of one name, hostile text inert."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from lxml import etree

from audit.model import Report
from audit.report import junit
from tests import consumers
from tests.report import fixture, states

REPORTS = {"hostile": fixture.report(), "baseline": states.with_baseline(), "clean": states.empty()}


def read(report: Report, folder: Path) -> list[tuple[TestSuite, list[TestCase]]]:
    suites = JUnitXml.fromfile(str(junit.write(report, folder, Path())))
    return [(suite, list(suite)) for suite in suites]


def outcomes(cases: list[TestCase]) -> Counter[str]:
    return Counter(type(c.result[0]).__name__ if c.result else "passed" for c in cases)


@pytest.mark.parametrize("name", REPORTS)
def test_it_fits_jenkins_schema(name: str, tmp_path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(str(consumers.junit_schema())))
    tree = etree.parse(str(junit.write(REPORTS[name], tmp_path, Path())))
    assert schema.validate(tree), schema.error_log
    tree.getroot().append(etree.Element("verdict"))
    assert not schema.validate(tree)


@pytest.mark.parametrize("name", REPORTS)
def test_totals_are_those_of_the_cases(name: str, tmp_path: Path) -> None:
    for suite, cases in read(REPORTS[name], tmp_path):
        found = outcomes(cases)
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(cases),
            found["Failure"],
            found["Error"],
            found["Skipped"],
        )


def test_no_two_cases_have_one_name(tmp_path: Path) -> None:
    document = fixture.harbour()
    twice = replace(document, findings=(document.findings[0],) * 3)
    other = replace(twice, article=replace(twice.article, document=replace(twice.document, id="other")))
    names = [c.name for _, cases in read(fixture.report(twice, other), tmp_path) for c in cases]
    assert len(names) == len(set(names)) == 7  # three in each, and the file that could not be read


def test_names_hold_no_line_numbers(tmp_path: Path) -> None:
    (_, before), *_ = read(fixture.report(fixture.harbour()), tmp_path)
    document = fixture.harbour().document
    moved = replace(document, target="\n\n" + document.target)
    report = replace(fixture.harbour(), article=replace(fixture.harbour().article, document=moved))
    (_, after), *_ = read(fixture.report(report), tmp_path)
    assert [c.name for c in before] == [c.name for c in after]


def test_outcomes_follow_what_counts(tmp_path: Path) -> None:
    (_, cases), *_ = read(states.with_baseline(), tmp_path)
    assert outcomes(cases) == {"Failure": 9, "Skipped": 2}
    new, known, suppressed = cases[:3]
    assert isinstance(new.result[0], Failure) and new.result[0].type == "minor"
    assert isinstance(known.result[0], Skipped) and "known to the baseline" in known.result[0].message
    reason = "suppressed by Ada \\x07 on 2026-05-04, until 2026-12-31: the port is <b>called</b> so"
    assert suppressed.result[0].message == reason


def test_what_was_not_judged_is_skipped_and_what_could_not_be_read_an_error(tmp_path: Path) -> None:
    suites = {s.name: cases for s, cases in read(fixture.report(), tmp_path)}
    assert any("to get it" in c.result[0].message for c in suites["column"] if c.result)
    (lost,) = suites["documents that could not be audited"]
    assert isinstance(lost.result[0], Error) and lost.name == "news/broken.fr.txt, byte 17"


def test_a_clean_document_is_a_case_that_passes(tmp_path: Path) -> None:
    ((suite, cases),) = read(states.empty(), tmp_path)
    assert suite.name == "clean" and outcomes(cases) == {"passed": 1}


def test_hostile_text_comes_back_visible_and_whole(tmp_path: Path) -> None:
    base = fixture.harbour()
    text = "]]> <failure/> &amp; \x00\x1b \ufffe \ud800 \x85 \"quoted'"
    finding = replace(base.findings[0], message=text, text=text, suggestion=text)
    ((_, cases), *_) = read(fixture.report(replace(base, findings=(finding,))), tmp_path)
    (case,) = cases
    shown = "]]> <failure/> &amp; \\x00\\x1b \ufffd \\ud800 \\x85 \"quoted'"
    assert case.result[0].message == shown
    assert case.result[0].text.endswith(f"suggestion: {shown}")
