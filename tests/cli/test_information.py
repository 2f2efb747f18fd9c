"""``--version``, ``--help``, and what the command says of a wrong word."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.detect.catalogue import catalogue
from audit.version import VERSION
from tests.cli.support import Done, call, command

Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    return lambda *args: call(capsys, monkeypatch, *args)


def test_version(tmp_path: Path) -> None:
    done = command("--version", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, f"mtaudit, version {VERSION}\n", "")


def test_help_names_commands_options_and_exit_codes(cli: Cli) -> None:
    done = cli("--help")
    assert done.code == 0 and all(word in done.out for word in ("run", "gate", "rules", "Exit codes"))
    for name in ("run", "gate"):
        shown = cli(name, "--help").out
        options = ("output", "source", "source-lang", "target-lang", "quiet", "back-translation", "threshold")
        assert all(f"--{option}" in shown for option in options)
    assert cli("-h").out == done.out


def test_a_rule_explained(cli: Cli) -> None:
    shown = cli("rules", "num001")
    rule = catalogue()["NUM001"]
    assert shown.code == 0 and shown.out.startswith("NUM001 wrong-number")
    assert all(text in shown.out for text in (rule.mqm, rule.meaning, rule.why, rule.remedy, "⟦"))


def test_all_rules_listed_and_as_json(cli: Cli) -> None:
    listed = cli("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == list(catalogue())
    records = json.loads(cli("rules", "--format", "json").out)
    assert [r["code"] for r in records] == list(catalogue())
    (one,) = json.loads(cli("rules", "NUM001", "--format", "json").out)
    assert one["code"] == "NUM001" and one["examples"]


def test_wrong_words_are_usage_errors(cli: Cli) -> None:
    for args in (("rules", "NOPE001"), ("frobnicate",), ("run",), ("run", "x.txt", "--nope"), ("run", "x.txt",
                 "--format", "xml"), ("run", "x.txt", "--target-lang", "french")):  # fmt: skip
        done = cli(*args)
        assert done.code == 2 and done.err and done.out == ""
