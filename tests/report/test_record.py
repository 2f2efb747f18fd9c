"""The JSON record: it follows the contract and its published schemas, and survives hostile text."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import audit.report
from audit.errors import AuditError
from audit.model import Report, Segment, Span
from audit.mqm import Severity
from audit.report import record
from tests.report import fixture, states

DATA = Path(audit.report.__file__).with_name("data")
REPORT = fixture.report()


def schema(name: str) -> dict[str, Any]:
    return dict(json.loads((DATA / f"{name}.schema.json").read_text("utf-8")))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("record") / "made" / "here"
    record.write(REPORT, out)
    return out


@pytest.mark.parametrize("name", ["findings", "segments", "documents", "summary"])
def test_what_is_written_fits_its_schema(folder: Path, name: str) -> None:
    path = folder / ("summary.json" if name == "summary" else f"{name}.jsonl")
    items = [json.loads(path.read_text("utf-8"))] if name == "summary" else lines(path)
    jsonschema.Draft202012Validator.check_schema(schema(name))
    validator = jsonschema.Draft202012Validator(schema(name))
    assert items
    for item in items:
        validator.validate(item)
        assert set(item) <= set(schema(name)["properties"])


def test_schemas_carry_the_format_version() -> None:
    assert schema("summary")["properties"]["format_version"]["const"] == REPORT.format_version
    assert all(
        schema(n)["$id"].endswith(f":{REPORT.format_version}")
        for n in ("findings", "segments", "documents", "summary")
    )


def test_a_finding_line_holds_the_fields_of_the_contract_in_order() -> None:
    first = next(record.findings_lines(REPORT))
    assert list(first) == [
        "doc",
        "check",
        "side",
        "start",
        "end",
        "severity",
        "code",
        "name",
        "mqm",
        "confidence",
        "message",
        "text",
        "evidence",
        "suggestion",
        "segment",
        "fingerprint",
    ]
    assert (first["doc"], first["start"], first["end"], first["text"]) == ("harbour", 25, 28, "Mai")
    assert first["evidence"] == [{"label": "elsewhere in the text", "text": "le 14 mai"}]


def test_spans_stand_only_where_there_are_several_and_begin_with_the_reported_one() -> None:
    for line, finding in zip(record.findings_lines(REPORT), REPORT.findings, strict=True):
        assert ("spans" in line) == (len(finding.spans) > 1)
        if "spans" in line:
            assert line["spans"][0] == {k: line[k] for k in ("side", "start", "end")}
            assert len(line["spans"]) == len(finding.spans)


def test_offsets_read_back_from_the_file_mark_the_text(folder: Path) -> None:
    texts = {d.document.id: d.document for d in REPORT.documents}
    for line in lines(folder / "findings.jsonl"):
        text = texts[line["doc"]].text(line["side"])
        assert text[line["start"] : line["end"]] == line["text"]


def test_a_document_given_as_segments_has_one_line_for_each(folder: Path) -> None:
    given = next(d for d in REPORT.documents if d.document.aligned is not None)
    assert given.document.aligned is not None
    mine = [s for s in lines(folder / "segments.jsonl") if s["doc"] == given.document.id]
    assert [s["segment"] for s in mine] == list(range(len(given.document.aligned)))


def test_a_segment_line_holds_places_back_translation_and_measures() -> None:
    by_index = {(s["doc"], s["segment"]): s for s in record.segments_lines(REPORT)}
    whole, omitted = by_index["harbour", 2], by_index["harbour", 4]
    assert whole["score"] == whole["measures"]["score"] == 0.12
    assert whole["unknown"] == ["Ships", "dock", "tide"]
    assert whole["engine"] == "apertium fra-eng"
    assert (whole["hops"], omitted["hops"]) == (2, None)
    assert omitted["target"] is None and omitted["source"]["end"] > omitted["source"]["start"]
    assert omitted["score"] is None and omitted["back_translation"] is None


def test_measures_are_plain_numbers_or_null(tmp_path: Path) -> None:
    measures = {"one": np.float64(0.5), "two": np.float32(2.0), "three": math.inf, "four": math.nan}
    first = REPORT.documents[0]
    for some in (measures, {"one": np.float64(0.5)}, {"three": -math.inf, "four": math.inf}, {}):
        article = replace(first.article, segments=(first.segments[0].measured(some),))
        document = replace(first, article=article)
        record.write(replace(REPORT, documents=(document,)), tmp_path)
        (line,) = lines(tmp_path / "segments.jsonl")
        wanted = {name: float(value) if math.isfinite(value) else None for name, value in some.items()}
        assert line["measures"] == wanted
        (made,) = record.document_segments(document)
        assert {type(value) for value in made["measures"].values()} <= {float, type(None)}


def test_summary_counts_every_finding(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    total = len(REPORT.findings)
    counts = summary["findings"]
    assert counts["total"] == total == sum(counts["severity"].values())
    assert sum(counts["check"].values()) == sum(counts["code"].values()) == total
    assert list(counts["severity"]) == ["critical", "major", "minor", "neutral"]
    assert sum(d["findings"]["total"] for d in summary["documents"]) == total
    assert {d["id"]: d["level"] for d in summary["documents"]}.items() >= {
        "harbour": 3,
        "weather/ar": 2,
        "column": 1,
    }.items()
    assert summary["documents"][0]["target_lang"] == {"code": "fr", "origin": "file name", "confidence": 0.97}
    assert summary["not_judged"][0]["codes"] == ["MIS001", "NEG001"]
    assert summary["failures"][0]["where"] == "news/broken.fr.txt, byte 17"


def test_figures_that_are_not_finite_are_null(folder: Path) -> None:
    assert "NaN" not in (folder / "segments.jsonl").read_text("utf-8")
    evil = [s for s in lines(folder / "segments.jsonl") if s["doc"].startswith("evil")]
    assert evil[0]["measures"] == {"score": None}


def test_hostile_text_comes_back_as_it_was(folder: Path) -> None:
    evil = [f for f in lines(folder / "findings.jsonl") if f["doc"].startswith("evil")]
    assert evil[0]["text"] == fixture.EVIL
    assert evil[0]["evidence"][1]["text"] == fixture.CONTROLS  # with a lone surrogate
    assert evil[1]["text"] == fixture.BIDI
    assert evil[3]["text"] == fixture.LONG


def test_writing_leaves_no_temporary_files_and_replaces_old_ones(folder: Path) -> None:
    (folder / "findings.jsonl").write_text("old\n", "utf-8")
    record.write(REPORT, folder)
    assert sorted(p.name for p in folder.iterdir()) == [
        "documents.jsonl",
        "findings.jsonl",
        "segments.jsonl",
        "summary.json",
    ]
    assert len(lines(folder / "findings.jsonl")) == len(REPORT.findings)


def test_a_run_that_breaks_leaves_the_old_record(tmp_path: Path) -> None:
    record.write(REPORT, tmp_path)
    before = (tmp_path / "findings.jsonl").read_bytes()
    broken = replace(
        REPORT.documents[0].article, segments=(Segment(0, None, Span("target", 0, 1), measures={"x": "y"}),)
    )  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        record.write(replace(REPORT, documents=(replace(REPORT.documents[0], article=broken),)), tmp_path)
    assert (tmp_path / "findings.jsonl").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(AuditError) as caught:
        record.write(REPORT, tmp_path / "file" / "folder")
    assert "file/folder" in str(caught.value) and "\n" not in str(caught.value)


def test_an_empty_report_is_a_record_too(tmp_path: Path) -> None:
    nothing = Report((), (), fixture.score((), 0), REPORT.verdict, "sig")
    record.write(nothing, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema("summary")).validate(summary)
    assert summary["score"]["calibrated"] is None
    assert (tmp_path / "findings.jsonl").read_bytes() == b""


def test_severities_of_the_schema_are_those_of_the_model() -> None:
    assert set(schema("findings")["properties"]["severity"]["enum"]) == {str(s) for s in Severity}


def test_what_a_baseline_made_of_the_findings_is_recorded(tmp_path: Path) -> None:
    report = states.with_baseline()
    record.write(report, tmp_path)
    found = lines(tmp_path / "findings.jsonl")
    whole = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    for item in found:
        jsonschema.Draft202012Validator(schema("findings")).validate(item)
    jsonschema.Draft202012Validator(schema("summary")).validate(whole)
    assert [f["baseline"] for f in found[:3]] == ["new", "unchanged", "unchanged"]
    assert found[2]["suppressed"]["author"] == states.SUPPRESSION.author and "suppressed" not in found[1]
    made = whole["baseline"]
    assert (made["new"], made["unchanged"], made["suppressed"], len(made["absent"])) == (9, 1, 1, 1)
    assert "baseline" not in record.summary(REPORT) and "baseline" not in next(record.findings_lines(REPORT))
