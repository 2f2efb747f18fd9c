"""The same findings whatever the number of workers, the order of the documents and the cache."""

from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit import pipeline
from audit.config import Settings
from audit.detect.catalogue import selected
from audit.detect.context import Context
from audit.model import BatchEvidence, Document, Language, Need, Report, Span
from audit.pipeline import codec, passes
from audit.pipeline.asked import Judged
from audit.pipeline.examine import examine
from audit.pipeline.examined import Examination, Examined
from audit.pipeline.judge import judge
from audit.pipeline.kept import FILE_NAME
from audit.pipeline.tools import Tools
from audit.report import record
from tests.support import document

PAIRS = (
    ("He sold 1,250 horses to NATO in May.", "Il a vendu 1 520 chevaux à la NATO en mai."),
    ("The harbour was closed. The mayor did not know.", "Le port a été Fermé. Le maire le savait."),
    ("NATO answered.\nThe harbour is open.", "L’OTAN a répondu.\nThe harbour is open."),
    ("A letter came from Lisbon and from Porto.", "Une lettre est venue de Lisbonne."),
)


def batch(count: int = 12) -> list[Document]:
    made = []
    for i in range(count):
        source, target = PAIRS[i % len(PAIRS)]
        made.append(document(f"Part {i}.\n{source}", f"Partie {i}.\n{target}", "en-fr", f"d{i}"))
    return made


def written(items: Sequence[Document], folder: Path, **chosen: Any) -> dict[str, bytes]:
    settings = Settings(**{"back_translation": "none", "cache_dir": None, "workers": 1, **chosen})
    record.write(pipeline.run(list(items), settings), folder)
    return {p.name: p.read_bytes() for p in folder.iterdir()}


@pytest.fixture(autouse=True)
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "_UNIT", 300)
    monkeypatch.setattr(passes, "_LEAST_UNIT", 300)
    # Other tests load neural models into this process, and what they patch reaches forked workers alone.
    monkeypatch.setattr("audit.pipeline.workers._may_fork", lambda: True)


@pytest.mark.parametrize("encoder", ["none", "auto"])
def test_workers_and_order_change_nothing(tmp_path: Path, encoder: str) -> None:
    items = batch()
    one = written(items, tmp_path / "one", encoder=encoder)
    assert len(one["findings.jsonl"].splitlines()) >= len(items)
    shuffled = random.Random(3).sample(items, len(items))
    assert written(items, tmp_path / "three", encoder=encoder, workers=3) == one
    assert written(shuffled, tmp_path / "shuffled", encoder=encoder, workers=2) == one


def test_processes_that_do_not_fork_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on other systems than Linux, and beside a neural model."""
    items = batch()
    one = written(items, tmp_path / "one", encoder="none")
    monkeypatch.setattr("audit.pipeline.workers._may_fork", lambda: False)
    assert written(items, tmp_path / "two", encoder="none", workers=2) == one


def test_the_cache_changes_nothing(tmp_path: Path) -> None:
    items, cache = batch(), tmp_path / "cache"
    plain = written(items, tmp_path / "plain")
    assert written(items, tmp_path / "first", cache_dir=cache) == plain
    assert written(items, tmp_path / "again", cache_dir=cache) == plain
    assert written(items[::-1], tmp_path / "back", cache_dir=cache, workers=2) == plain


def test_what_is_known_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    items, cache = batch(), tmp_path / "cache"
    written(items, tmp_path / "first", cache_dir=cache)
    examined: list[str] = []
    judged: list[str] = []

    def counting(jobs: Sequence[passes.Job], *more: Any, **named: Any) -> list[passes.Done]:
        examined.extend(job.document.id for job in jobs)
        return examine_jobs(jobs, *more, **named)

    def judging(jobs: Sequence[tuple[bytes, bytes]], tools: Tools) -> list[bytes]:
        judged.extend(codec.loads(document, Document).id for document, _ in jobs)
        return judge_jobs(jobs, tools)

    examine_jobs, judge_jobs = passes.examine_jobs, passes.judge_jobs
    monkeypatch.setattr(passes, "examine_jobs", counting)
    monkeypatch.setattr(passes, "judge_jobs", judging)
    written(items, tmp_path / "again", cache_dir=cache)
    assert (examined, judged) == ([], [])
    changed = [replace(items[0], target=items[0].target + " Le maire en achète un autre."), *items[1:]]
    there = written(changed, tmp_path / "changed", cache_dir=cache)
    assert examined == ["d0"]
    assert judged == ["d0"]  # the batch says nothing else of the words of the others
    assert there == written(changed, tmp_path / "plain")
    judged.clear()
    # "fermé" in lower case: it bears on the documents that have it with a capital.
    telling = [replace(items[0], target=items[0].target + " Le port est fermé."), *items[1:]]
    there = written(telling, tmp_path / "telling", cache_dir=cache)
    assert judged == [f"d{i}" for i, item in enumerate(items) if i == 0 or "Fermé" in item.target]
    assert there == written(telling, tmp_path / "told")
    examined.clear()
    written(items, tmp_path / "other", cache_dir=cache, ignore=("number",))
    assert len(examined) == len(items)


def test_a_damaged_entry_is_done_again(tmp_path: Path) -> None:
    items, cache = batch(), tmp_path / "cache"
    plain = written(items, tmp_path / "first", cache_dir=cache)
    with sqlite3.connect(cache / FILE_NAME) as database:
        for number, value in database.execute("SELECT id, value FROM blobs").fetchall():
            harmed = bytes(value[:-3]) if number % 2 else b"\x00" * len(value)
            database.execute("UPDATE blobs SET value = ? WHERE id = ?", (harmed, number))
    database.close()
    assert written(items, tmp_path / "again", cache_dir=cache) == plain
    # Entries that somebody made, whose checksums are right.
    with sqlite3.connect(cache / FILE_NAME) as database:
        for number, key in database.execute("SELECT id, key FROM blobs").fetchall():
            made = codec.dumps(("something", "else")) if number % 2 else b"nothing at all"
            value = zlib.crc32(made).to_bytes(4, "big") + made
            database.execute("UPDATE blobs SET value = ? WHERE key = ?", (value, key))
    database.close()
    assert written(items, tmp_path / "made up", cache_dir=cache) == plain
    (cache / FILE_NAME).write_bytes(b"no database" * 100)
    again = pipeline.run(items, Settings(back_translation="none", cache_dir=cache, workers=1))
    assert len(again.documents) == len(items)


EXAMINE_JOBS = passes.examine_jobs


def deadly(jobs: Sequence[passes.Job], tools: Tools) -> list[passes.Done]:
    """The process dies of one document, as it does when the system takes its memory away."""
    if any(job.document.id == "d5" for job in jobs):
        os._exit(9)
    return EXAMINE_JOBS(jobs, tools)


def test_a_worker_that_dies_loses_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    items = batch()
    plain = run(items)
    monkeypatch.setattr(passes, "examine_jobs", deadly)
    report = run(items, workers=2)
    assert [f.where for f in report.failures] == ["document d5"]
    assert "died" in report.failures[0].problem
    others = [d.document.id for d in plain.documents if d.document.id != "d5"]
    assert [d.document.id for d in report.documents] == others


def failing(jobs: Sequence[passes.Job], tools: Tools) -> list[passes.Done]:
    """A defect of the program."""
    raise RuntimeError("a defect")


def test_an_error_in_a_worker_ends_the_run_and_all_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "examine_jobs", failing)
    with pytest.raises(RuntimeError, match="a defect"):
        run(batch(), workers=2)
    assert not multiprocessing.active_children()


def run(items: list[Document], **chosen: Any) -> Report:
    settings = {"back_translation": "none", "encoder": "none", "cache_dir": None, "workers": 1, **chosen}
    return pipeline.run(items, Settings(**settings))


def test_what_is_kept_comes_back_exactly() -> None:
    tools = Tools(Settings(back_translation="none", cache_dir=None))
    for made in examine(batch(4), tools):
        assert Examined.of(made.document, codec.loads(codec.dumps(made.examination), Examination)) == made
        judged = judge(made, BatchEvidence(documents=4), tools)
        assert codec.loads(codec.dumps(judged), Judged) == judged


LANGUAGE = codec.dumps(Language("fr"))


@pytest.mark.parametrize(
    "raw", [b"", b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01", zlib.compress(b""), LANGUAGE[:-1]]
)
def test_what_was_not_kept_is_damaged(raw: bytes) -> None:
    with pytest.raises(codec.DamagedError):
        codec.loads(raw, Language)


@pytest.mark.parametrize(
    "other", [("fr",), {"code": 1}, {"origin": "input"}, None, [[]], Span("target", 0, 1)]
)
def test_bytes_of_something_else_make_nothing(other: Any) -> None:
    with pytest.raises(codec.DamagedError):
        codec.loads(codec.dumps(other), Language)


@given(st.text(max_size=20), st.floats(allow_nan=False))
@example("\ud800!", 0.5)
def test_any_text_and_figure_comes_back(text: str, figure: float) -> None:
    """Lone surrogates too, which UTF-8 does not have."""
    made = (
        Language(text, confidence=figure),
        Span("source", 0, len(text)),
        frozenset({Need.SOURCE}),
        {text: (1, 2)},
    )
    kind = tuple[Language, Span, frozenset[Need], dict[str, tuple[int, int]]]
    assert codec.loads(codec.dumps(made), kind) == made


class Unseen(BatchEvidence):
    """Evidence that nobody may look at."""

    def __getattribute__(self, name: str) -> Any:
        if name in BatchEvidence.__dataclass_fields__:
            raise AssertionError(f"{name} of the batch was looked at")
        return super().__getattribute__(name)


def test_only_rules_that_say_so_look_at_the_batch() -> None:
    tools = Tools(Settings(back_translation="none", cache_dir=None))
    looked = set()
    for made in examine(batch(4), tools):
        for rule in selected(tuple({r.code for r in selected()})):
            if rule.needs <= made.evidence:
                try:
                    list(rule.find(Context(made.article, Unseen())))
                except AssertionError:
                    looked.add(rule.code)
    assert looked and looked <= {r.code for r in selected() if r.batch}
