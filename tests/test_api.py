"""The Python API: every kind of text that it takes, and what it gives back."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import audit as package
from audit import Document, Span, api, audit
from audit.api import AuditReport
from audit.errors import AuditError, InputError, UsageError
from audit.model import Language

EN = "He paid 3,500 euros for the old boat."
FR = "Il a payé 5 300 euros pour le vieux bateau."


def run(texts: Any, **settings: Any) -> AuditReport:
    return audit(texts, **{"back_translation": "none", "encoder": "none", **settings})


def codes(report: AuditReport) -> list[str]:
    return [f.code for f in report.findings]


def test_a_text_alone() -> None:
    report = run("Le Conseil NATO-Ukraine a salué le rôle de l’OTAN.", target_lang="fr")
    assert [f.text for f in report.findings] == ["NATO"]
    assert report.documents[0].document.source is None


def test_a_suppression_expires_here_too(tmp_path: Path) -> None:
    (finding,) = run((EN, FR), source_lang="en", target_lang="fr").findings
    known = {
        "doc": finding.doc,
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "text": finding.text,
    }
    states = []
    for expires in ("2001-01-01", "9999-12-31"):
        said = {"reason": "checked", "author": "Ada", "date": "2000-01-01", "expires": expires}
        lines = [{"mtaudit-baseline": 1}, {**known, "suppressed": said}]
        path = tmp_path / "baseline.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        (again,) = run((EN, FR), source_lang="en", target_lang="fr", baseline=path).findings
        states.append(again.suppressed is not None)
    assert states == [False, True]


def test_a_pair() -> None:
    report = run((EN, FR), source_lang="en", target_lang="fr")
    (finding,) = report.findings
    assert (finding.check, finding.text, FR[finding.start : finding.end]) == ("number", "5 300", "5 300")


def test_languages_are_detected_where_not_given() -> None:
    (made,) = run((EN, FR)).documents
    assert made.document.target_lang.code == "fr" and made.document.target_lang.origin == "detected"
    assert made.document.source_lang and made.document.source_lang.code == "en"


def test_a_list_of_several_kinds() -> None:
    given = Document("mine", FR, Language("fr"), EN, Language("en"))
    mapping = {"id": "yours", "target": FR, "source": EN, "source_lang": "en", "target_lang": "fr"}
    report = run(["Un mot.", (EN, FR), given, mapping], target_lang="fr", source_lang="en")
    assert [d.document.id for d in report.documents] == ["1", "2", "mine", "yours"]
    assert codes(report) == ["NUM001"] * 3


def test_a_tuple_of_two_texts_is_a_pair_and_of_three_a_list() -> None:
    assert len(run((EN, FR)).documents) == 1
    assert len(run(("Un.", "Deux.", "Trois.")).documents) == 3
    assert len(run(iter(["Un.", "Deux."])).documents) == 2


def test_a_mapping_with_segments() -> None:
    segments = [{"source": EN, "target": FR}, {"target": "Fin."}]
    report = run({"target_lang": "fr", "source_lang": "en", "segments": segments})
    assert [(s.source, s.target) for s in report.segments] == [
        (Span("source", 0, len(EN)), Span("target", 0, len(FR))),
        (None, Span("target", len(FR) + 1, len(FR) + 5)),
    ]


def test_a_data_frame() -> None:
    frame = pd.DataFrame(
        {"id": [7, 8], "source": [EN, None], "target": [FR, "Rien."], "target_lang": "fr", "x": 1}
    )
    report = run(frame, source_lang="en")
    assert [d.document.id for d in report.documents] == ["7", "8"]
    assert report.documents[1].document.source is None
    assert codes(report) == ["NUM001"]


def test_missing_cells_of_every_kind_are_missing() -> None:
    for nothing in (None, float("nan"), pd.NA):
        frame = pd.DataFrame({"source": [EN, nothing], "target": ["Un mot.", "Deux mots."]}, dtype=object)
        assert [d.document.source for d in run(frame).documents] == [EN, None]
    strings = pd.DataFrame({"source": [EN, None], "target": ["Un mot.", "Deux mots."]}, dtype="string")
    assert [d.document.source for d in run(strings).documents] == [EN, None]


def test_frames_and_pages_of_a_report(tmp_path: Path) -> None:
    report = run((EN, FR), source_lang="en", target_lang="fr")
    frame = report.to_frame()
    assert list(frame["text"]) == ["5 300"] and list(frame["start"]) == [FR.index("5")]
    assert list(report.segments_frame()["target"]) == [FR]
    page = report.to_html(tmp_path / "deep" / "report.html")
    assert page.is_file() and "5 300" in page.read_text("utf-8")
    assert "<table" in report._repr_html_()
    assert report.to_frame().equals(frame) and report.score.words == len(FR.split())
    assert report.verdict.passed is None and report.failures == ()


def test_an_empty_report_has_empty_frames() -> None:
    report = run([])
    assert report.to_frame().empty and report.segments_frame().empty and report.score.calibrated is None


def test_a_single_text_that_cannot_be_read_raises() -> None:
    for nothing in ("", " \n\t", ("One.", ""), {"id": "a"}, "half \ud800", "nul \0"):
        with pytest.raises(InputError) as caught:
            run(nothing)
        assert "\n" not in str(caught.value)


def test_among_several_it_is_a_failure() -> None:
    broken = Document("b", "x\ud800", Language("fr"))
    report = run(["Un mot.", "", {"target": 5}, "half \udfff", broken])
    assert [d.document.id for d in report.documents] == ["1"]
    assert [f.where for f in report.failures] == [f"document {n}" for n in (2, 3, 4, 5)]
    assert all(f.problem for f in report.failures)


@pytest.mark.parametrize("wrong", [5, None, 2.5, object(), [5], [["a", "b"]], pd.DataFrame({"text": ["a"]})])
def test_what_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(UsageError):
        run(wrong)


def test_settings_are_checked() -> None:
    with pytest.raises(UsageError, match="no setting is called 'glosary'"):
        run("Un.", glosary="x")
    with pytest.raises(UsageError, match="language code"):
        run("Un.", target_lang="french")
    with pytest.raises(AuditError, match=r"gone\.csv"):
        run("Un.", glossary="gone.csv")


def test_two_documents_of_one_id() -> None:
    report = run([{"id": "a", "target": "Un."}, {"id": "a", "target": "Deux."}])
    assert len(report.documents) == 1 and len(report.failures) == 1


@pytest.mark.parametrize("module", [api, package], ids=["api", "package"])
def test_the_examples_in_the_docstrings(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted >= 3 - (module is api) and found.failed == 0
