"""A copy without compression gives what the file gives, and is never believed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from audit.compare.unpacked import from_unpacked

Made = dict[str, list[int]]


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "weights.npz"
    np.savez_compressed(path, a=np.arange(1000), b=np.ones(7, dtype=np.int64))
    return path


class Reader:
    """Reads, and remembers what it was given."""

    def __init__(self) -> None:
        self.paths: list[Path] = []

    def __call__(self, path: Path) -> Made:
        self.paths.append(path)
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name].tolist() for name in file.files}


def test_the_copy_is_made_once_and_read(packed: Path, tmp_path: Path) -> None:
    plain, read, folder = Reader()(packed), Reader(), tmp_path / "cache" / "use"
    assert from_unpacked(read, packed, folder) == plain
    made = (folder / packed.name).stat().st_mtime_ns
    assert from_unpacked(read, packed, folder) == plain
    assert read.paths == [folder / packed.name] * 2
    assert (folder / packed.name).stat().st_mtime_ns == made
    with zipfile.ZipFile(folder / packed.name) as copy:
        assert {member.compress_type for member in copy.infolist()} == {zipfile.ZIP_STORED}
    assert [p.name for p in folder.iterdir()] == [packed.name]


def test_a_damaged_copy_is_not_believed(packed: Path, tmp_path: Path) -> None:
    plain, folder = Reader()(packed), tmp_path / "use"
    from_unpacked(Reader(), packed, folder)
    copy = folder / packed.name
    whole = copy.read_bytes()
    for at in range(0, len(whole), 97):
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert from_unpacked(Reader(), packed, folder) == plain, at
        copy.write_bytes(whole[:at])
        assert from_unpacked(Reader(), packed, folder) == plain, at
    last = Reader()
    assert from_unpacked(last, packed, folder) == plain
    assert last.paths == [copy] and copy.read_bytes() == whole


def test_the_copy_of_another_version_is_replaced(packed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "use"
    from_unpacked(Reader(), packed, folder)
    np.savez_compressed(packed, a=np.arange(1000) + 1, b=np.ones(7, dtype=np.int64))
    read = Reader()
    assert from_unpacked(read, packed, folder) == Reader()(packed)
    assert read.paths == [folder / packed.name]


def test_what_a_killed_run_left_goes(packed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "use"
    folder.mkdir()
    (folder / f".making-x-{packed.name}").write_bytes(b"half")
    from_unpacked(Reader(), packed, folder)
    assert [p.name for p in folder.iterdir()] == [packed.name]


def test_without_a_place_for_a_copy_the_file_is_read(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    read = Reader()
    assert from_unpacked(read, packed, tmp_path / "file") == Reader()(packed)
    assert read.paths == [packed]
