"""Exceptions in a file beside a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.acquire import read
from audit.acquire.sidecar import read_ignored
from audit.errors import InputError
from audit.model import Document, Failure, Ignored


def test_one_exception_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.fr.txt").write_text("Un texte.", encoding="utf-8")
    text = "\ufeff# seen by the desk\nTYP001\n\nTRM001: Face ID: Pro \r\n capitalization :Promise\nNUM001:\n"
    (tmp_path / "a.fr.ignore").write_text(text, encoding="utf-8")
    wanted = (
        Ignored("TYP001"),
        Ignored("TRM001", "Face ID: Pro"),
        Ignored("capitalization", "Promise"),
        Ignored("NUM001"),
    )
    assert read_ignored(tmp_path / "a.fr.txt") == wanted
    (document,) = read([tmp_path])
    assert isinstance(document, Document) and document.ignored == wanted


def test_none_beside_the_text(tmp_path: Path) -> None:
    assert read_ignored(tmp_path / "a.fr.txt") == ()


def test_what_cannot_be_read_is_the_failure_of_its_document(tmp_path: Path) -> None:
    (tmp_path / "a.fr.txt").write_text("Un texte.", encoding="utf-8")
    (tmp_path / "b.fr.txt").write_text("Un autre texte.", encoding="utf-8")
    (tmp_path / "a.fr.ignore").write_bytes(b"TRM001: caf\xe9")
    with pytest.raises(InputError, match=r"a\.fr\.ignore: byte 0xE9 at offset 11 is no UTF-8"):
        read_ignored(tmp_path / "a.fr.txt")
    failure, document = read([tmp_path])
    assert isinstance(failure, Failure) and failure.where == str(tmp_path / "a.fr.ignore")
    assert isinstance(document, Document)
