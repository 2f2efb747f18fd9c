"""Marot's table, by the format that its README states; no library reads it, so the format is checked here."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from audit.model import Report
from audit.report import marot
from tests.report import fixture, states


def rows(report: Report, folder: Path) -> list[dict[str, str]]:
    # As the viewer reads it: split at newlines, then at tabs; a first line with "system\tdoc" is the header.
    head, *body = marot.write(report, folder).read_text("utf-8").split("\n")
    assert "system\tdoc" in head and body.pop() == ""
    assert all(line.count("\t") == 9 for line in body)
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in body]


def test_a_row_for_each_finding_and_for_each_segment_without_one(tmp_path: Path) -> None:
    document = fixture.harbour()
    found = rows(fixture.report(document), tmp_path)
    marked = [r for r in found if r["severity"] != "no-error"]
    assert len(marked) == len(document.findings)
    touched = {f.segment for f in document.findings}
    clean = [r for r in found if r["severity"] == "no-error"]
    assert {int(r["docSegId"]) - 1 for r in clean} == {s.index for s in document.segments} - touched
    assert all(r["category"] == "no-error" and r["rater"] == "mtaudit" for r in clean)
    assert {r["severity"] for r in marked} == {"Critical", "Major", "Minor", "Neutral"}


def test_marks_enclose_the_marked_text(tmp_path: Path) -> None:
    for row in rows(fixture.report(fixture.harbour()), tmp_path):
        metadata = json.loads(row["metadata"])
        marks = re.findall("<v>(.*?)</v>", row["source"] + row["target"])
        if row["severity"] == "no-error":
            assert marks == []
        elif "overlaps" not in metadata["note"]:  # that one runs over the end of its segment
            assert metadata["marked_text"] in marks or metadata["marked_text"] == ""


def test_several_marks_of_one_finding_stand_in_one_row(tmp_path: Path) -> None:
    found = rows(fixture.report(fixture.harbour()), tmp_path)
    (apostrophes,) = [r for r in found if "straight apostrophe" in r["metadata"]]
    assert apostrophes["target"].count("<v>'</v>") >= 1


def test_systems_are_what_stands_before_the_slash_and_numbers_run_on(tmp_path: Path) -> None:
    found = rows(fixture.report(fixture.arabic(), fixture.clean()), tmp_path)
    assert [(r["system"], r["doc"]) for r in found] == [("weather", "ar")] * 2 + [("target", "clean")]
    assert [r["globalSegId"] for r in found] == ["1", "2", "3"]
    assert json.loads(found[0]["metadata"])["segment"]["metrics"] == {"cosine": 0.84, "score": 0.7}


def test_hostile_text_makes_neither_rows_nor_columns_nor_tags(tmp_path: Path) -> None:
    for row in rows(fixture.report(fixture.hostile()), tmp_path):
        for name, cell in row.items():
            assert not re.search(
                "<[a-zA-Z!/?]", re.sub("</?v>", "", cell) if name in ("source", "target") else cell
            )
        json.loads(row["metadata"])


def test_a_text_that_spells_the_mark_is_not_taken_for_one(tmp_path: Path) -> None:
    base = fixture.clean()
    document = replace(base.document, target="Tout <v>va</v> bien.")
    segment = replace(base.segments[0], target=replace(base.segments[0].target, end=len(document.target)))  # type: ignore[type-var]
    article = replace(base.article, document=document, segments=(segment,))
    (row,) = rows(fixture.report(replace(base, article=article)), tmp_path)
    assert "<v>" not in row["target"] and row["target"].replace("\u2060", "") == document.target


def test_what_is_suppressed_is_left_out(tmp_path: Path) -> None:
    report = states.with_baseline()
    found = rows(report, tmp_path)
    assert sum(r["severity"] != "no-error" for r in found) == len(report.findings) - 1


def test_a_mark_outside_all_segments_has_a_row_of_its_own(tmp_path: Path) -> None:
    base = fixture.harbour()
    lone = replace(base.findings[0], segment=None)
    found = rows(fixture.report(replace(base, findings=(lone,))), tmp_path)
    assert [r["target"] for r in found if r["docSegId"] == "0"] == ["<v>Mai</v>"]
