"""One line for each run in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import AuditError
from audit.report import history
from tests.report import fixture


def test_runs_are_read_in_the_order_in_which_they_were_added(tmp_path: Path) -> None:
    assert history.read(tmp_path) == []
    first, second = fixture.report(), fixture.report(fixture.clean())
    history.append(first, tmp_path / "new", "2026-01-02T10:00:00+00:00")
    history.append(second, tmp_path / "new", "2026-01-03T10:00:00+00:00")
    lines = history.read(tmp_path / "new")
    assert [line["date"][:10] for line in lines] == ["2026-01-02", "2026-01-03"]
    assert lines[0]["score"] == first.score.calibrated and lines[1]["findings"] == 0
    assert lines[0]["confirmed"] is None and lines[0]["comparable"] == first.signature


def test_lines_that_are_none_are_skipped(tmp_path: Path) -> None:
    history.append(fixture.report(), tmp_path, "2026-01-02")
    with (tmp_path / "history.jsonl").open("a") as file:
        file.write('[]\n{"score\n')
    assert len(history.read(tmp_path)) == 1


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(AuditError, match="cannot be written"):
        history.append(fixture.report(), tmp_path / "file" / "folder", "2026-01-02")
