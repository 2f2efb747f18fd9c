"""Exceptions: what goes, what stays, and what is said of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from audit import audit
from audit.detect import exceptions
from audit.detect.catalogue import catalogue
from audit.detect.exceptions import Exceptions, compiled, read_words
from audit.detect.rule import Hit
from audit.errors import UsageError
from audit.model import Document, Ignored, Language, Span
from audit.text.listed import Listed

TEXT = "Le Conseil NATO-Ukraine a salué le rôle de l’OTAN. Elle a été Promise à la NATO. Un fruit ,  rouge."


def document(text: str = TEXT, *ignored: Ignored, name: str = "a", path: str | None = None) -> Document:
    return Document(name, text, Language("fr", "option"), path=path, ignored=ignored)


def hits(doc: Document, *marks: tuple[str, tuple[str, ...]]) -> list[tuple[Any, Hit]]:
    """(rule, hit) of (code, marked texts)."""
    return [
        (
            catalogue()[code],
            Hit(tuple(Span("target", s, s + len(t)) for t in texts for s in [doc.target.index(t)]), "said"),
        )
        for code, texts in marks
    ]


def left(made: Exceptions, doc: Document, *marks: tuple[str, tuple[str, ...]]) -> list[str]:
    return [rule.code for rule, _ in made.without(doc, hits(doc, *marks))]


def test_words_that_stay_and_names() -> None:
    kept = Exceptions(keep=Listed.of(["NATO", "Promise"]))
    doc = document()
    marks = (("TRM001", ("NATO",)), ("CAP001", ("Promise",)), ("TRM001", ("OTAN",)), ("TYP005", ("NATO",)))
    assert left(kept, doc, *marks) == ["TRM001", "TYP005"], "other words, and checks that say something else"
    names = Exceptions(names=Listed.of(["NATO"]))
    assert left(names, doc, ("NAM001", ("NATO",)), ("TRM001", ("NATO",))) == []
    assert left(kept, doc, ("NAM001", ("NATO",))) == ["NAM001"]


def test_a_finding_stays_while_one_of_its_places_does() -> None:
    made = Exceptions(names=Listed.of(["NATO"]), patterns={"TRM": ["^NATO$"]})
    assert left(made, document(), ("TRM002", ("NATO", "OTAN"))) == ["TRM002"]
    both = Exceptions(patterns={"TRM": ["^(NATO|OTAN)$"]})
    assert left(both, document(), ("TRM002", ("NATO", "OTAN"))) == []


@pytest.mark.parametrize("entry", ["CAP001", "cap", "odd-capital", "capitalization"])
def test_patterns_name_rules_by_code_prefix_name_or_check(entry: str) -> None:
    made = Exceptions(patterns={entry: ["^Prom"]})
    assert left(made, document(), ("CAP001", ("Promise",)), ("TRM001", ("Promise",))) == ["TRM001"]


@pytest.mark.parametrize(
    ("glob", "name", "path", "goes"),
    [
        ("archive/*", "a", "news/archive/a.fr.txt", True),
        ("archive/*", "archive/a", None, True),
        ("*.fr.txt", "a", "news/a.fr.txt", True),
        ("a.fr.txt", "x", "news/a.fr.txt", True),
        ("a", "a", "news/b.fr.txt", True),
        ("archive/*", "a", "news/a.fr.txt", False),
        ("A*", "a", None, False),
    ],
)
def test_files(glob: str, name: str, path: str | None, goes: bool) -> None:
    made = Exceptions(files={glob: ["TYP"]})
    doc = document(name=name, path=path)
    assert left(made, doc, ("TYP005", (" ,",)), ("CAP001", ("Promise",))) == ([] if goes else ["TYP005"]) + [
        "CAP001"
    ]


def test_what_a_document_brings() -> None:
    doc = document(TEXT, Ignored("TYP"), Ignored("TRM001", "NATO"), Ignored("capitalization", "Elle"))
    marks = (("TYP005", (" ,",)), ("TRM001", ("NATO",)), ("TRM001", ("OTAN",)), ("CAP001", ("Promise",)))
    made = Exceptions()
    assert left(made, doc, *marks) == ["TRM001", "CAP001"]
    assert made.notes() == (
        "2 findings excepted by inline exceptions (TRM001 1, TYP005 1): a: TRM001 “NATO”, a: TYP",
        "inline exceptions: 1 of 3 entries excepted nothing: a: capitalization “Elle”",
    )
    assert left(Exceptions(), document("x NATO"), ("TRM001", ("NATO",))) == ["TRM001"], "another document"


def test_an_inline_exception_for_no_rule_is_told() -> None:
    made = Exceptions()
    assert left(made, document(TEXT, Ignored("XYZ9"), Ignored("")), ("TRM001", ("NATO",))) == ["TRM001"]
    assert "inline exceptions that name no rule, check or code prefix: a: , a: XYZ9" in made.notes()


def test_notes_count_what_went_and_what_did_nothing() -> None:
    made = Exceptions(
        keep=Listed.of(["NATO", "Face ID", "Touch ID", "Wi-Fi", "Foo"]),
        patterns={"CAP": ["^Promise$", "^X$"]},
    )
    marks = (("TRM001", ("NATO",)), ("TRM001", ("NATO",)), ("CAP001", ("Promise",)))
    assert left(made, document(), *marks) == []
    assert made.notes() == (
        "2 findings excepted by do-not-translate (TRM001 2): “NATO” 2",
        "1 finding excepted by ignore-patterns (CAP001 1): CAP “^Promise$”",
        "do-not-translate: 4 of 5 entries excepted nothing: “Face ID”, “Foo”, “Touch ID”, and 1 more",
        "ignore-patterns: 1 of 2 entries excepted nothing: CAP “^X$”",
    )
    assert Exceptions().notes() == ()


def test_a_pattern_that_would_not_end_is_stopped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exceptions, "_PATIENCE", 0.02)
    made = Exceptions(patterns={"CAP": ["^(a|aa)+$", "^b"]})
    marks = (("CAP001", ("a" * 60 + "!",)), ("CAP001", ("b",)))
    assert left(made, document("b " + "a" * 60 + "!"), *marks) == ["CAP001"]
    assert made.notes()[-1] == "ignore-patterns: “^(a|aa)+$” took too long and was left out: simplify it"


def test_what_is_no_pattern() -> None:
    for pattern in ("(", "*a", "[z-a]", "a" * 501):
        with pytest.raises(ValueError, match=r"pattern of more than 500|no regular expression"):
            compiled(pattern)


def test_lists_of_words(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeff# brands\nFace ID\n\n  Linden \n#NATO\n".encode())
    assert read_words(path) == ("Face ID", "Linden")
    path.write_bytes(b"caf\xe9")
    with pytest.raises(UsageError, match=r"names\.txt, byte 3: the list is not UTF-8"):
        read_words(path)
    with pytest.raises(UsageError, match="the list cannot be read"):
        read_words(tmp_path / "none.txt")


def test_the_signature_tells_runs_with_other_exceptions_apart() -> None:
    assert Exceptions().signature() == {}
    one = Exceptions(keep=Listed.of(["NATO", "Linden"])).signature()
    assert one == Exceptions(keep=Listed.of(["Linden", "NATO"])).signature()
    assert one["exceptions"].startswith("2-")
    others = (Exceptions(names=Listed.of(["NATO", "Linden"])), Exceptions(files={"a": ["TYP"]}))
    assert len({one["exceptions"], *(o.signature()["exceptions"] for o in others)}) == 3


def test_through_the_pipeline(tmp_path: Path) -> None:
    def codes(**settings: Any) -> list[str]:
        report = audit(TEXT, target_lang="fr", back_translation="none", **settings)
        notes.extend(report.record.notes)
        return [f.code for f in report.findings]

    notes: list[str] = []
    everything = codes()
    assert "TRM001" in everything or "TRM002" in everything
    assert not notes
    without = codes(ignore_patterns={"terminology": ["^(NATO|OTAN)$"]})
    assert without == [c for c in everything if not c.startswith("TRM")]
    assert any("excepted by ignore-patterns" in note for note in notes)
    (tmp_path / "keep.txt").write_text("NATO\nOTAN\n", encoding="utf-8")
    assert codes(do_not_translate=tmp_path / "keep.txt") == without
    assert codes(per_file_ignores={"1": ["TRM", "TYP"]}) == [c for c in without if not c.startswith("TYP")]


def test_what_is_excepted_hides_nothing() -> None:
    hiding = next(rule for rule in catalogue().values() if rule.hides)
    hidden = catalogue()[hiding.hides[0]]
    doc = document()
    made = Exceptions(files={"*": [hiding.code]})
    marks = ((hiding.code, ("NATO",)), (hidden.code, ("NATO",)))
    assert left(made, doc, *marks) == [hidden.code]
