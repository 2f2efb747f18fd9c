"""SARIF: valid by the published schema and Microsoft's validator, and within GitHub's limits."""

from __future__ import annotations

import gzip
import json
import platform
import random
import subprocess
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from audit.detect.catalogue import catalogue
from audit.model import Document, Language, Report, Span
from audit.mqm import Severity
from audit.report import sarif
from tests import consumers
from tests.report import fixture, states

Json = dict[str, Any]
REPORTS = {"hostile": fixture.report(), "baseline": states.with_baseline(), "clean": states.empty()}


def made(report: Report, folder: Path) -> Json:
    path = sarif.write(report, folder, catalogue(), Path())
    return dict(json.loads(path.read_text("utf-8")))


def run(report: Report, folder: Path) -> Json:
    (only,) = made(report, folder)["runs"]
    return dict(only)


@pytest.fixture(scope="module")
def schema() -> jsonschema.protocols.Validator:
    path = consumers.npm(*consumers.SCHEMAS) / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    content = json.loads(path.read_text("utf-8"))
    return jsonschema.validators.validator_for(content)(content)


@pytest.mark.parametrize("name", REPORTS)
def test_it_fits_the_published_schema(
    name: str, tmp_path: Path, schema: jsonschema.protocols.Validator
) -> None:
    assert list(schema.iter_errors(made(REPORTS[name], tmp_path))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "2.0.0"),
        (("runs", 0, "tool", "driver", "name"), None),
        (("runs", 0, "columnKind"), "bytes"),
        (("runs", 0, "results", 0, "level"), "fatal"),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "results", 0, "baselineState"), "known"),
        (("runs", 0, "results", -1, "suppressions", 0, "kind"), "editor"),
    ],
)
def test_the_schema_finds_planted_errors(
    path: tuple[Any, ...], value: object, tmp_path: Path, schema: jsonschema.protocols.Validator
) -> None:
    log = deepcopy(made(states.with_baseline(), tmp_path))
    place: Any = log
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert list(schema.iter_errors(log))


@pytest.mark.parametrize("name", REPORTS)
def test_microsofts_validator_finds_no_error_by_its_rules_and_githubs(name: str, tmp_path: Path) -> None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        pytest.skip("sarif-multitool is installed for Linux on x86-64")
    tool = consumers.npm(*consumers.MULTITOOL) / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    path = sarif.write(REPORTS[name], tmp_path, catalogue(), Path())
    said = tmp_path / "said.sarif"
    command = [tool, "validate", path, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "-o", said]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.exists(), done.stdout
    found = json.loads(said.read_text("utf-8-sig"))["runs"][0].get("results", [])
    # SARIF2005 asks for an address of the tool on the web.
    assert {r["ruleId"] for r in found} <= {"SARIF2005"}


def test_all_rules_are_declared_and_results_point_at_theirs(tmp_path: Path) -> None:
    log = run(fixture.report(), tmp_path)
    rules = log["tool"]["driver"]["rules"]
    assert {r["id"] for r in rules} >= set(catalogue())
    assert [rules[r["ruleIndex"]]["id"] for r in log["results"]] == [r["ruleId"] for r in log["results"]]
    assert all(r["shortDescription"]["text"] and r["help"]["text"] for r in rules)


def test_a_clean_run_is_a_run_without_results(tmp_path: Path) -> None:
    log = run(states.empty(), tmp_path)
    assert log["results"] == []
    assert log["tool"]["driver"]["rules"]
    assert log["invocations"][0]["executionSuccessful"] is True


def test_the_first_location_holds_the_marked_text_in_utf16_columns(tmp_path: Path) -> None:
    text = "𝄞 Un\n𝄞𝄞 air Joyeux."
    at = text.index("Joyeux")
    base = fixture.clean()
    document = Document("song", text, Language("fr"), path="songs/été 1.fr.txt")
    finding = replace(fixture.harbour().findings[0], spans=(Span("target", at, at + 6),), text="Joyeux")
    report = replace(base, article=replace(base.article, document=document), findings=(finding,))
    log = run(fixture.report(report), tmp_path)
    assert log["columnKind"] == "utf16CodeUnits"
    place = log["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "songs/%C3%A9t%C3%A9%201.fr.txt"
    region = place["region"]
    assert (region["startLine"], region["endLine"]) == (2, 2)
    line = text.split("\n")[1].encode("utf-16-le")
    assert (
        line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le") == "Joyeux"
    )


def test_baseline_state_and_suppressions_are_marked_and_nothing_is_dropped(tmp_path: Path) -> None:
    report = states.with_baseline()
    log = run(report, tmp_path)
    assert len(log["results"]) == len(report.findings)
    by_print = {r["partialFingerprints"]["mtaudit/v1"]: r for r in log["results"]}
    for finding in report.findings:
        assert by_print[finding.fingerprint]["baselineState"] == finding.baseline
    (suppressed,) = [r for r in log["results"] if "suppressions" in r]
    (said,) = suppressed["suppressions"]
    assert (said["kind"], said["status"], said["justification"]) == (
        "external",
        "accepted",
        states.SUPPRESSION.reason,
    )
    assert said["properties"] == {"author": "Ada \x07", "date": "2026-05-04", "expires": "2026-12-31"}
    assert log["properties"]["absent"] == 1


def test_what_counts_comes_first_then_the_most_severe(tmp_path: Path) -> None:
    results = run(states.with_baseline(), tmp_path)["results"]
    quiet = ["suppressions" in r or r["baselineState"] == "unchanged" for r in results]
    assert quiet == sorted(quiet) and quiet.count(True) == 2
    ranks = [Severity(r["properties"]["severity"]).rank for r in results[:-2]]
    assert ranks == sorted(ranks, reverse=True)


def test_fingerprints_are_whole_and_named_as_github_reads_them(tmp_path: Path) -> None:
    for finding, result in zip(
        sorted(fixture.harbour().findings, key=lambda f: f.fingerprint),
        sorted(
            run(fixture.report(fixture.harbour()), tmp_path)["results"],
            key=lambda r: str(r["partialFingerprints"]["mtaudit/v1"]),
        ),
        strict=True,
    ):
        assert result["partialFingerprints"] == {
            "mtaudit/v1": finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        }


def many(n: int, message: str = "") -> Report:
    document = fixture.harbour()
    minor, major = (replace(document.findings[0], severity=s) for s in (Severity.MINOR, Severity.MAJOR))
    noise = random.Random(4)
    findings = [
        replace(
            major if i == n - 1 else minor,
            fingerprint=f"{i:020x}",
            message=message and noise.randbytes(len(message) // 2).hex(),
        )
        for i in range(n)
    ]
    return fixture.report(replace(document, findings=tuple(findings)))


def test_no_more_than_25_000_results_the_least_severe_cut_and_told(tmp_path: Path) -> None:
    log = run(many(25_010), tmp_path)
    assert len(log["results"]) == 25_000
    assert log["results"][0]["properties"]["severity"] == "major"  # it was the last of the text
    said = [n["message"]["text"] for n in log["invocations"][0]["toolExecutionNotifications"]]
    assert any(text.startswith("10 findings left out, the least severe") for text in said)


def test_no_more_than_10_megabytes_of_gzip(tmp_path: Path) -> None:
    path = sarif.write(many(300, "x" * 100_000), tmp_path, catalogue(), Path())
    assert len(gzip.compress(path.read_bytes(), 6)) < 10_000_000
    log = json.loads(path.read_text("utf-8"))["runs"][0]
    assert 100 < len(log["results"]) < 300
    assert log["results"][0]["properties"]["severity"] == "major"


def test_messages_hold_neither_links_nor_placeholders(tmp_path: Path) -> None:
    document = fixture.harbour()
    finding = replace(document.findings[0], message="[click](1) {0} [a] [b](http://x)", suggestion=None)
    log = run(fixture.report(replace(document, findings=(finding,))), tmp_path)
    assert log["results"][0]["message"]["text"] == "\\[click](1) {{0}} [a] \\[b](http://x)"


def test_outages_are_notifications_and_no_success(tmp_path: Path) -> None:
    (invocation,) = run(fixture.report(), tmp_path)["invocations"]
    assert invocation["executionSuccessful"] is False
    levels = [n["level"] for n in invocation["toolExecutionNotifications"]]
    assert levels == ["error", "warning", "warning"]
