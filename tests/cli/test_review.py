"""``mtaudit review`` as a process: it prints its address, writes decisions, and ends on Ctrl+C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from audit.report import record
from audit.review import Store
from tests.report import fixture
from tests.support import ROOT


def test_it_serves_the_report_of_a_folder_and_writes_beside_it(tmp_path: Path) -> None:
    record.write(fixture.report(), tmp_path / "out")
    with subprocess.Popen(
        [sys.executable, "-m", "audit", "review", "out", "--no-open"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, text=True,
        # What a shell runs in the background ignores Ctrl+C, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address = process.stdout.readline().removeprefix("Review: ").strip()
        assert "out/decisions.jsonl" in process.stdout.readline()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = browser.open(address, timeout=20).read().decode("utf-8")
        assert 'data-review="yes"' in page and "harbour" in page
        body = b'{"fingerprint": "harbour-0", "decision": "fixed", "date": "2026-05-04T09:12:00Z"}'
        url = address.split("?")[0] + "decisions?since=0"
        browser.open(urllib.request.Request(url, body, {"X-Mtaudit": "review"}), timeout=20).read()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stdout.read() == "Review ended.\n"
    (entry,) = Store(tmp_path / "out" / "decisions.jsonl").read().entries
    assert entry.decision.judgement == "fixed"


def test_a_folder_without_a_report_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "audit", "review", str(tmp_path), "--no-open"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "mtaudit run INPUT" in done.stderr
