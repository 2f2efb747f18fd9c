"""Which language a text is in."""

from __future__ import annotations

import pytest

from audit.text.languages import identify

TEXTS = {
    "en": "Nobody told the fishermen when the old harbour would close its gates.",
    "fr": "Personne n’a dit aux pêcheurs quand le vieux port fermerait ses portes.",
    "de": "Niemand sagte den Fischern, wann der alte Hafen seine Tore schließen würde.",
    "es": "Nadie les dijo a los pescadores cuándo cerraría sus puertas el viejo puerto.",
    "it": "Nessuno ha detto ai pescatori quando il vecchio porto avrebbe chiuso le porte.",
    "nl": "Niemand vertelde de vissers wanneer de oude haven zijn poorten zou sluiten.",
    "ru": "Никто не сказал рыбакам, когда старый порт закроет свои ворота.",
    "ja": "古い港がいつ閉まるのか、誰も漁師たちに教えなかった。",
    "ar": "لم يخبر أحد الصيادين متى سيغلق الميناء القديم أبوابه.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_sentences(lang: str) -> None:
    found, sure = identify(TEXTS[lang])
    assert found == lang and 0.5 < sure <= 1.01


@pytest.mark.parametrize("text", ["", " \n", "123 – 4,5 %", "🚢"])
def test_without_letters_nothing_is_known(text: str) -> None:
    assert identify(text) == ("und", 0.0)


def test_candidates_alone_compete() -> None:
    found, share = identify(TEXTS["fr"], ("en-GB", "fr-CA"))
    assert found == "fr-CA" and 0.9 < share <= 1.0
    assert identify(TEXTS["ja"], ("en", "fr"))[0] in ("en", "fr")


def test_line_breaks_and_length_do_not_matter() -> None:
    assert identify(TEXTS["de"].replace(" ", "\n")) == identify(TEXTS["de"])
    assert identify(TEXTS["de"] * 1_000)[0] == "de"
