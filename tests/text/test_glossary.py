"""Glossaries from CSV, TSV and TBX, and what is said of those that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.model import GlossaryTerm
from audit.text.glossary import read_glossary

TBX = """<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="c1">
  <langSet xml:lang="en"><tig><term>heat pump</term></tig></langSet>
  <langSet xml:lang="de">
    <tig><term>Luftpumpe</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
    <tig><term>Wärmepumpe</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
  </langSet>
</termEntry></body></text></martif>"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_csv_with_named_columns(tmp_path: Path) -> None:
    text = "source,target,forbidden,note\nheat pump,pompe à chaleur | PAC,pompe chaude,energy\n"
    glossary = read_glossary(write(tmp_path, "g.csv", text))
    assert glossary.terms == (
        GlossaryTerm("heat pump", ("pompe à chaleur", "PAC"), forbidden=("pompe chaude",), note="energy"),
    )


def test_csv_with_semicolons_and_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, "g.csv", "\ufeffsource;target\nheat pump;Wärmepumpe\n")
    assert read_glossary(path).terms[0].targets == ("Wärmepumpe",)


def test_tsv_with_language_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "g.tsv", "en\tfr\tde\nheat pump\tpompe à chaleur\tWärmepumpe\nboiler\t\tKessel\n")
    found = {(t.source, t.source_lang, t.target_lang): t.targets for t in read_glossary(path).terms}
    assert found["heat pump", "en", "de"] == ("Wärmepumpe",)
    assert found["Wärmepumpe", "de", "fr"] == ("pompe à chaleur",)
    assert ("boiler", "en", "fr") not in found and found["boiler", "en", "de"] == ("Kessel",)


def test_tbx(tmp_path: Path) -> None:
    found = {(t.source, t.target_lang): t for t in read_glossary(write(tmp_path, "g.tbx", TBX)).terms}
    assert found["heat pump", "de"].targets == ("Wärmepumpe",)
    assert found["heat pump", "de"].forbidden == ("Luftpumpe",)
    assert found["Wärmepumpe", "en"].targets == ("heat pump",)
    assert ("Luftpumpe", "en") not in found


def test_tbx_of_2019(tmp_path: Path) -> None:
    text = """<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry>
    <langSec xml:lang="en"><termSec><term>grid</term></termSec></langSec>
    <langSec xml:lang="fr"><termSec><term>réseau</term></termSec></langSec>
    </conceptEntry></body></text></tbx>"""
    assert (
        GlossaryTerm("grid", ("réseau",), "en", "fr") in read_glossary(write(tmp_path, "g.tbx", text)).terms
    )


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("g.csv", "source,target\n", "no terms"),
        ("g.csv", "hello,world\nfoo,bar\n", "no header"),
        ("g.csv", "source,target\na,b,c\n", "row 2"),
        ("g.csv", "source,target\n,b\n", "row 2"),
        ("g.csv", "source,target\na,\n", "row 2"),
        ("g.csv", b"source,target\na,\xff\n", "byte 16"),
        ("g.csv", 'source,target\n"a,b\n', "no table"),
        ("g.xlsx", "x", ".xlsx"),
        ("g.tbx", "<tbx>", "not well-formed"),
        ("g.tbx", "<html></html>", "<html>"),
        ("g.tbx", '<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "entities"),
        ("g.tbx", '<!DOCTYPE tbx [<!ENTITY a SYSTEM "file:///etc/hostname">]><tbx>&a;</tbx>', "entities"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, text: str | bytes, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_glossary(write(tmp_path, name, text))
    assert says in str(caught.value)
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_glossary(tmp_path / "none.csv")
