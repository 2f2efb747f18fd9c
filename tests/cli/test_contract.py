"""What every measurement relies on: the files that a run writes, and exact code points in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.support import EN, FR, GOOD_EN, GOOD_FR, PLAIN, command, findings, lines, pair, put, summary

CHECKS = {
    "untranslated", "terminology", "capitalization", "number", "name", "omission", "addition", "repetition",
    "negation", "mistranslation", "encoding", "spelling", "grammar", "typography", "punctuation",
    "boilerplate", "markup", "language", "register", "other",
}  # fmt: skip


def check(folder: Path, texts: dict[str, dict[str, str]]) -> None:
    """The contract; ``texts`` is document → side → text as given."""
    for line in findings(folder):
        assert line["check"] in CHECKS and line["side"] in ("source", "target")
        assert line["severity"] in ("neutral", "minor", "major", "critical")
        text = texts[line["doc"]][line["side"]]
        assert text[line["start"] : line["end"]] == line["text"]
        spans = line.get("spans", [{k: line[k] for k in ("side", "start", "end")}])
        assert spans[0] == {k: line[k] for k in ("side", "start", "end")}
        for span in spans:
            assert 0 <= span["start"] <= span["end"] <= len(texts[line["doc"]][span["side"]])
    for line in lines(folder / "segments.jsonl"):
        assert line["score"] is None or 0 <= line["score"] <= 1
        for side in ("source", "target"):
            if line[side] is not None:
                assert 0 <= line[side]["start"] < line[side]["end"] <= len(texts[line["doc"]][side])
    assert {d["id"] for d in summary(folder)["documents"]} <= set(texts)
    assert (folder / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_both_forms_of_documents(tmp_path: Path) -> None:
    segments = [
        {"source": "The harbour opens 🚢 in May.", "target": "Le port ouvre 🚢 en mai."},
        {"source": "", "target": " Ajouté.\nDeux lignes. "},
        {"source": "It cost 3,500 euros.", "target": ""},
        {"source": "It cost 3,500 euros.", "target": "Il a coûté 5 300 euros."},
    ]
    whole: dict[str, Any] = {"id": "w", "source_lang": "en", "target_lang": "fr", "source": EN, "target": FR}
    given = {"id": "g", "source_lang": "en", "target_lang": "fr", "segments": segments}
    alone = {"id": "a", "target_lang": "fr", "target": "\ufeff Le Conseil NATO a salué l’OTAN.\r\n"}
    text = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in (whole, given, alone))
    done = command("run", put(tmp_path / "in.jsonl", text), "--output", tmp_path / "out",
                   "--back-translation", "none", cwd=tmp_path)  # fmt: skip
    assert done.code == 0
    texts = {
        "w": {"source": EN, "target": FR},
        "g": {side: "\n".join(s[side] for s in segments) for side in ("source", "target")},
        "a": {"source": "", "target": str(alone["target"])},
    }
    check(tmp_path / "out", texts)
    made = lines(tmp_path / "out" / "segments.jsonl")
    of_given = [s for s in made if s["doc"] == "g"]
    assert [s["segment"] for s in of_given] == [0, 1, 2, 3]
    for given_one, line in zip(segments, of_given, strict=True):
        for side in ("source", "target"):
            place = line[side]
            assert (texts["g"][side][place["start"] : place["end"]] if place else "") == given_one[side]
    assert all(s["score"] is not None for s in of_given)
    numbers = [(f["doc"], f["text"]) for f in findings(tmp_path / "out") if f["code"] == "NUM001"]
    assert numbers == [("g", "5 300"), ("w", "5 300")]
    assert ("a", "NATO") in [(f["doc"], f["text"]) for f in findings(tmp_path / "out")]


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    source, target = EN.replace("\n", "\r\n"), FR.replace("\n", "\r\n")
    pair(tmp_path, "a", "\ufeff" + source, "\ufeff" + target)
    assert command("run", "a.fr.txt", *PLAIN, "-o", "out", cwd=tmp_path).code == 0
    check(tmp_path / "out", {"a.fr": {"source": source, "target": target}})
    plain = pair(tmp_path / "plain", "a", EN, FR)
    assert command("run", plain, *PLAIN, "-o", "out2", cwd=tmp_path).code == 0
    assert [f["text"] for f in findings(tmp_path / "out")] == [f["text"] for f in findings(tmp_path / "out2")]


def test_the_same_command_gives_the_same_files(tmp_path: Path) -> None:
    pair(tmp_path / "in")
    for out in ("one", "two"):
        assert command("run", "in", *PLAIN, "-o", out, "-q", "--no-history", cwd=tmp_path).said == ""
    # The history tells when it ran.
    one, two = (
        {p.name: p.read_bytes() for p in (tmp_path / out).iterdir() if p.name != "history.sqlite"}
        for out in ("one", "two")
    )
    assert one == two
    assert {"findings.jsonl", "report.html", "segments.jsonl", "summary.json"} <= set(one)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_agree_with_the_record(tmp_path: Path, form: str) -> None:
    import pandas as pd

    pair(tmp_path / "in")
    assert command("run", "in", *PLAIN, "--format", form, "-o", "out", cwd=tmp_path).code == 0
    read = pd.read_csv if form == "csv" else pd.read_parquet
    table = read(tmp_path / "out" / f"findings.{form}")
    made = findings(tmp_path / "out")
    assert made and list(table["text"]) == [f["text"] for f in made]
    assert list(table["start"]) == [f["start"] for f in made]
    segments = read(tmp_path / "out" / f"segments.{form}")
    assert len(segments) == len(lines(tmp_path / "out" / "segments.jsonl"))


def test_back_translation_by_apertium(tmp_path: Path) -> None:
    from audit.backtranslate.apertium import Apertium

    if not Apertium().supports("es", "en"):
        pytest.skip("Apertium has no Spanish-English here")
    put(tmp_path / "a.en.txt", GOOD_EN)
    put(tmp_path / "a.es.txt", "El puerto abre en mayo.\n")
    done = command("run", "a.es.txt", "--back-translation", "apertium", "--encoder", "none",
                   "--cache-dir", "cache", "-o", "out", cwd=tmp_path)  # fmt: skip
    assert done.code == 0
    (segment,) = lines(tmp_path / "out" / "segments.jsonl")
    assert "port" in segment["back_translation"] and segment["engine"].startswith("apertium ")
    assert "apertium" in summary(tmp_path / "out")["signature"] and any((tmp_path / "cache").iterdir())


def test_a_good_translation_has_no_findings(tmp_path: Path) -> None:
    pair(tmp_path / "in", "good", GOOD_EN, GOOD_FR)
    done = command("run", "in", "--back-translation", "none", "-o", "out", cwd=tmp_path)
    assert done.code == 0 and findings(tmp_path / "out") == []
