"""rdjson: valid by the validator of reviewdog's format, with columns in bytes."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.model import Report
from audit.report import rdjson
from tests import consumers
from tests.report import fixture, states

REPORTS = {"hostile": fixture.report(), "baseline": states.with_baseline(), "clean": states.empty()}
CHECK = """
    const { RDFormatValidator } = require(process.argv[1]);
    const validator = new RDFormatValidator({ strictMode: true, allowExtraFields: false });
    const content = require("fs").readFileSync(process.argv[2], "utf8");
    validator.validateString(content).then((said) => console.log(JSON.stringify(said.errors)));
"""


def made(report: Report, folder: Path) -> dict[str, Any]:
    return dict(json.loads(rdjson.write(report, folder, Path()).read_text("utf-8")))


def errors(content: object, folder: Path) -> list[Any]:
    path = folder / "check.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    module = consumers.npm(*consumers.SCHEMAS) / "@umbrelladocs/rdformat-validator"
    done = subprocess.run(["node", "-e", CHECK, module, path], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("name", REPORTS)
def test_it_fits_the_format(name: str, tmp_path: Path) -> None:
    assert errors(made(REPORTS[name], tmp_path), tmp_path) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("severity", "FATAL"), ("message", 5), ("location", {}), ("suggestions", [{"text": "x"}]), ("extra", 1)],
)
def test_the_validator_finds_planted_errors(key: str, value: object, tmp_path: Path) -> None:
    content = made(fixture.report(), tmp_path)
    content["diagnostics"][0][key] = value
    assert errors(content, tmp_path)


def test_ranges_are_bytes_of_the_line(tmp_path: Path) -> None:
    document = fixture.harbour().document
    lines = document.target.split("\n")
    found = {d["message"]: d for d in made(fixture.report(fixture.harbour()), tmp_path)["diagnostics"]}
    one = next(d for m, d in found.items() if m.startswith("“Promis” has"))
    span = one["location"]["range"]
    line = lines[span["start"]["line"] - 1].encode()
    assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode() == "Promis"
    assert one["suggestions"] == [{"range": span, "text": "promis"}]


def test_only_what_counts_is_there_the_most_severe_first(tmp_path: Path) -> None:
    report = states.with_baseline()
    found = made(report, tmp_path)["diagnostics"]
    assert len(found) == sum(f.counts for f in report.findings)
    severities = [d["severity"] for d in found]
    assert severities == sorted(severities, key=["ERROR", "WARNING", "INFO"].index)


def test_no_suggestion_where_the_place_is_not_exact(tmp_path: Path) -> None:
    base = fixture.harbour()
    document = replace(base.document, path="all.jsonl", line=3)
    report = fixture.report(replace(base, article=replace(base.article, document=document)))
    assert not any("suggestions" in d for d in made(report, tmp_path)["diagnostics"])
