"""Lines and columns: each unit leads back to the marked text in the bytes of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Document, Language, Span
from audit.report.places import Places, Unit, relative

ROOT = Path("/srv/tree")
ENCODINGS: dict[Unit, tuple[str, int]] = {
    "utf-16": ("utf-16-le", 2),
    "utf-8": ("utf-8", 1),
    "code points": ("utf-32-le", 4),
}


def cut(text: str, unit: Unit, start: tuple[int, int], end: tuple[int, int]) -> str:
    """What stands between two places, as a tool that counts in this unit would cut it."""
    encoding, width = ENCODINGS[unit]
    lines = [line.encode(encoding) for line in text.split("\n")]
    newline = "\n".encode(encoding)

    def offset(place: tuple[int, int]) -> int:
        line, column = place
        return sum(len(row) + len(newline) for row in lines[: line - 1]) + (column - 1) * width

    return newline.join(lines)[offset(start) : offset(end)].decode(encoding)


@given(st.text(st.sampled_from("ab é\n\r𝄞€\u2028"), max_size=40), st.data())
def test_every_unit_leads_back_to_the_marked_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document("d", text, Language("fr"), path="/srv/tree/d.fr.txt")
    for unit in ENCODINGS:
        place = Places(document, ROOT, unit).of(Span("target", start, end))
        marked = cut(text, unit, (place.line, place.column), (place.end_line, place.end_column))
        assert marked == text[start:end]
        assert place.exact


def test_columns_are_counted_in_the_unit_of_the_format() -> None:
    document = Document("d", "ab\n𝄞 é x", Language("fr"), path="d.fr.txt")
    at = document.target.index("x")
    columns = {u: Places(document, Path(), u).of(Span("target", at, at + 1)).column for u in ENCODINGS}
    assert columns == {"utf-16": 6, "utf-8": 9, "code points": 5}


def test_each_side_has_its_file() -> None:
    document = Document("d", "x", Language("fr"), "y", Language("en"), "t/d.fr.txt", source_path="t/d.en.txt")
    places = Places(document, Path(), "utf-8")
    assert places.of(Span("target", 0, 1)).path == "t/d.fr.txt"
    assert places.of(Span("source", 0, 1)).path == "t/d.en.txt"


def test_a_file_of_records_gives_the_line_of_the_record() -> None:
    document = Document("d", "x\ny", Language("fr"), path="all.jsonl", line=7)
    place = Places(document, Path(), "utf-8").of(Span("target", 2, 3))
    assert (place.line, place.column, place.end_line, place.end_column, place.exact) == (7, 1, 7, 1, False)


@pytest.mark.parametrize("path", [None, "<stdin>"])
def test_text_without_a_file_is_called_after_its_document(path: str | None) -> None:
    document = Document("../a\\b/./c", "x", Language("fr"), "y", Language("en"), path)
    places = Places(document, Path(), "utf-8")
    assert places.of(Span("target", 0, 1)).path == "a/b/c"
    assert places.of(Span("source", 0, 1)).path == "a/b/c.source"


def test_paths_are_relative_to_the_root_where_they_lie_below() -> None:
    assert relative("/srv/tree/news/a.txt", ROOT) == "news/a.txt"
    assert relative("/srv/trees/a.txt", ROOT) == "/srv/trees/a.txt"
    assert relative("a.txt", Path()) == "a.txt"
