"""Sentence boundaries in many languages, and what must never be one."""

from __future__ import annotations

import pytest

from audit.model import Span
from audit.text import sentences
from audit.text.sentences import split_sentences, trim

#: Language → a text with | at each boundary between sentences. Written for this test.
MARKED = {
    "en": "Dr. Smith paid $3.5 million.| “Really?” she asked.| He left at 5 p.m. on Friday.",
    "fr": "M. Dupont est venu.| « Vraiment ? » a-t-elle demandé.| Il est parti à 17 h 30.",
    "de": "Am 14. Mai kam Dr. Müller.| „Wirklich?“, fragte sie.| Er ging z. B. nach Hause.",
    "es": "El Sr. López llegó tarde.| ¿De verdad?| ¡Claro que sí!| Se fue a las 5.",
    "it": "Il sig. Rossi è arrivato.| Davvero?| È andato via alle 5.",
    "pt": "O Sr. Silva chegou.| Sério?| Saiu às 5 horas.",
    "nl": "Dhr. Jansen kwam laat.| Echt waar?| Hij ging om 5 uur weg.",
    "sv": "Herr Berg kom sent.| Verkligen?| Han gick kl. 5.",
    "da": "Hr. Berg kom sent.| Virkelig?| Han gik kl. 5.",
    "nb": "Båten kom sent.| Virkelig?| Han dro klokka fem.",
    "fi": "Laiva tuli myöhään.| Todellako?| Hän lähti viideltä.",
    "pl": "Pan Nowak przyszedł późno.| Naprawdę?| Wyszedł o piątej.",
    "cs": "Pan Novák přišel pozdě.| Opravdu?| Odešel v pět.",
    "hu": "A hajó későn jött.| Tényleg?| Ötkor ment el.",
    "ro": "Domnul Ionescu a venit târziu.| Serios?| A plecat la cinci.",
    "ca": "El vaixell va arribar tard.| De debò?| Va marxar a les cinc.",
    "ru": "Г-н Иванов пришёл поздно.| Правда?| Он ушёл в 5 часов.",
    "uk": "Пан Коваль прийшов пізно.| Справді?| Він пішов о п’ятій.",
    "bg": "Корабът дойде късно.| Наистина?| Той си тръгна в пет.",
    "el": "Το πλοίο ήρθε αργά.| Αλήθεια;| Έφυγε στις πέντε.",
    "tr": "Gemi geç geldi.| Gerçekten mi?| Saat beşte gitti.",
    "id": "Kapal itu datang terlambat.| Benarkah?| Kapal itu pergi pukul lima.",
    "vi": "Con tàu đến muộn.| Thật sao?| Nó rời đi lúc năm giờ.",
    "ar": "وصلت السفينة متأخرة.| حقا؟| غادرت في الخامسة.",
    "fa": "کشتی دیر رسید.| واقعاً؟| ساعت پنج رفت.",
    "he": "הספינה הגיעה מאוחר.| באמת?| היא עזבה בחמש.",
    "hi": "जहाज़ देर से आया।| सच में?| वह पाँच बजे चला गया।",
    "ta": "கப்பல் தாமதமாக வந்தது.| உண்மையாகவா?| ஐந்து மணிக்குப் புறப்பட்டது.",
    "hy": "Նավը ուշ եկավ։| Այն մեկնեց հինգին։",
    "ko": "배가 늦게 왔다.| 정말?| 다섯 시에 떠났다.",
    "zh": "船来晚了。|真的吗?|它五点离开了。",
    "ja": "船は遅れて来た。|本当に?|五時に出発した。",
}


def pieces(text: str, lang: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, lang)]


@pytest.mark.parametrize("lang", MARKED)
def test_boundaries(lang: str) -> None:
    wanted = [piece.strip() for piece in MARKED[lang].split("|")]
    assert pieces(MARKED[lang].replace("|", ""), lang) == wanted


@pytest.mark.parametrize(
    ("lang", "marked"),
    [
        ("en", "“The roof leaks.| Who will pay for it?” asked the tenant."),
        ("en", '"We met Dr. Lane in May.| Why should we wait?"| The board did not answer.'),
        ("de", "„Das Dach ist undicht.| Wer bezahlt das?“, fragte der Mieter."),
        ("fr", "« Le toit fuit.| Qui paiera ? »"),
        ("en", "He said “Mr. Lane left at 5 p.m. on Friday” and “Never!” at once."),
    ],
)
def test_sentences_inside_a_quotation_are_parted(lang: str, marked: str) -> None:
    assert pieces(marked.replace("|", ""), lang) == [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The committee met J. K. Marsh and Mrs. Lane in Washington, D.C. that day."),
        ("en", "“Wait!” he cried, and ran."),
        ("fr", "Le taux est de 3.5 % chez Mme. Petit, etc. selon lui."),
        ("de", "Der 3. Platz ging an Prof. Dr. Kern."),
        ("xx", "No language at all."),
        ("", "No code at all"),
    ],
)
def test_no_boundary(lang: str, text: str) -> None:
    assert pieces(text, lang) == [text]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The port opens in May.| Eleven years ago it was shut."),
        ("it", "Non l’ho visto mai.| Poi è tornato.| “Sono due ore.” |Ha riso."),
        ("nl", "Hij gaf haar de hand.| Toen ging hij weg."),
        ("sv", "Han såg det.| Sedan gick han."),
        ("de", "Sie sah mich.| Dann ging sie."),
        ("es", "Todo fue bien.| «Gracias», dijo."),
    ],
)
def test_ordinary_words_are_no_abbreviations(lang: str, text: str) -> None:
    assert pieces(text.replace("|", ""), lang) == [piece.strip() for piece in text.split("|")]


def test_offsets_count_from_the_whole_text_and_leave_white_space_out() -> None:
    text = "XX\n  Un mot. \u00a0 Deux 🚢 mots.\t\nXX"
    spans = split_sentences(text, "fr", 2, len(text) - 2, "source")
    assert [(s.side, text[s.start : s.end]) for s in spans] == [
        ("source", "Un mot."),
        ("source", "Deux 🚢 mots."),
    ]


def test_nothing_has_no_sentences() -> None:
    assert split_sentences("", "fr") == split_sentences(" \n\u3000", "fr") == ()
    assert split_sentences("Un. Deux.", "fr", 4, 4) == ()


def test_a_quotation_mark_without_partner_holds_nothing_together() -> None:
    assert len(pieces("Il a dit : « Le port est fermé. Rien ne bouge. Tout est calme.", "fr")) == 3
    assert len(pieces('He said: "The port is shut. Nothing moves. All is calm.', "en")) == 3


def test_long_lines_are_cut_as_short_ones_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(
        f"Le bateau {n} est parti hier soir. « Où ? » Nul ne le sait, a dit M. Roux. " for n in range(400)
    )
    cut = pieces(text, "fr")
    assert len(text) > 5 * sentences._WINDOW
    monkeypatch.setattr(sentences, "_WINDOW", len(text) + 1)
    assert pieces(text, "fr") == cut


def test_a_sentence_longer_than_a_window_is_one() -> None:
    text = "Un " + "mot " * 5_000 + "fin. Puis un autre."
    assert [len(p) for p in pieces(text, "fr")] == [len(text) - 15, 14]


def test_trim() -> None:
    assert trim(" a b\n", Span("target", 0, 5)) == Span("target", 1, 4)
    assert len(trim("   ", Span("target", 1, 3))) == 0


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    [
        ("en", "The doctor gave her vitamin D. The pain went away.", 2),
        ("fr", "Il manque de vitamine D. Les médecins le savent.", 2),
        ("en", "It was written by J. Smith and others.", 1),
        ("fr", "Ce livre de J. Le Carré se lit vite.", 1),
        ("en", "A. The first answer is right.", 1),
    ],
)
def test_a_letter_before_a_full_stop_is_an_initial_unless_a_sentence_begins(
    lang: str, text: str, count: int
) -> None:
    assert len(split_sentences(text, lang)) == count
