"""Workflow commands: as the toolkit of GitHub itself writes them, ten of a kind, nothing injected."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from audit.model import Report
from audit.mqm import Severity
from audit.report import github
from tests import consumers
from tests.report import fixture, states

HOSTILE = "a%0A::error::b\r\n::stop-commands::x, y: z\u2028##[group]\x1b[31m100%"


def lines(report: Report) -> list[str]:
    return list(github.lines(report, Path()))


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """As the runner reads it: the first "::" after the start ends the command."""
    name, _, rest = line.removeprefix("::").partition(" ")
    head, _, data = rest.partition("::")
    return name, dict(p.split("=", 1) for p in head.split(",")), data


def test_commands_are_those_that_the_toolkit_of_github_writes() -> None:
    modules = consumers.npm(*consumers.SCHEMAS)
    properties = {
        "title": "100%: a, b",
        "file": "été, 1:2.txt",
        "startLine": 3,
        "endLine": 3,
        "startColumn": 5,
    }
    message = "50% of it\nnext: line, yes"
    core = json.dumps(str(modules / "@actions/core/lib/core.js"))
    call = f"error({json.dumps(message)}, {json.dumps(properties)})"
    script = f"import {{ error }} from {core}; {call}"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    ours = {"title": "100%: a, b", "file": "été, 1:2.txt", "line": "3", "endLine": "3", "col": "5"}
    assert github.command("error", ours, message) == done.stdout.strip()


def test_hostile_text_stays_in_its_field() -> None:
    base = fixture.harbour()
    finding = replace(base.findings[0], message=HOSTILE, suggestion=HOSTILE, name=HOSTILE, text=HOSTILE)
    document = replace(base.document, path=f"news/{HOSTILE}.txt")
    report = replace(base, article=replace(base.article, document=document), findings=(finding,))
    *_, line = lines(fixture.report(report))
    assert "\n" not in line and "\r" not in line and "\u2028" not in line and "\x1b" not in line
    name, properties, data = parsed(line)
    assert name == "warning"
    assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}
    assert properties["title"] == (
        "CAP001 a%250A%3A%3Aerror%3A%3Ab\\r\\n%3A%3Astop-commands%3A%3Ax%2C y%3A z\\u2028"
        "##[group]\\x1b[31m100%25"
    )
    assert data.startswith(
        "a%250A::error::b\\r\\n::stop-commands::x, y: z\\u2028##[group]\\x1b[31m100%25 (minor"
    )


def test_ten_of_a_kind_the_most_severe_first_and_the_cut_is_told() -> None:
    base = fixture.harbour()
    some = [
        replace(base.findings[0], severity=s) for s in (Severity.MINOR, Severity.MAJOR) for _ in range(12)
    ]
    some.append(replace(base.findings[0], severity=Severity.CRITICAL, code="WORST1"))
    out = lines(replace(fixture.report(replace(base, findings=tuple(some)), passed=True), failures=()))
    kinds = [parsed(line)[0] for line in out[:-1]]
    assert kinds == ["error"] * 10 + ["warning"] * 10
    assert "WORST1" in out[0]
    assert out[-1] == "mtaudit: 3 errors, 2 warnings more; GitHub shows 10 of a kind, the report has all"


def test_a_failed_gate_and_what_could_not_be_read_come_first() -> None:
    first, second, *_ = lines(fixture.report())
    assert parsed(first)[2] == "2 critical findings, 0 are allowed; the score is under 90"
    assert parsed(second)[2] == "news/broken.fr.txt, byte 17: is not UTF-8 (save it as UTF-8)"


def test_only_what_counts_is_annotated() -> None:
    report = states.with_baseline()
    out = [line for line in lines(report) if line.startswith("::") and "file=" in line]
    assert len(out) == len(report.findings) - 2


def test_columns_only_where_the_mark_stays_on_its_line() -> None:
    places = {
        p["line"] + "-" + p["endLine"]: p
        for _, p, _ in map(parsed, lines(fixture.report(fixture.harbour())))
        if "file" in p
    }
    assert "col" not in places["3-5"] and "col" in places["3-3"]


def test_a_clean_run_says_nothing(tmp_path: Path) -> None:
    path = github.write(states.empty(), tmp_path, Path())
    assert path.read_text("utf-8") == ""


@pytest.mark.parametrize("passed", [True, False])
def test_a_verdict_that_passed_is_no_annotation(passed: bool) -> None:
    out = lines(fixture.report(fixture.clean(), passed=passed))
    assert any("the gate failed" in line for line in out) is not passed
