"""The gate on the command line: thresholds, the files they may stand in, and each exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.cli import auditing
from audit.errors import AuditError
from tests.cli.support import FR, GOOD_EN, GOOD_FR, PLAIN, Done, call, command, pair, put, summary

Cli = Callable[..., Done]
OUT = Path("out")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """``cli("gate", "good")``: in a folder with a good and a bad translation."""
    monkeypatch.chdir(tmp_path)
    pair(Path("good"), "g", GOOD_EN, GOOD_FR)
    pair(Path("bad"))
    return lambda name, *args: call(capsys, monkeypatch, name, *args, *PLAIN, "-o", "out")


def test_a_pass_is_0_and_a_fail_is_1(cli: Cli) -> None:
    done = cli("gate", "good")
    assert done.code == 0 and summary(OUT)["verdict"]["passed"] is True
    done = cli("gate", "bad")
    assert done.code == 1 and summary(OUT)["verdict"]["passed"] is False
    assert "is below 90" in done.out


def test_a_run_judges_only_when_asked(cli: Cli) -> None:
    assert cli("run", "bad").code == 0 and summary(OUT)["verdict"]["passed"] is None
    assert cli("run", "bad", "--gate").code == 1
    assert cli("run", "bad", "--max-major", "0").code == 1, "a threshold asks for the gate"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--threshold", "0", "--max-major", "0"), 1),
        (("--threshold", "-1000"), 2),
        (("--threshold", "0"), 1),
        (("--max-critical", "-1"), 2),
        (("--max-minor", "x"), 2),
        (("--require", "luck"), 2),
        (("--require", "back-translation"), 1),
    ],
)
def test_thresholds_on_the_command_line(cli: Cli, options: tuple[str, ...], code: int) -> None:
    done = cli("gate", "bad", *options)
    assert done.code == code and (code != 2 or done.err)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--max-major", "0"), "2 major findings, at most 0 allowed"),
        (("--max-per-1000", "1"), "findings per 1,000 words, at most 1 allowed"),
    ],
)
def test_what_failed_is_said(cli: Cli, options: tuple[str, ...], said: str) -> None:
    assert said in cli("gate", "bad", *options).out


def test_missing_evidence_that_the_gate_requires_is_3(cli: Cli) -> None:
    done = cli("gate", "good", "--require", "back-translation")
    assert done.code == 3 and summary(OUT)["verdict"]["passed"] is None
    assert "without back-translation, which the gate requires" in done.out


def test_a_file_that_cannot_be_read_is_3_at_the_gate(cli: Cli) -> None:
    done = cli("gate", "good", "gone.fr.txt")
    assert done.code == 3 and "1 document could not be read, the first: gone.fr.txt" in done.out
    assert cli("run", "good", "gone.fr.txt").code == 0


def test_what_fails_fails_even_where_something_could_not_be_read(cli: Cli) -> None:
    assert cli("gate", "bad", "gone.fr.txt").code == 1


@pytest.mark.parametrize(
    ("name", "head"), [("mtaudit.toml", "gate"), ("pyproject.toml", "tool.mtaudit.gate")]
)
def test_thresholds_in_a_file(cli: Cli, name: str, head: str) -> None:
    put(
        Path(name),
        f"[{head}]\nthreshold = 0\nmax-minor = 100\nmax-failing-documents = 1.0\nmax-not-judged = 1.0\n",
    )
    assert cli("run", "bad").code == 0, "the file alone asks for no gate"
    assert cli("gate", "good").code == 0
    put(Path(name), f'[{head}]\nrequire = ["back-translation"]\n')
    assert cli("gate", "good").code == 3
    put(Path(name), f"[{head}]\nthreshold = 101\n")
    done = cli("gate", "good")
    assert done.code == 2 and f"{name}:2: 'threshold' must be a number from 0 to 100" in done.err


def test_the_command_line_wins_over_the_file(cli: Cli) -> None:
    put(Path("mtaudit.toml"), "[gate]\nmax-major = 0\n")
    bad = pair(Path("long"), "l", "", (GOOD_FR * 30) + FR)
    options = ("--select", "NUM,TRM", "--threshold", "0")
    assert cli("gate", bad, *options).code == 1
    assert cli("gate", bad, *options, "--max-major", "9").code == 0


@pytest.mark.parametrize(("what", "code"), [("good", 0), ("bad", 1), ("gone", 3)])
def test_quiet_says_nothing_of_a_pass_and_why_of_the_rest(cli: Cli, what: str, code: int) -> None:
    done = cli("gate", what, "--quiet")
    assert (done.code, done.out) == (code, "")
    assert bool(done.err) is (code != 0)


def test_quiet_says_why_it_could_not_judge(cli: Cli) -> None:
    done = cli("gate", "good", "--require", "back-translation", "-q")
    assert done.code == 3 and "without back-translation" in done.err


def test_a_report_that_cannot_be_written_is_3(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise AuditError("cannot be written: No space left on device", where="out/findings.jsonl")

    monkeypatch.setattr(auditing, "_write", full)
    done = cli("gate", "good")
    assert (done.code, done.err) == (
        3,
        "mtaudit: out/findings.jsonl: cannot be written: No space left on device\n",
    )


def test_exit_codes_of_the_real_command(tmp_path: Path) -> None:
    pair(tmp_path / "good", "g", GOOD_EN, GOOD_FR)
    pair(tmp_path / "bad")
    for args, code in ((("good",), 0), (("bad",), 1), (("good", "--nonsense"), 2), (("gone.txt",), 3)):
        assert command("gate", *args, *PLAIN, "-o", "out", cwd=tmp_path).code == code
