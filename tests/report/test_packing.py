"""Data of pages, packed once."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path

import pytest

from audit.report import packing
from audit.report.packing import FILE_NAME, Packing

DATA = b'{"texts": []}' * 50


def text(folder: Path | None, data: bytes = DATA) -> str:
    with Packing(folder) as pack:
        return pack.text(data)


def test_what_is_packed_is_gzip_in_base64() -> None:
    assert gzip.decompress(base64.b64decode(text(None), validate=True)) == DATA


def test_what_was_packed_is_not_packed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, other = text(tmp_path), text(tmp_path, b"other")
    assert first == text(None) != other

    def zipped(data: bytes) -> bytes:
        raise AssertionError("packed again")

    monkeypatch.setattr(packing, "_gzip", zipped)
    assert (text(tmp_path), text(tmp_path, b"other")) == (first, other)


def test_a_cache_that_cannot_be_used_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    assert text(tmp_path) == text(tmp_path) == text(None)
    (tmp_path / "file").touch()
    assert text(tmp_path / "file" / "folder") == text(None)
