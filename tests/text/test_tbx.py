"""TBX of both forms, and XML that means harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.text.tbx import read_tbx

OLD = """<?xml version="1.0"?><martif type="TBX"><text><body><termEntry id="1">
<langSet xml:lang="en"><tig><term>harbour</term></tig></langSet>
<langSet xml:lang="fr"><tig><term>port</term></tig>
<tig><term>havre</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
</langSet>
</termEntry></body></text></martif>"""
NEW = """<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry><langSec xml:lang="en-GB">
<termSec><term>quay</term></termSec></langSec><langSec xml:lang="de"><termSec><term>Anleger</term></termSec>
<termSec><term>Kai</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
</langSec></conceptEntry></body></text></tbx>"""
BODY = (
    '<martif><text><body><termEntry><langSet xml:lang="en"><tig><term>{}</term></tig></langSet>'
    '<langSet xml:lang="fr"><tig><term>port</term></tig></langSet></termEntry></body></text></martif>'
)


def test_the_form_of_2008() -> None:
    (entry, back) = sorted(read_tbx(OLD.encode(), "t.tbx"), key=lambda e: e.source_lang)
    assert (entry.source, entry.targets, entry.forbidden) == ("harbour", ("port",), ("havre",))
    assert (back.source, back.targets, back.target_lang) == ("port", ("harbour",), "en")


def test_the_form_of_2019_puts_the_preferred_term_first() -> None:
    (entry,) = [e for e in read_tbx(NEW.encode(), "t.tbx") if e.source == "quay"]
    assert (entry.source_lang, entry.target_lang, entry.targets) == ("en-GB", "de", ("Kai", "Anleger"))


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    for declared, used in (
        (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;"),
        ('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">', "&c;"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;', "x"),
    ):
        with pytest.raises(UsageError) as caught:
            read_tbx(f"<!DOCTYPE martif [{declared}]>{BODY.format(used)}".encode(), "t.tbx")
        assert "secret" not in str(caught.value).replace("secret.txt", "") and "t.tbx" in str(caught.value)


def test_a_document_type_elsewhere_is_not_fetched() -> None:
    raw = f'<!DOCTYPE martif SYSTEM "http://127.0.0.1:9/TBXcoreStructV02.dtd">{BODY.format("harbour")}'
    assert {e.source for e in read_tbx(raw.encode(), "t.tbx")} == {"harbour", "port"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not well-formed"),
        (b"<martif><text>", "not well-formed"),
        (b"<html></html>", "its root is <html>"),
        (b"<martif>\xff\xfe</martif>", "not well-formed"),
        (BODY.format("&undeclared;").encode(), "not well-formed"),
        (b"<a>" * 100_000, "not well-formed"),
    ],
)
def test_what_is_no_termbase(raw: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        read_tbx(raw, "t.tbx")
    assert str(caught.value).startswith("t.tbx") and "\n" not in str(caught.value)


def test_markup_inside_terms_and_empty_terms() -> None:
    made = read_tbx(BODY.format("  the\n <hi>old</hi> harbour ").encode(), "t.tbx")
    assert "the old harbour" in {e.source for e in made}
    assert read_tbx(BODY.format(" ").encode(), "t.tbx") == ()
