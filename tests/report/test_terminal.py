"""The terminal report: places, carets, no colour and no wrapping in a pipe, hostile text harmless."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from audit.model import Report
from audit.mqm import Severity
from audit.report import terminal
from audit.report.visible import visible
from tests.report import fixture, states


def printed(report: Report, *, tty: bool = False, width: int = 80, **options: object) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=tty, width=width, color_system="standard" if tty else None)
    terminal.render(report, console, **options)  # type: ignore[arg-type]
    return out.getvalue()


def one(target: str, marked: str, message: str = "odd", **options: object) -> str:
    draft = fixture.Draft("doc", path="a.fr.txt").segment("Source.", target)
    draft.finding("CAP001", Severity.MINOR, message, marked)
    return printed(fixture.report(draft.done()), **options)  # type: ignore[arg-type]


def test_a_finding_is_one_line_with_path_line_and_column() -> None:
    lines = one("Une ligne.\n\nLe Mot 𝄞 Ici.", "Ici").splitlines()
    assert lines[0].startswith("a.fr.txt:3:10 CAP001 minor odd")
    assert lines[1] == "    | Le Mot 𝄞 Ici."
    assert lines[2] == "    |          ^^^"


def test_carets_stand_under_wide_characters() -> None:
    _, text, carets, *_ = one("今日は東京です。", "東京").splitlines()
    assert cell_len(text[: text.index("東京")]) == cell_len(carets.rstrip("^"))
    assert carets.count("^") == 4


def test_a_gap_has_one_caret() -> None:
    draft = fixture.Draft("doc").segment("S.", "Un mot.")
    draft.finding("OMI001", Severity.MAJOR, "missing", [(2, 2)])
    assert printed(fixture.report(draft.done())).splitlines()[2] == "    |   ^"


def test_nothing_is_wrapped_or_coloured_in_a_pipe() -> None:
    out = printed(fixture.report(), width=40)
    assert "\x1b" not in out
    assert any(len(line) > 150 for line in out.splitlines())
    long = next(line for line in out.splitlines() if "TRM001" in line)
    assert long.endswith("[inconsistent-term, 81 %]")


def test_excerpts_of_very_long_lines_are_short() -> None:
    out = printed(fixture.report(fixture.hostile()))
    excerpts = [line for line in out.splitlines() if line.startswith("    | ")]
    assert excerpts and max(map(len, excerpts)) < 130


def test_colour_on_a_terminal_and_none_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" in one("Le Mot.", "Mot", tty=True)
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    terminal.render(fixture.report(), Console(file=out, force_terminal=True, width=80))
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", out.getvalue())


def test_excerpts_fit_the_terminal() -> None:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed(fixture.report(fixture.harbour()), tty=True, width=70))
    excerpts = [line for line in plain.splitlines() if line.startswith("    | ")]
    assert excerpts and max(map(cell_len, excerpts)) <= 70


def test_hostile_text_is_shown_and_does_nothing() -> None:
    for tty in (False, True):
        out = printed(fixture.report(fixture.hostile()), tty=tty, width=2_000)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
        assert "[/b] [bold red]markup[/]" in plain
        assert "invoice\\u202etxt.exe\\u202c" in plain
        assert "bell\\x07 null\\x00 escape\\x1b[31mred c1\\x85 line\\u2028end lone\\ud800" in plain
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", plain)
        out.encode("utf-8")


def test_a_console_of_a_small_character_set_gets_escapes() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    terminal.render(fixture.report(), Console(file=out, width=80))
    out.flush()
    assert b"\\u201cMai\\u201d has a capital" in raw.getvalue()


def test_joiners_that_scripts_need_are_left() -> None:
    assert visible("می\u200cخواهم 👨\u200d👩") == "می\u200cخواهم 👨\u200d👩"
    assert visible("a\u200bb\ufeff\u00ad") == "a\\u200bb\\ufeff\\xad"


def test_evidence_suggestion_and_other_places_follow() -> None:
    out = printed(fixture.report(fixture.harbour()))
    assert "    = back-translation: will open the 14 May\n" in out
    assert "    = suggestion: mai\n" in out
    assert "news/harbour.fr.txt (source):5:90 OMI001 major" in out
    assert "    = also at: 7:2, 7:27\n" in out


def test_limit_and_mildest_severity() -> None:
    report = fixture.report(fixture.harbour())
    out = printed(report, limit=2)
    assert out.count("\n    | ") == 4
    assert "9 more findings" in out
    severe = printed(report, limit=None, show=Severity.MAJOR)
    assert " minor “Mai”" not in severe and severe.count(" major ") >= 4 and " critical " in severe
    assert "11 findings" in severe  # the counts are over all


def test_the_end_tells_score_verdict_and_what_was_not_judged() -> None:
    out = printed(fixture.report(fixture.harbour()), html=Path("out/report.html"))
    assert "No person has confirmed these findings" in out
    assert "Score: -584.9 of 100, under the threshold of 90" in out
    assert "not judged back-translation: no engine translates fi to en [MIS001, NEG001]" in out
    assert "failed news/broken.fr.txt, byte 17: is not UTF-8 (save it as UTF-8)" in out
    assert "Few words" in out
    assert out.rstrip().endswith("Report: out/report.html")
    assert "\nVerdict: Failed\n" in out


def test_quiet_prints_failures_and_a_failed_gate_alone() -> None:
    out = printed(fixture.report(fixture.harbour()), quiet=True)
    assert out.splitlines()[0].startswith("failed news/broken.fr.txt") and "Verdict: Failed" in out
    assert "CAP001" not in out
    assert "Verdict" not in printed(fixture.report(fixture.harbour(), passed=None), quiet=True)


def test_documents_of_one_file_are_named_by_their_ids() -> None:
    drafts = [fixture.Draft(f"id{i}", path="all.jsonl").segment("S.", "Le Mot.") for i in range(2)]
    for draft in drafts:
        draft.finding("CAP001", Severity.MINOR, "odd", "Mot")
    out = printed(fixture.report(*(d.done() for d in drafts)))
    assert "id1:1:4 CAP001" in out and "all.jsonl:" not in out


def test_what_is_known_or_suppressed_is_counted_and_not_listed() -> None:
    out = printed(states.with_baseline())
    assert "and 1 known to the baseline, 1 suppressed" in out
    assert "9 findings" in out and "the date is worth a second look" not in out
