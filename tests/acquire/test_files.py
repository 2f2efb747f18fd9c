"""Paths to files: folders, links, and what is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.acquire import read
from audit.acquire.files import Found, find
from audit.model import Document, Failure

FR = "Le port est resté fermé."


def names(*paths: Path) -> list[str]:
    return [i.name for i in find(paths) if isinstance(i, Found)]


def problems(*paths: Path) -> list[str]:
    return [i.problem for i in find(paths) if isinstance(i, Failure)]


def text(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FR, encoding="utf-8")
    return path


def test_folders_are_read_to_the_bottom_in_one_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/B.txt", "c/d/e.jsonl", ".hidden/x.txt", "a/.x.txt", "a/p.png"):
        text(tmp_path / name)
    assert names(tmp_path) == ["a/B", "a/z", "b", "c/d/e"]
    assert problems(tmp_path) == []


def test_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep /= "d"
    text(deep / "a.txt")
    assert names(tmp_path) == ["d/" * 60 + "a"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.txt", "no such file"),
        ("a.docx", "'.docx'"),
        ("plain", "no suffix"),
        ("a.txt/b.txt", "no such file"),
        ("a\0.txt", "no path"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, said: str) -> None:
    for there in ("a.docx", "plain", "a.txt"):
        text(tmp_path / there)
    (lost,) = [i for i in read([tmp_path / name]) if isinstance(i, Failure)]
    assert said in lost.problem and lost.remedy


def test_a_folder_without_texts(tmp_path: Path) -> None:
    text(tmp_path / "a.png")
    assert problems(tmp_path) == ["nothing in this folder can be audited"]


def test_broken_links_and_circles(tmp_path: Path) -> None:
    text(tmp_path / "x/a.txt")
    (tmp_path / "x/gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "x/me.txt").symlink_to(tmp_path / "x/me.txt")
    (tmp_path / "x/up").symlink_to(tmp_path)
    (tmp_path / "x/photo.png").symlink_to(tmp_path / "nowhere.png")
    assert names(tmp_path) == ["x/a"]
    said = problems(tmp_path)
    assert len(said) == 3
    assert any("broken link" in p for p in said)
    assert sum("in a circle" in p for p in said) == 2


def test_links_that_lead_outside_are_followed_once(tmp_path: Path) -> None:
    text(tmp_path / "other/b.txt")
    text(tmp_path / "here/sub/a.txt")
    (tmp_path / "here/out").symlink_to(tmp_path / "other")
    (tmp_path / "here/again").symlink_to(tmp_path / "here/sub")
    (tmp_path / "other/back").symlink_to(tmp_path / "here")
    assert names(tmp_path / "here") == ["out/b", "sub/a"]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert problems(tmp_path / "a.txt") == ["is neither a file nor a folder"]
    assert problems(tmp_path) == ["nothing in this folder can be audited"]


def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(FR, encoding="utf-8")
    except OSError:
        pytest.skip("this file system holds UTF-8 names only")
    (found,) = [i for i in read([tmp_path]) if isinstance(i, Document)]
    assert found.id == "caf\ufffd"


def test_folders_skip_tables_and_lines_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "findings.jsonl").write_text('{"doc": "a", "start": 1}\n', encoding="utf-8")
    (tmp_path / "segments.jsonl").write_text('{"doc": "a", "target": {"start": 1}}\n', encoding="utf-8")
    (tmp_path / "glossary.csv").write_text("en,fr\nharbour,port\n", encoding="utf-8")
    assert [i.problem for i in read([tmp_path]) if isinstance(i, Failure)] == [
        "nothing in this folder can be audited"
    ]
    text(tmp_path / "a.fr.txt")
    assert [i.id for i in read([tmp_path]) if isinstance(i, Document)] == ["a.fr"]
    assert not [i for i in read([tmp_path]) if isinstance(i, Failure)]


def test_a_broken_file_of_lines_in_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"id": "a", "target": "café"}'.encode("latin-1"))
    (lost,) = list(read([tmp_path]))
    assert isinstance(lost, Failure) and "byte 0xE9" in lost.problem and lost.where.endswith("a.jsonl:1")


def test_reports_of_earlier_runs_are_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.fr.txt").write_text("Il pleut.", encoding="utf-8")
    for name, marker in (("reports/news", "findings.jsonl"), ("corpus", "_SUCCESS")):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        for file in ("summary.json", marker, "segments.csv"):
            (folder / file).write_text("id,target\n1,Un mot.\n", encoding="utf-8")
    assert [i.path.name for i in find([tmp_path]) if isinstance(i, Found)] == ["a.fr.txt"]
