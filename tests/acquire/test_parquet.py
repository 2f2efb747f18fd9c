"""Parquet in, documents out: columns, segments, row groups, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from audit.acquire import parquet
from audit.acquire.options import InputOptions
from audit.acquire.reading import read
from audit.model import Document, Failure

ROWS = [
    {"id": "a", "source": "It rains.", "target": "Il pleut.", "source_lang": "en", "target_lang": "fr"},
    {"id": "b", "source": "One.", "target": "Un.", "source_lang": "en", "target_lang": "fr"},
    {"id": "b", "source": "Two.", "target": "Deux.", "source_lang": "en", "target_lang": "fr"},
]


def put(path: Path, rows: list[dict[str, Any]], **more: Any) -> Path:
    pd.DataFrame(rows).to_parquet(path, **more)
    return path


def test_rows_of_one_id_are_segments(tmp_path: Path) -> None:
    one, two = read([put(tmp_path / "in.parquet", ROWS)])
    assert isinstance(one, Document) and isinstance(two, Document)
    assert (one.id, one.source, one.target, one.aligned, one.line) == ("a", "It rains.", "Il pleut.", None, 1)
    assert (two.target, two.line) == ("Un.\nDeux.", 2) and two.aligned is not None
    assert [two.at(target) for _, target in two.aligned] == ["Un.", "Deux."]


def test_without_an_id_every_row_is_a_document(tmp_path: Path) -> None:
    rows = [{"target": f"Phrase {i}.", "target_lang": "fr"} for i in range(3)]
    assert [d.id for d in read([put(tmp_path / "in.parquet", rows)]) if isinstance(d, Document)] == [
        "in.1",
        "in.2",
        "in.3",
    ]


def test_row_groups_are_numbered_through(tmp_path: Path) -> None:
    rows = [{"target": f"Phrase {i}.", "target_lang": "fr"} for i in range(7)]
    path = put(tmp_path / "in.parquet", rows, row_group_size=3)
    assert parquet.row_groups(path, str(path)) == [3, 3, 1]
    last = list(parquet.documents(path, str(path), InputOptions(), range(1, 3)))
    assert [place for place, _ in last if isinstance(place, str)] == [f"{path}:{i}" for i in range(4, 8)]


def test_columns_by_other_names_and_cases(tmp_path: Path) -> None:
    path = put(tmp_path / "in.parquet", [{"ID": 7, "Übersetzung": "Il pleut.", "Source": "It rains."}])
    options = InputOptions(None, "en", "fr", {"target": "Übersetzung"})
    (made,) = read([path], options)
    assert isinstance(made, Document) and (made.id, made.source) == ("7", "It rains.")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"text": "Un."}], "no column 'target'; there are 'text'"),
        ([{"target": 3}], "holds int64, not text"),
        (
            [{"target": "Un.", "target_lang": "fr", "id": "a"}, {"target": None, "id": "b"}],
            "row 2 is missing",
        ),
        ([{"target": "Un.", "id": " "}], "the id is empty"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, rows: list[dict[str, Any]], said: str) -> None:
    found = [i for i in read([put(tmp_path / "in.parquet", rows)]) if isinstance(i, Failure)]
    assert len(found) == 1 and said in found[0].problem
    assert found[0].where.startswith(str(tmp_path / "in.parquet"))


def test_no_parquet_at_all(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1 it is not")
    (lost,) = read([tmp_path / "in.parquet"])
    assert isinstance(lost, Failure) and "is no Parquet file that can be read" in lost.problem


def test_tables_of_a_report_in_a_folder_are_no_input(tmp_path: Path) -> None:
    put(tmp_path / "findings.parquet", [{"doc": "a", "code": "NUM001"}])
    put(tmp_path / "in.parquet", ROWS)
    assert [i.id for i in read([tmp_path]) if isinstance(i, Document)] == ["a", "b"]
