"""The record read back is the report that was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.errors import UsageError
from audit.model import Decision, Judgement, Report, Suppression
from audit.report import html, record
from audit.report.reading import read
from tests.report import fixture


def written(report: Report, folder: Path) -> dict[str, bytes]:
    record.write(report, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def with_decisions() -> Report:
    """A report in which a finding was confirmed and another suppressed."""
    first = fixture.harbour()
    made = Decision(Judgement.ACCEPT, "yes", "Ana", "2026-05-04T09:12:00.000Z", None)
    false = replace(made, judgement=Judgement.FALSE_ALARM, expires="2027-01-01")
    said = Suppression("a title", "Ana", "2026-05-04", "2027-01-01")
    findings = (
        replace(first.findings[0], decision=made),
        replace(first.findings[1], decision=false, suppressed=said),
        *first.findings[2:],
    )
    document = replace(first, findings=findings, confirmed=first.score)
    return replace(fixture.report(document, fixture.alone()), confirmed=first.score)


@pytest.mark.parametrize("report", [fixture.report(), with_decisions()], ids=["plain", "decided"])
def test_what_is_read_writes_the_same_files(tmp_path: Path, report: Report) -> None:
    first = written(report, tmp_path / "a")
    again = written(read(tmp_path / "a"), tmp_path / "b")
    # A measure that is not finite is null in the file, and then no measure.
    first["segments.jsonl"] = first["segments.jsonl"].replace(b'"measures":{"score":null}', b'"measures":{}')
    assert again == first


def test_the_page_of_a_record_is_the_page_of_its_run(tmp_path: Path) -> None:
    report = fixture.report(fixture.harbour(), fixture.alone(), fixture.arabic())
    record.write(report, tmp_path)
    html.write(report, tmp_path / "a.html", fixture.RULES, fixture.SCORING)
    html.write(read(tmp_path), tmp_path / "b.html", fixture.RULES, fixture.SCORING)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_two_documents_of_one_id_stay_two(tmp_path: Path) -> None:
    report = fixture.report(fixture.harbour(), fixture.harbour())
    first = written(report, tmp_path / "a")
    assert written(read(tmp_path / "a"), tmp_path / "b") == first


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def test_what_is_no_record_is_one_line_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no report of mtaudit \(mtaudit run INPUT --output"):
        read(tmp_path / "nowhere")
    written(fixture.report(), tmp_path)
    (tmp_path / "segments.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(UsageError, match=r"segments\.jsonl: holds 1 lines where summary\.json counts"):
        read(tmp_path)
    written(fixture.report(), tmp_path)
    (tmp_path / "documents.jsonl").unlink()
    with pytest.raises(UsageError, match=r"documents\.jsonl: is missing"):
        read(tmp_path)
    for values, said in (
        ({"format_version": 9}, "is not of format version 1"),
        ({"score": 3}, "holds no whole record"),
        ({"documents": []}, "holds other documents"),
    ):
        written(fixture.report(), tmp_path)
        change(tmp_path / "summary.json", **values)
        with pytest.raises(UsageError, match=said):
            read(tmp_path)
    (tmp_path / "summary.json").write_text("{", "utf-8")
    with pytest.raises(UsageError, match=r"summary\.json: cannot be read"):
        read(tmp_path)
