"""What a segment is given, and what its score is made of."""

from __future__ import annotations

from audit import pipeline
from audit.compare.estimate import Texts
from audit.compare.measure import estimated, measure
from audit.config import Settings
from audit.model import Article, BackTranslation, Document, Estimate, Language, Segment, Span
from tests.support import document

SOURCE = "The harbour was closed for 20 days."
TARGET = "Le port est resté fermé pendant 20 jours."


class Fixed:
    """An estimator that always says the same."""

    def signature(self) -> str:
        return "fixed"

    def estimate(self, pairs: Texts, source_lang: str, target_lang: str) -> list[Estimate]:
        assert list(pairs) == [(SOURCE, TARGET)]
        assert (source_lang, target_lang) == ("en", "fr")
        return [Estimate(0.6, 0.4, 0.9, True)]


def article(back: BackTranslation | None = None) -> Article:
    item = Document("d", TARGET, Language("fr"), SOURCE, Language("en"))
    whole = Segment(0, Span("source", 0, len(SOURCE)), Span("target", 0, len(TARGET)), back=back)
    alone = Segment(1, None, Span("target", 0, 7))
    return Article(item, (), (), (whole, alone))


def test_the_estimate_and_its_interval_are_measures() -> None:
    whole, alone = estimated(article(), Fixed()).segments
    assert whole.measures == {
        "estimate": 0.6, "estimate_low": 0.4, "estimate_high": 0.9, "calibrated": 1.0,
    }  # fmt: skip
    assert alone.measures == {}


def test_without_anything_to_go_by_there_is_no_estimate() -> None:
    assert estimated(measure(article(), None, 0.0), None).segments[0].measures == {}


def test_overlap_alone_is_an_estimate_that_is_not_calibrated() -> None:
    plain = measure(article(BackTranslation(SOURCE, "toy")), None, 0.0)
    measures = estimated(plain, None).segments[0].measures
    assert measures["estimate"] > 0.95
    assert measures["calibrated"] == 0.0


def _scored(target: str, **settings: str) -> pipeline.Report:
    return pipeline.run(
        [document(SOURCE, target, "en-fr")],
        Settings(back_translation="none", **settings),  # type: ignore[arg-type]
    )


def test_findings_lower_score_and_interval_of_segment_and_document() -> None:
    good, bad = _scored(TARGET), _scored(TARGET.replace("20", "80"))
    (before,), (after,) = good.documents[0].segments, bad.documents[0].segments
    assert bad.findings
    assert before.measures["score"] == before.measures["estimate"]
    assert after.measures["score"] < after.measures["estimate"]
    assert after.measures["score_low"] <= after.measures["score"] <= after.measures["score_high"]
    estimates = good.documents[0].estimate, bad.documents[0].estimate
    assert estimates[0] is not None
    assert estimates[1] is not None
    assert estimates[0].value > estimates[1].value
    assert estimates[1].low <= estimates[1].value <= estimates[1].high


def test_a_pair_without_judgements_is_named() -> None:
    report = _scored(TARGET)
    assert not report.documents[0].estimate.calibrated  # type: ignore[union-attr]
    assert any("not calibrated for en-fr" in note for note in report.notes)


def test_no_encoder_no_estimate_and_no_score() -> None:
    report = _scored(TARGET, encoder="none")
    assert "score" not in report.documents[0].segments[0].measures
    assert report.documents[0].estimate is None
    assert "estimate:none" in report.signature


def test_the_signature_names_the_estimator() -> None:
    assert "estimate:vectors/use" in _scored(TARGET, estimate="vectors").signature


def test_a_given_segment_whose_source_is_blank_is_measured() -> None:
    item = Document(
        "d",
        TARGET,
        Language("fr"),
        "\n",
        Language("en"),
        aligned=((Span("source", 0, 1), Span("target", 0, len(TARGET))),),
    )
    report = pipeline.run([item], Settings(back_translation="none"))
    (segment,) = report.documents[0].segments
    assert segment.measures["cosine"] == 0.0
