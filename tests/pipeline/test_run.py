"""The order of the rooms: what fails is *not judged* and the rest goes on; batches of several languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit import pipeline
from audit.backtranslate import Choice, Translation
from audit.compare.encoder import Vectors
from audit.config import Settings
from audit.detect.catalogue import selected
from audit.errors import EngineError, UsageError
from audit.grade import GateSettings
from audit.model import Document, Failure, Glossary, GlossaryTerm, Need, Report
from tests.support import document

EN = "The harbour opens in May.\n\nNobody told the fishermen that 3,500 ships would come."
FR = "Le port ouvre en mai.\n\nPersonne n’a dit aux pêcheurs que 5 300 navires viendraient."
DE = "Der Hafen öffnet im Mai.\n\nNiemand sagte den Fischern, dass 5.300 Schiffe kommen würden."


@dataclass
class Shout:
    """An engine that gives capitals back; ``fails`` says when it does not."""

    fails: str = ""
    name: str = "shout"

    def signature(self, source: str, target: str) -> str:
        if self.fails == "signature":
            raise EngineError("the engine has lost its data")
        return f"shout 1 {source}-{target}"

    def supports(self, source: str, target: str) -> bool:
        return True

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Translation]:
        if self.fails == source:
            raise EngineError("the engine is out of order", remedy="start it again")
        return [Translation(t.upper(), ("port",) if "port" in t else ()) for t in texts]


@dataclass
class Letters:
    """An encoder of the letters of a text; ``fails_after`` says after how many calls it does not."""

    fails_after: int = 10**6
    calls: int = 0
    unrelated: float = 0.0
    name: str = "letters"

    def signature(self) -> str:
        return "letters 1"

    def supports(self, lang: str) -> bool:
        return True

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        if self.calls > self.fails_after:
            raise EngineError("the encoder is out of order")
        out = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for char in text.lower():
                if "a" <= char <= "z":
                    row[ord(char) - 97] += 1
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return out


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Shout:
    shout = Shout()
    monkeypatch.setattr("audit.backtranslate.choose", lambda spec, *pair, **more: Choice(shout))
    return shout


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Letters:
    letters = Letters()
    monkeypatch.setattr("audit.pipeline.tools.choose_encoder", lambda spec, langs: letters)
    return letters


def run(*items: Document | Failure, **chosen: Any) -> Report:
    return pipeline.run(items, Settings(**{"cache": False, "encoder": "none", **chosen}))


def reasons(report: Report, need: Need) -> list[str]:
    return [n.reason for n in report.not_judged if n.need is need]


def test_back_translation_reaches_every_segment(engine: Shout) -> None:
    (made,) = run(document(EN, FR, "en-fr")).documents
    assert [s.back and s.back.text for s in made.segments] == [
        made.document.at(s.target).upper() for s in made.segments if s.target
    ]
    assert made.segments[0].back and made.segments[0].back.unknown == ("port",)
    assert all({"chrf", "bleu", "score"} <= set(s.measures) for s in made.segments)
    assert Need.BACK_TRANSLATION in made.article.evidence


def test_a_target_alone_is_translated_into_english(engine: Shout) -> None:
    report = run(document(None, FR, "fr"))
    assert report.engine == "shout 1 fr-en"
    assert all(s.back for s in report.documents[0].segments)


@pytest.mark.parametrize("fails", ["fr", "signature"])
def test_a_failing_engine_is_not_judged_and_the_rest_goes_on(engine: Shout, fails: str) -> None:
    engine.fails = fails
    report = run(document(EN, FR, "en-fr"), document(EN, DE, "en-de", "other"))
    first, second = report.documents
    assert Need.BACK_TRANSLATION not in first.article.evidence
    assert (Need.BACK_TRANSLATION in second.article.evidence) is (fails == "fr")
    assert "engine" in reasons(report, Need.BACK_TRANSLATION)[0]
    assert {f.code for f in first.findings} >= {"NUM001"}
    assert report.engine == ("shout 1 de-en" if fails == "fr" else "none")
    assert report.engine in report.signature


def test_a_gate_that_requires_a_failed_engine_passes_nothing(engine: Shout) -> None:
    engine.fails = "fr"
    gate = GateSettings(threshold=0, max_not_judged=0, require=(Need.BACK_TRANSLATION,))
    good = document("The harbour opens in May.", "Le port ouvre en mai.", "en-fr")
    assert run(good, gate=gate).verdict.passed is None
    engine.fails = ""
    assert run(good, gate=gate).verdict.passed is True


@pytest.mark.parametrize("after", [0, 1])
def test_a_failing_encoder_is_not_judged_and_the_rest_goes_on(
    engine: Shout, encoder: Letters, after: int
) -> None:
    encoder.fails_after = after
    report = run(document(EN, FR, "en-fr"), encoder="auto")
    (made,) = report.documents
    assert Need.ENCODER not in made.article.evidence
    assert reasons(report, Need.ENCODER) == ["the encoder is out of order"]
    assert {c for n in report.not_judged if n.need is Need.ENCODER for c in n.codes} >= {"OMI001", "ADD001"}
    assert {f.code for f in made.findings} >= {"NUM001"}
    assert report.encoder == "none" and "encoder:none" in report.signature
    assert all("likeness" not in s.measures and "chrf" in s.measures for s in made.segments)


def test_an_encoder_that_fails_inside_a_rule(encoder: Letters, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = selected()
    asking = replace(
        rules[0],
        code="ASK001",
        needs=frozenset({Need.ENCODER}),
        find=lambda context: context.encode(["new"]) and [],
    )
    monkeypatch.setattr("audit.pipeline.tools.selected", lambda *_: (*rules, asking))
    encoder.fails_after = 1
    report = run(document(EN, FR, "en-fr"), encoder="auto")
    assert reasons(report, Need.ENCODER) == ["the encoder is out of order"]
    assert {f.code for f in report.findings} >= {"NUM001"}


def test_a_failing_grammar_checker_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(texts: Sequence[str], lang: str) -> list[Any]:
        raise EngineError("the checker fell over")

    monkeypatch.setattr("audit.detect.grammar.missing", lambda lang: ("", ""))
    monkeypatch.setattr("audit.detect.grammar.check", broken)
    report = run(document(EN, FR, "en-fr"), back_translation="none")
    assert reasons(report, Need.GRAMMAR) == ["the checker fell over"]
    assert {f.code for f in report.findings} >= {"NUM001"}


def test_two_languages_in_a_batch(engine: Shout) -> None:
    items = [
        document(EN, t, f"en-{lang}", f"{lang} {n}") for n in (1, 2) for lang, t in (("fr", FR), ("de", DE))
    ]
    report = run(*items)
    assert [d.document.id for d in report.documents] == ["de 1", "de 2", "fr 1", "fr 2"]
    assert report.engine == "shout 1 de-en, shout 1 fr-en"
    alone = {i.id: run(i).documents[0].segments for i in items}
    assert {d.document.id: d.segments for d in report.documents} == alone


def test_failures_stand_in_the_report() -> None:
    lost = Failure("b.fr.txt", "cannot be read", "allow reading it")
    report = run(document(EN, FR, "en-fr"), lost, back_translation="none")
    assert report.failures == (lost,) and len(report.documents) == 1
    nothing = run(lost, back_translation="none")
    assert nothing.documents == () and nothing.score.calibrated is None


def test_an_id_that_comes_twice_is_a_failure() -> None:
    report = run(document(EN, FR, "en-fr"), document(EN, DE, "en-de"), back_translation="none")
    assert [d.document.target for d in report.documents] == [FR]
    assert "already" in report.failures[0].problem and report.failures[0].remedy


def test_findings_below_the_least_confidence_are_in_no_finding_and_no_score() -> None:
    every = run(document(EN, FR, "en-fr"), back_translation="none")
    (number,) = [f for f in every.findings if f.code == "NUM001"]
    kept = run(document(EN, FR, "en-fr"), back_translation="none", min_confidence=number.confidence)
    assert number in kept.findings
    none = run(document(EN, FR, "en-fr"), back_translation="none", min_confidence=0.999)
    assert none.findings == () and none.score.penalty == 0 and none.score.raw == 100
    assert all(s.measures.get("score", 1.0) == 1.0 for s in none.documents[0].segments)
    assert "min-confidence:0.999" in none.signature and "min-confidence" not in every.signature


def test_selected_rules_alone_run() -> None:
    text = document(EN, FR, "en-fr")
    assert {f.code for f in run(text, back_translation="none", select="number").findings} == {"NUM001"}
    assert "NUM001" not in {f.code for f in run(text, back_translation="none", ignore="NUM").findings}
    with pytest.raises(UsageError, match="'NOPE'"):
        run(text, select="NOPE")


def test_a_glossary_nobody_gave_is_not_missing() -> None:
    text = document(EN, FR, "en-fr")
    assert reasons(run(text, back_translation="none"), Need.GLOSSARY) == []
    terms = Glossary((GlossaryTerm("harbour", ("rade",)),))
    report = pipeline.run([text], Settings(back_translation="none"), glossary=terms)
    assert Need.GLOSSARY in report.documents[0].article.evidence
    assert "TRM004" in {f.code for f in report.findings}


def test_what_is_missing_is_said_with_reason_and_remedy() -> None:
    report = run(document(None, FR, "fr"), back_translation="none")
    said = {n.need: n for n in report.not_judged}
    assert set(said) >= {Need.SOURCE, Need.BACK_TRANSLATION} and Need.ENCODER not in said
    assert all(n.reason and n.remedy for n in said.values())
    assert "NUM001" in said[Need.SOURCE].codes


def test_an_empty_document_is_no_crash() -> None:
    report = run(document(None, "", "fr", "a"), document("", " \n", "en-fr", "b"), back_translation="none")
    assert [d.score.words for d in report.documents] == [0, 0]
    assert report.score.calibrated is None and report.findings == ()


def test_progress_goes_up_to_the_total() -> None:
    seen: list[tuple[str, int, int]] = []
    items = [document(EN, FR, "en-fr", str(n)) for n in range(3)]
    settings = Settings(back_translation="none", encoder="none")
    pipeline.run(items, settings, lambda *step: seen.append(step))
    for stage in {s for s, _, _ in seen}:
        steps = [(done, total) for s, done, total in seen if s == stage]
        assert steps == sorted(steps) and steps[-1][0] == steps[-1][1]


def test_a_cache_that_cannot_be_used_is_noted(engine: Shout, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    report = pipeline.run(
        [document(EN, FR, "en-fr")], Settings(encoder="none", cache_dir=tmp_path / "file" / "below")
    )
    assert len([note for note in report.notes if "not cached" in note]) == 2  # translations, and results
    assert all(s.back for s in report.documents[0].segments)
