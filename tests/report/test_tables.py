"""Findings and segments as tables: types, formulas in cells, files that read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from audit.model import Report
from audit.mqm import Severity
from audit.report import tables
from tests.report import fixture

REPORT = fixture.report()


def test_a_row_for_each_finding_and_its_types() -> None:
    frame = tables.findings_frame(REPORT)
    assert len(frame) == len(REPORT.findings)
    assert frame["start"].dtype == "Int64" and frame["confidence"].dtype == "Float64"
    first = frame.iloc[0]
    assert (first["doc"], first["text"], first["spans"]) == ("harbour", "Mai", "target:25-28")
    assert first["evidence"] == "elsewhere in the text: le 14 mai"


def test_a_row_for_each_segment_with_a_column_for_each_measure() -> None:
    frame = tables.segments_frame(REPORT)
    assert len(frame) == sum(len(d.segments) for d in REPORT.documents)
    assert list(frame.columns[-4:]) == ["back_cosine", "bleu", "chrf", "cosine"]
    row = frame[(frame["doc"] == "harbour") & (frame["segment"] == 4)].iloc[0]
    assert row["target"] is pd.NA and row["source"].startswith("“We read it")
    assert row["chrf"] is pd.NA


def test_an_empty_report_has_the_same_columns() -> None:
    nothing = Report((), (), fixture.score((), 0), REPORT.verdict, "sig")
    frame = tables.findings_frame(nothing)
    assert list(frame.columns) == list(tables.findings_frame(REPORT).columns) and frame.empty
    assert (frame.dtypes == tables.findings_frame(REPORT).dtypes).all()


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_text_in_csv(tmp_path: Path, start: str) -> None:
    draft = fixture.Draft("=doc").segment(start, f"{start} et", start)
    draft.finding(
        "CAP001", Severity.MINOR, start, f"{start} et", evidence=((start, start),), suggestion=start
    )
    findings, segments = tables.write_csv(fixture.report(draft.done()), tmp_path)
    for path in (findings, segments):
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
        assert rows[0]["doc"] == "'=doc"
        for cell in rows[0].values():
            assert not cell or cell[0] not in "=+-@\t\r\n＝"
    rows = list(csv.DictReader(io.StringIO(findings.read_bytes().decode("utf-8"), newline="")))
    assert rows[0]["text"] == f"'{start} et"


def test_a_negative_figure_stays_a_figure_in_csv(tmp_path: Path) -> None:
    draft = fixture.Draft("d").segment("A.", "B.", cosine=-0.25)
    _, path = tables.write_csv(fixture.report(draft.done()), tmp_path)
    assert pd.read_csv(path)["cosine"][0] == -0.25


def test_csv_and_parquet_read_back(tmp_path: Path) -> None:
    csv_path, _ = tables.write_csv(REPORT, tmp_path)
    back = pd.read_csv(csv_path)
    assert list(back["start"]) == [f.start for f in REPORT.findings]
    parquet, segments = tables.write_parquet(REPORT, tmp_path)
    exact = pd.read_parquet(parquet)
    assert list(exact["text"]) == [f.text.replace("\ud800", "\ufffd") for f in REPORT.findings]
    assert len(pd.read_parquet(segments)) == len(tables.segments_frame(REPORT))
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".csv", ".csv", ".parquet", ".parquet"]
