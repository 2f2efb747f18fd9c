"""What is printed where: colours and progress on a terminal alone, one line for what went wrong."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.cli import main as entry
from tests.cli.support import PLAIN, call, command, environment, pair, put

ESCAPE = "\x1b"


def on_terminal(*args: str, cwd: Path, **env: str) -> tuple[int, str]:
    """The exit code of a real command whose three streams are one terminal, and what that showed."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *args], cwd=cwd, stdin=child, stdout=child, stderr=child,
        env=environment(TERM="xterm-256color", **env),
    )  # fmt: skip
    os.close(child)
    shown = b""
    while True:
        if not select.select([parent], [], [], 300)[0]:
            process.kill()
            break
        try:
            piece = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    return process.wait(), shown.decode("utf-8", "replace")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pair(tmp_path / "in")
    return tmp_path


def test_no_escape_codes_in_a_pipe(folder: Path) -> None:
    done = command("run", "in", *PLAIN, "-o", "out", cwd=folder)
    assert done.code == 0 and ESCAPE not in done.said
    assert done.err == "", "no progress either"
    assert re.search(r"a\.fr\.txt:5:\d+ NUM001 major", done.out)


def test_colours_on_a_terminal_and_none_with_no_color(folder: Path) -> None:
    code, shown = on_terminal("-m", "audit", "run", "in", *PLAIN, "-o", "out", cwd=folder)
    assert code == 0 and re.search(ESCAPE + r"\[[\d;]*3[1-6][\d;]*m", shown)
    code, shown = on_terminal("-m", "audit", "run", "in", *PLAIN, "-o", "out", cwd=folder, NO_COLOR="1")
    assert code == 0 and not re.search(ESCAPE + r"\[[\d;]*[34]\d[\d;]*m", shown)


#: The command with a patience of nothing, so that the bar shows however fast the machine is.
IMPATIENT = (
    "-c",
    "import sys; from audit.cli import progress, main; progress._PATIENCE = 0.0; main.main()",
)


def test_progress_on_a_terminal_alone(folder: Path) -> None:
    args = ("run", "in", *PLAIN, "-o", "out")
    assert "checking" in on_terminal(*IMPATIENT, *args, cwd=folder)[1]
    assert "checking" not in on_terminal(*IMPATIENT, *args, "--quiet", cwd=folder)[1]
    piped = subprocess.run(
        [sys.executable, *IMPATIENT, *args],
        cwd=folder, env=environment(), capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    assert piped.stderr == ""


def test_quiet_prints_nothing(folder: Path) -> None:
    done = command("run", "in", *PLAIN, "-o", "out", "--quiet", cwd=folder)
    assert (done.code, done.said) == (0, "")
    assert (folder / "out" / "findings.jsonl").is_file()


def test_hostile_text_moves_no_cursor(tmp_path: Path) -> None:
    hostile = f"Le Conseil NATO {ESCAPE}[2J\u202e et l’OTAN [bold red]mot[/]{ESCAPE}]0;title\x07 fin."
    put(tmp_path / "a.fr.txt", hostile)
    done = command("run", "a.fr.txt", *PLAIN, "-o", "out", cwd=tmp_path)
    assert done.code == 0 and "NATO" in done.out
    assert not set("\x1b\x07\u202e") & set(done.out) and "[bold red]mot[/]" in done.out


def test_a_terminal_that_knows_only_ascii(folder: Path) -> None:
    done = command("run", "in", *PLAIN, "-o", "out", cwd=folder, env=environment(PYTHONIOENCODING="ascii"))
    assert done.code == 0 and "NUM001" in done.out


@pytest.mark.parametrize(("args", "code"), [(("run", "in"), 0), (("gate", "in"), 1), (("rules",), 0)])
def test_a_reader_that_goes_away_changes_no_exit_code(folder: Path, args: tuple[str, ...], code: int) -> None:
    options = (*PLAIN, "-o", "out") if args[1:] else ()
    process = subprocess.Popen(
        [sys.executable, "-m", "audit", *args, *options],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stderr
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert (process.wait(300), err) == (code, "")


def test_an_interrupted_run_says_so_and_ends_with_130(tmp_path: Path) -> None:
    """The command waits for standard input, so that it is surely at work when it is interrupted."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from audit.cli import main; sys.stderr.write('.');"
         "sys.stderr.flush(); main.main()", "run", "-"],
        cwd=tmp_path, env=environment(), start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr and process.stderr.read(1) == b"."
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.decode().strip()) == (130, b"", "mtaudit: interrupted")


def test_an_interrupt_anywhere_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    from audit import pipeline

    pair(tmp_path / "in")
    monkeypatch.setattr(pipeline, "run", stop)
    done = call(capsys, monkeypatch, "run", tmp_path / "in", "-o", tmp_path / "out")
    assert (done.code, done.out, done.err.strip()) == (130, "", "mtaudit: interrupted")
    assert not (tmp_path / "out").exists() and entry.main
