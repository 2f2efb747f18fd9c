"""The estimate that a back-translation revises."""

from __future__ import annotations

import pytest

from audit import pipeline
from audit.backtranslate.apertium import Apertium
from audit.compare.revised import revised, revisions
from audit.config import Settings
from audit.model import Article, BackTranslation, Document, Language, Segment, Span
from tests.support import document

SOURCE = "The harbour was closed for twenty days after the storm."
TARGET = "Le port est resté fermé vingt jours après la tempête."


def _article(
    *,
    likeness: float | None = 0.7,
    unknown: tuple[str, ...] = (),
    estimate: float = 0.6,
    calibrated: bool = False,
    pair: tuple[str, str] = ("en", "fr"),
    target: str = TARGET,
    back: bool = True,
) -> Article:
    item = Document("d", target, Language(pair[1]), SOURCE, Language(pair[0]))
    measures = {
        "estimate": estimate,
        "estimate_low": max(0.0, estimate - 0.3),
        "estimate_high": min(1.0, estimate + 0.3),
        "calibrated": float(calibrated),
        **({} if likeness is None else {"back_likeness": likeness}),
    }
    again = BackTranslation(SOURCE, "toy", unknown) if back else None
    spans = Span("source", 0, len(SOURCE)), Span("target", 0, len(target))
    return Article(item, (), (), (Segment(0, *spans, back=again, measures=measures),))


def _measures(article: Article) -> dict[str, float]:
    return dict(article.segments[0].measures)


def _estimate(article: Article) -> float:
    return _measures(revised(article))["estimate"]


def test_the_nearer_the_back_translation_comes_to_the_source_the_better() -> None:
    found = [_estimate(_article(likeness=likeness)) for likeness in (-0.1, 0.3, 0.6, 0.9, 1.0)]
    assert found == sorted(set(found))


def test_words_that_the_engine_did_not_know_make_it_worse() -> None:
    assert _estimate(_article(unknown=("vingt", "jours"))) < _estimate(_article())


def test_a_better_translation_stays_the_better() -> None:
    found = [_estimate(_article(estimate=estimate)) for estimate in (0.1, 0.4, 0.7, 0.95)]
    assert found == sorted(set(found))


@pytest.mark.parametrize("estimate", [0.03, 0.5, 0.99])
@pytest.mark.parametrize("likeness", [-1.0, 0.5, 1.0])
@pytest.mark.parametrize("calibrated", [False, True])
def test_value_and_interval_stay_in_order(estimate: float, likeness: float, calibrated: bool) -> None:
    pair = ("ro", "en") if calibrated else ("en", "fr")
    found = _measures(
        revised(_article(estimate=estimate, likeness=likeness, calibrated=calibrated, pair=pair))
    )
    assert 0 <= found["estimate_low"] <= found["estimate"] <= found["estimate_high"] <= 1
    assert found["calibrated"] == calibrated


def test_judged_pairs_have_an_interval_of_their_own() -> None:
    article = _article(calibrated=True, pair=("ro", "en"))
    found, weights = _measures(revised(article)), revisions()["ro-en"]
    assert found["estimate_low"] == pytest.approx(found["estimate"] + weights.low, abs=1e-3)


@pytest.mark.parametrize(
    "article",
    [
        _article(calibrated=True, pair=("en", "de")),  # judged, but never with a back-translation
        _article(likeness=None),
        _article(back=False),
        _article(estimate=0.012),  # words copied from the source
        _article(target=SOURCE.upper()),
    ],
    ids=["judged without", "no likeness", "no back-translation", "capped", "copy"],
)
def test_what_is_left_alone(article: Article) -> None:
    assert revised(article) == article


@pytest.mark.skipif(
    not Apertium().supports("fr", "en"),
    reason="no Apertium: apt-get install apertium-fra-cat apertium-eng-cat",
)
def test_a_run_says_whether_back_translations_had_a_part_in_the_estimate() -> None:
    estimates = {}
    for engine in ("none", "apertium"):
        report = pipeline.run([document(SOURCE, TARGET, "en-fr")], Settings(back_translation=engine))
        (segment,) = report.documents[0].segments
        estimates[engine] = segment.measures["estimate"]
        named = report.signature.partition("estimate:")[2].split("|")[0]
        assert ("back-translation" in named) == (engine == "apertium")
    assert estimates["none"] != estimates["apertium"]
