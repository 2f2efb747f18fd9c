"""What an unchanged batch does not do again, and that it would find the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from audit.align.observed import Observed
from audit.align.terms import Sample
from audit.detect import grammar
from audit.errors import EngineError
from audit.model import BatchEvidence
from audit.pipeline import counting, passes, spool, workers
from audit.pipeline.kept import FILE_NAME
from tests.pipeline.test_same_result import batch, written

_EVIDENCE, _OBSERVED, _TABLE = b"*", b"+", b"#"


@pytest.fixture(autouse=True)
def small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "_UNIT", 300)
    monkeypatch.setattr(passes, "_LEAST_UNIT", 300)
    monkeypatch.setattr(workers, "_may_fork", lambda: True)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents each sample had of which the evidence was counted."""
    counts: list[int] = []
    evidence = Sample.evidence

    def counting(sample: Sample) -> BatchEvidence:
        counts.append(sample.documents)
        return evidence(sample)

    monkeypatch.setattr(Sample, "evidence", counting)
    return counts


def damage(cache: Path, kinds: bytes, value: bytes | None) -> None:
    """Give entries of these kinds another value, or none."""
    with sqlite3.connect(cache / FILE_NAME) as database:
        keys = [key for (key,) in database.execute("SELECT key FROM blobs") if key[32:] and key[32] in kinds]
        assert keys
        for key in keys:
            if value is None:
                database.execute("DELETE FROM blobs WHERE key = ?", (key,))
            else:
                database.execute("UPDATE blobs SET value = ? WHERE key = ?", (value, key))
    database.close()


def test_an_unchanged_batch_is_not_counted_again(tmp_path: Path, counted: list[int]) -> None:
    items, cache = batch(), tmp_path / "cache"
    first = written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    assert counted == [len(items)]
    assert written(items[::-1], tmp_path / "again", encoder="none", cache_dir=cache) == first
    assert counted == [len(items)]
    changed = [replace(items[0], target=items[0].target + " Le port est fermé."), *items[1:]]
    there = written(changed, tmp_path / "changed", encoder="none", cache_dir=cache)
    assert counted == [len(items)] * 2
    fewer = written(items[1:], tmp_path / "fewer", encoder="none", cache_dir=cache)
    assert counted[2:] == [len(items) - 1]
    assert written(items, tmp_path / "back", encoder="none", cache_dir=cache) == first
    assert len(counted) == 3
    assert there == written(changed, tmp_path / "plain", encoder="none")
    assert fewer == written(items[1:], tmp_path / "plain fewer", encoder="none")


@pytest.mark.parametrize("value", [None, b"", b"\x00" * 40])
@pytest.mark.parametrize("kinds", [_EVIDENCE, _EVIDENCE + _OBSERVED])
def test_evidence_that_is_lost_is_counted_again(
    tmp_path: Path, counted: list[int], kinds: bytes, value: bytes | None
) -> None:
    items, cache = batch(), tmp_path / "cache"
    first = written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    damage(cache, kinds, value)
    assert written(items, tmp_path / "again", encoder="none", cache_dir=cache) == first
    assert counted == [len(items)] * 2


def test_what_a_document_adds_is_read_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items, cache = batch(), tmp_path / "cache"
    first = written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    damage(cache, _EVIDENCE, None)

    def unseen(article: object) -> Observed:
        raise AssertionError("observed again")

    monkeypatch.setattr(counting, "observe", unseen)
    assert written(items, tmp_path / "again", encoder="none", cache_dir=cache) == first


def test_evidence_of_what_failed_is_not_kept(
    tmp_path: Path, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checker that fails may not fail the next time: the next run counts what it finds then."""

    def broken(texts: Sequence[str], lang: str) -> list[tuple[object, ...]]:
        raise EngineError("the checker is out of order")

    monkeypatch.setattr(grammar, "missing", lambda lang: ("", ""))
    monkeypatch.setattr(grammar, "check", broken)
    items, cache = batch(4), tmp_path / "cache"
    written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    written(items, tmp_path / "again", encoder="none", cache_dir=cache)
    assert counted == [4, 4]


def test_a_few_changed_documents_are_done_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "_UNIT", 1_500)
    monkeypatch.setattr(passes, "_LEAST_UNIT", 1_500)
    items, cache = batch(60), tmp_path / "cache"
    written(items, tmp_path / "first", encoder="none", cache_dir=cache, workers=2)

    def pool(*arguments: object, **more: object) -> None:
        raise AssertionError("a pool of processes")

    monkeypatch.setattr(workers, "ProcessPoolExecutor", pool)
    changed = [replace(d, target=f"{d.target}\nFin.") if i in (3, 40) else d for i, d in enumerate(items)]
    there = written(changed, tmp_path / "changed", encoder="none", cache_dir=cache, workers=2)
    assert there == written(changed, tmp_path / "plain", encoder="none")


def test_documents_from_the_cache_may_wait_as_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a batch too large to be held."""
    items, cache = batch(), tmp_path / "cache"
    first = written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    monkeypatch.setattr(spool, "_AS_THEY_ARE", 200)
    assert written(items, tmp_path / "some", encoder="none", cache_dir=cache) == first
    monkeypatch.setattr(spool, "_AS_THEY_ARE", 0)
    assert written(items, tmp_path / "none", encoder="none", cache_dir=cache, workers=2) == first


def test_a_batch_in_which_little_changed_is_read_from_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "_MANY", 4)
    items, cache = batch(20), tmp_path / "cache"
    written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    damage(cache, _OBSERVED, None)  # of which the table makes no use

    def unseen(article: object) -> Observed:
        raise AssertionError("observed again")

    monkeypatch.setattr(counting, "observe", unseen)
    changed = [replace(items[3], target=items[3].target + " Le port est fermé."), *items[4:], *items[:3]]
    there = written(changed, tmp_path / "changed", encoder="none", cache_dir=cache)
    assert there == written(changed, tmp_path / "plain", encoder="none")
    fewer = written(items[:15], tmp_path / "fewer", encoder="none", cache_dir=cache)
    assert fewer == written(items[:15], tmp_path / "plain fewer", encoder="none")


@pytest.mark.parametrize("value", [None, b"", b"\x00" * 40])
def test_without_its_table_a_batch_is_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: bytes | None
) -> None:
    monkeypatch.setattr(counting, "_MANY", 4)
    items, cache = batch(20), tmp_path / "cache"
    first = written(items, tmp_path / "first", encoder="none", cache_dir=cache)
    damage(cache, _TABLE + _EVIDENCE, value)
    assert written(items, tmp_path / "again", encoder="none", cache_dir=cache) == first


def test_a_table_is_made_anew_where_it_lacks_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MANY", 4)
    items, cache = batch(20), tmp_path / "cache"
    made = [replace(d, target=f"{d.target} Fin.") for d in items]
    tables: list[bytes] = []
    for number, changed in enumerate((items, [made[0], *items[1:]], [*made[:9], *items[9:]], made)):
        written(changed, tmp_path / str(number), encoder="none", cache_dir=cache)
        with sqlite3.connect(cache / FILE_NAME) as database:
            rows = database.execute("SELECT key, value FROM blobs").fetchall()
        database.close()
        tables += [value for key, value in rows if key[32:] == _TABLE]
    assert len(tables) == 4 and tables[0] == tables[1] and len(set(tables)) == 3
