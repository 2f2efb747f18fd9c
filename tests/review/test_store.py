"""The file of decisions: appended, survives a kill, takes two writers at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.model import Decision, Judgement
from audit.review import Entry, Store, load
from tests.support import ROOT

DAY = date(2026, 6, 1)


def entry(number: int, judgement: Judgement = Judgement.ACCEPT, author: str = "Ana") -> Entry:
    decision = Decision(judgement, f"note {number}", author, f"2026-05-04T09:12:{number % 60:02}.000Z")
    return Entry(f"print-{number}", decision, "news/a", "CAP001", "Mai\u2028\n\r é")


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "decisions.jsonl")
    assert store.read().entries == () and store.read().next == 0
    store.append([entry(1), entry(2)])
    store.append([])
    store.append([entry(3)])
    read = store.read()
    assert read.entries == (entry(1), entry(2), entry(3))
    assert read.next == store.path.stat().st_size
    assert store.path.read_bytes().count(b"\n") == 3
    assert store.read(read.next).entries == ()
    store.append([entry(4)])
    assert store.read(read.next).entries == (entry(4),)


@pytest.mark.parametrize("cut", [1, 20, 90])
def test_a_torn_last_line_is_skipped_and_does_not_swallow_the_next(tmp_path: Path, cut: int) -> None:
    store = Store(tmp_path / "d.jsonl")
    store.append([entry(1), entry(2)])
    data = store.path.read_bytes()
    store.path.write_bytes(data[:-cut])
    whole = (entry(1), entry(2)) if cut == 1 else (entry(1),)  # only its line break is missing
    read = store.read()
    assert read.entries == whole and read.unreadable == ()
    store.append([entry(3)])
    assert store.read().entries == (*whole, entry(3))
    assert store.read(read.next).entries == (entry(3),)
    assert len(store.read().unreadable) == (cut != 1)


def test_a_file_without_a_last_line_break_is_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "d.jsonl")
    store.append([entry(1)])
    store.path.write_bytes(store.path.read_bytes().rstrip())
    assert store.read().entries == (entry(1),)


def test_lines_that_are_no_entries_are_named_and_the_others_read(tmp_path: Path) -> None:
    store = Store(tmp_path / "d.jsonl")
    store.append([entry(1)])
    good = store.path.read_bytes()
    bad = (
        b'[]\n{"decision": "maybe"}\n\xff\xfe\n{"fingerprint": 3, "decision": "open"}\n'
        + b"[" * 100_000
        + b"\n"
    )
    store.path.write_bytes(b"\xef\xbb\xbf" + good + b"\n" + bad + good)
    read = store.read()
    assert read.entries == (entry(1), entry(1))
    assert [u.split(":")[0] for u in read.unreadable] == ["line 3", "line 4", "line 5", "line 6", "line 7"]
    assert "accept, false-alarm, fixed, open" in read.unreadable[1]


def _write(path: str, author: str, many: int) -> None:
    for number in range(many):
        Store(Path(path)).append([entry(number, author=author)])


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "d.jsonl")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, name, 100)) for name in ("Ana", "Bo")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    read = Store(Path(path)).read()
    assert read.unreadable == ()
    for name in ("Ana", "Bo"):
        assert [e for e in read.entries if e.decision.author == name] == [
            entry(n, author=name) for n in range(100)
        ]


def test_a_kill_at_any_moment_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    code = f"""
import sys
from pathlib import Path
from audit.review import Store
from tests.review.test_store import entry
for number in range(100_000):
    Store(Path({str(path)!r})).append([entry(number)])
    print(number, flush=True)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.05)
        writer.send_signal(signal.SIGKILL)
        kept = 1 + sum(1 for line in writer.stdout if line.endswith("\n"))
    read = Store(path).read()
    assert read.entries[:kept] == tuple(entry(n) for n in range(kept))
    assert len(read.entries) <= kept + 1
    Store(path).append([entry(7)])
    assert Store(path).read().entries[-1] == entry(7)


def test_what_cannot_be_read_or_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    store = Store(tmp_path / "folder")
    for act in (store.read, lambda: store.append([entry(1)])):
        with pytest.raises(UsageError, match="folder: decisions cannot be"):
            act()


def test_loading_says_what_is_missing_expired_or_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    missing = load(path, DAY)
    assert not missing.entries and "does not exist" in missing.notes[0]
    over = Entry("old", Decision(Judgement.FALSE_ALARM, "", "", "2026-01-01T00:00:00.000Z", "2026-05-31"))
    holds = Entry("new", Decision(Judgement.FALSE_ALARM, "", "", "2026-01-01T00:00:00.000Z", "2026-06-01"))
    back = entry(1, Judgement.OPEN)
    Store(path).append([over, holds, back])
    with path.open("a") as file:
        file.write("nonsense\n")
    loaded = load(path, DAY)
    assert loaded.entries == {"new": holds}
    assert loaded.notes[0].startswith("1 line of") and "line 4: is no JSON" in loaded.notes[0]
    assert "1 decision of" in loaded.notes[1] and "reported again" in loaded.notes[1]
