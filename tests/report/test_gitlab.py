"""GitLab Code Quality: checked against the published types of the Code Climate format."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.model import Report
from audit.report import gitlab
from tests import consumers
from tests.report import fixture, states

REPORTS = {"hostile": fixture.report(), "baseline": states.with_baseline(), "clean": states.empty()}


def issues(report: Report, folder: Path) -> list[dict[str, Any]]:
    return list(json.loads(gitlab.write(report, folder, Path()).read_text("utf-8")))


def complaints(content: object, folder: Path) -> str:
    """What the TypeScript compiler says of the content as a list of Code Climate issues."""
    modules = consumers.npm(*consumers.SCHEMAS)
    source = folder / "check.ts"
    types = modules / "codeclimate-types/index"
    source.write_text(
        f"import type {{ Issue }} from {json.dumps(str(types))}\n"
        f"export const issues: Issue[] = {json.dumps(content)}\n",
        encoding="utf-8",
    )
    command = ["node", modules / "typescript/bin/tsc", "--noEmit", "--strict", source]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("name", REPORTS)
def test_it_fits_the_types_of_code_climate(name: str, tmp_path: Path) -> None:
    assert complaints(issues(REPORTS[name], tmp_path), tmp_path) == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [("severity", "fatal"), ("location", {"path": 5}), ("categories", "Style"), ("type", "x")],
)
def test_the_types_find_planted_errors(key: str, value: object, tmp_path: Path) -> None:
    found = issues(fixture.report(), tmp_path)
    found[0][key] = value
    assert "check.ts" in complaints(found, tmp_path)


def test_each_fingerprint_stands_once_and_paths_are_relative(tmp_path: Path) -> None:
    base = fixture.harbour()
    report = replace(base, findings=(*base.findings, base.findings[0]))
    found = issues(fixture.report(report), tmp_path)
    prints = [i["fingerprint"] for i in found]
    assert len(prints) == len(set(prints)) == len(base.findings)
    assert all(not i["location"]["path"].startswith((".", "/")) for i in found)


def test_descriptions_are_one_line_of_visible_text(tmp_path: Path) -> None:
    for issue in issues(fixture.report(), tmp_path):
        assert issue["description"].isprintable()


def test_what_is_suppressed_is_left_out_and_what_is_known_stays(tmp_path: Path) -> None:
    report = states.with_baseline()
    prints = {i["fingerprint"] for i in issues(report, tmp_path)}
    assert prints == {f.fingerprint for f in report.findings if f.suppressed is None}


def test_severities_and_lines(tmp_path: Path) -> None:
    found = {i["fingerprint"]: i for i in issues(fixture.report(fixture.harbour()), tmp_path)}
    assert {i["severity"] for i in found.values()} == {"critical", "major", "minor", "info"}
    assert found["harbour-5"]["location"] == {"path": "news/harbour.fr.txt", "lines": {"begin": 3, "end": 5}}
