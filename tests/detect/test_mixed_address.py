"""REG001: formal and informal address mixed."""

from __future__ import annotations

from audit.detect.rule import Example
from audit.mqm import Severity
from tests.support import audit_example

FORMAL = "Hier sehen Sie das Haus. Wir zeigen Ihnen den Garten. Hoffentlich haben Sie Zeit. "


def severities(target: str, source: str | None = None, languages: str = "de") -> list[Severity]:
    return [f.severity for f in audit_example(Example(languages, source, target), ("REG001",))]


def test_a_slip_is_major_and_a_mixture_minor() -> None:
    assert severities(2 * FORMAL + "Siehst du es?") == [Severity.MAJOR]
    assert severities(FORMAL + "Siehst du es? Ich zeige dir alles.") == [Severity.MINOR]


def test_too_few_words_tell_nothing() -> None:
    assert severities("Hier sehen Sie das Haus. Siehst du es?") == []
    assert severities(FORMAL + "Siehst du es? Ich zeige dir dein Haus.") == []


def test_a_source_that_mixes_is_followed() -> None:
    source = "Vous voyez la maison. Nous vous montrons le jardin. Vous avez le temps. Tu la vois ?"
    assert severities(FORMAL + "Siehst du es?", source, "fr-de") == []
    assert severities(FORMAL + "Siehst du es?", source.replace("Tu la vois", "Vous voyez"), "fr-de") != []
