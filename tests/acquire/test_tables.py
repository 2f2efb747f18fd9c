"""CSV and TSV: columns by name, rows of one id, quoting, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.acquire import InputOptions, read
from audit.errors import UsageError
from audit.model import Document, Failure


def items(tmp_path: Path, text: str | bytes, name: str = "a.csv", **columns: str) -> list[Document | Failure]:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read([path], InputOptions(columns=columns)))


def good(tmp_path: Path, text: str | bytes, name: str = "a.csv", **columns: str) -> list[Document]:
    found = items(tmp_path, text, name, **columns)
    assert not [i for i in found if isinstance(i, Failure)]
    return [i for i in found if isinstance(i, Document)]


def test_rows_of_one_id_are_segments_in_order(tmp_path: Path) -> None:
    text = "id,source_lang,target_lang,source,target\na,en,fr,One.,Un.\nb,en,de,Two.,Zwei.\na,en,fr,,Deux.\n"
    a, b = good(tmp_path, text)
    assert (a.id, a.source, a.target) == ("a", "One.\n", "Un.\nDeux.")
    assert a.aligned is not None and [(a.at(s), a.at(t)) for s, t in a.aligned] == [
        ("One.", "Un."),
        ("", "Deux."),
    ]
    assert (b.id, b.target, b.aligned, b.target_lang.code) == ("b", "Zwei.", None, "de")


def test_cells_are_texts_and_kept_exactly(tmp_path: Path) -> None:
    text = 'id,target\r\n007," Un ""mot"",\r\nNA\n"\r\nNaN,null\r\n\r\n1e5,"2,50"\r\n'
    assert [(d.id, d.target) for d in good(tmp_path, text)] == [
        ("007", ' Un "mot",\r\nNA\n'),
        ("NaN", "null"),
        ("1e5", "2,50"),
    ]


def test_columns_are_found_by_name_and_may_be_renamed(tmp_path: Path) -> None:
    text = "\ufeffNr;Original;Übersetzung\n1;One.;Eins.\n"
    (a,) = good(tmp_path, text, id="Nr", source="Original", target="übersetzung")
    assert (a.id, a.source, a.target) == ("1", "One.", "Eins.")


def test_without_ids_every_row_is_a_document(tmp_path: Path) -> None:
    found = good(tmp_path, "Target\tsource\nUn.\tOne.\nUn.\tOne.\n", "pairs.tsv")
    assert [d.id for d in found] == ["pairs.1", "pairs.2"]


def test_tabs_with_and_without_quotes(tmp_path: Path) -> None:
    quoted = 'id\ttarget\n1\t"Il a dit ""non""\tpuis oui"\n'
    assert good(tmp_path, quoted, "a.tsv")[0].target == 'Il a dit "non"\tpuis oui'
    plain = 'id\ttarget\n1\t"Non", dit-il.\n2\tEt "oui".\n3\t"Bien\n'
    assert [d.target for d in good(tmp_path, plain, "a.tsv")] == ['"Non", dit-il.', 'Et "oui".', '"Bien']
    swallowing = 'id\ttarget\n1\t"Bien\n2\tMal"\n'
    assert [d.target for d in good(tmp_path, swallowing, "a.tsv")] == ['"Bien', 'Mal"']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,texte\n1,Un.\n", "no column 'target'; there are 'id', 'texte'"),
        ("", "the table is empty"),
        ("id,target\n", "the table has no rows"),
        ("id,target,Target,target\n1,a,b,c\n", "there are 2 columns 'target'"),
        ('id,target\n1,"Un" mot\n', "is no CSV: line 2"),
        ('id,target\n1,"Un mot\n', "is no CSV: line 2"),
        (b"id,target\n1,caf\xe9\n", "byte 0xE9 at offset 15"),
        ("id,target\n1,é\n".encode("utf-16"), "is in UTF-16"),
        ("id,target\n1," + "x" * 140_000, "field limit"),
    ],
)
def test_no_such_table(tmp_path: Path, text: str | bytes, said: str) -> None:
    (lost,) = items(tmp_path, text)
    assert isinstance(lost, Failure) and said in lost.problem and lost.remedy


def test_a_renamed_column_that_is_missing(tmp_path: Path) -> None:
    (lost,) = items(tmp_path, "id,target\n1,Un.\n", source="Original")
    assert isinstance(lost, Failure) and "no column 'Original'" in lost.problem
    assert lost.remedy == "--column source=COLUMN"
    with pytest.raises(UsageError, match="no column called 'tgt'"):
        items(tmp_path, "id,target\n1,Un.\n", tgt="target")


def test_bad_rows_do_not_stop_the_others(tmp_path: Path) -> None:
    text = 'id,target,target_lang\n1,Un.,fr\n2,Deux.\n3,"a\nb",french\n,Quatre.,fr\n5,,fr\n'
    text += "6,Six.,fr\n6,Six.,de\n7,Sept.,fr\n"
    found = items(tmp_path, text)
    assert [i.id for i in found if isinstance(i, Document)] == ["1", "7"]
    lost = {i.where.rpartition(":")[2]: i.problem for i in found if isinstance(i, Failure)}
    assert lost["3"] == "the row has 2 cells, the header 3"
    assert "'french' is no language code" in lost["5"]
    assert "the id is empty" in lost["6"]
    assert "the target is empty" in lost["7"]
    assert "two languages in target_lang: de and fr" in lost["8"]
