"""The HTML report as text: escaped, self-contained, and holding the record."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from audit.errors import AuditError
from audit.mqm import TYPES, Severity
from audit.report import html, record
from tests.report import fixture

REPORT = fixture.report()


def made(path: Path, *documents: Any, **more: Any) -> str:
    """The page of a report."""
    html.write(fixture.report(*documents), path, fixture.RULES, fixture.SCORING, **more)
    return path.read_text("utf-8")


def unpacked(page: str, name: str) -> Any:
    """The data of a template."""
    found = re.search(rf'<template id="{name}">([A-Za-z0-9+/=]+)</template>', page)
    assert found
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("html") / "report.html")


def test_the_data_of_the_page_is_the_record(page: str) -> None:
    index, chunk = unpacked(page, "index"), unpacked(page, "chunk0")
    assert index["summary"] == json.loads(json.dumps(record.summary(REPORT)))
    plain = json.dumps(list(record.findings_lines(REPORT)))
    assert index["findings"] == json.loads(re.sub(r"\\ud800", "\\\\ufffd", plain))
    assert [t["target"] for t in chunk["texts"]][:4] == [d.document.target for d in REPORT.documents[:4]]
    ours = [
        {"doc": d.document.id, **s}
        for d, rows in zip(REPORT.documents, chunk["segments"], strict=True)
        for s in rows
    ]
    assert ours[:11] == json.loads(json.dumps(list(record.segments_lines(REPORT))[:11]))


def test_every_finding_has_a_row_to_stand_in(page: str) -> None:
    index = unpacked(page, "index")
    assert len(index["homes"]) == len(REPORT.findings)
    for finding, home in zip(REPORT.findings, index["homes"], strict=True):
        assert finding.segment is None or home == finding.segment


def test_the_page_knows_the_points_of_every_error_type(page: str) -> None:
    scoring = unpacked(page, "index")["scoring"]
    assert set(scoring["points"]) >= set(TYPES) | {f.mqm for f in REPORT.findings}
    assert scoring["points"]["Accuracy/Omission"] == {
        str(s): fixture.SCORING.points("Accuracy/Omission", s) for s in Severity
    }
    assert (scoring["threshold"], scoring["acceptable"]) == (90.0, 10.0)


def test_large_texts_lie_in_chunks_of_whole_documents(tmp_path: Path) -> None:
    page = made(tmp_path / "r.html", *fixture.large(6, 400).documents)
    starts = unpacked(page, "index")["chunks"]
    assert len(starts) > 1 and starts == sorted(starts)
    sizes = [len(unpacked(page, f"chunk{n}")["texts"]) for n in range(len(starts))]
    assert sum(sizes) == 6
    assert [sum(sizes[:n]) for n in range(len(sizes))] == starts


def test_the_same_report_is_the_same_file(tmp_path: Path, page: str) -> None:
    assert made(tmp_path / "again.html") == page
    other = made(tmp_path / "other.html", fixture.clean())
    run = 'data-run="([0-9a-f]{16})"'
    first, second = re.search(run, page), re.search(run, other)
    assert first and second and first[1] != second[1]


def test_no_markup_of_a_translation_reaches_the_page(page: str) -> None:
    assert page.count("<script>") == 1 and page.count("</script>") == 1
    assert fixture.EVIL not in page
    assert not re.search(r"<[^>]+\son\w+\s*=", re.sub(r'"[^"]*"', '""', page.split("<script>")[0]))
    assert "\x00" not in page and "\ufffd" in page
    assert re.search('<span class="c" data-c="U\\+202E">\u202e</span>', page)


def test_the_policy_allows_this_script_and_style_and_no_request(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    for name in ("script", "style"):
        found = re.search(rf"<{name}>(.*?)</{name}>", page, re.S)
        assert found
        digest = base64.b64encode(hashlib.sha256(found[1].encode("utf-8")).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1] and "connect-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"""(?:src|href)=["'](?!#|data:,)""", page.split("<script>")[0])
    assert "url(" not in page.split("<script>")[0] and "@import" not in page


def test_no_part_of_the_script_makes_markup_of_text() -> None:
    for part in (Path(html.__file__).parent / "data" / "page").glob("*.js"):
        text = part.read_text("utf-8")
        for door in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
            assert door not in text, (part.name, door)


def test_the_summary_says_what_stands_behind_the_score_without_the_script(page: str) -> None:
    static = page.split("<template")[0]
    for text in (
        "No person has confirmed these findings",
        "APT = Σ",
        "what is critical fails it",
        "could not be audited",
        "no engine translates fi to en",
        "--back-translation transformers:FOLDER",
        "2 of 5 documents are shorter than 100 words",
        "mtaudit:0.1.0|rules:7",
        "the source says 4, the translation 14",
        "Segment scores",
        "Inconsistent use of terminology",
    ):
        assert text in static, text


def test_rules_are_explained_where_their_texts_were_given(page: str, tmp_path: Path) -> None:
    assert 'id="rule-NUM001"' in page and "A wrong figure is believed" in page
    html.write(REPORT, tmp_path / "bare.html", {}, fixture.SCORING)
    bare = (tmp_path / "bare.html").read_text("utf-8")
    assert 'id="rule-' not in bare and "NUM001" in bare
    assert unpacked(bare, "index")["rules"] == {}


def test_rule_texts_reads_anything_with_the_fields_of_a_rule() -> None:
    assert html.rule_texts(fixture.RULES) == fixture.RULES


def test_findings_outside_every_segment_have_no_row(tmp_path: Path) -> None:
    draft = fixture.Draft("empty").segment("Only a source.", None)
    draft.finding("OMI001", Severity.MAJOR, "the translation is empty", [(0, 0)])
    assert unpacked(made(tmp_path / "r.html", draft.done()), "index")["homes"] == [None]


def test_documents_stand_with_the_worst_first_and_no_more_than_a_reader_takes(tmp_path: Path) -> None:
    page = made(tmp_path / "r.html", *fixture.large(120, 1).documents)
    rows = re.findall(r'<a href="#d(\d+)">', page.split("<template")[0])
    assert len(rows) == 100 and "and 20 more documents" in page


def test_a_trend_needs_two_runs(tmp_path: Path) -> None:
    first = html.Run("2026-01-02T10:00:00+00:00", 71.0, 9, "a")
    second = html.Run("2026-01-03T10:00:00+00:00", 88.5, 4, "a")
    assert "Trend" not in made(tmp_path / "one.html", runs=[first])
    page = made(tmp_path / "two.html", runs=[first, second])
    assert "88.5, +17.5 since the run before" in page and "do not compare" not in page
    other = dataclasses.replace(first, signature="b")
    assert "do not compare" in made(tmp_path / "o.html", runs=[other, second])


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(AuditError, match=r"report\.html: cannot be written"):
        html.write(REPORT, tmp_path / "report.html", fixture.RULES, fixture.SCORING)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_batch_too_large_for_one_file_is_a_summary_and_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = fixture.large(9, 400)
    monkeypatch.setattr(html, "_LARGEST", 100_000)
    monkeypatch.setattr(html, "_PART", 60_000)
    parts = html.write(report, tmp_path / "report.html", fixture.RULES, fixture.SCORING)
    assert len(parts) > 1 and [p.parent.name for p in parts] == ["report-parts"] * len(parts)
    whole = (tmp_path / "report.html").read_text("utf-8")
    index = unpacked(whole, "index")
    assert len(index["findings"]) == len(report.findings) and 'id="chunk0"' not in whole
    assert [p["file"] for p in index["parts"]] == [f"report-parts/{n}.html" for n in range(1, len(parts) + 1)]
    ids: list[str] = []
    for number, path in enumerate(parts, 1):
        text = path.read_text("utf-8")
        assert re.findall('data-run="([0-9a-f]+)"', text) == re.findall('data-run="([0-9a-f]+)"', whole)
        part = unpacked(text, "index")
        assert part["part"] == {"number": number, "of": len(parts), "whole": "../report.html"}
        assert index["parts"][number - 1]["first"] == len(ids) and part["chunks"][0] == 0
        mine = [d["id"] for d in part["summary"]["documents"]]
        assert sum(len(unpacked(text, f"chunk{n}")["texts"]) for n in range(len(part["chunks"]))) == len(mine)
        ids += mine
    assert ids == [d.document.id for d in report.documents]


def test_a_report_that_was_large_once_is_one_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "_LARGEST", 100_000)
    monkeypatch.setattr(html, "_PART", 60_000)
    assert html.write(fixture.large(9, 400), tmp_path / "report.html", fixture.RULES, fixture.SCORING)
    assert html.write(REPORT, tmp_path / "report.html", fixture.RULES, fixture.SCORING) == []
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
