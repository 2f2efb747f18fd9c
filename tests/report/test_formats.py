"""The formats by name: each is written under its fixed name, and twice the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.detect.catalogue import catalogue
from audit.report import formats
from tests.report import fixture, states

FILES = {
    "csv": {"findings.csv", "segments.csv"},
    "parquet": {"findings.parquet", "segments.parquet"},
    "sarif": {"report.sarif"},
    "junit": {"junit.xml"},
    "github": {"github-annotations.txt"},
    "gitlab": {"gl-code-quality-report.json"},
    "rdjson": {"rdjson.json"},
    "markdown": {"report.md"},
    "marot": {"marot.tsv"},
}


def test_every_format_is_listed_here() -> None:
    assert set(FILES) == set(formats.FORMATS)


@pytest.mark.parametrize("name", formats.FORMATS)
def test_files(name: str, tmp_path: Path) -> None:
    for folder in ("once", "again"):
        for report in (states.with_baseline(), fixture.report()):  # the second replaces the first
            formats.write(name, report, tmp_path / folder, catalogue(), Path())
    assert {p.name for p in (tmp_path / "once").iterdir()} == FILES[name]
    for path in (tmp_path / "once").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
