"""The cache: what it keeps, and that nothing about it stops a run."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from audit.backtranslate.cache import FILE_NAME, Cache, key
from audit.backtranslate.engine import Translation
from audit.blobs import Blobs

ITEM = Translation("The house ✓", ("maison", "zérglouz"))


def _key(number: int) -> bytes:
    return key("engine 1", "fr", "en", f"text {number}")


def test_keeps_what_it_is_given(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new" / "folder")
    cache.put([(_key(1), ITEM)])
    cache.close()
    again = Cache(tmp_path / "new" / "folder")
    assert again.get([_key(1), _key(2)]) == {_key(1): ITEM}
    assert again.note is None
    again.close()


def test_key_depends_on_every_part() -> None:
    parts = ("engine", "fr", "en", "text")
    keys = {key(*parts)} | {
        key(*(part + "x" if i == at else part for i, part in enumerate(parts))) for at in range(4)
    }
    assert len(keys) == 5
    assert key("e", "f", "re", "t") != key("e", "fr", "e", "t")
    assert len(key("e", "fr", "en", "half a pair \ud800")) == 32


@pytest.mark.parametrize("damage", [b"this is no database, at all" * 40, b"\0" * 5000])
def test_damaged_file_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(damage)
    cache = Cache(tmp_path)
    cache.put([(_key(1), ITEM)])
    assert cache.get([_key(1)]) == {_key(1): ITEM}
    assert cache.note is not None
    assert "damaged" in cache.note
    assert path.with_suffix(".damaged").read_bytes() == damage
    cache.close()


def test_damage_in_the_middle_of_the_file(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put((_key(number), Translation("x" * 300)) for number in range(400))
    cache.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(bytes(content))
    again = Cache(tmp_path)
    assert all(item.text == "x" * 300 for item in again.get([_key(number) for number in range(400)]).values())
    again.put([(_key(7), ITEM)])
    assert again.get([_key(7)]) == {_key(7): ITEM}
    assert again.note is not None
    again.close()


def test_another_programs_database_is_set_aside(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / FILE_NAME)
    other.execute("CREATE TABLE blobs (something TEXT)")
    other.commit()
    other.close()
    cache = Cache(tmp_path)
    cache.put([(_key(1), ITEM)])
    assert cache.get([_key(1)]) == {_key(1): ITEM}
    cache.close()


def test_stored_nonsense_is_a_miss(tmp_path: Path) -> None:
    values = ("no json", "[]", "[1]", "{}", '["ok", 2]')
    blobs = Blobs(tmp_path / FILE_NAME, "back-translations", 1 << 20)
    blobs.put((_key(number), value.encode()) for number, value in enumerate(values))
    assert len(blobs.get([_key(number) for number in range(5)])) == 5
    blobs.close()
    again = Cache(tmp_path)
    assert again.get([_key(number) for number in range(5)]) == {}
    again.close()


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put([(_key(1), ITEM)])
    assert cache.get([_key(1)]) == {}
    assert cache.note is not None
    assert "not cached" in cache.note
    assert "\n" not in cache.note


def test_full_disk_ends_caching_with_a_note(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache._blobs._connection is not None
    cache._blobs._connection.execute(
        "PRAGMA max_page_count = 6"
    )  # SQLite then says "database or disk is full"
    cache.put((_key(number), Translation("x" * 4000)) for number in range(50))
    assert cache.note is not None
    assert "full" in cache.note
    cache.put([(_key(1), ITEM)])
    assert cache.get([_key(1)]) == {}


def test_read_only_database_ends_caching_with_a_note(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache._blobs._connection is not None
    cache._blobs._connection.execute(
        "PRAGMA query_only = 1"
    )  # root may write to any file, so the file's mode would not do
    cache.put([(_key(1), ITEM)])
    assert cache.note is not None
    assert "readonly" in cache.note


def test_oldest_go_when_it_grows_too_big(tmp_path: Path) -> None:
    cache = Cache(tmp_path, max_bytes=200_000)
    for start in range(0, 1000, 50):
        cache.put((_key(number), Translation("x" * 1000)) for number in range(start, start + 50))
    kept = [number for number in range(1000) if cache.get([_key(number)])]
    assert kept == list(range(1000 - len(kept), 1000))
    assert 50 <= len(kept) <= 250
    cache.close()
    assert (tmp_path / FILE_NAME).stat().st_size < 600_000


def _write_for_ever(folder: str, first: int) -> None:
    cache = Cache(Path(folder))
    number = first
    while cache.note is None:
        cache.put((_key(n), Translation(f"translation {n}")) for n in range(number, number + 20))
        number += 20


def test_two_processes_one_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_for_ever, args=(str(tmp_path), first)) for first in (0, 1_000_000)
    ]
    for writer in writers:
        writer.start()
    try:
        reader = Cache(tmp_path)
        both = [_key(0), _key(1_000_000)]
        deadline = time.monotonic() + 20
        while len(reader.get(both)) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(reader.get(both)) == 2
        os.kill(writers[0].pid or 0, signal.SIGKILL)
        writers[0].join(10)
        reader.put([(_key(-1), ITEM)])
        assert reader.get([_key(-1)]) == {_key(-1): ITEM}
        assert reader.note is None
        assert writers[1].is_alive()
    finally:
        for writer in writers:
            writer.kill()
            writer.join(10)
    after = Cache(tmp_path)
    found = after.get([_key(number) for number in range(40)])
    assert len(found) % 20 == 0  # a batch is there whole or not at all
    assert {item.text for item in found.values()} <= {f"translation {number}" for number in range(40)}
    assert after.note is None
    after.close()
